//! A question put together word by word.

use std::num::NonZeroUsize;

use truyvet_model::{
    Case, Closure, Cumulative, Direction, Duration, ExternalId, Filter, Hops, InfectiousRule,
    Interval, Isolation, Kind, Question, Rates, Split,
};
use truyvet_trace::TraceOptions;

use crate::convert::{AsId, IntoInterval, external_id};
use crate::error::Error;
use crate::presets::Preset;
use crate::problem::Problem;
use crate::question::Draft;
use crate::snapshot::Snapshot;
use crate::trace::Trace;

impl Snapshot {
    /// Begins a question to this snapshot.
    ///
    /// ```no_run
    /// # fn run(snapshot: truyvet::Snapshot) -> Result<(), truyvet::Error> {
    /// use truyvet::{Hops, ToDuration};
    /// let trace = snapshot
    ///     .trace()
    ///     .case("An", "2021-05-06T00:00:00+07:00"..) // infectious from then on
    ///     .hops(Hops::All)
    ///     .min_overlap(15.minutes())
    ///     .lag("canteen", 30.minutes())
    ///     .forward()?;
    /// # Ok(()) }
    /// ```
    pub fn trace(&self) -> TraceBuilder {
        TraceBuilder {
            snapshot: self.clone(),
            question: Question::default(),
            options: self.tracer().options().clone(),
            error: None,
        }
    }

    /// Asks a question that is already one value: who may have been infected, or, if it goes
    /// backward, who may have infected (S8 to S22)?
    ///
    /// # Errors
    /// [`Error::is_question`] for a bad question (S28), [`Error::is_damaged`], [`Error::is_io`].
    pub fn ask(&self, question: &Question) -> Result<Trace, Error> {
        let tracer = self.tracer();
        let answer = tracer.trace(question)?;
        Ok(Trace::new(self.clone(), answer, tracer.options().clone()))
    }
}

/// A question on its way; [`Self::forward`] or [`Self::backward`] asks it. What is not said is as
/// in [`Question::default`].
///
/// A wrong argument is kept, and the first one is the error of asking.
#[must_use = "a question is asked by `forward`, `backward` or `ask`"]
#[derive(Debug)]
pub struct TraceBuilder {
    snapshot: Snapshot,
    question: Question,
    options: TraceOptions,
    error: Option<Error>,
}

impl TraceBuilder {
    /// Adds a case and when it was infectious (S9). One person may be given several times.
    pub fn case(self, person: impl AsId, infectious: impl IntoInterval) -> Self {
        let case = external_id(&person)
            .map_err(Error::from)
            .and_then(|person| {
                let infectious = infectious.into_interval()?;
                Ok(Case { person, infectious })
            });
        self.with("case", case, |question, case| question.cases.push(case))
    }

    /// Adds cases, such as those of [`read_cases`](crate::read_cases).
    pub fn cases(mut self, cases: impl IntoIterator<Item = Case>) -> Self {
        self.question.cases.extend(cases);
        self
    }

    /// Adds the confirmed cases of the line list that the store keeps (S36), those whose sample was
    /// taken in `tested_in`; infectious as `rule` says. None at all is an error of asking.
    pub fn registered_cases(mut self, rule: &InfectiousRule, tested_in: Option<Interval>) -> Self {
        match self.snapshot.cases_by_rule(rule, tested_in) {
            Ok(ruled) => self.question.cases.extend(ruled.cases),
            Err(error) => self.keep(error),
        }
        self
    }

    /// At most that many hops, or [`Hops::All`] (S13).
    pub fn hops(mut self, hops: impl Into<Hops>) -> Self {
        self.question.hops = hops.into();
        self
    }

    /// d: the least overlap that counts (S10).
    pub fn min_overlap(mut self, min_overlap: Duration) -> Self {
        self.question.min_overlap = min_overlap;
        self
    }

    /// L: from exposure until infectious (S12).
    pub fn latent(mut self, latent: Duration) -> Self {
        self.question.latent = latent;
        self
    }

    /// U: from exposure until no longer infectious (S12).
    pub fn until(mut self, until: Duration) -> Self {
        self.question.until = until;
        self
    }

    /// W: ignores records that do not intersect it (S8).
    pub fn window(self, window: impl IntoInterval) -> Self {
        self.with("window", window.into_interval(), |question, window| {
            question.window = Some(window);
        })
    }

    /// How long places of a kind stay infectious after the infector has left (S10).
    pub fn lag(self, kind: &str, lag: Duration) -> Self {
        let kind = Kind::new(kind).map_err(Error::from);
        self.with("lag", kind, |question, kind| {
            question.lag.insert(kind, lag);
        })
    }

