//! Files written anew without what must go, each once however many states name it.

use std::collections::BTreeMap;
use std::sync::Arc;

use roaring::RoaringBitmap;
use truyvet_model::PersonNo;

use super::across::Across;
use crate::core::Core;
use crate::error::StoreError;
use crate::links::{Aliases, Links};
use crate::log::{Op, rewrite as rewrite_log};
use crate::manifest::{FileEntry, Manifest, Rows, SegmentEntry};
use crate::names::{KeyRing, Naming, Rekey as Renaming, Which, rewrite_run};
use crate::publish::{Output, write_register};
use crate::register::{Register, RegisterFile};
use crate::segment::{
    Deleted, NumberedContact, NumberedVisit, Segment, SegmentRows, encode, without,
};
use crate::snapshot::count_rows;

/// What must go, and under which keys names are from now on.
pub(super) struct Rules<'a> {
    pub(super) erased: RoaringBitmap,
    pub(super) floor: Option<i64>,
    pub(super) rekey: Option<Rekey<'a>>,
}

/// How names come under new keys.
pub(super) struct Rekey<'a> {
    keys: &'a KeyRing,
    /// Whether names are pseudonyms under all keys but the last.
    pseudonyms: bool,
}

impl<'a> Rekey<'a> {
    /// From the keys of the store to `keys`.
    pub(super) fn new(core: &Core, keys: &'a KeyRing) -> Result<Self, StoreError> {
        let pseudonyms = match &core.naming {
            Naming::Plain => false,
            Naming::Pseudonymous(old) if keys.extends(old) => true,
            Naming::Pseudonymous(_) | Naming::Sealed => {
                return Err(StoreError::WrongKey {
                    path: core.vfs.location(),
                    pseudonymous: true,
                });
            }
        };
        Ok(Self { keys, pseudonyms })
    }

    /// The naming from then on.
    pub(super) fn naming(&self) -> Naming {
        Naming::Pseudonymous(Arc::new(self.keys.clone()))
    }

    fn of(&self, stored: &[u8]) -> [u8; 16] {
        if self.pseudonyms {
            self.keys.last_step(stored)
        } else {
            self.keys.of(stored)
        }
    }
}

/// A segment without what must go.
struct Fresh {
    /// `None` if nothing is left.
    file: Option<FileEntry>,
    dropped_visits: RoaringBitmap,
    dropped_contacts: RoaringBitmap,
}

/// Rewrites the files of states, one state after the other.
pub(super) struct Rewriter<'a> {
    output: &'a Output<'a>,
    pub(super) rules: &'a Rules<'a>,
    segments: BTreeMap<String, Option<Fresh>>,
    deleted: BTreeMap<String, Option<FileEntry>>,
    ids: BTreeMap<String, Option<FileEntry>>,
    links: BTreeMap<String, Option<Option<FileEntry>>>,
    registers: BTreeMap<String, Option<Option<FileEntry>>>,
    /// Rows that went.
    pub(super) rows: u64,
    /// Files that were written.
    pub(super) files: u64,
}

impl<'a> Rewriter<'a> {
    pub(super) const fn new(output: &'a Output<'a>, rules: &'a Rules<'a>) -> Self {
        Self {
            output,
            rules,
            segments: BTreeMap::new(),
            deleted: BTreeMap::new(),
            ids: BTreeMap::new(),
            links: BTreeMap::new(),
            registers: BTreeMap::new(),
            rows: 0,
            files: 0,
        }
    }

    /// Rewrites what a manifest names; whether anything changed.
    pub(super) fn state(&mut self, manifest: &mut Manifest) -> Result<bool, StoreError> {
        let before = manifest.clone();
        for ids in &mut manifest.ids {
            self.ids(&mut ids.file)?;
        }
        self.links(manifest)?;
        self.register(manifest)?;
        let entries = std::mem::take(&mut manifest.segments);
        for entry in entries {
            manifest.segments.extend(self.segment(entry)?);
        }
        crate::publish::sort_segments(manifest);
        if let Some(rekey) = &self.rules.rekey {
            manifest.settings.key_check = Some(rekey.keys.check_text());
        }
        Ok(*manifest != before)
    }

