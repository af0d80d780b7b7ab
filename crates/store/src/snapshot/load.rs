//! Opening what CURRENT names, sharing with an older snapshot whatever is the same.

use std::io::ErrorKind;
use std::sync::Arc;

use super::{Inner, Snapshot};
use crate::error::StoreError;
use crate::io::Vfs;
use crate::manifest::{Current, Manifest, SegmentEntry};
use crate::names::Names;
use crate::places::PlaceTable;
use crate::segment::{Deleted, Segment};

impl Snapshot {
    /// The current snapshot of the store in `vfs`. `known` is one of the same store: files that
    /// both name are not opened (and their pages not checked) again.
    pub(crate) fn load(vfs: &Arc<dyn Vfs>, known: Option<&Self>) -> Result<Self, StoreError> {
        let current = Current::read(&**vfs)?;
        if let Some(known) = known.filter(|k| k.0.current == current) {
            return Ok(known.clone());
        }
        let manifest = Manifest::read(&**vfs, &current.manifest, &current.blake3)?;
        let mut names = Names::default();
        for ids in &manifest.ids {
            let (name, sealed) = (&ids.file.name, ids.file.sealed());
            let known = known.map(|k| &k.0.names);
            names
                .add(&**vfs, name, &sealed, known)
                .map_err(|error| missing(name, error))?;
        }
        check_counts(&manifest, &names, &current)?;
        let places = match &manifest.place_table {
            Some(file) => {
                let same = known.and_then(|k| k.0.places.as_ref());
                let same = same.filter(|p| p.is(&file.name, &file.sealed()));
                Some(match same {
                    Some(table) => table.clone(),
                    None => PlaceTable::open(&**vfs, &file.name, &file.sealed())
                        .map_err(|error| missing(&file.name, error))?,
                })
            }
            None => None,
        };
        let segments = manifest.segments.iter();
        let segments = segments
            .map(|entry| segment(&**vfs, entry, known))
            .collect::<Result<Vec<_>, _>>()?;
        let kinds = manifest.kinds.iter().map(|k| k.name.clone()).collect();
        Ok(Self(Arc::new(Inner {
            vfs: Arc::clone(vfs),
            current,
            manifest,
            names,
            places,
            kinds,
            segments,
        })))
    }
}

fn check_counts(manifest: &Manifest, names: &Names, current: &Current) -> Result<(), StoreError> {
    use crate::names::Which::{Person, Place};
    if (names.count(Person), names.count(Place)) == (manifest.people, manifest.places) {
        return Ok(());
    }
    let what = "its counts of people and places are not those of its id files";
    Err(StoreError::damaged(&current.manifest, what))
}

/// Opens a segment, or takes it from the snapshot that has it open.
fn segment(
    vfs: &dyn Vfs,
    entry: &SegmentEntry,
    known: Option<&Snapshot>,
) -> Result<Segment, StoreError> {
    let same = known.and_then(|k| {
        let at = k.segments_at(entry.partition_start);
        let entries = k.0.manifest.segments.get(at.clone())?;
        let mut both = entries.iter().zip(k.0.segments.get(at)?);
        both.find(|(other, _)| other.file == entry.file)
    });
    let name = &entry.file.name;
    let segment = match same {
        Some((other, segment)) if other.deleted == entry.deleted => return Ok(segment.clone()),
        Some((_, segment)) => segment.clone(),
        None => Segment::open(vfs, name, Some(&entry.file.sealed()))
            .map_err(|error| missing(name, error))?,
    };
    let segment = match &entry.deleted {
        Some(file) => {
            let deleted = Deleted::open(vfs, &file.name, Some(&file.sealed()))
                .map_err(|error| missing(&file.name, error))?;
            segment.with_deleted(Some(Arc::new(deleted)))?
        }
        None => segment,
    };
    let fits = segment.partition_start().seconds() == entry.partition_start
        && segment.visit_count() == entry.visits.stored
        && segment.contact_count() == entry.contacts.stored
        && segment.live_visit_count() == entry.visits.live
        && segment.live_contact_count() == entry.contacts.live;
    if fits {
        Ok(segment)
    } else {
        Err(StoreError::damaged(
            name,
            "it is not the segment that the manifest describes",
        ))
    }
}

/// A file that the manifest names and that is not there is damage, not a wrong path.
fn missing(name: &str, error: StoreError) -> StoreError {
    match error {
        StoreError::Io { source, .. } if source.kind() == ErrorKind::NotFound => {
            StoreError::damaged(name, "it is missing")
        }
        other => other,
    }
}
