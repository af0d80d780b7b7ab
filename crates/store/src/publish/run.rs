//! One publication, from what was appended to the manifest of the next state.

use std::collections::{BTreeMap, BTreeSet};

use truyvet_model::PlaceNo;

use super::buckets::Buckets;
use super::declare;
use super::expire::{erase, expire, expire_open, refuse};
use super::files::{Output, write_partitions};
use super::parallel;
use super::partition::{Partition, Tally};
use super::pending::Pending;
use super::resolve::{Dwell, resolve};
use super::shadow::{Relinked, shadow};
use crate::error::StoreError;
use crate::manifest::{ErasureEntry, FileEntry, IdsEntry, Manifest, SourceEntry};
use crate::names::{NewNames, write_run};
use crate::places::{Declared, write_places};
use crate::register::{Changed, Register};
use crate::snapshot::Snapshot;

/// What a publication did.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct Published {
    /// The number of the snapshot; that of the one before if nothing changed.
    pub number: u64,
    /// Visits with a new key.
    pub visits_added: u64,
    /// Visits that replaced a published one (S2).
    pub visits_replaced: u64,
    /// Visits that were there already, the same.
    pub visits_unchanged: u64,
    /// Visits that a later one of the same publication replaced.
    pub visits_superseded: u64,
    /// Published visits that were retracted.
    pub visits_retracted: u64,
    /// Contacts with a new key.
    pub contacts_added: u64,
    /// Contacts that replaced a published one (S3).
    pub contacts_replaced: u64,
    /// Contacts that were there already, the same.
    pub contacts_unchanged: u64,
    /// Contacts that a later one of the same publication replaced.
    pub contacts_superseded: u64,
    /// Published contacts that were retracted.
    pub contacts_retracted: u64,
    /// Older open visits whose assumed end changed (S4).
    pub open_visits_moved: u64,
    /// Records of erased people that went.
    pub records_erased: u64,
    /// Records that went because they end at the floor or before, new ones too.
    pub records_expired: u64,
    /// People that are new.
    pub people_added: u64,
    /// Places that are new.
    pub places_added: u64,
    /// Places of which something else is known than before.
    pub places_changed: u64,
    /// People of whom something else is known than before (S35).
    pub people_changed: u64,
    /// Units of which something else is known than before (S35).
    pub units_changed: u64,
    /// Confirmed cases with a new key (S36).
    pub cases_added: u64,
    /// Confirmed cases that replaced a published one.
    pub cases_replaced: u64,
    /// Published cases that went: retracted, expired, or of erased people.
    pub cases_removed: u64,
    /// Segments written.
    pub segments_written: u64,
}

/// The next state: its manifest (which is not written yet), and what changed.
#[derive(Debug)]
pub(crate) struct State {
    pub(crate) manifest: Manifest,
    pub(crate) published: Published,
    /// Whether anything differs from the state before.
    pub(crate) changed: bool,
}

/// Works out the state after `pending`, which is taken except for the names, and writes its files
/// to `output`. `number` and `time` are those of the last commit in it.
pub(crate) fn build(
    output: &Output<'_>,
    base: &Snapshot,
    pending: &mut Pending,
    number: u64,
    time: i64,
) -> Result<State, StoreError> {
    let mut manifest = base.manifest().clone();
    let news = settings(&mut manifest, pending, time);
    manifest.number = number;
    manifest.time = time;
    let declared = std::mem::take(&mut pending.declared);
    let changed = declare::changes(base, declared, &mut manifest)?;
    declare::refuse_cycles(base, &changed, |place| place_text(base, pending, place))?;
    let relinked = Relinked::new(base, &pending.links, &pending.erased)?;
    let rows = rows(base, pending, &manifest, &relinked, &changed)?;
    let (register, known) = registered(base, pending, &manifest)?;

    let names = pending.people.new_count() > 0 || pending.places.new_count() > 0;
    let anything = news || names || relinked.changed || !changed.is_empty() || !rows.is_empty();
    let anything = anything || known.any();
    let mut published = rows.published;
    published.people_changed = known.people;
    published.units_changed = known.units;
    published.cases_added = known.cases_added;
    published.cases_replaced = known.cases_replaced;
    published.cases_removed = known.cases_removed;
    published.number = number;
    if !anything {
        return Ok(State {
            manifest,
            published,
            changed: false,
        });
    }
    write_names(output, pending, &mut manifest)?;
    write_place_table(output, base, &changed, &mut manifest)?;
    write_links(output, &relinked, &mut manifest)?;
    if known.any() {
        manifest.register = write_register(output, &register)?;
    }
    published.segments_written = write_partitions(output, base, rows.partitions, &mut manifest)?;
    drop_segments(base, &rows.dropped, &mut manifest);
    Ok(State {
        manifest,
        published,
        changed: true,
    })
}

