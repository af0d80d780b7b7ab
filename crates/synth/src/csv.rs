//! A province as CSV files, as `truyvet import` reads them.

use std::fs::File;
use std::io::{BufWriter, Write};
use std::path::{Path, PathBuf};

use crate::place::SynthPlace;
use crate::province::Province;
use crate::spec::SynthError;

/// Where [`Province::write_csv`] wrote, and how much.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CsvFiles {
    /// `place,kind,parent,unit,name,lat,lon,shared`.
    pub places: PathBuf,
    /// `person,place,start,end`; times as whole seconds since the epoch.
    pub visits: PathBuf,
    /// `a,b,start,end`; written also if there are no contacts.
    pub contacts: PathBuf,
    /// Rows of `visits`.
    pub visit_rows: u64,
    /// Rows of `contacts`.
    pub contact_rows: u64,
    /// Bytes of all three.
    pub bytes: u64,
}

impl Province {
    /// Writes `places.csv`, `visits.csv` and `contacts.csv` into the folder `dir`, which exists.
    ///
    /// # Errors
    /// [`SynthError::Write`], naming the file.
    pub fn write_csv(&self, dir: &Path) -> Result<CsvFiles, SynthError> {
        let ids: Vec<String> = self.places().map(|place| place.id).collect();
        let id = |number: u32| ids.get(number as usize).map_or("", String::as_str);
        let mut files = CsvFiles {
            places: dir.join("places.csv"),
            visits: dir.join("visits.csv"),
            contacts: dir.join("contacts.csv"),
            visit_rows: 0,
            contact_rows: 0,
            bytes: 0,
        };
        let mut bytes = write(&files.places, |out| {
            writeln!(out, "place,kind,parent,unit,name,lat,lon,shared")?;
            self.places()
                .try_for_each(|place| write_place(out, &place, &id))
        })?;
        let mut rows = 0u64;
        bytes += write(&files.visits, |out| {
            writeln!(out, "person,place,start,end")?;
            for visit in (0..self.spec().days).flat_map(|day| self.day(day)) {
                rows += 1;
                let (person, place) = (visit.person, id(visit.place));
                writeln!(out, "p{person:07},{place},{},{}", visit.start, visit.end)?;
            }
            Ok(())
        })?;
        files.visit_rows = rows;
        rows = 0;
        bytes += write(&files.contacts, |out| {
            writeln!(out, "a,b,start,end")?;
            for meeting in (0..self.spec().days).flat_map(|day| self.contacts(day)) {
                rows += 1;
                let (a, b) = (meeting.a, meeting.b);
                writeln!(out, "p{a:07},p{b:07},{},{}", meeting.start, meeting.end)?;
            }
            Ok(())
        })?;
        files.contact_rows = rows;
        files.bytes = bytes;
        Ok(files)
    }
}

/// Fields of a generated place hold no quotes and no line ends; only names hold commas.
fn write_place<'a>(
    out: &mut impl Write,
    place: &SynthPlace,
    id: &impl Fn(u32) -> &'a str,
) -> std::io::Result<()> {
    let parent = place.parent.map_or("", id);
    let (own, kind, unit) = (&place.id, place.kind.name(), &place.unit);
    write!(out, "{own},{kind},{parent},{unit},")?;
    if let Some(name) = &place.name {
        write!(out, "\"{name}\"")?;
    }
    match place.coordinates {
        Some(at) => writeln!(out, ",{:.7},{:.7},", at.lat(), at.lon()),
        None => writeln!(out, ",,,"),
    }
}

/// Creates `path`, lets `fill` write it, and gives its length.
fn write(
    path: &Path,
    fill: impl FnOnce(&mut BufWriter<File>) -> std::io::Result<()>,
) -> Result<u64, SynthError> {
    let attempt = || {
        let mut out = BufWriter::with_capacity(1 << 18, File::create(path)?);
        fill(&mut out)?;
        let file = out
            .into_inner()
            .map_err(std::io::IntoInnerError::into_error)?;
        Ok(file.metadata()?.len())
    };
    attempt().map_err(|source| SynthError::Write {
        path: path.to_owned(),
        source,
    })
}

#[cfg(test)]
#[path = "csv_tests.rs"]
mod tests;
