//! What a sweep looks at: infectious stays, and the site and the question they are at.

use truyvet_model::Grade;

/// A maximal infectious stay of one person at the place: a visit cut by the I-set (S10).
#[derive(Clone, Copy, Debug)]
pub(crate) struct Shed {
    pub start: i64,
    /// When the infectious person leaves (or stops being infectious).
    pub end: i64,
    pub person: u32,
    /// How sure an event is that rests on it.
    pub grade: Grade,
    /// How infectious: see [`crate::resolve::weight`]; 0 where risk is not asked.
    pub weight: u32,
}

/// What a sweep needs to know of the place and the question. Times in seconds.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Setup {
    pub place: u32,
    pub lag: i64,
    pub min_overlap: i64,
    pub latent: i64,
    pub until: i64,
}
