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
    /// ```no_run
    /// # fn run(store: truyvet::Store) -> Result<(), truyvet::Error> {
    /// let friday = store.open_trace("friday.answer")?;
    /// let now = store.snapshot()?.retrace(friday.clone())?.trace;
    /// for row in friday.difference(&now)?.rows() {
    ///     println!("{} {}", row.person, row.change.name()); // whom to call, and whom to tell
    /// }
    /// # Ok(()) }
    /// ```
    ///
    /// Threads and limits are those of `earlier` ([`Trace::with_options`]).
    ///
    /// # Errors
    /// As [`Snapshot::ask`], such as [`Error::is_question`] for a case who was erased since.
    pub fn retrace(&self, earlier: Trace) -> Result<Retraced, Error> {
        let (then, answer, options) = earlier.into_parts();
        let done = self.tracer_with(&options).retrace(answer, then.store())?;
        Ok(Retraced {
            trace: Trace::new(self.clone(), done.answer, options),
            how: done.how,
        })
    }
}
