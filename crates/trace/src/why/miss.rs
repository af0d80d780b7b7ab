//! What a miss is: what two people had in common, and the rule that made it no exposure (S31).

use std::cmp::Ordering;

use truyvet_model::{Duration, Interval, Level, PersonNo, Setting};

/// Why a person is not in an answer, or not at the level expected (S31).
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Why {
    /// The person is in the answer, at the level expected or nearer to a case.
    Exposed {
        /// At that level.
        level: Level,
    },
    /// `person_is_case`: cases are no rows (S12).
    Case,
    /// `no_common_place`: within a day of each other, the person and anybody infectious were at no
    /// place both, and they had no contact.
    NoCommonPlace {
        /// How many visits and contacts of the person there are.
        records: u64,
    },
    /// The nearest misses.
    Missed {
        /// The level at which the person is in the answer, if at all.
        level: Option<Level>,
        /// At most [`Why::MOST`], the nearest first.
        misses: Vec<Miss>,
    },
}

impl Why {
    /// How many misses are listed at most.
    pub const MOST: usize = 20;
}

/// What the person and somebody infectious had in common, and why it was no exposure.
///
/// Both records are as recorded, in real time. Of a backward question `infector` is the person who
/// may have been infected.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Miss {
    /// Who was infectious.
    pub infector: PersonNo,
    /// The place (of a roll-up, the site), or a contact.
    pub setting: Setting,
    /// The person's stay, or the contact.
    pub own: Interval,
    /// The infectious person's stay, or the contact.
    pub theirs: Interval,
    /// The first rule that excluded it.
    pub rule: Rule,
    /// How much was lacking, of overlap, of gap and of infectious time, the rule aside; 0 if the
    /// rule was all that stood in between. Misses are ordered by it.
    pub lacking: Duration,
}

/// Why something in common was no exposure (S31).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Rule {
    /// One of the records does not intersect the window (S8).
    OutsideWindow,
    /// One of the records does not pass a filter (S19).
    Filtered {
        /// The set that did it, such as `only.kinds`.
        by: &'static str,
    },
    /// The place stands for a whole site, and counts only under a roll-up (S5, S20).
    SharedPlace,
    /// Isolation left nothing of what they had in common (S18).
    Isolated {
        /// Which of the two; the person asked about, if either would do.
        who: Side,
    },
    /// A closure left nothing of it (S18a).
    Closed,
    /// They were in different parts of a split place (S18b).
    Split,
    /// At one place, not at one time, nor within the lag.
    Apart {
        /// Between the one's stay (with lag) and the other's.
        gap: Duration,
    },
    /// Together, when the other was not infectious.
    NotInfectiousThen {
        /// The nearest interval in which the other was infectious.
        nearest: Interval,
    },
    /// Together with somebody infectious, not for long enough (S10, S11, S17).
    TooShort {
        /// How long.
        overlap: Duration,
        /// d.
        needed: Duration,
        /// What their overlaps add up to, if that counts, too.
        total: Option<Total>,
    },
    /// Enough, but at a hop that was not asked for.
    BeyondHops {
        /// At which.
        hop: Level,
        /// How long.
        overlap: Duration,
    },
}

/// One of the two of a miss.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Side {
    /// The person asked about.
    Person,
    /// The infectious one.
    Infector,
}

/// What overlaps of a pair add up to (S17).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Total {
    /// The most in any span that touches the overlap.
    pub most: Duration,
    /// T.
    pub needed: Duration,
    /// R.
    pub within: Duration,
}

impl Rule {
    /// The word for it in tables and JSON: `too_short`, `filtered` …
    #[must_use]
    pub const fn name(&self) -> &'static str {
        match self {
            Self::OutsideWindow => "outside_window",
            Self::Filtered { .. } => "filtered",
            Self::SharedPlace => "shared_place",
            Self::Isolated { .. } => "isolated",
            Self::Closed => "closed",
            Self::Split => "split",
            Self::Apart { .. } => "apart",
            Self::NotInfectiousThen { .. } => "not_infectious_then",
            Self::TooShort { .. } => "too_short",
            Self::BeyondHops { .. } => "beyond_hops",
        }
    }
}

/// The nearest first; then by time, infector, place.
pub(super) fn nearest_first(a: &Miss, b: &Miss) -> Ordering {
    let place = |miss: &Miss| match miss.setting {
        Setting::Contact => None,
        Setting::Place(place) => Some(place),
    };
    let key = |miss: &Miss| {
        let when = (miss.own.start(), miss.theirs.start());
        (miss.lacking, when, miss.infector, place(miss))
    };
    key(a).cmp(&key(b))
}
