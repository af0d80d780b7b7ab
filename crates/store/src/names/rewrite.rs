//! An ids file written again without the names of the erased, or under new pseudonyms.

use roaring::RoaringBitmap;

use super::key::Pseudonym;
use super::naming::StoredName;
use super::run::{NewNames, Run, Table, write_run};
use crate::error::StoreError;
use crate::format::paged::Sealed;
use crate::io::Vfs;

/// From what is stored of a person to its new pseudonym.
pub(crate) type Rekey<'a> = &'a dyn Fn(&[u8]) -> Pseudonym;

/// Writes the ids file `old` again as `new`: the names of people whose numbers are in `erase` are
/// left empty, and `rekey` gives the others their (new) pseudonyms. `None` if that would change
/// nothing; then nothing is written.
///
/// # Errors
/// [`StoreError::Io`], [`StoreError::Damaged`].
pub(crate) fn rewrite_run(
    vfs: &dyn Vfs,
    old: &str,
    sealed: &Sealed,
    new: &str,
    erase: &RoaringBitmap,
    rekey: Option<Rekey<'_>>,
) -> Result<Option<Sealed>, StoreError> {
    let run = Run::open(vfs, old, Some(sealed))?;
    let Run { people, places, .. } = &run;
    if !changes(people, erase, rekey.is_some())? {
        return Ok(None);
    }
    // Every name is read once before anything is written, so that damage is no empty name.
    readable(people)?;
    readable(places)?;
    let people = NewNames {
        first: people.first,
        count: people.count,
        names: names(people).map(|(number, name)| renamed(number, name, erase, rekey)),
        pseudonyms: run.pseudonyms || rekey.is_some(),
    };
    let places = NewNames {
        first: places.first,
        count: places.count,
        names: names(places).map(|(_, name)| name),
        pseudonyms: false,
    };
    write_run(vfs, new, &people, &places).map(Some)
}

/// What is stored of a person after rewriting.
enum Renamed<'a> {
    Same(StoredName<'a>),
    New(Pseudonym),
    Erased,
}

impl AsRef<[u8]> for Renamed<'_> {
    fn as_ref(&self) -> &[u8] {
        match self {
            Self::Same(name) => name.0,
            Self::New(pseudonym) => pseudonym,
            Self::Erased => &[],
        }
    }
}

fn renamed<'a>(
    number: u32,
    name: StoredName<'a>,
    erase: &RoaringBitmap,
    rekey: Option<Rekey<'_>>,
) -> Renamed<'a> {
    match rekey {
        _ if name.0.is_empty() || erase.contains(number) => Renamed::Erased,
        Some(rekey) => Renamed::New(rekey(name.0)),
        None => Renamed::Same(name),
    }
}

fn changes(people: &Table, erase: &RoaringBitmap, rekey: bool) -> Result<bool, StoreError> {
    if rekey && people.count > 0 {
        return Ok(true);
    }
    for number in erase.range(people.first..people.first.saturating_add(people.count)) {
        if !people.name(number)?.0.is_empty() {
            return Ok(true);
        }
    }
    Ok(false)
}

fn readable(table: &Table) -> Result<(), StoreError> {
    let mut numbers = table.first..table.first.saturating_add(table.count);
    numbers.try_for_each(|number| table.name(number).map(drop))
}

fn names(table: &Table) -> impl Iterator<Item = (u32, StoredName<'_>)> + Clone {
    let numbers = table.first..table.first.saturating_add(table.count);
    numbers.map(|number| (number, table.name(number).unwrap_or(StoredName(&[]))))
}

#[cfg(test)]
#[path = "rewrite_tests.rs"]
mod tests;