    /// Overlaps of a pair that sum to `min_total` in any span of `within` count, too (S17).
    pub fn cumulative(mut self, min_total: Duration, within: Duration) -> Self {
        self.question.cumulative = Some(Cumulative { min_total, within });
        self
    }

    /// A person was neither infectious nor exposed during an interval (S18).
    pub fn isolate(self, person: impl AsId, during: impl IntoInterval) -> Self {
        let isolation = named(&person, during);
        self.with("isolation", isolation, |question, (person, during)| {
            question.isolation.push(Isolation { person, during });
        })
    }

    /// Only records that match exist (S19); see [`Filter`].
    ///
    /// ```no_run
    /// # fn run(snapshot: truyvet::Snapshot) -> Result<(), truyvet::Error> {
    /// use truyvet::{Filter, Kind};
    /// let filter = Filter { kinds: [Kind::new("market")?].into(), ..Filter::default() };
    /// let trace = snapshot.trace().case("An", 0..).only(filter).except_source("survey").forward()?;
    /// # Ok(()) }
    /// ```
    pub fn only(mut self, filter: Filter) -> Self {
        self.question.only = filter;
        self
    }

    /// Records that match do not exist (S19).
    pub fn except(mut self, filter: Filter) -> Self {
        self.question.except = filter;
        self
    }

    /// Adds a kind of place to those that [`Self::only`] lets through; `contact` stands for direct
    /// contacts.
    pub fn only_kind(self, kind: &str) -> Self {
        let kind = Kind::new(kind).map_err(Error::from);
        self.with("only.kinds", kind, |question, kind| {
            question.only.kinds.insert(kind);
        })
    }

    /// Adds a place to those that [`Self::only`] lets through.
    pub fn only_place(self, place: impl AsId) -> Self {
        let place = external_id(&place).map_err(Error::from);
        self.with("only.places", place, |question, place| {
            question.only.places.insert(place);
        })
    }

    /// Adds an administrative unit, with all below it, to those that [`Self::only`] lets through.
    pub fn only_unit(mut self, unit: impl Into<String>) -> Self {
        self.question.only.units.insert(unit.into());
        self
    }

    /// Adds a source (S32) to those that [`Self::only`] lets through.
    pub fn only_source(mut self, source: impl Into<String>) -> Self {
        self.question.only.sources.insert(source.into());
        self
    }

    /// Adds a person to those that [`Self::only`] lets through.
    pub fn only_person(self, person: impl AsId) -> Self {
        let person = external_id(&person).map_err(Error::from);
        self.with("only.persons", person, |question, person| {
            question.only.persons.insert(person);
        })
    }

    /// Leaves out places of a kind; `contact` stands for direct contacts.
    pub fn except_kind(self, kind: &str) -> Self {
        let kind = Kind::new(kind).map_err(Error::from);
        self.with("except.kinds", kind, |question, kind| {
            question.except.kinds.insert(kind);
        })
    }

    /// Leaves out a place.
    pub fn except_place(self, place: impl AsId) -> Self {
        let place = external_id(&place).map_err(Error::from);
        self.with("except.places", place, |question, place| {
            question.except.places.insert(place);
        })
    }

    /// Leaves out an administrative unit, with all below it.
    pub fn except_unit(mut self, unit: impl Into<String>) -> Self {
        self.question.except.units.insert(unit.into());
        self
    }

    /// Leaves out a source (S32).
    pub fn except_source(mut self, source: impl Into<String>) -> Self {
        self.question.except.sources.insert(source.into());
        self
    }

    /// Leaves out a person.
    pub fn except_person(self, person: impl AsId) -> Self {
        let person = external_id(&person).map_err(Error::from);
        self.with("except.persons", person, |question, person| {
            question.except.persons.insert(person);
        })
    }

    /// Visits count at the ancestor of this kind (S20).
    pub fn roll_up(self, kind: &str) -> Self {
        let kind = Kind::new(kind).map_err(Error::from);
        self.with("roll_up", kind, |question, kind| {
            question.roll_up = Some(kind);
        })
    }

    /// What if a place, with everything that is part of it, had been closed during an interval?
    pub fn close(self, place: impl AsId, during: impl IntoInterval) -> Self {
        let closure = named(&place, during);
        self.with("closures", closure, |question, (place, during)| {
            question.closures.push(Closure { place, during });
        })
    }

    /// What if the visitors of a place had been kept apart in that many parts?
    pub fn split(self, place: impl AsId, parts: u32) -> Self {
        let place = external_id(&place).map_err(Error::from);
        self.with("splits", place, |question, place| {
            question.splits.push(Split { place, parts });
        })
    }

