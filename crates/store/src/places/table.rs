//! The place table: fixed-size rows by place number, a hot column of kind and `shared`, texts.

use std::sync::Arc;

use hashbrown::HashMap;
use truyvet_model::{Coordinates, Kind, Place, PlaceNo};
use zerocopy::little_endian::{I32, U16, U32};
use zerocopy::{FromBytes, Immutable, IntoBytes, KnownLayout, Unaligned};

use super::PLACES_VERSION;
use crate::error::StoreError;
use crate::format::paged::{FileKind, PagedWriter, Sealed};
use crate::format::paged_file::{PagedFile, Section};
use crate::io::Vfs;

/// The number of a place kind inside one store: its index in [`crate::Snapshot::kinds`].
///
/// 0 is `unknown`. A kind keeps its number for ever.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct KindNo(pub u16);

impl KindNo {
    /// The kind of places that were never declared.
    pub const UNKNOWN: Self = Self(0);
    /// The most kinds a store can have.
    pub const LIMIT: u16 = 1 << 15;

    /// The number as an index.
    #[must_use]
    pub const fn index(self) -> usize {
        self.0 as usize
    }
}

const HOT: u32 = 1;
const ROWS: u32 = 2;
const UNITS: u32 = 3;
const TEXTS: u32 = 4;

/// In the hot column: the place is `shared`. The other bits are the kind.
const SHARED: u16 = 1 << 15;
/// In the row's `present`: which of the optional fields are there.
const PARENT: u32 = 1;
const UNIT: u32 = 2;
const NAME: u32 = 4;
const COORDINATES: u32 = 8;

/// The row of a place; fields that are not present are zero.
#[derive(FromBytes, IntoBytes, KnownLayout, Immutable, Unaligned, Clone, Copy, Default)]
#[repr(C)]
struct Row {
    present: U32,
    parent: U32,
    unit: U32,
    lat_e7: I32,
    lon_e7: I32,
    name_start: U32,
    name_length: U32,
}

/// Where a text of the unit dictionary lies.
#[derive(FromBytes, IntoBytes, KnownLayout, Immutable, Unaligned, Clone, Copy)]
#[repr(C)]
struct TextRange {
    start: U32,
    length: U32,
}

/// A place with its kind by number, as rows hold it.
#[derive(Debug, Clone, Default, PartialEq)]
pub(crate) struct Declared {
    pub(crate) kind: KindNo,
    /// `kind` of this one is not looked at.
    pub(crate) place: Place,
}

/// An open place table. Places beyond its end were never declared.
#[derive(Debug, Clone)]
pub(crate) struct PlaceTable {
    file: Arc<PagedFile>,
    count: u32,
    hot: Section,
    rows: Section,
    units: Section,
    texts: Section,
}

impl PlaceTable {
    pub(crate) fn open(vfs: &dyn Vfs, name: &str, sealed: &Sealed) -> Result<Self, StoreError> {
        let file = PagedFile::open(vfs, name, FileKind::PLACES, PLACES_VERSION, Some(sealed))?;
        let table = Self {
            count: 0,
            hot: file.section(HOT)?,
            rows: file.section(ROWS)?,
            units: file.section(UNITS)?,
            texts: file.section(TEXTS)?,
            file: Arc::new(file),
        };
        let count = table.hot.len() / size_of::<U16>();
        let fits = table.hot.len().is_multiple_of(size_of::<U16>())
            && table.units.len().is_multiple_of(size_of::<TextRange>())
            && table.rows.len() == count.saturating_mul(size_of::<Row>());
        match u32::try_from(count) {
            Ok(count) if fits => Ok(Self { count, ..table }),
            _ => Err(table.file.damaged("its sections do not fit each other")),
        }
    }

    /// Whether it is the file that the manifest seals like this.
    pub(crate) fn is(&self, name: &str, sealed: &Sealed) -> bool {
        self.file.name() == name && self.file.tail_crc() == sealed.tail_crc
    }

    /// How many places it has rows of.
    pub(crate) const fn count(&self) -> u32 {
        self.count
    }

    /// Kind and `shared` of a place.
    #[inline]
    pub(crate) fn hot(&self, place: u32) -> Result<(KindNo, bool), StoreError> {
        if place >= self.count {
            return Ok((KindNo::UNKNOWN, false));
        }
        let value = self.file.item::<U16>(self.hot, place as usize)?.get();
        Ok((KindNo(value & !SHARED), value & SHARED != 0))
    }

