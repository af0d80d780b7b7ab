//! The confirmed cases that a store keeps, as the cases of a question (S36).

use pyo3::prelude::*;
use truyvet::{Direction, InfectiousRule, Interval, Snapshot, TraceBuilder};

use crate::clock::{moment, window};
use crate::error::{Arg, raised};

/// Which of the registered cases a question is about, and by which rule they were infectious.
#[derive(Default)]
pub(crate) struct Registered {
    asked: bool,
    tested: Option<Interval>,
    rule: Option<InfectiousRule>,
}

impl Registered {
    /// Takes a word that is one of these; whether it was.
    pub(crate) fn word(
        &mut self,
        name: &str,
        value: &Bound<'_, PyAny>,
        arg: Arg<'_>,
        tz: Option<&truyvet::TimeZone>,
    ) -> PyResult<bool> {
        match name {
            "registered" => {
                let asked = value.extract::<bool>();
                self.asked = asked.map_err(|_| arg.wrong_type(value, "True or False"))?;
            }
            "tested" => self.tested = Some(window(value, arg, tz)?),
            "infectious_rule" => {
                let named = value.extract::<&str>();
                let named = named.map_err(|_| arg.wrong_type(value, "the name of a rule"))?;
                self.rule = Some(rule(value.py(), named)?);
            }
            _ => return Ok(false),
        }
        Ok(true)
    }

    /// Refuses what makes no sense together.
    pub(crate) fn check(&self, py: Python<'_>, direction: Direction) -> PyResult<()> {
        let said = match (&self.tested, &self.rule) {
            (Some(_), _) => "tested",
            (None, Some(_)) => "infectious_rule",
            (None, None) => "",
        };
        if !self.asked && !said.is_empty() {
            let problem = "is about registered cases; say registered=True as well";
            return Err(Arg::question(said).wrong(py, problem));
        }
        if self.asked && direction == Direction::Backward {
            let problem = "a rule says when cases were infectious, and a backward question asks \
                           when they may have been infected; name them with cases=";
            return Err(Arg::question("registered").wrong(py, problem));
        }
        Ok(())
    }

    /// The question with these cases besides its own.
    pub(crate) fn add(self, asked: TraceBuilder) -> TraceBuilder {
        if !self.asked {
            return asked;
        }
        let rule = self.rule.unwrap_or_else(InfectiousRule::two_days);
        asked.registered_cases(&rule, self.tested)
    }
}

/// The rule of that name.
fn rule(py: Python<'_>, name: &str) -> PyResult<InfectiousRule> {
    InfectiousRule::named(name).ok_or_else(|| {
        let known: Vec<String> = InfectiousRule::all().into_iter().map(|r| r.name).collect();
        let known = known.join(", ");
        Arg::question("infectious_rule")
            .wrong(py, format!("`{name}` is no rule; there are: {known}"))
    })
}

/// Who, from when, until when.
pub(crate) type Span = (String, Py<PyAny>, Py<PyAny>);

/// When a registered case was infectious: person, from, to, as `cases=` takes it.
pub(crate) fn of_person(
    py: Python<'_>,
    snapshot: &Snapshot,
    person: &str,
    named: &str,
) -> PyResult<Vec<Span>> {
    let cases = snapshot.registered_case(person, &rule(py, named)?);
    let cases = cases.map_err(raised)?.into_iter().map(|case| {
        let start = moment(py, case.infectious.start())?;
        let end = moment(py, case.infectious.end())?;
        Ok((case.person.to_string(), start, end))
    });
    cases.collect()
}
