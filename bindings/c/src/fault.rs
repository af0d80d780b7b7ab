//! What went wrong in a call, before it becomes an error object.

use std::any::Any;

use truyvet::Error;

use crate::status::tv_status;

/// Why a call failed.
#[derive(Debug)]
pub(crate) struct Fault(Box<Parts>);

/// What an error object shows.
#[derive(Debug)]
pub(crate) struct Parts {
    pub(crate) status: tv_status,
    pub(crate) message: String,
    pub(crate) file: Option<String>,
    pub(crate) field: Option<String>,
    pub(crate) value: Option<String>,
    pub(crate) line: u64,
    /// Hops and rows of the levels that were finished before a question was stopped.
    pub(crate) finished: Option<(u32, u64)>,
}

impl Fault {
    #[cold]
    fn plain(status: tv_status, field: Option<&str>, message: String) -> Self {
        Self(Box::new(Parts {
            status,
            message,
            file: None,
            field: field.map(str::to_owned),
            value: None,
            line: 0,
            finished: None,
        }))
    }

    /// An argument that is no value of C that can be read.
    #[cold]
    pub(crate) fn argument(field: &str, problem: &str) -> Self {
        let message = format!("{field}: {problem}");
        Self::plain(tv_status::TV_ARGUMENT, Some(field), message)
    }

    /// A value that means nothing.
    #[cold]
    pub(crate) fn value(field: &str, problem: &str) -> Self {
        let message = format!("{field}: {problem}");
        Self::plain(tv_status::TV_VALUE, Some(field), message)
    }

    /// A part of a question that means nothing (S28).
    #[cold]
    pub(crate) fn question(field: &str, problem: &str) -> Self {
        let message = format!("{field}: {problem}");
        Self::plain(tv_status::TV_QUESTION, Some(field), message)
    }

    /// Somebody whom the store has never heard of.
    #[cold]
    pub(crate) fn unknown(field: &str, id: &str) -> Self {
        let message = format!("{field}: the store has never heard of `{id}`");
        let mut fault = Self::plain(tv_status::TV_UNKNOWN, Some(field), message);
        fault.0.value = Some(id.to_owned());
        fault
    }

    /// A handle that stands for nothing of its type.
    #[cold]
    pub(crate) fn handle(wanted: &str, problem: &str) -> Self {
        let message = format!("{wanted}: {problem}");
        Self::plain(tv_status::TV_HANDLE, Some(wanted), message)
    }

    /// A handle for one thread at a time.
    #[cold]
    pub(crate) fn busy(what: &str) -> Self {
        let message = format!(
            "{what}: it is in use, by another thread or by the call that called back: let one at a \
             time use it, or give each its own"
        );
        Self::plain(tv_status::TV_BUSY, Some(what), message)
    }

    /// A writer that is of no more use.
    #[cold]
    pub(crate) fn poisoned(why: &str) -> Self {
        let message =
            format!("this writer {why}: free it, open a new one and repeat what was not committed");
        Self::plain(tv_status::TV_POISONED, Some("tv_writer"), message)
    }

    /// A callback asked to stop.
    #[cold]
    pub(crate) fn cancelled(what: &str) -> Self {
        let message = format!("{what}: stopped by its callback");
        Self::plain(tv_status::TV_CANCELLED, None, message)
    }

    /// A failure of reading or writing an Arrow batch.
    #[cold]
    pub(crate) fn arrow(problem: &str) -> Self {
        Self::plain(
            tv_status::TV_IMPORT,
            Some("stream"),
            format!("stream: {problem}"),
        )
    }

    /// A panic, which is a defect.
    #[cold]
    pub(crate) fn panic(payload: &(dyn Any + Send)) -> Self {
        let text = payload
            .downcast_ref::<&str>()
            .copied()
            .or_else(|| payload.downcast_ref::<String>().map(String::as_str))
            .unwrap_or("no message");
        let message = format!("a defect of truyvet ({text}): free the handle, and report it");
        Self::plain(tv_status::TV_DEFECT, None, message)
    }

    /// A wrong value that was given for a question.
    #[cold]
    pub(crate) fn in_question(mut self) -> Self {
        if self.0.status == tv_status::TV_VALUE {
            self.0.status = tv_status::TV_QUESTION;
        }
        self
    }

    pub(crate) fn into_parts(self) -> Parts {
        *self.0
    }
}

fn status_of(error: &Error) -> tv_status {
    // The narrow ones first: somebody unknown is a wrong value, too.
    let by_predicate = [
        (error.is_cancelled(), tv_status::TV_CANCELLED),
        (error.is_exceeded(), tv_status::TV_EXCEEDED),
        (error.is_question(), tv_status::TV_QUESTION),
        (error.is_unknown(), tv_status::TV_UNKNOWN),
        (error.is_value(), tv_status::TV_VALUE),
        (error.is_damaged(), tv_status::TV_DAMAGED),
        (error.is_io(), tv_status::TV_IO),
        (error.is_locked(), tv_status::TV_LOCKED),
        (error.is_not_a_store(), tv_status::TV_NOT_A_STORE),
        (error.is_existing(), tv_status::TV_EXISTS),
        (error.is_import(), tv_status::TV_IMPORT),
        (error.is_key(), tv_status::TV_KEY),
        (error.is_tracing_only(), tv_status::TV_TRACING_ONLY),
        (error.is_not_kept(), tv_status::TV_NOT_KEPT),
        (error.is_limit(), tv_status::TV_LIMIT),
        (error.is_version(), tv_status::TV_VERSION),
        (error.is_poisoned(), tv_status::TV_POISONED),
        (error.is_saved(), tv_status::TV_SAVED),
    ];
    let found = by_predicate.into_iter().find(|(is, _)| *is);
    found.map_or(tv_status::TV_DEFECT, |(_, status)| status)
}

impl Fault {
    /// An error of the engine.
    #[cold]
    pub(crate) fn of(error: &Error) -> Self {
        let finished = error.finished().map(|finished| {
            let rows = u64::try_from(finished.exposures.len()).unwrap_or(u64::MAX);
            (finished.hops, rows)
        });
        Self(Box::new(Parts {
            status: status_of(error),
            message: error.to_string(),
            file: error.file().map(str::to_owned),
            field: error.field().map(str::to_owned),
            value: error.value_given(),
            line: error.line().unwrap_or(0),
            finished,
        }))
    }
}

impl From<Error> for Fault {
    fn from(error: Error) -> Self {
        Self::of(&error)
    }
}