    fn segment(&mut self, mut entry: SegmentEntry) -> Result<Option<SegmentEntry>, StoreError> {
        let name = entry.file.name.clone();
        if !self.segments.contains_key(&name) {
            let fresh = self.fresh(&entry)?;
            self.segments.insert(name.clone(), fresh);
        }
        let Some(Some(fresh)) = self.segments.get(&name) else {
            return Ok(Some(entry));
        };
        let Some(file) = fresh.file.clone() else {
            return Ok(None);
        };
        let vfs = self.output.vfs;
        if let Some(old) = &entry.deleted {
            if !self.deleted.contains_key(&old.name) {
                let deleted = Deleted::open(vfs, &old.name, Some(&old.sealed()))?;
                let deleted = deleted.remap(&fresh.dropped_visits, &fresh.dropped_contacts);
                let new = if deleted.is_empty() {
                    None
                } else {
                    let name = self.output.name("deleted");
                    Some(self.output.file(name, |name| deleted.write(vfs, name))?)
                };
                self.deleted.insert(old.name.clone(), new);
            }
            entry.deleted = self.deleted.get(&old.name).cloned().flatten();
        }
        entry.file = file;
        let segment = Segment::open(vfs, &entry.file.name, Some(&entry.file.sealed()))?;
        let deleted = entry.deleted.as_ref();
        let deleted = deleted.map(|d| Deleted::open(vfs, &d.name, Some(&d.sealed())));
        let segment = segment.with_deleted(deleted.transpose()?.map(Arc::new))?;
        (entry.visits, entry.contacts) = if segment.visit_count() + segment.contact_count() > 0 {
            count_rows(&segment)?
        } else {
            (Rows::default(), Rows::default())
        };
        Ok(Some(entry))
    }

    /// The segment of `entry` without what must go; `None` if it can stay.
    fn fresh(&mut self, entry: &SegmentEntry) -> Result<Option<Fresh>, StoreError> {
        let vfs = self.output.vfs;
        let segment = Segment::open(vfs, &entry.file.name, Some(&entry.file.sealed()))?;
        let floor = self.rules.floor.unwrap_or(i64::MIN);
        let spans = [segment.visit_span(), segment.contact_span()];
        let old = spans.iter().flatten().any(|s| s.start().seconds() < floor);
        if !old && !self.holds_erased(&segment)? {
            return Ok(None);
        }
        let erased = &self.rules.erased;
        let visit = |v: &NumberedVisit| v.visit.end <= floor || erased.contains(v.visit.person);
        let contact =
            |c: &NumberedContact| c.end <= floor || erased.contains(c.a) || erased.contains(c.b);
        let Some(rest) = without(&segment, visit, contact)? else {
            return Ok(None);
        };
        self.rows += rest.dropped_visits.len() + rest.dropped_contacts.len();
        let file = if rest.visits.is_empty() && rest.contacts.is_empty() {
            None
        } else {
            self.files += 1;
            let rows = SegmentRows {
                partition_start: segment.partition_start(),
                visits: &rest.visits,
                contacts: &rest.contacts,
            };
            let name = self.output.name("segment");
            Some(self.output.file(name, |name| encode(vfs, name, &rows))?)
        };
        Ok(Some(Fresh {
            file,
            dropped_visits: rest.dropped_visits,
            dropped_contacts: rest.dropped_contacts,
        }))
    }

    fn holds_erased(&self, segment: &Segment) -> Result<bool, StoreError> {
        for person in &self.rules.erased {
            let person = PersonNo(person);
            if segment.visit_ref_bytes(person)? > 0 || segment.contact_ref_bytes(person)? > 0 {
                return Ok(true);
            }
        }
        Ok(false)
    }

