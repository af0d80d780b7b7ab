//! The F1 of a case: by person, by place, by unit, and whom they may have infected in turn.

use std::cmp::Reverse;
use std::collections::{BTreeMap, HashMap};

use truyvet_model::{ExternalId, Grade, Interval, PersonNo, PlaceNo, Setting, Timestamp};
use truyvet_store::Snapshot;
use truyvet_trace::{Answer, CaseEvent, TraceError};

use super::atlas::Atlas;
use super::notice::Notice;
use super::parts::{
    SheetBranch, SheetContact, SheetGroup, SheetHome, SheetMeeting, SheetPlace, SheetShare,
    SheetUnit, SheetWorkplace,
};
use super::stops::count;

/// So many F2 are named below each F1 of the tree.
const NAMED: usize = 2;

/// The F1, from every side.
pub(super) struct Exposed {
    pub(super) contacts: Vec<SheetContact>,
    pub(super) groups: Vec<SheetGroup>,
    pub(super) units: Vec<SheetShare>,
    pub(super) workplaces: Vec<SheetWorkplace>,
    by_contact: u64,
}

/// What a person and the case had in common.
#[derive(Clone, Copy)]
struct Sum {
    first: Timestamp,
    last: Timestamp,
    times: u64,
    seconds: u64,
    longest: u64,
    grade: Grade,
    qualifies: bool,
}

impl Exposed {
    /// `events`: by person, as [`Answer::exposed_by`] gives them.
    pub(super) fn new(
        answer: &Answer,
        snapshot: &Snapshot,
        events: &[CaseEvent],
        atlas: &mut Atlas<'_>,
    ) -> Result<Self, TraceError> {
        let mut of: HashMap<PersonNo, &[CaseEvent]> = HashMap::new();
        for group in events.chunk_by(|a, b| a.person == b.person) {
            of.extend(group.first().map(|event| (event.person, group)));
        }
        let mut contacts = Vec::new();
        let mut places: BTreeMap<Setting, Vec<SheetMeeting>> = BTreeMap::new();
        let (mut units, mut roots) = (BTreeMap::new(), BTreeMap::new());
        for row in answer.exposures().iter().filter(|row| row.level == 1) {
            let events = of.get(&row.person).copied().unwrap_or_default();
            // A row of level 1 has an event.
            let Some(sum) = Sum::of(events.iter()) else {
                continue;
            };
            let person = snapshot.person_id(row.person)?;
            let mut settings: Vec<Setting> = events.iter().map(|e| e.event.setting).collect();
            settings.sort_unstable();
            settings.dedup();
            for setting in settings {
                let there = events.iter().filter(|e| e.event.setting == setting);
                let meeting = Sum::of(there).and_then(|sum| sum.meeting(person.clone()));
                places.entry(setting).or_default().extend(meeting);
            }
            let (home, work) = atlas.home_and_work(answer, row.person)?;
            let work_place = work.map(|work| atlas.place(work)).transpose()?;
            tally(&mut units, home.as_ref(), work_place.as_ref());
            if let Some(work) = work {
                let people: &mut u64 = roots.entry(atlas.root(work)?).or_default();
                *people = people.saturating_add(1);
            }
            contacts.push(SheetContact {
                person,
                home,
                work: work_place,
                first: row.first_exposure,
                person_seconds: sum.seconds,
                longest_s: sum.longest,
                grade: sum.grade,
            });
        }
        contacts.sort_by(|a, b| (a.first, &a.person).cmp(&(b.first, &b.person)));
        let by_contact = count(places.get(&Setting::Contact).map_or(0, Vec::len));
        Ok(Self {
            contacts,
            groups: groups(places, atlas)?,
            units: listed(units),
            workplaces: workplaces(roots, atlas)?,
            by_contact,
        })
    }

    /// What the rows do not say by themselves.
    pub(super) fn notices(&self) -> Vec<Notice> {
        let graded = |grade: Grade| {
            count(
                self.contacts
                    .iter()
                    .filter(|contact| contact.grade == grade)
                    .count(),
            )
        };
        let homeless =
            |contact: &&SheetContact| contact.home.as_ref().is_none_or(|home| home.unit.is_none());
        let unknown = count(self.contacts.iter().filter(homeless).count());
        let said = [
            (
                self.by_contact,
                Notice::Contacts {
                    count: self.by_contact,
                },
            ),
            (
                graded(Grade::AssumedEnd),
                Notice::AssumedEnds {
                    count: graded(Grade::AssumedEnd),
                },
            ),
            (
                graded(Grade::Coarse),
                Notice::Coarse {
                    count: graded(Grade::Coarse),
                },
            ),
            (unknown, Notice::HomesUnknown { count: unknown }),
        ];
        let said = said.into_iter().filter(|(count, _)| *count > 0);
        said.map(|(_, notice)| notice).collect()
    }
}

