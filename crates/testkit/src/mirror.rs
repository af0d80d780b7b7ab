//! The mirror image of times: t becomes -t, `[a, b)` becomes `[-b, -a)` (S21).

use truyvet_model::{ChainStep, Direction, Exposure, Interval, IntervalSet, Timestamp, Witness};

use crate::event::Event;

/// Times as a question looks at them: as they are, or mirrored. Each way is its own way back.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Mirror(pub Direction);

impl Mirror {
    /// The mirror image of an instant; that of "for ever" is "since ever".
    #[must_use]
    pub fn time(self, t: Timestamp) -> Timestamp {
        match self.0 {
            Direction::Forward => t,
            Direction::Backward => Timestamp::from_seconds(t.seconds().saturating_neg()),
        }
    }

    /// The mirror image of an interval.
    #[must_use]
    pub fn interval(self, i: Interval) -> Interval {
        match self.0 {
            Direction::Forward => i,
            // Negation turns start < end round, so that there always is such an interval.
            Direction::Backward => {
                Interval::checked(self.time(i.end()), self.time(i.start())).unwrap_or(i)
            }
        }
    }

    /// The mirror image of each instant of a set.
    #[must_use]
    pub fn set(self, set: &IntervalSet) -> IntervalSet {
        set.intervals().iter().map(|&i| self.interval(i)).collect()
    }

    /// The event at mirrored times.
    #[must_use]
    pub fn event(self, event: Event) -> Event {
        Event {
            witness: self.witness(event.witness),
            shed: self.interval(event.shed),
            ..event
        }
    }

    /// The witness at mirrored times.
    #[must_use]
    pub fn witness(self, witness: Witness) -> Witness {
        Witness {
            overlap: self.interval(witness.overlap),
            ..witness
        }
    }

    /// The row at mirrored times: first exposure becomes last contact, earliest exposure
    /// latest contact.
    #[must_use]
    pub fn row(self, row: Exposure) -> Exposure {
        Exposure {
            first_exposure: self.time(row.first_exposure),
            earliest_exposure: self.time(row.earliest_exposure),
            witness: self.witness(row.witness),
            ..row
        }
    }

    /// The step at mirrored times.
    #[must_use]
    pub fn step(self, step: ChainStep) -> ChainStep {
        ChainStep {
            event: self.witness(step.event),
            ..step
        }
    }
}

#[cfg(test)]
#[path = "mirror_tests.rs"]
mod tests;
