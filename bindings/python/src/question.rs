//! A question in keyword arguments, the same words as on the command line (S8 to S22).

use pyo3::exceptions::PyTypeError;
use pyo3::prelude::*;
use pyo3::types::{PyBool, PyDict, PyList, PyString, PyTuple};
use truyvet::{
    Case, Closure, Cumulative, Direction, Draft, Duration, ExternalId, Filter, Hops, Input,
    Interval, Isolation, Kind, Measures, Preset, Question, Snapshot, Split, TimeZone, TraceBuilder,
};

use crate::clock::{interval, length, window, zone};
use crate::cost::Cost;
use crate::error::{Arg, raised};
use crate::frames::{input, is_frame, is_path};
use crate::registered::Registered;

/// The words of a question, in the order in which they are told.
const WORDS: [&str; 28] = [
    "cases",
    "registered",
    "tested",
    "infectious_rule",
    "preset",
    "question",
    "direction",
    "hops",
    "min_overlap",
    "cumulative",
    "latent",
    "until",
    "window",
    "lag",
    "isolate",
    "only",
    "except_",
    "roll_up",
    "close",
    "split",
    "risk",
    "tz",
    "threads",
    "max_rows",
    "time_limit",
    "memory_limit",
    "as_of",
    "except",
];

/// What was asked: the question, what is changed in a what-if, and what it may cost.
pub(crate) struct Asked {
    pub(crate) question: Question,
    pub(crate) measures: Measures,
    registered: Registered,
    cost: Cost,
}

impl Asked {
    /// Reads keyword arguments; `verb` is what messages call the function.
    pub(crate) fn read(verb: &str, words: Option<&Bound<'_, PyDict>>) -> PyResult<Self> {
        let mut asked = Self {
            question: Question::default(),
            measures: Measures::default(),
            registered: Registered::default(),
            cost: Cost::default(),
        };
        let Some(words) = words else {
            return Ok(asked);
        };
        let base = base(words)?;
        if let Some(draft) = base {
            asked.question = draft.question().map_err(raised)?;
            asked.measures = Measures::take_from(&mut asked.question);
        }
        let tz = match words.get_item("tz")? {
            Some(tz) if !tz.is_none() => Some(zone(&tz, Arg::question("tz"))?),
            _ => None,
        };
        for (name, value) in words.iter() {
            let name = name.cast::<PyString>()?;
            asked.word(verb, name.to_str()?, &value, tz.as_ref())?;
        }
        let direction = asked.question.direction;
        asked.registered.check(words.py(), direction)?;
        Ok(asked)
    }

    fn word(
        &mut self,
        verb: &str,
        name: &str,
        value: &Bound<'_, PyAny>,
        tz: Option<&TimeZone>,
    ) -> PyResult<()> {
        let arg = Arg::question(name);
        let question = &mut self.question;
        // None says nothing, but of these: all hops, no end, everything.
        if value.is_none() && !["hops", "until", "window"].contains(&name) {
            return known(verb, name);
        }
        match name {
            "cases" => question.cases = cases(value, arg, tz)?,
            "direction" => question.direction = direction(value, arg)?,
            "hops" => question.hops = hops(value, arg)?,
            "min_overlap" => question.min_overlap = length(value, arg)?,
            "latent" => question.latent = length(value, arg)?,
            "until" => question.until = length(value, arg)?,
            "cumulative" => question.cumulative = Some(cumulative(value, arg)?),
            "window" if value.is_none() => question.window = None,
            "window" => question.window = Some(window(value, arg, tz)?),
            "lag" => {
                for (kind, lag) in pairs(value, arg)? {
                    let lag = length(&lag, arg)?;
                    question.lag.insert(kind_of(&kind, arg)?, lag);
                }
            }
            "isolate" => {
                let isolated = named_intervals(value, arg, tz)?.into_iter();
                let isolated = isolated.map(|(person, during)| Isolation { person, during });
                self.measures.isolation.extend(isolated);
            }
            "close" => {
                let closed = named_intervals(value, arg, tz)?.into_iter();
                let closed = closed.map(|(place, during)| Closure { place, during });
                self.measures.closures.extend(closed);
            }
            "split" => {
                for (place, parts) in pairs(value, arg)? {
                    let place = id(&place, arg)?;
                    let parts = parts.extract::<u32>();
                    let parts = parts.map_err(|_| arg.wrong_type(value, "a number of parts"))?;
                    self.measures.splits.push(Split { place, parts });
                }
            }
            "only" => filter(&mut question.only, value, arg)?,
            "except_" | "except" => filter(&mut question.except, value, arg)?,
            "roll_up" => question.roll_up = Some(kind_of(value, arg)?),
            "risk" => risk(question, value, arg)?,
            _ if self.cost.word(name, value, arg)? => {}
            _ if self.registered.word(name, value, arg, tz)? => {}
            _ => return known(verb, name),
        }
        Ok(())
    }