impl Sum {
    fn of<'e>(events: impl Iterator<Item = &'e CaseEvent>) -> Option<Self> {
        let mut sum: Option<Self> = None;
        for event in events {
            let overlap = event.event.overlap;
            let seconds = u64::try_from(overlap.length().seconds()).unwrap_or(u64::MAX);
            let one = Self {
                first: overlap.start(),
                last: overlap.end(),
                times: 1,
                seconds,
                longest: seconds,
                grade: event.event.grade,
                qualifies: event.qualifies,
            };
            sum = Some(sum.map_or(one, |sum| sum.with(&one)));
        }
        sum
    }

    fn with(self, other: &Self) -> Self {
        // The surest of those that count, else of all.
        let grade = match (self.qualifies, other.qualifies) {
            (true, false) => self.grade,
            (false, true) => other.grade,
            _ => self.grade.min(other.grade),
        };
        Self {
            first: self.first.min(other.first),
            last: self.last.max(other.last),
            times: self.times.saturating_add(other.times),
            seconds: self.seconds.saturating_add(other.seconds),
            longest: self.longest.max(other.longest),
            grade,
            qualifies: self.qualifies || other.qualifies,
        }
    }

    fn meeting(self, person: ExternalId) -> Option<SheetMeeting> {
        Some(SheetMeeting {
            person,
            between: Interval::checked(self.first, self.last)?,
            times: self.times,
            person_seconds: self.seconds,
            longest_s: self.longest,
            grade: self.grade,
            qualifies: self.qualifies,
        })
    }
}

/// The places, the most people first.
fn groups(
    places: BTreeMap<Setting, Vec<SheetMeeting>>,
    atlas: &mut Atlas<'_>,
) -> Result<Vec<SheetGroup>, TraceError> {
    let mut groups = Vec::new();
    for (setting, mut people) in places {
        people.sort_by(|a, b| {
            let key = |m: &SheetMeeting| (Reverse(m.person_seconds), m.between);
            key(a).cmp(&key(b)).then_with(|| a.person.cmp(&b.person))
        });
        let place = match setting {
            Setting::Contact => None,
            Setting::Place(place) => Some(atlas.place(place)?),
        };
        let seconds = people.iter().map(|m| m.person_seconds);
        groups.push(SheetGroup {
            place,
            person_seconds: seconds.fold(0, u64::saturating_add),
            people,
        });
    }
    groups.sort_by(|a, b| {
        let key = |g: &SheetGroup| (Reverse(g.people.len()), Reverse(g.person_seconds));
        let id = |g: &SheetGroup| g.place.as_ref().map(|place| place.place.clone());
        key(a).cmp(&key(b)).then_with(|| id(a).cmp(&id(b)))
    });
    Ok(groups)
}

type Units = BTreeMap<Option<SheetUnit>, (u64, u64)>;

fn tally(units: &mut Units, home: Option<&SheetHome>, work: Option<&SheetPlace>) {
    let lives = home.and_then(|home| home.unit.clone());
    let (there, _) = units.entry(lives).or_default();
    *there = there.saturating_add(1);
    if let Some(unit) = work.and_then(|work| work.unit.clone()) {
        let (_, there) = units.entry(Some(unit)).or_default();
        *there = there.saturating_add(1);
    }
}

/// By unit; those unknown last.
fn listed(units: Units) -> Vec<SheetShare> {
    let row = |(unit, (lives, works))| SheetShare { unit, lives, works };
    let mut rows: Vec<SheetShare> = units.into_iter().map(row).collect();
    rows.sort_by(|a, b| {
        let key = |row: &SheetShare| (row.unit.is_none(), row.unit.clone());
        key(a).cmp(&key(b))
    });
    rows
}

fn workplaces(
    roots: BTreeMap<PlaceNo, u64>,
    atlas: &mut Atlas<'_>,
) -> Result<Vec<SheetWorkplace>, TraceError> {
    let mut rows = Vec::new();
    for (place, people) in roots {
        let place = atlas.place(place)?;
        rows.push(SheetWorkplace { place, people });
    }
    rows.sort_by(|a, b| {
        let by_people = Reverse(a.people).cmp(&Reverse(b.people));
        by_people.then_with(|| a.place.place.cmp(&b.place.place))
    });
    Ok(rows)
}

/// Each F1 with the F2 whose rows name it, those with the most first.
pub(super) fn tree(answer: &Answer, snapshot: &Snapshot) -> Result<Vec<SheetBranch>, TraceError> {
    let rows = answer.exposures();
    let mut onward: HashMap<PersonNo, Vec<PersonNo>> = HashMap::new();
    for row in rows.iter().filter(|row| row.level == 2) {
        onward
            .entry(row.witness.infector)
            .or_default()
            .push(row.person);
    }
    let mut branches = Vec::new();
    for row in rows.iter().filter(|row| row.level == 1) {
        let below = onward
            .get(&row.person)
            .map(Vec::as_slice)
            .unwrap_or_default();
        let ids = below.iter().map(|&person| snapshot.person_id(person));
        let mut named = ids.collect::<Result<Vec<ExternalId>, _>>()?;
        named.sort_unstable();
        named.truncate(NAMED);
        let place = match row.witness.setting {
            Setting::Contact => None,
            Setting::Place(place) => Some(snapshot.place_id(place)?),
        };
        branches.push(SheetBranch {
            person: snapshot.person_id(row.person)?,
            place,
            onward: count(below.len()),
            named,
        });
    }
    branches.sort_by(|a, b| {
        let by_onward = Reverse(a.onward).cmp(&Reverse(b.onward));
        by_onward.then_with(|| a.person.cmp(&b.person))
    });
    Ok(branches)
}
