//! Questions as data: written in TOML or JSON, read from files, laid over each other.

use std::fmt;
use std::ops::Range;

use serde_json::{Map, Value};
use toml::de::{DeTable, DeValue};
use truyvet_ingest::Input;
use truyvet_model::Question;

use crate::error::Error;

/// What somebody has said of a question so far, field by field: a file, a [`Preset`], or one laid
/// over the other.
///
/// The fields are those of [`Question`]; what is not said is as in [`Question::default`]. Lengths
/// of time and instants are written as everywhere (`"15m"`, `"2021-05-08T07:00:00+07:00"`, seconds).
///
/// ```
/// use truyvet::{Draft, Preset, ToDuration};
/// let mine = Draft::from_toml("mine.toml", r#"
///     hops = "all"
///     latent = "2d"
///     [[cases]]
///     person = "An"
///     infectious = { start = 2021-05-06T00:00:00+07:00, end = "inf" }
/// "#)?;
/// let question = mine.over(&Preset::named("who-close-contact")?.draft()?).question()?;
/// assert_eq!(question.min_overlap, 15.minutes()); // the preset's
/// assert_eq!(question.latent, 2.days()); // mine
/// let wrong = Draft::from_toml("mine.toml", "hops = 2\nmin_overlap = \"long\"").unwrap_err();
/// assert!(wrong.to_string().starts_with("mine.toml, line 2, min_overlap: `long` is not a length"));
/// # Ok::<(), truyvet::Error>(())
/// ```
///
/// [`Preset`]: crate::Preset
#[derive(Clone, Default, PartialEq)]
pub struct Draft {
    said: Map<String, Value>,
}

impl Draft {
    /// Reads TOML; `name` is what messages call it. TOML's own date-times may be used for instants.
    ///
    /// # Errors
    /// [`Error::is_question`], naming the line and the field.
    pub fn from_toml(name: &str, text: &str) -> Result<Self, Error> {
        let wrong = |error: &toml::de::Error, field: Option<&str>| {
            let line = error.span().map(|span| line_of(text, span.start));
            Error::in_file(name, line, field, error.message())
        };
        let quoted = quote_times(text).map_err(|error| wrong(&error, None))?;
        let said: toml::Table = toml::from_str(&quoted).map_err(|error| wrong(&error, None))?;
        if let Err(error) = toml::from_str::<Question>(&quoted) {
            let alone = said.iter().filter_map(|(field, value)| {
                let one = toml::Table::from_iter([(field.clone(), value.clone())]);
                let error = one.try_into::<Question>().err()?;
                Some((field.as_str(), error.message().to_owned()))
            });
            return Err(wrong(&error, field(alone, error.message()).as_deref()));
        }
        match serde_json::to_value(said) {
            Ok(Value::Object(said)) => Ok(Self { said }),
            Ok(_) => Err(Error::in_file(name, None, None, "expected fields")),
            Err(error) => Err(Error::in_file(name, None, None, &error.to_string())),
        }
    }

    /// Reads JSON, as the `question` of an answer is written; `name` is what messages call it.
    ///
    /// # Errors
    /// [`Error::is_question`], naming the line and the field.
    pub fn from_json(name: &str, text: &str) -> Result<Self, Error> {
        let message = |error: &serde_json::Error| {
            let text = error.to_string();
            let end = text.rfind(" at line ").unwrap_or(text.len());
            text.get(..end).unwrap_or_default().to_owned()
        };
        let wrong = |error: &serde_json::Error, field: Option<&str>| {
            let line = (error.line() > 0).then(|| json_line(text, error));
            Error::in_file(name, line, field, &message(error))
        };
        let said: Map<String, Value> =
            serde_json::from_str(text).map_err(|error| wrong(&error, None))?;
        if let Err(error) = serde_json::from_str::<Question>(text) {
            let alone = said.iter().filter_map(|(field, value)| {
                let one = Value::Object(Map::from_iter([(field.clone(), value.clone())]));
                let error = serde_json::from_value::<Question>(one).err()?;
                Some((field.as_str(), message(&error)))
            });
            return Err(wrong(&error, field(alone, &message(&error)).as_deref()));
        }
        Ok(Self { said })
    }

    /// Reads a file: JSON if its name ends in `.json` or it begins with `{`, else TOML.
    ///
    /// # Errors
    /// [`Error::is_io`]; [`Error::is_question`] naming file, line and field.
    pub fn read(input: &Input) -> Result<Self, Error> {
        let name = input.name();
        let text = input.text()?;
        if name.ends_with(".json") || text.trim_start().starts_with('{') {
            Self::from_json(&name, &text)
        } else {
            Self::from_toml(&name, &text)
        }
    }