    fn ids(&mut self, file: &mut FileEntry) -> Result<(), StoreError> {
        if !self.ids.contains_key(&file.name) {
            let new = self.output.name("ids");
            self.output.note(&new);
            let rename = |stored: &[u8]| {
                let rekey = self.rules.rekey.as_ref();
                rekey.map_or([0; 16], |rekey| rekey.of(stored))
            };
            let rename = self
                .rules
                .rekey
                .is_some()
                .then_some(&rename as Renaming<'_>);
            let (vfs, sealed) = (self.output.vfs, file.sealed());
            let erased = &self.rules.erased;
            let written = rewrite_run(vfs, &file.name, &sealed, &new, erased, rename)?;
            self.files += u64::from(written.is_some());
            let entry = written.map(|sealed| FileEntry::new(new, &sealed));
            self.ids.insert(file.name.clone(), entry);
        }
        if let Some(Some(new)) = self.ids.get(&file.name) {
            *file = new.clone();
        }
        Ok(())
    }

    /// Links of erased people say that there was somebody; they go as well.
    fn links(&mut self, manifest: &mut Manifest) -> Result<(), StoreError> {
        let Some(file) = manifest.links.clone() else {
            return Ok(());
        };
        if !self.links.contains_key(&file.name) {
            let vfs = self.output.vfs;
            let links = Links::open(vfs, &file.name, Some(&file.sealed()))?;
            let erased = &self.rules.erased;
            let kept = |e: &&(u32, u32)| !erased.contains(e.0) && !erased.contains(e.1);
            let edges: Vec<(u32, u32)> =
                links.people.edges().iter().filter(kept).copied().collect();
            let new = if edges.len() == links.people.edges().len() {
                None
            } else {
                let links = Links {
                    people: Aliases::new(&edges),
                    places: links.places,
                };
                Some(if links.is_empty() {
                    None
                } else {
                    let name = self.output.name("links");
                    Some(self.output.file(name, |name| links.write(vfs, name))?)
                })
            };
            self.links.insert(file.name.clone(), new);
        }
        if let Some(Some(new)) = self.links.get(&file.name) {
            manifest.links.clone_from(new);
        }
        Ok(())
    }

    /// What is known of erased people goes, and cases that have expired.
    fn register(&mut self, manifest: &mut Manifest) -> Result<(), StoreError> {
        let Some(file) = manifest.register.clone() else {
            return Ok(());
        };
        if !self.registers.contains_key(&file.name) {
            let old = RegisterFile::open(self.output.vfs, &file.name, Some(&file.sealed()))?;
            let mut register = Register::load(&old)?;
            let gone = register.without(&self.rules.erased, self.rules.floor);
            let new = if gone.any() {
                self.files += 1;
                Some(write_register(self.output, &register)?)
            } else {
                None
            };
            self.registers.insert(file.name.clone(), new);
        }
        if let Some(Some(new)) = self.registers.get(&file.name) {
            manifest.register.clone_from(new);
        }
        Ok(())
    }

    /// The log of the kept state of `manifest`, which is rewritten already; the name of the new one.
    pub(super) fn log(&mut self, manifest: &Manifest) -> Result<String, StoreError> {
        let new = self.output.name("log");
        self.output.note(&new);
        let rules = self.rules;
        let mut across = match rules.floor {
            Some(floor) => Across::new(self.output.vfs, manifest, floor)?,
            None => Across::default(),
        };
        let mut next = manifest.people;
        rewrite_log(self.output.vfs, &manifest.log, &new, |_, op, ops| {
            if let Op::Person(name) = op {
                let number = next;
                next = next.saturating_add(1);
                match &rules.rekey {
                    _ if rules.erased.contains(number) => ops.push(&Op::Person(&[])),
                    Some(rekey) => ops.push(&Op::Person(&rekey.of(name))),
                    None => ops.push(&op),
                }
            } else if !rules.names_erased(&op) {
                across.push(op, ops);
            }
        })?;
        self.files += 1;
        Ok(new)
    }
}

impl Rules<'_> {
    /// Whether an operation is about somebody who is erased.
    fn names_erased(&self, op: &Op<'_>) -> bool {
        let gone = |n: u32| self.erased.contains(n);
        match *op {
            Op::Visit { person, .. } | Op::RetractVisit { person, .. } => gone(person),
            Op::Contact { a, b, .. } | Op::RetractContact { a, b, .. } => gone(a) || gone(b),
            Op::Link { which, a, b } | Op::Unlink { which, a, b } => {
                which == Which::Person && (gone(a) || gone(b))
            }
            Op::Details { person, .. }
            | Op::Case { person, .. }
            | Op::RetractCase { person, .. } => gone(person),
            Op::Person(_) | Op::Place(_) | Op::Source(_) | Op::Declare { .. } | Op::Unit { .. } => {
                false
            }
        }
    }
}
