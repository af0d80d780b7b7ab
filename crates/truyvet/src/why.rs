//! Why somebody is not in an answer, by name (S31).

use std::num::NonZeroU32;

use truyvet_model::{Duration, ExternalId, Interval, Level, QuestionError};
use truyvet_trace::{Miss, Rule, Why};

use crate::convert::{AsId, external_id};
use crate::error::Error;
use crate::exposures::place_of;
use crate::problem::Problem;
use crate::snapshot::Snapshot;
use crate::trace::Trace;

/// Why a person is not in an answer, or not at the level expected (S31).
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum WhyNot {
    /// The person is in the answer, at the level expected or nearer to a case.
    Exposed {
        /// At that level.
        level: Level,
    },
    /// Cases are no rows (S12).
    Case,
    /// Within a day of each other, the person and anybody infectious were at no place both, and
    /// they had no contact.
    NoCommonPlace {
        /// How many visits and contacts of the person there are.
        records: u64,
    },
    /// The nearest misses.
    Missed {
        /// The level at which the person is in the answer, if at all.
        level: Option<Level>,
        /// At most twenty, the nearest first.
        misses: Vec<NearMiss>,
    },
}

/// What the person and somebody infectious had in common, and why it was no exposure (S31).
///
/// Both records are as recorded. Of a backward question `infector` is the person *infected*: who
/// may have been infected by the one asked about.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NearMiss {
    /// Who was infectious; backward, the person infected.
    pub infector: ExternalId,
    /// The place (of a roll-up, the site); `None` for a contact.
    pub place: Option<ExternalId>,
    /// The person's stay, or the contact.
    pub own: Interval,
    /// The infectious person's stay, or the contact.
    pub theirs: Interval,
    /// The first rule that excluded it.
    pub rule: Rule,
    /// How much was lacking, of overlap, of gap and of infectious time, the rule aside.
    pub lacking: Duration,
}

impl Trace {
    /// Why `person` is not in the answer (S31): the nearest misses, and the rule that excluded
    /// each. It may ask the question again with one hop more.
    ///
    /// ```no_run
    /// # fn run(trace: truyvet::Trace) -> Result<(), truyvet::Error> {
    /// if let truyvet::WhyNot::Missed { misses, .. } = trace.why_not("Chi")? {
    ///     for miss in misses {
    ///         println!("{} {:?}", miss.infector, miss.rule);
    ///     }
    /// }
    /// # Ok(()) }
    /// ```
    ///
    /// # Errors
    /// [`Error::is_question`] for somebody unknown, [`Error::is_damaged`], [`Error::is_io`];
    /// [`Error::is_exceeded`] beyond the limits of the question, which hold for one hop more, too.
    pub fn why_not(&self, person: impl AsId) -> Result<WhyNot, Error> {
        self.why(&person, None)
    }

    /// Why `person` is not at `level`, or nearer to a case (S31).
    ///
    /// # Errors
    /// As [`Self::why_not`], and [`Error::is_question`] for level 0: those are cases.
    pub fn why_not_at(&self, person: impl AsId, level: Level) -> Result<WhyNot, Error> {
        let zero = || Error::argument("level", Problem::Zero);
        self.why(&person, Some(NonZeroU32::new(level).ok_or_else(zero)?))
    }

    fn why(&self, person: &impl AsId, expected: Option<NonZeroU32>) -> Result<WhyNot, Error> {
        let id = external_id(person).map_err(|e| Error::argument("person", e))?;
        let Some(number) = self.snapshot().store().person(&id)? else {
            let (field, id) = ("person", id.to_string());
            return Err(QuestionError::UnknownPerson { field, id }.into());
        };
        let why = self.tracer().why_not(self.answer(), number, expected)?;
        Ok(match why {
            Why::Exposed { level } => WhyNot::Exposed { level },
            Why::Case => WhyNot::Case,
            Why::NoCommonPlace { records } => WhyNot::NoCommonPlace { records },
            Why::Missed { level, misses } => {
                let misses = misses.iter().map(|miss| named(self.snapshot(), miss));
                let misses = misses.collect::<Result<_, Error>>()?;
                WhyNot::Missed { level, misses }
            }
        })
    }
}

fn named(snapshot: &Snapshot, miss: &Miss) -> Result<NearMiss, Error> {
    Ok(NearMiss {
        infector: snapshot.person_id(miss.infector)?,
        place: place_of(snapshot, miss.setting)?,
        own: miss.own,
        theirs: miss.theirs,
        rule: miss.rule,
        lacking: miss.lacking,
    })
}
