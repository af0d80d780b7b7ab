//! One commit, from what was collected to the new snapshot.

use std::collections::BTreeMap;

use super::Writer;
use super::buckets::Buckets;
use super::partition::{Partition, Tally};
use super::publish::{Output, write_partitions};
use super::resolve::{Dwell, resolve};
use super::{declare, parallel};
use crate::error::StoreError;
use crate::manifest::{IdsEntry, Manifest, Previous};
use crate::names::{NewNames, write_run};
use crate::places::{Declared, write_places};
use crate::snapshot::Snapshot;

/// What a commit did.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct Commit {
    /// The number of the snapshot; that of the one before if nothing changed.
    pub number: u64,
    /// Visits with a new key.
    pub visits_added: u64,
    /// Visits that replaced a committed one (S2).
    pub visits_replaced: u64,
    /// Visits that were there already, the same.
    pub visits_unchanged: u64,
    /// Visits that a later one of the same commit replaced.
    pub visits_superseded: u64,
    /// Contacts with a new key.
    pub contacts_added: u64,
    /// Contacts that replaced a committed one (S3).
    pub contacts_replaced: u64,
    /// Contacts that were there already, the same.
    pub contacts_unchanged: u64,
    /// Contacts that a later one of the same commit replaced.
    pub contacts_superseded: u64,
    /// Older open visits whose assumed end changed (S4).
    pub open_visits_moved: u64,
    /// People that are new.
    pub people_added: u64,
    /// Places that are new.
    pub places_added: u64,
    /// Places of which something else is known than before.
    pub places_changed: u64,
    /// Segments written.
    pub segments_written: u64,
}

impl Writer {
    /// Makes everything since the last commit one new snapshot, atomically and durably. If
    /// nothing changes, nothing is written and the number stays.
    ///
    /// The writer can go on after that. After an error it cannot: drop it and begin again.
    ///
    /// # Errors
    /// [`StoreError::Io`], [`StoreError::Damaged`]; [`StoreError::Record`] for a place that would
    /// be part of itself; [`StoreError::Poisoned`] after an earlier error.
    pub fn commit(&mut self) -> Result<Commit, StoreError> {
        if let Some(cause) = &self.failed {
            return Err(StoreError::Poisoned {
                cause: cause.clone(),
            });
        }
        let result = self.run_commit();
        if let Err(error) = &result {
            self.failed = Some(error.to_string());
        }
        result
    }

    fn run_commit(&mut self) -> Result<Commit, StoreError> {
        let base = self.base.clone();
        let mut manifest = base.manifest().clone();
        let declared = std::mem::take(&mut self.declared);
        let changed = declare::changes(&base, declared, &mut manifest)?;
        declare::refuse_cycles(&base, &changed, |place| self.place_text(place))?;

        let width = manifest.settings.partition_s;
        let buckets = std::mem::replace(&mut self.buckets, Buckets::new(width)).into_sorted();
        let prepared = parallel::each(buckets, |bucket| Partition::prepare(bucket, &base))?;
        let mut partitions: BTreeMap<i64, Partition> =
            prepared.into_iter().map(|p| (p.start, p)).collect();
        let mut commit = self.count(&partitions);
        commit.places_changed = changed.len() as u64;
        let dwell = Dwell {
            base: &base,
            by_kind: manifest.kinds.iter().map(|k| k.dwell_s).collect(),
            declared: changed
                .iter()
                .map(|(place, d)| (*place, d.kind.0))
                .collect(),
        };
        commit.open_visits_moved = resolve(&dwell, &mut partitions)?;
        partitions
            .retain(|_, p| !p.visits.is_empty() || !p.contacts.is_empty() || !p.gone.is_empty());
        let names = self.people.new_count() > 0 || self.places.new_count() > 0;
        if partitions.is_empty() && changed.is_empty() && !names {
            commit.number = base.number();
            return Ok(commit);
        }
        let number = base.number().saturating_add(1);
        manifest.number = number;
        manifest.previous = Some(Previous {
            name: base.current().manifest.clone(),
            blake3: base.current().blake3,
        });
        let vfs = std::sync::Arc::clone(&self.vfs);
        let output = Output::new(&*vfs, number);
        let written = self.write(&output, partitions, &changed, manifest, &mut commit);
        let current = written.inspect_err(|_| output.undo())?;
        // From here on the new state may be the current one, so nothing is removed.
        current.switch(&*vfs)?;
        self.base = Snapshot::load(&vfs, Some(&base))?;
        self.people.mark_committed();
        self.places.mark_committed();
        commit.number = number;
        Ok(commit)
    }

    /// Writes every file but `CURRENT`.
    fn write(
        &self,
        output: &Output<'_>,
        partitions: BTreeMap<i64, Partition>,
        changed: &[(u32, Declared)],
        mut manifest: Manifest,
        commit: &mut Commit,
    ) -> Result<crate::manifest::Current, StoreError> {
        let number = output.number;
        let (people, places) = (self.people.new_count(), self.places.new_count());
        if people > 0 || places > 0 {
            let people_names = NewNames {
                first: manifest.people,
                count: people,
                names: self.people.new_names(),
            };
            let place_names = NewNames {
                first: manifest.places,
                count: places,
                names: self.places.new_names(),
            };
            let file = output.file(format!("ids-{number:06}"), |name| {
                write_run(output.vfs, name, &people_names, &place_names)
            })?;
            manifest.people = self.people.count();
            manifest.places = self.places.count();
            manifest.ids.push(IdsEntry {
                file,
                people,
                places,
            });
        }
        if !changed.is_empty() {
            let file = output.file(format!("places-{number:06}"), |name| {
                write_places(output.vfs, name, self.base.place_table(), changed)
            })?;
            manifest.place_table = Some(file);
        }
        commit.segments_written = write_partitions(output, &self.base, partitions, &mut manifest)?;
        output.note(&Manifest::file_name(number));
        manifest.write(output.vfs)
    }

    fn count(&self, partitions: &BTreeMap<i64, Partition>) -> Commit {
        let (mut visits, mut contacts) = (Tally::default(), Tally::default());
        for partition in partitions.values() {
            visits.add(&partition.visit_tally);
            contacts.add(&partition.contact_tally);
        }
        Commit {
            visits_added: visits.added,
            visits_replaced: visits.replaced,
            visits_unchanged: visits.unchanged,
            visits_superseded: visits.superseded,
            contacts_added: contacts.added,
            contacts_replaced: contacts.replaced,
            contacts_unchanged: contacts.unchanged,
            contacts_superseded: contacts.superseded,
            people_added: u64::from(self.people.new_count()),
            places_added: u64::from(self.places.new_count()),
            ..Commit::default()
        }
    }

    /// The id of a place for a message.
    fn place_text(&self, place: u32) -> String {
        let new = place.checked_sub(self.base.place_count());
        let new = new.and_then(|i| self.places.new_names().nth(i as usize));
        let old = || self.base.place_id(truyvet_model::PlaceNo(place)).ok();
        match new {
            Some(id) => truyvet_model::ExternalId::new(id.namespace, id.local).ok(),
            None => old(),
        }
        .map_or_else(|| format!("place {place}"), |id| id.to_string())
    }
}

#[cfg(test)]
#[path = "commit_tests.rs"]
mod tests;
