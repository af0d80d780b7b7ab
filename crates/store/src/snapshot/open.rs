//! Opening what a manifest names, sharing with an older snapshot whatever is the same.

use std::io::ErrorKind;
use std::sync::Arc;

use super::{Inner, Pin, Snapshot};
use crate::error::StoreError;
use crate::io::Vfs;
use crate::links::Links;
use crate::manifest::{Current, Manifest, SegmentEntry};
use crate::names::{Names, Naming};
use crate::places::PlaceTable;
use crate::register::RegisterFile;
use crate::segment::{Deleted, Segment};

impl Snapshot {
    /// The published state of the store in `vfs`, without what is only in its log. `known` is one
    /// of the same store: files that both name are not opened (and their pages not checked) again.
    pub(crate) fn published(
        vfs: &Arc<dyn Vfs>,
        known: Option<&Self>,
        naming: &Naming,
    ) -> Result<Self, StoreError> {
        loop {
            let current = Current::read(&**vfs)?;
            if let Some(known) = known.filter(|k| k.0.current == current) {
                return Ok(known.clone());
            }
            let pin = Pin::new(vfs, &current.manifest);
            let opened = Manifest::read(&**vfs, &current.manifest, &current.blake3)
                .and_then(|m| fits(m, naming, &**vfs))
                .and_then(|m| Self::open(vfs, current.clone(), m, known, naming, pin));
            match opened {
                // A writer may have removed the files before the pin was there.
                Err(StoreError::Damaged { .. }) if Current::read(&**vfs)? != current => {}
                done => return done,
            }
        }
    }

    /// The state of `manifest`, whose files are in `vfs`.
    pub(crate) fn open(
        vfs: &Arc<dyn Vfs>,
        current: Current,
        manifest: Manifest,
        known: Option<&Self>,
        naming: &Naming,
        pin: Option<Arc<Pin>>,
    ) -> Result<Self, StoreError> {
        let mut names = Names::new(naming.clone()).with_erased(Arc::new(manifest.erased()));
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
        let links = links(&**vfs, &manifest, known)?;
        let register = register(&**vfs, &manifest, known)?;
        let segments = manifest.segments.iter();
        let segments = segments
            .map(|entry| segment(&**vfs, entry, known, &links))
            .collect::<Result<Vec<_>, _>>()?;
        let kinds = manifest.kinds.iter().map(|k| k.name.clone()).collect();
        Ok(Self(Arc::new(Inner {
            vfs: Arc::clone(vfs),
            current,
            manifest,
            names,
            places,
            kinds,
            links,
            register,
            segments,
            pin,
        })))
    }
}

/// Refuses a store whose keys were changed since it was opened: nobody would be found in it.
fn fits(manifest: Manifest, naming: &Naming, vfs: &dyn Vfs) -> Result<Manifest, StoreError> {
    let check = manifest.settings.key_check.as_deref();
    let right = match naming {
        Naming::Plain => check.is_none(),
        Naming::Sealed => check.is_some(),
        Naming::Pseudonymous(keys) => check == Some(&keys.check_text()),
    };
    if right {
        return Ok(manifest);
    }
    Err(StoreError::WrongKey {
        path: vfs.location(),
        pseudonymous: check.is_some(),
    })
}

/// Opens the links, or takes them from the snapshot that has them open.
fn links(
    vfs: &dyn Vfs,
    manifest: &Manifest,
    known: Option<&Snapshot>,
) -> Result<Arc<Links>, StoreError> {
    if let Some(known) = known.filter(|k| k.0.manifest.links == manifest.links) {
        return Ok(Arc::clone(&known.0.links));
    }
    let Some(file) = &manifest.links else {
        return Ok(Arc::new(Links::default()));
    };
    let links = Links::open(vfs, &file.name, Some(&file.sealed()))
        .map_err(|error| missing(&file.name, error))?;
    let highest = |edges: &[(u32, u32)]| edges.iter().map(|(a, b)| *a.max(b)).max();
    let fits = highest(links.people.edges()).is_none_or(|n| n < manifest.people)
        && highest(links.places.edges()).is_none_or(|n| n < manifest.places);
    if fits {
        Ok(Arc::new(links))
    } else {
        Err(StoreError::damaged(
            &file.name,
            "it links a number that there is not",
        ))
    }
}

/// Opens the register, or takes it from the snapshot that has it open.
fn register(
    vfs: &dyn Vfs,
    manifest: &Manifest,
    known: Option<&Snapshot>,
) -> Result<Option<RegisterFile>, StoreError> {
    let Some(file) = &manifest.register else {
        return Ok(None);
    };
    let same = known.and_then(Snapshot::register);
    if let Some(same) = same.filter(|r| r.is(&file.name, &file.sealed())) {
        return Ok(Some(same.clone()));
    }
    let opened = RegisterFile::open(vfs, &file.name, Some(&file.sealed()));
    opened.map(Some).map_err(|error| missing(&file.name, error))
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
    links: &Arc<Links>,
) -> Result<Segment, StoreError> {
    let same = known.and_then(|k| {
        let at = k.segments_at(entry.partition_start);
        let entries = k.0.manifest.segments.get(at.clone())?;
        let mut both = entries.iter().zip(k.0.segments.get(at)?);
        both.find(|(other, _)| other.file == entry.file)
    });
    let name = &entry.file.name;
    let segment = match same {
        Some((other, segment)) if other.deleted == entry.deleted => {
            let same = known.is_some_and(|k| Arc::ptr_eq(&k.0.links, links));
            return Ok(if same {
                segment.clone()
            } else {
                linked(segment.clone(), links)
            });
        }
        Some((_, segment)) => segment.clone().with_deleted(None)?,
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
    let segment = linked(segment, links);
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

fn linked(segment: Segment, links: &Arc<Links>) -> Segment {
    segment.with_links((!links.is_empty()).then(|| Arc::clone(links)))
}

/// A file that the manifest names and that is not there is damage, not a wrong path.
pub(crate) fn missing(name: &str, error: StoreError) -> StoreError {
    match error {
        StoreError::Io { source, .. } if source.kind() == ErrorKind::NotFound => {
            StoreError::damaged(name, "it is missing")
        }
        other => other,
    }
}
