//! What makes a question a bad one (S28).

use crate::duration::Duration;
use crate::interval::Interval;
use crate::kind::Kind;

/// A question that has no answer (S28). Ids of people are shown as given: they are the asker's.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum QuestionError {
    /// No case at all.
    #[error(
        "cases: none given; name at least one case with the interval in which it was infectious"
    )]
    NoCases,
    /// `hops` is not a number from 1, nor `all`.
    #[error("hops: `{value}` is not allowed; expected a whole number from 1, or `all`")]
    Hops {
        /// The value given.
        value: String,
    },
    /// d < 1 s.
    #[error("min_overlap: {value} is not allowed; expected 1s or more, and not inf")]
    MinOverlap {
        /// The value given.
        value: Duration,
    },
    /// U <= L.
    #[error(
        "until: {until} is not allowed with latent {latent}; expected until > latent, and latent not inf"
    )]
    Until {
        /// U as given.
        until: Duration,
        /// L as given.
        latent: Duration,
    },
    /// A cumulative threshold that no span of time can reach (S17).
    #[error(
        "cumulative: min_total {total} within {within} is not allowed; expected 1s or more, within not less than min_total, and neither inf"
    )]
    Cumulative {
        /// T as given.
        total: Duration,
        /// R as given.
        within: Duration,
    },
    /// A place that cannot be split so (what-if).
    #[error("splits: `{place}` into {parts} parts is not allowed; expected 2 parts or more")]
    Split {
        /// The id given.
        place: String,
        /// The number given.
        parts: u32,
    },
    /// A place is split twice.
    #[error("splits: `{place}` is given twice; give each place once")]
    SplitTwice {
        /// The id given.
        place: String,
    },
    /// An endless lag.
    #[error("lag: inf is not allowed for kind `{kind}`; expected a length of time such as 30m")]
    Lag {
        /// The kind given.
        kind: Kind,
    },
    /// A lag for a kind that no place of the store has and that is not in [`Kind::KNOWN`] either.
    #[error("lag: no place of the store has the kind `{kind}`; its kinds are: {known}")]
    UnknownKind {
        /// The kind given.
        kind: Kind,
        /// The kinds in the store, comma-separated.
        known: String,
    },
    /// A person the store has never heard of.
    #[error("{field}: no person `{id}` in the store; check the id and its namespace")]
    UnknownPerson {
        /// `cases`, `to` …
        field: &'static str,
        /// The id given.
        id: String,
    },
    /// A place the store has never heard of.
    #[error("{field}: no place `{id}` in the store; check the id and its namespace")]
    UnknownPlace {
        /// `only.places`, `closures` …
        field: &'static str,
        /// The id given.
        id: String,
    },
    /// A kind that no place of the store has and that is not in [`Kind::KNOWN`] either.
    #[error("{field}: no place of the store has the kind `{kind}`; its kinds are: {known}")]
    NoSuchKind {
        /// `only.kinds`, `roll_up`, `risk.rates` …
        field: &'static str,
        /// The kind given.
        kind: Kind,
        /// The kinds in the store, comma-separated.
        known: String,
    },
    /// A unit that no place of the store lies in.
    #[error(
        "{field}: no place of the store lies in the unit `{unit}`; units are written as the places have them, `province/district/commune`"
    )]
    UnknownUnit {
        /// `only.units`, `except.units`.
        field: &'static str,
        /// The unit given.
        unit: String,
    },
    /// A source that no record of the store comes from.
    #[error(
        "{field}: no record of the store comes from the source `{source_name}`; its sources are: {}",
        if known.is_empty() { "none" } else { known }
    )]
    UnknownSource {
        /// `only.sources`, `except.sources`.
        field: &'static str,
        /// The source given.
        source_name: String,
        /// The sources of the store, comma-separated.
        known: String,
    },
    /// The filters leave no record at all.
    #[error(
        "only, except: no record of the store passes the filters, so they would answer that nobody was exposed; loosen them"
    )]
    NothingLeft,
    /// A window outside the time that the store has records of.
    #[error("window: {window} is outside the store's time range, {range}")]
    Window {
        /// The window given.
        window: Interval,
        /// From the first record's start to the last one's end.
        range: Interval,
    },
    /// A person who is not in the answer was asked about.
    #[error(
        "to: `{id}` is not in the answer: no qualifying event reaches this person within the hops asked for"
    )]
    NotExposed {
        /// The id given.
        id: String,
    },
    /// A case sheet of several cases at once, or of none.
    #[error(
        "cases: a case sheet is about one case, the question names {count}; ask for one sheet each"
    )]
    SheetOfOne {
        /// How many people the question names.
        count: usize,
    },
    /// A case sheet of a backward question.
    #[error(
        "direction: a case sheet says whom the case may have infected, and the question goes backward; ask it forward"
    )]
    SheetBackward,
    /// Somebody of whom the line list has no case (S36).
    #[error(
        "person: `{id}` has no case in the register of the store; import cases, or give the infectious interval as a case"
    )]
    NotRegistered {
        /// The id given.
        id: String,
    },
    /// Somebody who was isolated before being infectious, by the rule used.
    #[error(
        "person: `{id}` was isolated before being infectious by the rule `{rule}`; give the infectious interval as a case if that is wrong"
    )]
    NeverInfectious {
        /// The id given.
        id: String,
        /// The name of the rule.
        rule: String,
    },
    /// The store holds no record at all.
    #[error(
        "the store holds no visits and no contacts, so it cannot say who was exposed; import records first"
    )]
    EmptyStore,
}