    /// All of a place but the name of its kind.
    pub(crate) fn get(&self, place: u32) -> Result<Declared, StoreError> {
        if place >= self.count {
            return Ok(Declared::default());
        }
        let (kind, shared) = self.hot(place)?;
        let row = *self.file.item::<Row>(self.rows, place as usize)?;
        let present = row.present.get();
        let has = |bit: u32| present & bit != 0;
        let unit = if has(UNIT) {
            let range = self
                .file
                .item::<TextRange>(self.units, row.unit.get() as usize)?;
            Some(self.text(range.start, range.length)?)
        } else {
            None
        };
        let name = if has(NAME) {
            Some(self.text(row.name_start, row.name_length)?)
        } else {
            None
        };
        let coordinates = if has(COORDINATES) {
            let at = Coordinates::from_e7(row.lat_e7.get(), row.lon_e7.get());
            Some(at.map_err(|error| self.file.damaged(format!("place {place}: {error}")))?)
        } else {
            None
        };
        let place = Place {
            kind: Kind::unknown(),
            parent: has(PARENT).then(|| PlaceNo(row.parent.get())),
            unit,
            name,
            coordinates,
            shared,
        };
        Ok(Declared { kind, place })
    }

    /// The place that `place` is part of.
    pub(crate) fn parent(&self, place: u32) -> Result<Option<u32>, StoreError> {
        if place >= self.count {
            return Ok(None);
        }
        let row = self.file.item::<Row>(self.rows, place as usize)?;
        Ok((row.present.get() & PARENT != 0).then(|| row.parent.get()))
    }

    /// Whether the first `count` places were declared alike in `earlier`, as far as answers look:
    /// kind, `shared`, parent, unit.
    pub(crate) fn answers_like(
        &self,
        earlier: Option<&Self>,
        count: u32,
    ) -> Result<bool, StoreError> {
        let before = earlier.map_or(0, |e| e.count);
        for place in 0..count.min(self.count.max(before)) {
            let hot = earlier.map(|e| e.hot(place)).transpose()?;
            if self.hot(place)? != hot.unwrap_or((KindNo::UNKNOWN, false))
                || self.parent(place)? != earlier.map(|e| e.parent(place)).transpose()?.flatten()
                || self.unit(place)? != earlier.map(|e| e.unit(place)).transpose()?.flatten()
            {
                return Ok(false);
            }
        }
        Ok(true)
    }

    /// The unit of a place, as bytes.
    fn unit(&self, place: u32) -> Result<Option<&[u8]>, StoreError> {
        if place >= self.count {
            return Ok(None);
        }
        let row = self.file.item::<Row>(self.rows, place as usize)?;
        if row.present.get() & UNIT == 0 {
            return Ok(None);
        }
        let unit = row.unit.get() as usize;
        let range = self.file.item::<TextRange>(self.units, unit)?;
        let start = range.start.get() as usize;
        let end = start.saturating_add(range.length.get() as usize);
        Ok(Some(self.file.bytes(self.texts, start..end)?))
    }

    fn text(&self, start: U32, length: U32) -> Result<String, StoreError> {
        let start = start.get() as usize;
        let end = start.saturating_add(length.get() as usize);
        let bytes = self.file.bytes(self.texts, start..end)?;
        std::str::from_utf8(bytes).map(str::to_owned).map_err(|_| {
            self.file
                .damaged(format!("its text at {start} is not UTF-8"))
        })
    }

    /// Bytes of the file.
    pub(crate) fn bytes(&self) -> u64 {
        self.file.sections().map(|(_, length)| length as u64).sum()
    }

    /// Bytes of padding, checksums, footer.
    pub(crate) fn overhead(&self) -> u64 {
        self.file.overhead() as u64
    }

