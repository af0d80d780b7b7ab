//! The case sheet: for one case the places and times to announce, its F1 by place, its timeline
//! and its tree, as one plain value.
//!
//! It decides nothing about who was exposed: every number follows from the trace it is made of.
//! `docs/case-sheet.md` says what it shows and what it leaves to the reader.

mod parts;

mod notice;

mod atlas;

mod stops;

mod exposed;

mod words;

mod page;

use serde::Serialize;
use truyvet_model::{
    CaseRecord, Direction, Duration, ExternalId, Interval, PersonNo, Question, QuestionError,
    Timestamp,
};
use truyvet_store::Snapshot;
use truyvet_trace::{Answer, TraceError, TraceOptions};

use atlas::Atlas;
use exposed::Exposed;
use stops::Own;

pub use notice::Notice;
pub use parts::{
    SheetBranch, SheetContact, SheetGroup, SheetHome, SheetMeeting, SheetPlace, SheetShare,
    SheetStay, SheetStop, SheetTest, SheetUnit, SheetWorkplace,
};
pub use words::{Lang, Words};

/// How long before the infectious interval the timeline begins: when the case itself may have been
/// infected.
const BEFORE: Duration = Duration::from_seconds(14 * 86_400);

/// What is known of one case and of those whom it may have infected: the sheet that a tracing team
/// works from. Times are UTC; intervals are half-open (S1).
#[derive(Clone, Debug, PartialEq, Serialize)]
#[non_exhaustive]
pub struct CaseSheet {
    /// The case.
    pub person: ExternalId,
    /// All ids of the case (S6), in the order in which the store met them.
    pub ids: Vec<ExternalId>,
    /// Where the case lives.
    pub home: Option<SheetHome>,
    /// Where the case works or learns.
    pub work: Option<SheetPlace>,
    /// The records of the line list (S36).
    pub tests: Vec<SheetTest>,
    /// How many doses of a vaccine the case has had (S35).
    pub doses: Option<u8>,
    /// When the case was infectious (S9).
    pub infectious: Vec<Interval>,
    /// The question asked.
    pub question: Question,
    /// The number of the snapshot (S7).
    pub snapshot: u64,
    /// When its last commit was made.
    pub committed_at: Timestamp,
    /// How many people were found by level: F1 first.
    pub people_by_level: Vec<u64>,
    /// Places and times of the case while infectious, in order of time.
    pub stops: Vec<SheetStop>,
    /// The F1, in the order of the rows of the trace.
    pub contacts: Vec<SheetContact>,
    /// What they and the case had in common, by place: the most people first. Somebody met at two
    /// places stands in both.
    pub groups: Vec<SheetGroup>,
    /// How many F1 live and work in which unit, ordered by unit; those unknown last.
    pub units: Vec<SheetShare>,
    /// How many F1 work or learn where, the most first.
    pub workplaces: Vec<SheetWorkplace>,
    /// Where the case was, from 14 days before the infectious interval until its end.
    pub stays: Vec<SheetStay>,
    /// Whom each F1 may have infected in turn: those with the most first.
    pub tree: Vec<SheetBranch>,
    /// What has to be said besides.
    pub notices: Vec<Notice>,
}

impl CaseSheet {
    /// The sheet of the case of `answer`, which must be to a forward question about one person.
    /// `snapshot` must be the one that was asked.
    ///
    /// # Errors
    /// [`TraceError::Question`] for a question that goes backward or names several people,
    /// [`TraceError::Store`] if the store cannot be read, [`TraceError::Exceeded`] if it takes more
    /// time than the options allow.
    pub fn new(
        answer: &Answer,
        snapshot: &Snapshot,
        options: &TraceOptions,
    ) -> Result<Self, TraceError> {
        let case = the_case(answer)?;
        let infectious = infectious(answer.question());
        let events = answer.exposed_by(snapshot, case, options)?;
        let mut atlas = Atlas::new(snapshot)?;
        let own = Own::new(answer, snapshot, case, &infectious)?;
        let stops = own.stops(&mut atlas, &infectious, &events)?;
        let around = around(&infectious);
        let stays = own.timeline(&mut atlas, around)?;
        let exposed = Exposed::new(answer, snapshot, &events, &mut atlas)?;
        let (home, work) = atlas.home_and_work(answer, case)?;
        let work = work.map(|work| atlas.place(work)).transpose()?;
        let tree = exposed::tree(answer, snapshot)?;
        let mut notices = own.notices(&stops, &infectious, &events);
        notices.extend(exposed.notices());
        notices.extend(own.off(around));
        Ok(Self {
            person: snapshot.person_id(case)?,
            ids: snapshot.person_ids(case)?,
            home,
            work,
            tests: tests(snapshot, case)?,
            doses: snapshot.person_details(case)?.doses,
            infectious,
            question: answer.question().clone(),
            snapshot: answer.snapshot_number(),
            committed_at: snapshot.committed_at(),
            people_by_level: answer.exposures().count_by_level(),
            stops,
            contacts: exposed.contacts,
            groups: exposed.groups,
            units: exposed.units,
            workplaces: exposed.workplaces,
            stays,
            tree,
            notices,
        })
    }
}

/// The one person that the question is about.
fn the_case(answer: &Answer) -> Result<PersonNo, TraceError> {
    if answer.question().direction == Direction::Backward {
        return Err(QuestionError::SheetBackward.into());
    }
    let cases: Vec<PersonNo> = answer.cases().collect();
    match cases.as_slice() {
        [case] => Ok(*case),
        _ => Err(QuestionError::SheetOfOne { count: cases.len() }.into()),
    }
}

/// What the line list says of the case.
fn tests(snapshot: &Snapshot, case: PersonNo) -> Result<Vec<SheetTest>, TraceError> {
    let cases = snapshot.cases()?.into_iter();
    let own = cases.filter(|record| record.person == case);
    let test = |record: CaseRecord| SheetTest {
        tested: record.tested,
        onset: record.onset,
        isolated: record.isolated,
    };
    Ok(own.map(test).collect())
}

/// The infectious intervals, joined where they touch (S9).
fn infectious(question: &Question) -> Vec<Interval> {
    let mut set = truyvet_model::IntervalSet::new();
    for case in &question.cases {
        set.insert(case.infectious);
    }
    set.intervals().to_vec()
}

/// What the timeline shows.
fn around(infectious: &[Interval]) -> Interval {
    let hull = infectious.iter().copied().reduce(Interval::hull);
    let hull = hull.unwrap_or(Interval::ALWAYS);
    Interval::checked(hull.start() - BEFORE, hull.end()).unwrap_or(hull)
}

#[cfg(test)]
#[path = "mod_tests.rs"]
mod tests;
