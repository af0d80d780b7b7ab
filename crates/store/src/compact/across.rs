//! What a log may still say of the time below the floor: only what changes a record that reaches
//! across it.

use hashbrown::HashSet;
use truyvet_model::Kind;

use crate::error::StoreError;
use crate::io::Vfs;
use crate::log::{Op, Ops};
use crate::manifest::Manifest;
use crate::register::{CaseDates, Register, RegisterFile};
use crate::segment::{Deleted, Segment};

type Keys = HashSet<(u32, u32, i64), foldhash::fast::RandomState>;

/// The records that begin before the floor and end after it, by key.
#[derive(Debug, Default)]
pub(super) struct Across {
    floor: Option<i64>,
    /// Seconds that an open visit lasts at most.
    longest: i64,
    visits: Keys,
    contacts: Keys,
    /// Cases tested before it with a date after it: who, and when tested.
    cases: HashSet<(u32, i64), foldhash::fast::RandomState>,
}

impl Across {
    /// Those of the state of `manifest`, of which nothing is left that ends before.
    pub(super) fn new(vfs: &dyn Vfs, manifest: &Manifest, floor: i64) -> Result<Self, StoreError> {
        let kinds = manifest.kinds.iter().map(|k| k.dwell_s);
        let dwells = kinds.chain(manifest.settings.dwell_s.values().copied());
        let defaults = Kind::KNOWN.iter().map(|(_, dwell)| dwell.seconds());
        let longest = dwells.map(i64::from).chain(defaults).max();
        let mut across = Self {
            floor: Some(floor),
            longest: longest.unwrap_or(0),
            ..Self::default()
        };
        for entry in &manifest.segments {
            if entry.partition_start < floor {
                let segment = Segment::open(vfs, &entry.file.name, Some(&entry.file.sealed()))?;
                let deleted = entry.deleted.as_ref();
                let deleted = deleted.map(|d| Deleted::open(vfs, &d.name, Some(&d.sealed())));
                let deleted = deleted.transpose()?.map(std::sync::Arc::new);
                across.add(&segment.with_deleted(deleted)?)?;
            }
        }
        if let Some(file) = &manifest.register {
            let file = RegisterFile::open(vfs, &file.name, Some(&file.sealed()))?;
            across.cases = Register::load(&file)?.cases_across(floor).collect();
        }
        Ok(across)
    }

    fn add(&mut self, segment: &Segment) -> Result<(), StoreError> {
        let floor = self.floor.unwrap_or(i64::MIN);
        let before = |span: Option<truyvet_model::Interval>| {
            span.is_some_and(|span| span.start().seconds() < floor)
        };
        if before(segment.visit_span()) {
            segment.raw_visits(|v| {
                if !v.deleted && v.visit.start < floor {
                    self.visits.insert((v.visit.person, v.place, v.visit.start));
                }
            })?;
        }
        if before(segment.contact_span()) {
            segment.raw_contacts(|c| {
                if !c.deleted && c.start < floor {
                    self.contacts.insert((c.a, c.b, c.start));
                }
            })?;
        }
        Ok(())
    }

    /// Adds `op` to `ops`, or what is left of it: a record that has expired takes back the one
    /// that it replaced, if there is one.
    pub(super) fn push(&mut self, op: Op<'_>, ops: &mut Ops) {
        let Some(floor) = self.floor else {
            ops.push(&op);
            return;
        };
        match op {
            Op::Visit {
                person,
                place,
                start,
                end,
                ..
            } if start < floor => {
                let key = (person, place, start);
                if end.unwrap_or(start.saturating_add(self.longest)) > floor {
                    self.visits.insert(key);
                    ops.push(&op);
                } else if self.visits.contains(&key) {
                    ops.push(&Op::RetractVisit {
                        person,
                        place,
                        start,
                    });
                }
            }
            Op::Contact { start, .. } if start < floor => self.contact(op, floor, ops),
            Op::RetractVisit {
                person,
                place,
                start,
            } if start < floor => {
                if self.visits.contains(&(person, place, start)) {
                    ops.push(&op);
                }
            }
            Op::RetractContact { a, b, start } if start < floor => {
                if self.contacts.contains(&(a.min(b), a.max(b), start)) {
                    ops.push(&op);
                }
            }
            Op::Case { tested, .. } | Op::RetractCase { tested, .. } if tested <= floor => {
                self.case(op, floor, ops);
            }
            _ => ops.push(&op),
        }
    }

    /// The same of a contact that began before the floor.
    fn contact(&mut self, op: Op<'_>, floor: i64, ops: &mut Ops) {
        let Op::Contact {
            a, b, start, end, ..
        } = op
        else {
            return;
        };
        let key = (a.min(b), a.max(b), start);
        if end > floor {
            self.contacts.insert(key);
            ops.push(&op);
        } else if self.contacts.contains(&key) {
            ops.push(&Op::RetractContact { a, b, start });
        }
    }

    /// The same of a case that was tested at the floor or before.
    fn case(&mut self, op: Op<'_>, floor: i64, ops: &mut Ops) {
        match op {
            Op::Case {
                person,
                tested,
                onset,
                isolated,
            } => {
                let dates = CaseDates { onset, isolated };
                if dates.last(tested) > floor {
                    self.cases.insert((person, tested));
                    ops.push(&op);
                } else if self.cases.contains(&(person, tested)) {
                    ops.push(&Op::RetractCase { person, tested });
                }
            }
            Op::RetractCase { person, tested } if self.cases.contains(&(person, tested)) => {
                ops.push(&op);
            }
            _ => {}
        }
    }
}
