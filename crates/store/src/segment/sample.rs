//! Rows for the tests of this room, and the plain model that they are held against.

use std::sync::Arc;

use proptest::prelude::*;
use truyvet_model::{Interval, Timestamp};

use super::*;
use crate::format::Sealed;
use crate::io::{MemoryVfs, Vfs};
use crate::links::{Aliases, Links};

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
                source: v.source,
                open: v.is_open(),
            },
            deleted: false,
            hidden: false,
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
            source: c.source,
            deleted: false,
            hidden: false,
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
    let source = prop_oneof![9 => 0_u16..3, 1 => any::<u16>()].prop_map(SourceNo);
    let end = (length.clone(), any::<bool>(), source.clone());
    let visit =
        (place, person.clone(), start.clone(), end).prop_map(|(p, who, s, (d, o, from))| {
            PackedVisit::new(p, who, s, d, o).unwrap().with_source(from)
        });
    let contact = (person.clone(), person, start, (length, source))
        .prop_filter_map("one person", |(a, b, s, (d, from))| {
            Some(PackedContact::new(a, b, s, d)?.with_source(from))
        });
    let visits = prop_oneof![
        prop::collection::vec(visit.clone(), 0..5),
        prop::collection::vec(visit, 0..900)
    ];
    (visits, prop::collection::vec(contact, 0..400)).prop_map(|(v, c)| World::new(v, c))
}

/// Some rows deleted and others hidden: in the model as in what is given.
pub(super) fn mark<R>(
    picks: &[(bool, prop::sample::Index)],
    rows: &mut [R],
    mut set: impl FnMut(&mut R, u32, bool),
) {
    let count = rows.len();
    for (delete, pick) in picks.iter().filter(|_| count > 0) {
        let row = pick.index(count);
        set(&mut rows[row], u32::try_from(row).unwrap(), *delete);
    }
}

/// Links between the people and places of [`worlds`], many or few.
pub(super) fn links() -> impl Strategy<Value = Links> {
    let number = prop_oneof![6 => 0_u32..60, 1 => 0_u32..100_000];
    let edge = (number.clone(), number);
    let edges = prop_oneof![
        Just(Vec::new()),
        prop::collection::vec(edge.clone(), 0..4),
        prop::collection::vec(edge, 0..40),
    ];
    (edges.clone(), edges).prop_map(|(people, places)| Links {
        people: Aliases::new(&people),
        places: Aliases::new(&places),
    })
}

/// Which rows to delete (or hide).
pub(super) fn picks(most: usize) -> impl Strategy<Value = Vec<(bool, prop::sample::Index)>> {
    prop::collection::vec((any::<bool>(), any::<prop::sample::Index>()), 0..most)
}

impl World {
    /// The segment and its rows, some of them deleted or hidden.
    pub(super) fn marked(
        &self,
        visits: &[(bool, prop::sample::Index)],
        contacts: &[(bool, prop::sample::Index)],
    ) -> (Segment, Vec<NumberedVisit>, Vec<NumberedContact>) {
        let segment = self.segment();
        let mut deleted = Deleted::new_for(&segment);
        let mut visit_rows = self.numbered();
        mark(visits, &mut visit_rows, |r, row, delete| {
            if delete {
                deleted.delete_visit(row);
                (r.deleted, r.hidden) = (true, false);
            } else {
                r.hidden |= deleted.hide_visit(row);
            }
        });
        let mut contact_rows = self.numbered_contacts();
        mark(contacts, &mut contact_rows, |r, row, delete| {
            if delete {
                deleted.delete_contact(row);
                (r.deleted, r.hidden) = (true, false);
            } else {
                r.hidden |= deleted.hide_contact(row);
            }
        });
        let segment = segment.with_deleted(Some(Arc::new(deleted))).unwrap();
        (segment, visit_rows, contact_rows)
    }
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
