//! bluezone: meetings of people who carry the app, under ids that change every day.

use std::fmt::Write as _;
use std::path::Path;

use super::clock::OFFSET;
use super::table::{Cell, Columns, FileFormat, Is, Table, Written};
use super::world::{World, person_id};
use crate::day::midnight;
use crate::dirt::{Spoilt, SpoiltCounts};
use crate::draws::{Purpose, key, purpose};
use crate::meeting::{Meeting, Meetings};
use crate::record::SynthVisit;
use crate::spec::SynthError;

const BLUEZONE: Columns = &[
    ("id_a", Is::Text),
    ("id_b", Is::Text),
    ("time", Is::Time),
    ("duration", Is::Number),
    ("rssi", Is::Number),
];

const IDS: Columns = &[
    ("id", Is::Text),
    ("person", Is::Text),
    ("from", Is::Time),
    ("to", Is::Time),
];

const CONTACTS: Columns = &[
    ("a", Is::Text),
    ("b", Is::Text),
    ("start", Is::Time),
    ("end", Is::Time),
];

const SOURCE: u64 = 7;

/// Meetings shorter than this are not noticed.
const SHORTEST: i64 = 120;
/// Of a thousand meetings up to two hours, how many come as samples, one every five minutes and
/// one at the end.
const SAMPLED: u32 = 300;
const EVERY: i64 = 300;
const MINUTE: i64 = 60;

/// The meetings that phones take notice of, day by day.
pub(super) struct Noticed<'a> {
    meetings: Meetings<'a>,
}

impl<'a> Noticed<'a> {
    pub(super) const fn new(world: &World<'a>) -> Self {
        Self {
            meetings: Meetings::new(world.circles),
        }
    }

    /// Those of the next day: of two minutes or more, of people who both carry one.
    pub(super) fn next_day<E>(
        &mut self,
        world: &World<'a>,
        mut each: impl FnMut(&Meeting) -> Result<(), E>,
    ) -> Result<(), E> {
        if world.systems().bluezone == 0 {
            return Ok(());
        }
        let carries = |visit: SynthVisit| {
            let carried = world.carries(visit.person).then_some(visit)?;
            world.outbreak.cut(carried)
        };
        let mut done = Ok(());
        self.meetings.next_day(carries, |meeting| {
            if done.is_ok() && meeting.end - meeting.start >= SHORTEST {
                done = each(&meeting);
            }
        });
        done
    }
}

/// Both files, and the truth of them, while they are written.
pub(super) struct Phones<'a> {
    noticed: Noticed<'a>,
    bluezone: Table,
    ids: Table,
    contacts: Table,
    pub(super) spoilt: SpoiltCounts,
    text: [String; 2],
}

impl<'a> Phones<'a> {
    pub(super) fn create(
        world: &World<'a>,
        dir: &Path,
        truth: &Path,
        format: FileFormat,
    ) -> Result<Self, SynthError> {
        Ok(Self {
            noticed: Noticed::new(world),
            bluezone: Table::create(dir, "bluezone", BLUEZONE, format)?,
            ids: Table::create(dir, "bluezone-ids", IDS, format)?,
            contacts: Table::create(truth, "contacts", CONTACTS, format)?,
            spoilt: SpoiltCounts::default(),
            text: Default::default(),
        })
    }

    /// The ids and the meetings of day `day`.
    pub(super) fn day(&mut self, world: &World<'a>, day: u32) -> Result<(), SynthError> {
        if world.systems().bluezone == 0 {
            return Ok(());
        }
        let start = midnight(world.province.spec().start.seconds(), day);
        self.ids_from(world, start)?;
        if day + 1 == world.province.spec().days {
            // The last night ends on the morning after.
            self.ids_from(world, start + 86_400)?;
        }
        let mut noticed = std::mem::replace(&mut self.noticed, Noticed::new(world));
        let done = noticed.next_day(world, |meeting| self.meet(world, meeting));
        self.noticed = noticed;
        done
    }