/// The register of the next state, if anything can differ in it, and what does.
fn registered(
    base: &Snapshot,
    pending: &Pending,
    manifest: &Manifest,
) -> Result<(Register, Changed), StoreError> {
    let floor = manifest.floor;
    let rises = floor != base.manifest().floor;
    if pending.register.is_empty() && pending.erased.is_empty() && !rises {
        return Ok((Register::default(), Changed::default()));
    }
    let mut register = match base.register() {
        Some(file) => Register::load(file)?,
        None => Register::default(),
    };
    let mut changed = register.apply(&pending.register, floor, &pending.erased);
    let gone = register.without(pending.erased.iter().copied(), floor);
    changed.people += gone.people;
    changed.cases_removed += gone.cases_removed;
    Ok((register, changed))
}

/// Writes a register, if it holds anything.
pub(crate) fn write_register(
    output: &Output<'_>,
    register: &Register,
) -> Result<Option<FileEntry>, StoreError> {
    if register.is_empty() {
        return Ok(None);
    }
    let name = output.name("register");
    let file = output.file(name, |name| register.write(output.vfs, name))?;
    Ok(Some(file))
}

/// The rows of the next state, as far as they differ.
struct Rows {
    partitions: BTreeMap<i64, Partition>,
    /// Older segments of which nothing is left, by position.
    dropped: BTreeSet<usize>,
    published: Published,
}

impl Rows {
    fn is_empty(&self) -> bool {
        self.partitions.is_empty() && self.dropped.is_empty()
    }
}

/// Sorts and compares the rows, takes out what must go, and works out ends and what is hidden.
fn rows(
    base: &Snapshot,
    pending: &mut Pending,
    manifest: &Manifest,
    relinked: &Relinked,
    changed: &[(u32, Declared)],
) -> Result<Rows, StoreError> {
    let fresh = Buckets::new(manifest.settings.partition_s);
    let buckets = std::mem::replace(&mut pending.buckets, fresh);
    let prepared = parallel::each(buckets.into_sorted(), |bucket| {
        Partition::prepare(bucket, base, &pending.erased)
    })?;
    let mut partitions: BTreeMap<i64, Partition> =
        prepared.into_iter().map(|p| (p.start, p)).collect();
    let mut published = count(&partitions, pending);
    published.places_changed = changed.len() as u64;
    published.records_erased = erase(base, &pending.erased, &mut partitions)?;
    let mut dropped = BTreeSet::new();
    if let Some(floor) = manifest.floor {
        (dropped, published.records_expired) = expire(base, floor, &mut partitions)?;
    }
    let dwell = Dwell {
        base,
        links: &relinked.links,
        by_kind: manifest.kinds.iter().map(|k| k.dwell_s).collect(),
        declared: changed
            .iter()
            .map(|(place, d)| (*place, d.kind.0))
            .collect(),
        can_change: !changed.is_empty() || !pending.dwell.is_empty() || relinked.changed,
        dropped: &dropped,
    };
    if let Some(floor) = manifest.floor {
        published.records_expired += refuse(floor, &dwell, &mut partitions)?;
    }
    published.open_visits_moved = resolve(&dwell, &relinked.canonical(), &mut partitions)?;
    if let Some(floor) = manifest.floor {
        published.records_expired += expire_open(floor, &mut partitions);
    }
    shadow(base, relinked, &dropped, &mut partitions)?;
    partitions.retain(|_, p| !p.visits.is_empty() || !p.contacts.is_empty() || !p.gone.is_empty());
    Ok(Rows {
        partitions,
        dropped,
        published,
    })
}

/// Refuses declared places that no state could hold.
pub(crate) fn check_declared(base: &Snapshot, pending: &Pending) -> Result<(), StoreError> {
    let mut manifest = base.manifest().clone();
    let changed = declare::changes(base, pending.declared.clone(), &mut manifest)?;
    declare::refuse_cycles(base, &changed, |place| place_text(base, pending, place))
}

