//! Errors of the engine as the exceptions of python/truyvet/_errors.py.

use std::fmt::Display;

use pyo3::intern;
use pyo3::prelude::*;
use pyo3::types::PyDict;
use truyvet::Error;

/// An exception of that class.
#[cold]
pub(crate) fn raise(py: Python<'_>, class: &str, message: &str) -> PyErr {
    let made = py
        .import(intern!(py, "truyvet._errors"))
        .and_then(|module| module.getattr(class))
        .and_then(|class| class.call1((message,)));
    match made {
        Ok(exception) => PyErr::from_value(exception),
        Err(error) => error,
    }
}

/// The exception that says what `error` says.
#[cold]
#[expect(clippy::needless_pass_by_value, reason = "it is what map_err gives")]
pub(crate) fn raised(error: Error) -> PyErr {
    Python::attach(|py| {
        let exception = raise(py, class_of(&error), &error.to_string());
        let value = exception.value(py);
        let field = value.setattr("field", error.field());
        let told = if let Some(row) = error.rejected_row() {
            let rows = PyDict::new(py);
            let text = [
                ("file", row.file.as_str()),
                ("field", row.field),
                ("reason", row.reason.name()),
                ("problem", row.problem.as_str()),
            ];
            let put = text.into_iter().try_for_each(|(k, v)| rows.set_item(k, v));
            put.and_then(|()| rows.set_item("line", row.line))
                .and_then(|()| value.setattr("row", rows))
        } else if let Some(finished) = error.finished() {
            value
                .setattr("finished_hops", finished.hops)
                .and_then(|()| value.setattr("counts", finished.exposures.count_by_level()))
        } else {
            Ok(())
        };
        field.and(told).err().unwrap_or(exception)
    })
}

/// Whether an error is of a class.
type Is = fn(&Error) -> bool;

fn class_of(error: &Error) -> &'static str {
    let classes: [(Is, &'static str); 16] = [
        (Error::is_question, "QuestionError"),
        (Error::is_exceeded, "Exceeded"),
        (Error::is_unknown, "UnknownId"),
        (Error::is_value, "BadValue"),
        (Error::is_damaged, "DamagedStore"),
        (Error::is_locked, "Locked"),
        (Error::is_not_a_store, "NotAStore"),
        (Error::is_existing, "StoreExists"),
        (Error::is_key, "KeyProblem"),
        (Error::is_tracing_only, "TracingOnly"),
        (Error::is_not_kept, "NotKept"),
        (Error::is_limit, "LimitReached"),
        (Error::is_version, "UnknownVersion"),
        (Error::is_poisoned, "WriterUnusable"),
        (Error::is_saved, "BadSavedTrace"),
        (Error::is_import, "ImportRejected"),
    ];
    let found = classes.into_iter().find(|(is, _)| is(error));
    match found {
        Some((_, class)) => class,
        None if error.is_io() => "ReadWriteError",
        None => "Error",
    }
}

/// An argument by name, and the class of what is raised when it is wrong.
#[derive(Clone, Copy)]
pub(crate) struct Arg<'a> {
    pub(crate) name: &'a str,
    class: &'static str,
}

impl<'a> Arg<'a> {
    /// A word of a question.
    pub(crate) const fn question(name: &'a str) -> Self {
        let class = "QuestionError";
        Self { name, class }
    }

    /// A value of a record or an option.
    pub(crate) const fn value(name: &'a str) -> Self {
        let class = "BadValue";
        Self { name, class }
    }

    /// What is raised when it is wrong.
    #[cold]
    pub(crate) fn wrong(self, py: Python<'_>, problem: impl Display) -> PyErr {
        raise(py, self.class, &format!("{}: {problem}", self.name))
    }

    /// What is raised when it is of another type.
    #[cold]
    pub(crate) fn wrong_type(self, value: &Bound<'_, PyAny>, expected: &str) -> PyErr {
        let kind = value.get_type().name();
        let kind = kind.map_or_else(|_| "that".to_owned(), |name| name.to_string());
        self.wrong(
            value.py(),
            format!("{kind} is not allowed; expected {expected}"),
        )
    }
}