    /// The same, asked of `snapshot`; measures are part of the question.
    pub(crate) fn of(mut self, snapshot: &Snapshot) -> TraceBuilder {
        let Measures {
            closures,
            splits,
            isolation,
        } = std::mem::take(&mut self.measures);
        self.question.closures.extend(closures);
        self.question.splits.extend(splits);
        self.question.isolation.extend(isolation);
        self.without_measures(snapshot)
    }

    /// The same without its measures.
    pub(crate) fn without_measures(self, snapshot: &Snapshot) -> TraceBuilder {
        let asked = snapshot.trace().with_question(self.question);
        self.cost.limit(self.registered.add(asked))
    }
}

fn known(verb: &str, name: &str) -> PyResult<()> {
    if WORDS.contains(&name) {
        return Ok(());
    }
    let first = name.chars().take(3).collect::<String>();
    let near = WORDS.iter().find(|word| word.starts_with(&first));
    let near = near.map_or(String::new(), |word| format!(" Did you mean '{word}'?"));
    Err(PyTypeError::new_err(format!(
        "{verb}() got an unexpected keyword argument '{name}'.{near}"
    )))
}

/// The question under the others: presets, and one in a file or as a dict laid over them.
fn base(words: &Bound<'_, PyDict>) -> PyResult<Option<Draft>> {
    let mut draft: Option<Draft> = None;
    let mut lay = |over: Draft| {
        let under = draft.take().unwrap_or_default();
        draft = Some(over.over(&under));
    };
    if let Some(presets) = words.get_item("preset")?.filter(|value| !value.is_none()) {
        let names: Vec<String> = match presets.extract::<String>() {
            Ok(name) => vec![name],
            Err(_) => presets.extract()?,
        };
        for name in names {
            let preset = Preset::named(&name).and_then(Preset::draft);
            lay(preset.map_err(raised)?);
        }
    }
    if let Some(file) = words.get_item("question")?.filter(|value| !value.is_none()) {
        let read = if is_path(&file)? {
            Draft::read(&Input::Path(file.extract()?))
        } else {
            Draft::from_json("question", &json(&file)?)
        };
        lay(read.map_err(raised)?);
    }
    Ok(draft)
}

fn json(value: &Bound<'_, PyAny>) -> PyResult<String> {
    let module = value.py().import("json")?;
    module.call_method1("dumps", (value,))?.extract()
}

/// The id of a person or place.
pub(crate) fn id(value: &Bound<'_, PyAny>, arg: Arg<'_>) -> PyResult<ExternalId> {
    let Ok(text) = value.cast::<PyString>() else {
        return Err(arg.wrong_type(value, "an id as text, namespace:id or bare"));
    };
    let id = text.to_str()?.parse();
    id.map_err(|why| arg.wrong(value.py(), why))
}

fn kind_of(value: &Bound<'_, PyAny>, arg: Arg<'_>) -> PyResult<Kind> {
    let Ok(text) = value.cast::<PyString>() else {
        return Err(arg.wrong_type(value, "a kind of place such as market"));
    };
    Kind::new(text.to_str()?).map_err(|why| arg.wrong(value.py(), why))
}

fn direction(value: &Bound<'_, PyAny>, arg: Arg<'_>) -> PyResult<Direction> {
    match value.extract::<&str>() {
        Ok("forward") => Ok(Direction::Forward),
        Ok("backward") => Ok(Direction::Backward),
        _ => Err(arg.wrong(value.py(), "expected \"forward\" or \"backward\"")),
    }
}

fn hops(value: &Bound<'_, PyAny>, arg: Arg<'_>) -> PyResult<Hops> {
    let expected = "a whole number from 1, or None for all";
    if value.is_none() {
        return Ok(Hops::All);
    }
    if value.is_instance_of::<PyBool>() {
        return Err(arg.wrong_type(value, expected));
    }
    if let Ok(text) = value.cast::<PyString>() {
        return Hops::parse(text.to_str()?).map_err(|why| raised(why.into()));
    }
    let Ok(number) = value.extract::<i64>() else {
        return Err(arg.wrong_type(value, expected));
    };
    Hops::parse(&number.to_string()).map_err(|why| raised(why.into()))
}

fn cumulative(value: &Bound<'_, PyAny>, arg: Arg<'_>) -> PyResult<Cumulative> {
    let expected = "TOTAL/SPAN such as \"15m/24h\", or a pair of lengths";
    let (total, within) = if let Ok(text) = value.cast::<PyString>() {
        let parts = text.to_str()?.split_once('/');
        let (total, within) = parts.ok_or_else(|| arg.wrong(value.py(), expected))?;
        let read = |text: &str| Duration::parse(text).map_err(|why| arg.wrong(value.py(), why));
        (read(total)?, read(within)?)
    } else {
        let pair = value.extract::<(Bound<'_, PyAny>, Bound<'_, PyAny>)>();
        let (total, within) = pair.map_err(|_| arg.wrong_type(value, expected))?;
        (length(&total, arg)?, length(&within, arg)?)
    };
    Ok(Cumulative {
        min_total: total,
        within,
    })
}

