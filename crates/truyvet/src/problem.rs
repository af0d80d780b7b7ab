//! What is wrong with a value that was given.

use truyvet_model::duration::DurationError;
use truyvet_model::kind::KindError;
use truyvet_model::record::CoordinatesError;
use truyvet_model::{IdError, Interval, IntervalError, TimeError};

/// What is wrong with a value.
#[derive(Debug, thiserror::Error)]
pub(crate) enum Problem {
    #[error(transparent)]
    Id(#[from] IdError),
    #[error(transparent)]
    Time(#[from] TimeError),
    #[error(transparent)]
    Duration(#[from] DurationError),
    #[error(transparent)]
    Interval(#[from] IntervalError),
    #[error(transparent)]
    Kind(#[from] KindError),
    #[error(transparent)]
    Coordinates(#[from] CoordinatesError),
    #[error("0 is not allowed; expected 1 or more")]
    Zero,
    #[error(
        "the store has no confirmed case; import a line list (`truyvet import --as cases`), or name cases"
    )]
    NoCases,
    #[error(
        "of {cases} confirmed case{} none was tested in {span}; give another interval, or none",
        if *.cases == 1 { "" } else { "s" }
    )]
    NoneTested { cases: usize, span: Interval },
    #[error(
        "by the rule {rule} none of {cases} confirmed case{} was infectious before its isolation; name cases with their intervals",
        if *.cases == 1 { "" } else { "s" }
    )]
    NoneInfectious { cases: u64, rule: String },
    #[error(
        "the two answers differ in {0}; ask the same question of both (cases, isolation, closures and splits may differ)"
    )]
    Differs(&'static str),
}