    /// All that a question says.
    ///
    /// # Errors
    /// None that is known of: every question can be written.
    pub fn of(question: &Question) -> Result<Self, Error> {
        let text = question_to_json(question)?;
        Self::from_json("the question", &text)
    }

    /// This draft where it says something, else `base`. Field by field: a `lag` here replaces all
    /// lags there.
    #[must_use]
    pub fn over(mut self, base: &Self) -> Self {
        for (field, value) in &base.said {
            if !self.said.contains_key(field) {
                self.said.insert(field.clone(), value.clone());
            }
        }
        self
    }

    /// The names of the fields that it says something of, in alphabetical order.
    pub fn fields(&self) -> impl Iterator<Item = &str> {
        self.said.keys().map(String::as_str)
    }

    /// The question, with the defaults for what is not said. It is not checked yet (S28): a draft
    /// need not name a case.
    ///
    /// # Errors
    /// None that is known of: every field was checked when it was read.
    pub fn question(&self) -> Result<Question, Error> {
        serde_json::from_value(Value::Object(self.said.clone()))
            .map_err(|error| Error::in_file("the question", None, None, &error.to_string()))
    }
}

/// Only which fields there are: the values name people.
impl fmt::Debug for Draft {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_set().entries(self.fields()).finish()
    }
}

/// Writes a question as TOML, which [`Draft::from_toml`] reads: what differs from
/// [`Question::default`], and always cases, hops, `min_overlap`, latent and until.
///
/// # Errors
/// None that is known of: every question can be written.
pub fn question_to_toml(question: &Question) -> Result<String, Error> {
    toml::to_string(question)
        .map_err(|error| Error::in_file("the question", None, None, &error.to_string()))
}

/// Writes a question as JSON on one line, which [`Draft::from_json`] reads.
///
/// # Errors
/// None that is known of: every question can be written.
pub fn question_to_json(question: &Question) -> Result<String, Error> {
    serde_json::to_string(question)
        .map_err(|error| Error::in_file("the question", None, None, &error.to_string()))
}

/// The field that is at fault by itself with that message, else the first one at fault.
fn field<'a>(alone: impl Iterator<Item = (&'a str, String)>, message: &str) -> Option<String> {
    let mut first = None;
    for (field, said) in alone {
        if said == message {
            return Some(field.to_owned());
        }
        first.get_or_insert(field);
    }
    first.map(str::to_owned)
}

/// The line, from 1, of that byte.
fn line_of(text: &str, at: usize) -> usize {
    let before = text.as_bytes().get(..at).unwrap_or_default();
    let ends = before.iter().filter(|byte| **byte == b'\n').count();
    ends.saturating_add(1)
}

/// The line of a value that was refused: the error stands behind it, past blanks and brackets.
fn json_line(text: &str, error: &serde_json::Error) -> usize {
    if !error.is_data() {
        return error.line();
    }
    let lines = text.split_inclusive('\n').map(str::len);
    let before: usize = lines.take(error.line().saturating_sub(1)).sum();
    let at = before.saturating_add(error.column()).min(text.len());
    let read = text.as_bytes().get(..at).unwrap_or_default();
    let behind = |byte: &u8| byte.is_ascii_whitespace() || b",]}".contains(byte);
    let last = read.iter().rposition(|byte| !behind(byte)).unwrap_or(0);
    line_of(text, last)
}

/// Puts TOML's date-times in quotes, on the line where they stand: a question's times are texts.
fn quote_times(text: &str) -> Result<String, toml::de::Error> {
    let document = DeTable::parse(text)?;
    let mut times = Vec::new();
    for value in document.get_ref().values() {
        find_times(value.get_ref(), value.span(), &mut times);
    }
    times.sort_unstable_by_key(|span| std::cmp::Reverse(span.start));
    let mut quoted = text.to_owned();
    for span in times {
        quoted.insert(span.end, '"');
        quoted.insert(span.start, '"');
    }
    Ok(quoted)
}

fn find_times(value: &DeValue<'_>, span: Range<usize>, times: &mut Vec<Range<usize>>) {
    match value {
        DeValue::Datetime(_) => times.push(span),
        DeValue::Array(array) => {
            for inner in array {
                find_times(inner.get_ref(), inner.span(), times);
            }
        }
        DeValue::Table(table) => {
            for inner in table.values() {
                find_times(inner.get_ref(), inner.span(), times);
            }
        }
        _ => {}
    }
}

#[cfg(test)]
#[path = "question_tests.rs"]
mod tests;