/// Takes over what needs no work; whether there is anything.
fn settings(manifest: &mut Manifest, pending: &mut Pending, time: i64) -> bool {
    let before = manifest.clone();
    for name in &pending.sources {
        manifest.sources.push(SourceEntry {
            name: name.clone(),
            last_arrival: 0,
        });
    }
    for (source, time) in &pending.arrivals {
        let at = usize::from(*source).checked_sub(1);
        if let Some(entry) = at.and_then(|at| manifest.sources.get_mut(at)) {
            entry.last_arrival = entry.last_arrival.max(*time);
        }
    }
    for (kind, dwell_s) in &pending.dwell {
        manifest.settings.dwell_s.insert(kind.clone(), *dwell_s);
        for entry in manifest.kinds.iter_mut().filter(|k| k.name == *kind) {
            entry.dwell_s = *dwell_s;
        }
    }
    if let Some(floor) = pending.floor {
        manifest.floor = Some(manifest.floor.map_or(floor, |before| before.max(floor)));
    }
    if !pending.erased.is_empty() {
        manifest.erasures.push(ErasureEntry {
            people: pending.erased.iter().copied().collect(),
            time,
            due: time.saturating_add(i64::from(manifest.settings.erase_within_s)),
            done: false,
        });
    }
    for import in std::mem::take(&mut pending.imports) {
        manifest.imports.retain(|i| i.blake3 != import.blake3);
        manifest.imports.push(import);
    }
    // When a source was last heard of is no change by itself.
    let sources = before.sources.len() != manifest.sources.len();
    sources
        || before.settings != manifest.settings
        || before.floor != manifest.floor
        || before.imports != manifest.imports
        || !pending.erased.is_empty()
}

fn write_names(
    output: &Output<'_>,
    pending: &Pending,
    manifest: &mut Manifest,
) -> Result<(), StoreError> {
    let (people, places) = (pending.people.new_count(), pending.places.new_count());
    if people == 0 && places == 0 {
        return Ok(());
    }
    let people_names = NewNames {
        first: manifest.people,
        count: people,
        names: pending.people.new_names(),
        pseudonyms: manifest.settings.key_check.is_some(),
    };
    let place_names = NewNames {
        first: manifest.places,
        count: places,
        names: pending.places.new_names(),
        pseudonyms: false,
    };
    let file = output.file(output.name("ids"), |name| {
        write_run(output.vfs, name, &people_names, &place_names)
    })?;
    manifest.people = pending.people.count();
    manifest.places = pending.places.count();
    manifest.ids.push(IdsEntry {
        file,
        people,
        places,
    });
    Ok(())
}

fn write_place_table(
    output: &Output<'_>,
    base: &Snapshot,
    changed: &[(u32, Declared)],
    manifest: &mut Manifest,
) -> Result<(), StoreError> {
    if !changed.is_empty() {
        let file = output.file(output.name("places"), |name| {
            write_places(output.vfs, name, base.place_table(), changed)
        })?;
        manifest.place_table = Some(file);
    }
    Ok(())
}

fn write_links(
    output: &Output<'_>,
    relinked: &Relinked,
    manifest: &mut Manifest,
) -> Result<(), StoreError> {
    if relinked.changed {
        manifest.links = if relinked.links.is_empty() {
            None
        } else {
            let name = output.name("links");
            Some(output.file(name, |name| relinked.links.write(output.vfs, name))?)
        };
    }
    Ok(())
}

fn drop_segments(base: &Snapshot, dropped: &BTreeSet<usize>, manifest: &mut Manifest) {
    let entries = base.manifest().segments.iter().enumerate();
    let names: BTreeSet<&str> = entries
        .filter(|(at, _)| dropped.contains(at))
        .map(|(_, s)| s.file.name.as_str())
        .collect();
    if !names.is_empty() {
        let gone = |s: &crate::manifest::SegmentEntry| names.contains(s.file.name.as_str());
        manifest.segments.retain(|s| !gone(s));
    }
}

fn count(partitions: &BTreeMap<i64, Partition>, pending: &Pending) -> Published {
    let (mut visits, mut contacts) = (Tally::default(), Tally::default());
    for partition in partitions.values() {
        visits.add(&partition.visit_tally);
        contacts.add(&partition.contact_tally);
    }
    Published {
        visits_added: visits.added,
        visits_replaced: visits.replaced,
        visits_unchanged: visits.unchanged,
        visits_superseded: visits.superseded,
        visits_retracted: visits.retracted,
        contacts_added: contacts.added,
        contacts_replaced: contacts.replaced,
        contacts_unchanged: contacts.unchanged,
        contacts_superseded: contacts.superseded,
        contacts_retracted: contacts.retracted,
        people_added: u64::from(pending.people.new_count()),
        places_added: u64::from(pending.places.new_count()),
        ..Published::default()
    }
}

/// The id of a place for a message.
fn place_text(base: &Snapshot, pending: &Pending, place: u32) -> String {
    let name = match place.checked_sub(base.place_count()) {
        Some(new) => {
            let mut names = pending.places.new_names();
            names
                .nth(new as usize)
                .and_then(|name| name.external_id(false))
        }
        None => base.place_id(PlaceNo(place)).ok(),
    };
    name.map_or_else(|| format!("place {place}"), |id| id.to_string())
}
