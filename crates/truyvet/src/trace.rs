//! The answer to a question.

use std::fmt;
use std::sync::Arc;

use truyvet_model::{Exposures, Question, QuestionError};
use truyvet_trace::{Answer, TraceOptions, Tracer};

use crate::chain::Chain;
use crate::convert::{AsId, external_id};
use crate::error::Error;
use crate::exposures::{ExposureRows, Orders, RowOrder};
use crate::snapshot::Snapshot;

/// Who was exposed: the answer to a question, of one snapshot (S7 to S16). Clones share
/// the rows.
#[derive(Clone)]
pub struct Trace {
    snapshot: Snapshot,
    answer: Arc<Answer>,
    /// How it was asked, and so how it is asked more.
    options: TraceOptions,
    /// The orders of the rows by name, once somebody has asked for them.
    orders: Arc<Orders>,
}

impl Trace {
    pub(crate) fn new(snapshot: Snapshot, answer: Answer, options: TraceOptions) -> Self {
        Self {
            snapshot,
            answer: Arc::new(answer),
            options,
            orders: Arc::default(),
        }
    }

    pub(crate) fn answer(&self) -> &Answer {
        &self.answer
    }

    pub(crate) fn into_parts(self) -> (Snapshot, Answer, TraceOptions) {
        (
            self.snapshot,
            Arc::unwrap_or_clone(self.answer),
            self.options,
        )
    }

    /// How what is asked of the answer is worked on.
    #[must_use]
    pub fn options(&self) -> &TraceOptions {
        &self.options
    }

    pub(crate) fn set_options(&mut self, options: TraceOptions) {
        self.options = options;
    }

    /// A tracer of its snapshot with its options.
    pub(crate) fn tracer(&self) -> Tracer {
        self.snapshot.tracer_with(&self.options)
    }

    /// The question, as it was asked.
    #[must_use]
    pub fn question(&self) -> &Question {
        self.answer.question()
    }

    /// The snapshot that was asked.
    #[must_use]
    pub fn snapshot(&self) -> &Snapshot {
        &self.snapshot
    }

    /// The rows as plain columns of numbers, ordered by level, first exposure, number of the
    /// person.
    #[must_use]
    pub fn columns(&self) -> &Exposures {
        self.answer.exposures()
    }

    /// How many people are exposed.
    #[must_use]
    pub fn len(&self) -> usize {
        self.columns().len()
    }

    /// Whether nobody is.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.columns().is_empty()
    }

    /// How many people there are at each level; entry 0 is level 1 (F1).
    #[must_use]
    pub fn count_by_level(&self) -> Vec<u64> {
        self.columns().count_by_level()
    }

    /// The rows with names, ordered by level, first exposure, id of the person.
    ///
    /// ```no_run
    /// # fn run(trace: truyvet::Trace) -> Result<(), truyvet::Error> {
    /// let rows: Vec<truyvet::ExposureRow> = trace.exposures().collect::<Result<_, _>>()?;
    /// # Ok(()) }
    /// ```
    #[must_use]
    pub fn exposures(&self) -> ExposureRows<'_> {
        self.exposures_by(RowOrder::Level)
    }

    /// The rows with names, in the order asked for.
    #[must_use]
    pub fn exposures_by(&self, order: RowOrder) -> ExposureRows<'_> {
        ExposureRows::new(&self.snapshot, self.columns(), &self.orders, order)
    }

    /// The events that lead from a case to `person` (S25); none for a case.
    ///
    /// # Errors
    /// [`Error::is_question`] for somebody unknown or not in the answer, [`Error::is_damaged`].
    pub fn chain(&self, person: impl AsId) -> Result<Chain, Error> {
        let id = external_id(&person).map_err(|e| Error::argument("to", e))?;
        let Some(number) = self.snapshot.store().person(&id)? else {
            let id = id.to_string();
            return Err(QuestionError::UnknownPerson { field: "to", id }.into());
        };
        let steps = self.answer.chain(self.snapshot.store(), number)?;
        Chain::new(&self.snapshot, id, &steps)
    }
}

impl fmt::Debug for Trace {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Trace")
            .field("snapshot", &self.snapshot)
            .field("question", self.question())
            .field("count_by_level", &self.count_by_level())
            .finish_non_exhaustive()
    }
}
