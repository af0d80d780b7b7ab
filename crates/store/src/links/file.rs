//! All links of a store, and their file.

use zerocopy::little_endian::U32;
use zerocopy::{FromBytes, Immutable, IntoBytes, KnownLayout, Unaligned};

use super::aliases::Aliases;
use crate::error::StoreError;
use crate::format::{FileKind, PagedFile, PagedWriter, Sealed};
use crate::io::Vfs;

const VERSION: u32 = 1;
const HEADER: u32 = 1;
const PEOPLE: u32 = 2;
const PLACES: u32 = 3;

/// How many links there are.
#[derive(Debug, Clone, Copy, FromBytes, IntoBytes, KnownLayout, Immutable, Unaligned)]
#[repr(C)]
struct Header {
    people: U32,
    places: U32,
}

/// A link as stored, the lower number first.
type Pair = [U32; 2];

/// Which recorded numbers are one person, and which are one place (S6).
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Links {
    /// Links of people.
    pub people: Aliases,
    /// Links of places.
    pub places: Aliases,
}

impl Links {
    /// Whether there are none.
    #[must_use]
    pub const fn is_empty(&self) -> bool {
        self.people.is_empty() && self.places.is_empty()
    }

    /// Writes the file `name`.
    ///
    /// # Errors
    /// [`StoreError::Limit`] over 2^32 links; [`StoreError::Io`].
    pub fn write(&self, vfs: &dyn Vfs, name: &str) -> Result<Sealed, StoreError> {
        let header = Header {
            people: count(&self.people)?,
            places: count(&self.places)?,
        };
        let mut writer = PagedWriter::create(vfs, name, FileKind::LINKS, VERSION)?;
        writer.section(HEADER)?;
        writer.write(header.as_bytes())?;
        for (section, aliases) in [(PEOPLE, &self.people), (PLACES, &self.places)] {
            let edges = aliases.edges().iter();
            let pairs: Vec<Pair> = edges.map(|e| [U32::new(e.0), U32::new(e.1)]).collect();
            writer.section(section)?;
            writer.write(pairs.as_bytes())?;
        }
        writer.finish()
    }

    /// Reads the file `name`, all of it.
    ///
    /// # Errors
    /// As [`PagedFile::open`].
    pub fn open(vfs: &dyn Vfs, name: &str, expect: Option<&Sealed>) -> Result<Self, StoreError> {
        let file = PagedFile::open(vfs, name, FileKind::LINKS, VERSION, expect)?;
        let header = file.section(HEADER)?;
        let header = Header::ref_from_bytes(file.all(header)?)
            .map_err(|_| file.damaged("its header has another size"))?;
        let read = |section, count: U32| {
            let bytes = file.all(file.section(section)?)?;
            let wrong = || file.damaged(format!("section {section} is no list of links"));
            let pairs = <[Pair]>::ref_from_bytes(bytes).map_err(|_| wrong())?;
            let edges = pairs.iter().map(|[a, b]| (a.get(), b.get()));
            let edges: Vec<(u32, u32)> = edges.collect();
            let right = edges.len() == count.get() as usize
                && edges.is_sorted_by(|x, y| x < y)
                && edges.iter().all(|(a, b)| a < b);
            right.then(|| Aliases::new(&edges)).ok_or_else(wrong)
        };
        Ok(Self {
            people: read(PEOPLE, header.people)?,
            places: read(PLACES, header.places)?,
        })
    }
}

fn count(aliases: &Aliases) -> Result<U32, StoreError> {
    let count = aliases.edges().len();
    u32::try_from(count)
        .map(U32::new)
        .map_err(|_| StoreError::Limit {
            what: "the links of a store",
            value: count as u64,
            limit: u64::from(u32::MAX),
            advice: "link ids to one of their group instead of each to each",
        })
}

#[cfg(test)]
#[path = "file_tests.rs"]
mod tests;
