//! Rows for the tests of this room, and the plain model that they are held against.

use proptest::prelude::*;
use truyvet_model::{Interval, Timestamp};

use super::*;
use crate::format::Sealed;
use crate::io::{MemoryVfs, Vfs};

pub(super) const ORIGIN: i64 = 1_600_000_000;

pub(super) fn span(start: i64, end: i64) -> Interval {
    Interval::new(Timestamp::from_seconds(start), Timestamp::from_seconds(end)).unwrap()
}

/// Sorted rows, each key once.
#[derive(Debug, Clone, Default)]
pub(super) struct World {
    pub(super) visits: Vec<PackedVisit>,
    pub(super) contacts: Vec<PackedContact>,
}

impl World {
    pub(super) fn new(mut visits: Vec<PackedVisit>, mut contacts: Vec<PackedContact>) -> Self {
        sort_visits(&mut visits);
        visits.dedup_by_key(|v| v.key());
        sort_contacts(&mut contacts);
        contacts.dedup_by_key(|c| c.key());
        Self { visits, contacts }
    }

    pub(super) fn write(&self) -> (MemoryVfs, Sealed) {
        let vfs = MemoryVfs::new();
        vfs.create_dir().unwrap();
        let rows = SegmentRows {
            partition_start: Timestamp::from_seconds(ORIGIN),
            visits: &self.visits,
            contacts: &self.contacts,
        };
        let sealed = encode(&vfs, "s", &rows).unwrap();
        (vfs, sealed)
    }

    pub(super) fn segment(&self) -> Segment {
        let (vfs, sealed) = self.write();
        Segment::open(&vfs, "s", Some(&sealed)).unwrap()
    }

    /// Every visit with its row number, as a segment should give it.
    pub(super) fn numbered(&self) -> Vec<NumberedVisit> {
        let numbered = |(row, v): (u32, &PackedVisit)| NumberedVisit {
            row,
            place: v.place,
            visit: VisitRow {
                start: ORIGIN + i64::from(v.start),
                end: ORIGIN + i64::from(v.start) + i64::from(v.duration()),
                person: v.person,
                open: v.is_open(),
            },
            replaced: false,
        };
        (0..).zip(&self.visits).map(numbered).collect()
    }

    /// Every contact with its row number.
    pub(super) fn numbered_contacts(&self) -> Vec<NumberedContact> {
        let numbered = |(row, c): (u32, &PackedContact)| NumberedContact {
            row,
            a: c.a,
            b: c.b,
            start: ORIGIN + i64::from(c.start),
            end: ORIGIN + i64::from(c.start) + i64::from(c.duration),
            replaced: false,
        };
        (0..).zip(&self.contacts).map(numbered).collect()
    }
}

/// Worlds with crowded and lonely places, and people near and far.
pub(super) fn worlds() -> impl Strategy<Value = World> {
    let place = prop_oneof![3 => 0_u32..3, 3 => 0_u32..40, 1 => 0_u32..100_000];
    let person = prop_oneof![5 => 0_u32..60, 1 => 0_u32..2_000_000];
    let start = prop_oneof![9 => 0_u32..86_400, 1 => 0..=MAX_START_S];
    let length = prop_oneof![9 => 1_u32..40_000, 1 => 1..=MAX_DURATION_S];
    let visit = (
        place,
        person.clone(),
        start.clone(),
        length.clone(),
        any::<bool>(),
    )
        .prop_map(|(p, who, s, d, o)| PackedVisit::new(p, who, s, d, o).unwrap());
    let contact = (person.clone(), person, start, length)
        .prop_filter_map("one person", |(a, b, s, d)| PackedContact::new(a, b, s, d));
    let visits = prop_oneof![
        prop::collection::vec(visit.clone(), 0..5),
        prop::collection::vec(visit, 0..900)
    ];
    (visits, prop::collection::vec(contact, 0..400)).prop_map(|(v, c)| World::new(v, c))
}

/// Spans that touch the partition, contain it, or miss it.
pub(super) fn spans() -> impl Strategy<Value = Interval> {
    let near = (-90_000_i64..180_000, 1_i64..100_000)
        .prop_map(|(from, length)| span(ORIGIN + from, ORIGIN + from + length));
    let any = (any::<i32>(), 1_i64..=1 << 33).prop_map(|(from, length)| {
        span(ORIGIN + i64::from(from), ORIGIN + i64::from(from) + length)
    });
    prop_oneof![6 => near, 2 => any, 1 => Just(Interval::ALWAYS)]
}

/// About 300 rows in three blocks: small enough to damage at every byte.
pub(super) fn small_world() -> World {
    let visit = |i: u32| {
        PackedVisit::new(
            i * i % 7,
            i % 31,
            i * 977 % 5000,
            60 + i % 50,
            i.is_multiple_of(9),
        )
        .unwrap()
    };
    let contact = |i: u32| PackedContact::new(i % 11, 11 + i % 5, i * 311 % 5000, 5 + i % 9);
    World::new(
        (0..290).map(visit).collect(),
        (0..140).filter_map(contact).collect(),
    )
}