    /// Checks the whole file.
    pub(crate) fn verify(
        &self,
        sealed: &Sealed,
        places: u32,
        kinds: usize,
        finding: &mut dyn FnMut(String),
    ) {
        self.file.verify(Some(sealed), finding);
        if self.count > places {
            finding(format!(
                "it has {} places, the store has {places}",
                self.count
            ));
        }
        for number in 0..self.count {
            match self.get(number) {
                Ok(Declared { kind, place }) => {
                    if kind.index() >= kinds {
                        finding(format!("place {number} has kind {}, of {kinds}", kind.0));
                    }
                    if place.parent.is_some_and(|p| p.0 >= places || p.0 == number) {
                        finding(format!("place {number} has a parent that cannot be"));
                    }
                }
                Err(error) => finding(format!("place {number}: {error}")),
            }
        }
    }
}

/// Writes the complete table: what `older` has, with the places of `changed` (ordered by number)
/// in their stead.
pub(crate) fn write_places(
    vfs: &dyn Vfs,
    name: &str,
    older: Option<&PlaceTable>,
    changed: &[(u32, Declared)],
) -> Result<Sealed, StoreError> {
    let after_last = changed
        .last()
        .map_or(0, |(number, _)| number.saturating_add(1));
    let count = older.map_or(0, PlaceTable::count).max(after_last);
    let mut hot = Vec::with_capacity(count as usize * 2);
    let mut rows = Vec::with_capacity(count as usize * size_of::<Row>());
    let mut texts = Texts::default();
    let mut changes = changed.iter().peekable();
    for number in 0..count {
        let old;
        let declared = if let Some((_, new)) = changes.next_if(|(n, _)| *n == number) {
            new
        } else {
            old = older.map_or_else(|| Ok(Declared::default()), |o| o.get(number))?;
            &old
        };
        let shared = if declared.place.shared { SHARED } else { 0 };
        hot.extend_from_slice(&(declared.kind.0 | shared).to_le_bytes());
        rows.extend_from_slice(texts.row(&declared.place)?.as_bytes());
    }
    let mut file = PagedWriter::create(vfs, name, FileKind::PLACES, PLACES_VERSION)?;
    for (section, bytes) in [
        (HOT, hot.as_slice()),
        (ROWS, rows.as_slice()),
        (UNITS, texts.units.as_bytes()),
        (TEXTS, texts.heap.as_slice()),
    ] {
        file.section(section)?;
        file.write(bytes)?;
    }
    file.finish()
}

/// Names and units of places, and where each unit is in the dictionary.
#[derive(Default)]
struct Texts {
    heap: Vec<u8>,
    units: Vec<TextRange>,
    numbers: HashMap<String, u32, foldhash::fast::RandomState>,
}

impl Texts {
    fn row(&mut self, place: &Place) -> Result<Row, StoreError> {
        let mut row = Row::default();
        let mut present = 0;
        if let Some(parent) = place.parent {
            present |= PARENT;
            row.parent = U32::new(parent.0);
        }
        if let Some(unit) = &place.unit {
            present |= UNIT;
            row.unit = U32::new(self.unit(unit)?);
        }
        if let Some(name) = &place.name {
            present |= NAME;
            let range = self.text(name)?;
            row.name_start = range.start;
            row.name_length = range.length;
        }
        if let Some(coordinates) = place.coordinates {
            present |= COORDINATES;
            let (lat, lon) = coordinates.to_e7();
            row.lat_e7 = I32::new(lat);
            row.lon_e7 = I32::new(lon);
        }
        row.present = U32::new(present);
        Ok(row)
    }

    fn unit(&mut self, unit: &str) -> Result<u32, StoreError> {
        if let Some(&number) = self.numbers.get(unit) {
            return Ok(number);
        }
        // The dictionary cannot outgrow the number of places, which is a u32.
        let number = u32::try_from(self.units.len()).unwrap_or(u32::MAX);
        let range = self.text(unit)?;
        self.units.push(range);
        self.numbers.insert(unit.to_owned(), number);
        Ok(number)
    }

    fn text(&mut self, text: &str) -> Result<TextRange, StoreError> {
        let start = self.heap.len();
        self.heap.extend_from_slice(text.as_bytes());
        let full = |_| StoreError::Limit {
            what: "the size of the names and units of places",
            value: self.heap.len() as u64,
            limit: u64::from(u32::MAX),
            advice: "shorten them",
        };
        Ok(TextRange {
            start: U32::new(u32::try_from(start).map_err(full)?),
            length: U32::new(u32::try_from(text.len()).map_err(full)?),
        })
    }
}

#[cfg(test)]
#[path = "table_tests.rs"]
mod tests;
