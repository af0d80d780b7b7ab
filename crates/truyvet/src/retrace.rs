//! Bringing an answer up to date with a newer snapshot of its store.

use truyvet_trace::How;

use crate::error::Error;
use crate::snapshot::Snapshot;
use crate::trace::Trace;

/// An answer that was brought up to date.
#[derive(Debug)]
pub struct Retraced {
    /// The answer, the same to the byte as if the question were asked of the newer snapshot.
    pub trace: Trace,
    /// How it was found.
    pub how: How,
}

impl Snapshot {
    /// Brings an answer of an earlier snapshot of this store up to date: much cheaper than asking
    /// again when little has changed, and asked again where that is simpler.
    ///
    /// # Errors
    /// As [`Snapshot::ask`], such as [`Error::is_question`] for a case who was erased since.
    pub fn retrace(&self, earlier: Trace) -> Result<Retraced, Error> {
        let (then, answer) = earlier.into_parts();
        let done = self.tracer().retrace(answer, then.store())?;
        Ok(Retraced {
            trace: Trace::new(self.clone(), done.answer),
            how: done.how,
        })
    }
}