    /// Estimates the risk of every row at these rates (S22).
    pub fn risk(mut self, rates: Rates) -> Self {
        self.question.risk = Some(rates);
        self
    }

    /// Takes what a [`Preset`] sets in place of what was said so far; name it first.
    pub fn preset(self, name: &str) -> Self {
        match Preset::named(name).and_then(Preset::draft) {
            Ok(draft) => self.draft(&draft),
            Err(error) => {
                let mut wrong = self;
                wrong.keep(error);
                wrong
            }
        }
    }

    /// Takes what a [`Draft`] says in place of what was said so far.
    pub fn draft(mut self, draft: &Draft) -> Self {
        let laid = Draft::of(&self.question).and_then(|base| draft.clone().over(&base).question());
        match laid {
            Ok(question) => self.question = question,
            Err(error) => self.keep(error),
        }
        self
    }

    /// Which way [`Self::ask`] goes: forward unless said (S21).
    pub fn direction(mut self, direction: Direction) -> Self {
        self.question.direction = direction;
        self
    }

    /// How many threads may work on it; as many as the machine has unless said. The answer is
    /// the same.
    pub fn threads(mut self, threads: usize) -> Self {
        match NonZeroUsize::new(threads) {
            Some(threads) => self.options.threads = threads,
            None => self.keep(Error::argument("threads", Problem::Zero)),
        }
        self
    }

    /// Takes everything from `question` in place of what was said so far.
    pub fn with_question(mut self, question: Question) -> Self {
        self.question = question;
        self
    }

    /// The question as one value, checked as far as that goes without a store.
    ///
    /// # Errors
    /// [`Error::is_question`].
    pub fn question(self) -> Result<Question, Error> {
        if let Some(error) = self.error {
            return Err(error);
        }
        self.question.check()?;
        Ok(self.question)
    }

    /// Who may have been infected (S8 to S16)?
    ///
    /// # Errors
    /// As [`Self::ask`].
    pub fn forward(self) -> Result<Trace, Error> {
        self.direction(Direction::Forward).ask()
    }

    /// Who may have infected the cases (S21)? Their intervals are then those in which they may
    /// have been infected.
    ///
    /// # Errors
    /// As [`Self::ask`].
    pub fn backward(self) -> Result<Trace, Error> {
        self.direction(Direction::Backward).ask()
    }

    /// Asks the question in the direction that it says.
    ///
    /// # Errors
    /// [`Error::is_question`] for a bad question (S28), [`Error::is_damaged`], [`Error::is_io`].
    pub fn ask(self) -> Result<Trace, Error> {
        let (snapshot, question, options) = self.into_parts()?;
        let answer = snapshot.tracer_with(&options).trace(&question)?;
        Ok(Trace::new(snapshot, answer, options))
    }

    /// What is asked, of what, and how.
    ///
    /// # Errors
    /// The first wrong argument.
    pub(crate) fn into_parts(self) -> Result<(Snapshot, Question, TraceOptions), Error> {
        match self.error {
            Some(error) => Err(error),
            None => Ok((self.snapshot, self.question, self.options)),
        }
    }

    /// How the question is worked on.
    pub(crate) fn options_mut(&mut self) -> &mut TraceOptions {
        &mut self.options
    }

    /// The same, for another question.
    ///
    /// # Errors
    /// The first wrong argument so far.
    pub(crate) fn changed(&mut self, change: impl FnOnce(&mut Question)) -> Result<Self, Error> {
        if let Some(error) = self.error.take() {
            return Err(error);
        }
        let mut question = self.question.clone();
        change(&mut question);
        Ok(Self {
            snapshot: self.snapshot.clone(),
            question,
            options: self.options.clone(),
            error: None,
        })
    }

    fn with<V>(
        mut self,
        field: &'static str,
        value: Result<V, Error>,
        set: impl FnOnce(&mut Question, V),
    ) -> Self {
        match value {
            Ok(value) => set(&mut self.question, value),
            Err(error) => self.keep(error.in_question(field)),
        }
        self
    }

    fn keep(&mut self, error: Error) {
        self.error.get_or_insert(error);
    }
}

/// An id and an interval.
fn named(id: &impl AsId, during: impl IntoInterval) -> Result<(ExternalId, Interval), Error> {
    let id = external_id(id).map_err(Error::from)?;
    Ok((id, during.into_interval()?))
}

#[cfg(test)]
#[path = "builder_tests.rs"]
mod tests;