    /// The ids of everybody for the day that begins at `start`.
    fn ids_from(&mut self, world: &World<'_>, start: i64) -> Result<(), SynthError> {
        for person in (0..world.province.person_count()).filter(|&p| world.carries(p)) {
            let [id, who] = &mut self.text;
            phone_id(id, world.seed(), person, start);
            person_id(who, person);
            self.ids.row(&[
                Cell::Text(id),
                Cell::Text(who),
                Cell::Time(start),
                Cell::Time(start + 86_400),
            ])?;
        }
        Ok(())
    }

    fn meet(&mut self, world: &World<'_>, meeting: &Meeting) -> Result<(), SynthError> {
        let [a, b] = &mut self.text;
        person_id(a, meeting.a);
        person_id(b, meeting.b);
        self.contacts.row(&[
            Cell::Text(a),
            Cell::Text(b),
            Cell::Time(meeting.start),
            Cell::Time(meeting.end),
        ])?;
        let mut draws = world.dirt_of(SOURCE + u64::from(meeting.b), meeting.a, meeting.start);
        let length = meeting.end - meeting.start;
        let strength = draws.between(-80, -45);
        // Each phone sends its own row; the other way round is a duplicate.
        let copies = 1 + i32::from(draws.per_mille(world.dirt.duplicates));
        if copies > 1 {
            self.spoilt.add(Spoilt::Duplicate);
        }
        let sampled = length <= 7_200 && draws.per_mille(SAMPLED);
        for copy in 0..copies {
            let pair = if copy == 0 {
                (meeting.a, meeting.b)
            } else {
                (meeting.b, meeting.a)
            };
            if sampled {
                // A sample counts as a minute: the last one ends with the meeting.
                let steps = (length - MINUTE - 1) / EVERY;
                for time in (0..=steps).map(|n| meeting.start + n * EVERY) {
                    self.row(world, pair, (time, None), strength)?;
                }
                self.row(world, pair, (meeting.end - MINUTE, None), strength)?;
            } else {
                let length = i32::try_from(length).ok();
                self.row(world, pair, (meeting.start, length), strength)?;
            }
        }
        if draws.per_mille(world.dirt.weak_signals) {
            let people = world.province.person_count();
            let first = draws.below(people);
            let mut others = (first..people).chain(0..first);
            let other = others.find(|&p| p != meeting.a && p != meeting.b && world.carries(p));
            if let Some(other) = other {
                self.spoilt.add(Spoilt::WeakSignal);
                let weak = draws.between(-105, -95);
                self.row(world, (meeting.a, other), (meeting.start, Some(60)), weak)?;
            }
        }
        Ok(())
    }

    fn row(
        &mut self,
        world: &World<'_>,
        pair: (u32, u32),
        (time, length): (i64, Option<i32>),
        strength: i32,
    ) -> Result<(), SynthError> {
        let [a, b] = &mut self.text;
        phone_id(a, world.seed(), pair.0, time);
        phone_id(b, world.seed(), pair.1, time);
        self.bluezone.row(&[
            Cell::Text(a),
            Cell::Text(b),
            Cell::Time(time),
            length.map_or(Cell::Empty, Cell::Number),
            Cell::Number(strength),
        ])
    }

    pub(super) fn finish(self) -> Result<[Written; 3], SynthError> {
        Ok([
            self.bluezone.finish()?,
            self.ids.finish()?,
            self.contacts.finish()?,
        ])
    }
}

/// The id that the phone of `person` shows on the local day of `time`: `z0123456789abcde`.
fn phone_id(text: &mut String, seed: u64, person: u32, time: i64) {
    let day = (time + OFFSET).div_euclid(86_400);
    let own = key(purpose(seed, Purpose::Phones), person.into());
    text.clear();
    // Writing to a String cannot fail.
    let _ = write!(text, "z{:015x}", key(own, day.cast_unsigned()) >> 4);
}
