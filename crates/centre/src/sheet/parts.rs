//! What a case sheet is made of, as plain values with names instead of numbers.

use serde::Serialize;
use truyvet_model::{ExternalId, Grade, Interval, Kind, Timestamp};

/// An administrative unit (S35).
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[non_exhaustive]
pub struct SheetUnit {
    /// As records and registers write it: `24/213/07213`.
    pub path: String,
    /// Its name and those of the units around it, the nearest first, where any is declared.
    pub name: Option<String>,
}

impl SheetUnit {
    /// The name, else the path.
    #[must_use]
    pub fn label(&self) -> &str {
        self.name.as_deref().unwrap_or(&self.path)
    }
}

/// A place as a sheet shows it (S5).
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct SheetPlace {
    /// Its id.
    pub place: ExternalId,
    /// A name for people, where one was declared.
    pub name: Option<String>,
    /// Its kind; `unknown` if it was never declared.
    pub kind: Kind,
    /// Its unit, else that of the nearest place that it is part of.
    pub unit: Option<SheetUnit>,
    /// The company, school or market that it is part of, else the park around it; by name or else
    /// id.
    pub within: Option<String>,
    /// Whether it is somebody's home, and so is not to be announced by name.
    pub home: bool,
    /// Whether it stands for a whole site (S5).
    pub shared: bool,
}

/// A stay of the case while infectious: what may have to be announced.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct SheetStop {
    /// Where it was recorded.
    pub place: SheetPlace,
    /// The part of the stay in which the case was infectious.
    pub during: Interval,
    /// Whether the end of the stay is assumed (S4).
    pub open: bool,
    /// How many F1 were exposed there in that stay.
    pub exposed: u64,
    /// How many others were there with the case, for too short a time to be F1.
    pub briefly: u64,
    /// The place at which the question counts it, where that is another one (S20).
    pub counts_at: Option<ExternalId>,
    /// The rule because of which it, or a part of it, does not count, as in `why-not` (S31):
    /// `outside_window`, `filtered`, `shared_place`, `isolated`, `closed`.
    pub left_out: Option<&'static str>,
}

/// A stay of the case, for the timeline.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct SheetStay {
    /// Where.
    pub place: SheetPlace,
    /// From when to when, whole.
    pub during: Interval,
    /// Whether its end is assumed (S4).
    pub open: bool,
}

/// Where somebody lives.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct SheetHome {
    /// The unit.
    pub unit: Option<SheetUnit>,
    /// The home that records show most; `None` if the unit is the registered one and there are no
    /// records of a home.
    pub place: Option<SheetPlace>,
    /// Whether the unit is the registered one, and not that of the place.
    pub registered: bool,
}

/// One person of the F1 list.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct SheetContact {
    /// Who.
    pub person: ExternalId,
    /// Where the person lives, as far as records say.
    pub home: Option<SheetHome>,
    /// Where the person works or learns: the workplace or school that records show most.
    pub work: Option<SheetPlace>,
    /// When they first met so that it counts.
    pub first: Timestamp,
    /// Seconds with the case, over all meetings (S16).
    pub person_seconds: u64,
    /// The longest meeting, in seconds.
    pub longest_s: u64,
    /// The surest of the meetings that count (S16).
    pub grade: Grade,
}

/// What one F1 and the case had in common at one place.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct SheetMeeting {
    /// The F1.
    pub person: ExternalId,
    /// From the first meeting's start to the last one's end.
    pub between: Interval,
    /// How many meetings.
    pub times: u64,
    /// Seconds together, over all of them.
    pub person_seconds: u64,
    /// The longest of them, in seconds.
    pub longest_s: u64,
    /// The surest of those that count, else of all.
    pub grade: Grade,
    /// Whether any counts by itself or by adding up (S10, S17). If not, the person is F1 by
    /// another place.
    pub qualifies: bool,
}

/// The F1 of one place, or of direct contacts.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct SheetGroup {
    /// Where; `None` for direct contacts.
    pub place: Option<SheetPlace>,
    /// Seconds together, over all people.
    pub person_seconds: u64,
    /// Who, the longest together first.
    pub people: Vec<SheetMeeting>,
}

/// How many F1 live and work in a unit.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct SheetShare {
    /// The unit; `None` for those of whom it is not known.
    pub unit: Option<SheetUnit>,
    /// How many live there.
    pub lives: u64,
    /// How many work or learn there.
    pub works: u64,
}

/// How many F1 work or learn at a place.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct SheetWorkplace {
    /// The outermost place: the company and not the line.
    pub place: SheetPlace,
    /// How many.
    pub people: u64,
}

/// Somebody of the tree, with those whom he may have infected in turn (S25).
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct SheetBranch {
    /// An F1.
    pub person: ExternalId,
    /// Where, by the witness of the row; `None` for a direct contact.
    pub place: Option<ExternalId>,
    /// How many F2 name this person in their row.
    pub onward: u64,
    /// The first of them.
    pub named: Vec<ExternalId>,
}

/// A record of the line list (S36).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct SheetTest {
    /// When the sample was taken.
    pub tested: Timestamp,
    /// When symptoms began.
    pub onset: Option<Timestamp>,
    /// Since when isolated.
    pub isolated: Option<Timestamp>,
}
