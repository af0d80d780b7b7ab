//! Declared places at commit: kinds get numbers, unchanged ones are dropped, parents form no cycle.

use std::collections::BTreeMap;

use hashbrown::HashMap;
use truyvet_model::{Kind, Place, UnitDetails};

use crate::error::StoreError;
use crate::manifest::{KindEntry, Manifest};
use crate::places::{Declared, KindNo};
use crate::snapshot::Snapshot;

/// The most bytes of a place's name or unit.
const MAX_TEXT: usize = 4096;

/// Refuses a place that cannot be stored, whatever else the commit holds.
pub(crate) fn check(number: u32, count: u32, place: &Place) -> Result<(), StoreError> {
    for (field, value) in [
        ("place", Some(number)),
        ("parent", place.parent.map(|p| p.0)),
    ] {
        if let Some(value) = value.filter(|v| *v >= count) {
            return Err(StoreError::UnknownNumber {
                field,
                value: u64::from(value),
                count: u64::from(count),
            });
        }
    }
    for (field, text) in [("unit", &place.unit), ("name", &place.name)] {
        if let Some(length) = text.as_ref().map(String::len).filter(|l| *l > MAX_TEXT) {
            return Err(StoreError::Record {
                record: "place",
                field,
                value: format!("{length} bytes long"),
                expected: format!("at most {MAX_TEXT} bytes"),
            });
        }
    }
    Ok(())
}

/// The details of a place as a log keeps them.
pub(crate) fn to_bytes(place: &Place) -> Vec<u8> {
    // Text, numbers and flags: nothing that JSON could refuse.
    serde_json::to_vec(place).unwrap_or_default()
}

/// The same, read again.
pub(super) fn from_bytes(bytes: &[u8]) -> Option<Place> {
    serde_json::from_slice(bytes).ok()
}

/// The details of a unit as a log keeps them.
pub(crate) fn unit_to_bytes(details: &UnitDetails) -> Vec<u8> {
    serde_json::to_vec(details).unwrap_or_default()
}

/// The same, read again.
pub(super) fn unit_from_bytes(bytes: &[u8]) -> Option<UnitDetails> {
    serde_json::from_slice(bytes).ok()
}

/// The places whose row changes, by number; new kinds are added to `manifest`.
pub(super) fn changes(
    base: &Snapshot,
    declared: BTreeMap<u32, Place>,
    manifest: &mut Manifest,
) -> Result<Vec<(u32, Declared)>, StoreError> {
    let kinds = manifest.kinds.iter().zip(0..);
    let mut numbers: HashMap<Kind, u16, foldhash::fast::RandomState> = kinds
        .map(|(entry, number)| (entry.name.clone(), number))
        .collect();
    let mut changed = Vec::new();
    for (number, mut place) in declared {
        let kind = std::mem::take(&mut place.kind);
        let kind = match numbers.get(&kind) {
            Some(number) => *number,
            None => {
                let number = add_kind(manifest, &kind)?;
                numbers.insert(kind, number);
                number
            }
        };
        let declared = Declared {
            kind: KindNo(kind),
            place,
        };
        let before = match base.place_table() {
            Some(table) => table.get(number)?,
            None => Declared::default(),
        };
        if before != declared {
            changed.push((number, declared));
        }
    }
    Ok(changed)
}

fn add_kind(manifest: &mut Manifest, kind: &Kind) -> Result<u16, StoreError> {
    let number = manifest.kinds.len();
    let number = u16::try_from(number).ok().filter(|n| *n < KindNo::LIMIT);
    let number = number.ok_or_else(|| StoreError::Limit {
        what: "the number of kinds of places",
        value: u64::from(KindNo::LIMIT) + 1,
        limit: u64::from(KindNo::LIMIT),
        advice: "use fewer kinds; units and names tell places apart as well",
    })?;
    manifest.kinds.push(KindEntry {
        dwell_s: manifest.settings.dwell_of(kind),
        name: kind.clone(),
    });
    Ok(number)
}

/// Refuses a place that would be part of itself.
pub(super) fn refuse_cycles(
    base: &Snapshot,
    changed: &[(u32, Declared)],
    name_of: impl Fn(u32) -> String,
) -> Result<(), StoreError> {
    let new: HashMap<u32, Option<u32>, foldhash::fast::RandomState> = changed
        .iter()
        .map(|(number, declared)| (*number, declared.place.parent.map(|p| p.0)))
        .collect();
    let parent = |place: u32| match (new.get(&place), base.place_table()) {
        (Some(parent), _) => Ok(*parent),
        (None, Some(table)) => table.parent(place),
        (None, None) => Ok(None),
    };
    // By place, the walk that met it: a place of an earlier walk leads to no cycle.
    let mut met: HashMap<u32, usize, foldhash::fast::RandomState> = HashMap::default();
    for (walk, (start, _)) in changed.iter().enumerate() {
        let mut at = Some(*start);
        while let Some(place) = at {
            match met.insert(place, walk) {
                None => at = parent(place)?,
                Some(before) if before == walk => {
                    return Err(StoreError::Record {
                        record: "place",
                        field: "parent",
                        value: format!("such that `{}` would be part of itself", name_of(place)),
                        expected: "parents that lead to a place without one".to_owned(),
                    });
                }
                Some(_) => at = None,
            }
        }
    }
    Ok(())
}