type Pair<'py> = (Bound<'py, PyAny>, Bound<'py, PyAny>);

fn pairs<'py>(value: &Bound<'py, PyAny>, arg: Arg<'_>) -> PyResult<Vec<Pair<'py>>> {
    match value.cast::<PyDict>() {
        Ok(pairs) => Ok(pairs.iter().collect()),
        Err(_) => Err(arg.wrong_type(value, "a dict")),
    }
}

/// Several of something, or one alone.
fn several<'py>(value: &Bound<'py, PyAny>) -> PyResult<Vec<Bound<'py, PyAny>>> {
    let one = value.is_instance_of::<PyString>()
        || value.cast::<PyTuple>().is_ok_and(|tuple| {
            tuple.len() > 1
                && tuple
                    .get_item(0)
                    .is_ok_and(|first| first.is_instance_of::<PyString>())
        });
    if one {
        return Ok(vec![value.clone()]);
    }
    value.try_iter()?.collect()
}

/// `(id, from, to)`, or an id alone: always.
fn named_intervals(
    value: &Bound<'_, PyAny>,
    arg: Arg<'_>,
    tz: Option<&TimeZone>,
) -> PyResult<Vec<(ExternalId, Interval)>> {
    let named = several(value)?.into_iter().map(|item| {
        if item.is_instance_of::<PyString>() {
            return Ok((id(&item, arg)?, Interval::ALWAYS));
        }
        named_interval(&item, arg, tz)
    });
    named.collect()
}

fn named_interval(
    item: &Bound<'_, PyAny>,
    arg: Arg<'_>,
    tz: Option<&TimeZone>,
) -> PyResult<(ExternalId, Interval)> {
    let expected = "(id, from, to), where `to` may be None for no end";
    if !item.is_instance_of::<PyTuple>() && !item.is_instance_of::<PyList>() {
        return Err(arg.wrong_type(item, expected));
    }
    let parts: Vec<Bound<'_, PyAny>> = item.extract()?;
    let [who, start, end] = parts.as_slice() else {
        let problem = format!("{} values; expected {expected}", parts.len());
        return Err(arg.wrong(item.py(), problem));
    };
    Ok((id(who, arg)?, interval(start, end, arg, tz)?))
}

fn cases(value: &Bound<'_, PyAny>, arg: Arg<'_>, tz: Option<&TimeZone>) -> PyResult<Vec<Case>> {
    if is_path(value)? || is_frame(value)? {
        let input = input(value, "cases")?;
        return truyvet::read_cases(&input, tz).map_err(raised);
    }
    let named = several(value)?.into_iter().map(|item| {
        let (person, infectious) = named_interval(&item, arg, tz)?;
        Ok(Case { person, infectious })
    });
    named.collect()
}

/// `{"kind": "market", "unit": ["24/213", …]}`.
fn filter(into: &mut Filter, value: &Bound<'_, PyAny>, arg: Arg<'_>) -> PyResult<()> {
    for (key, values) in pairs(value, arg)? {
        let key: String = key.extract()?;
        for value in several(&values)? {
            let text = || -> PyResult<String> { value.extract() };
            match key.as_str() {
                "kind" => into.kinds.insert(kind_of(&value, arg)?),
                "place" => into.places.insert(id(&value, arg)?),
                "unit" => into.units.insert(text()?),
                "source" => into.sources.insert(text()?),
                "person" => into.persons.insert(id(&value, arg)?),
                other => {
                    let problem = format!(
                        "`{other}` is not allowed; expected kind, place, unit, source or person"
                    );
                    return Err(arg.wrong(value.py(), problem));
                }
            };
        }
    }
    Ok(())
}

/// `True` for the usual rates, or rates as a dict.
fn risk(question: &mut Question, value: &Bound<'_, PyAny>, arg: Arg<'_>) -> PyResult<()> {
    if let Ok(wanted) = value.cast::<PyBool>() {
        if wanted.is_true() && question.risk.is_none() {
            let usual = Preset::named(Preset::RISK).and_then(Preset::draft);
            let usual = usual.and_then(|draft| draft.question()).map_err(raised)?;
            question.risk = usual.risk;
        }
        return Ok(());
    }
    if !value.is_instance_of::<PyDict>() {
        return Err(arg.wrong_type(
            value,
            "True, or a dict of rates: otherwise, by_kind, susceptibility",
        ));
    }
    let whole = PyDict::new(value.py());
    whole.set_item("risk", value)?;
    let draft = Draft::from_json("risk", &json(whole.as_any())?);
    let read = draft.and_then(|draft| draft.question()).map_err(raised)?;
    question.risk = read.risk;
    Ok(())
}
