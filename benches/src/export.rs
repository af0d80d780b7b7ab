//! A store's visits and answers as plain columns, for the rivals in benches/rivals.

use std::fs::File;
use std::io::{self, BufWriter, Write};
use std::path::Path;

use truyvet_model::{Exposures, Interval};
use truyvet_store::Snapshot;

use crate::load::Failure;

/// Files of [`visits`], in the folder given: one 32-bit little-endian number a visit, in the same
/// order in each. Times are seconds since 1970.
pub const COLUMNS: [&str; 4] = ["place.u32", "person.u32", "start.u32", "end.u32"];

/// Writes every live visit into `folder` and gives their number: by segment, then place, then start.
///
/// # Errors
/// A damaged store; a store with direct contacts, which the rivals do not know; a time that does
/// not fit into 32 bits; whatever the disk says.
pub fn visits(snapshot: &Snapshot, folder: &Path) -> Result<u64, Failure> {
    if snapshot.segments().iter().any(|s| s.contact_count() > 0) {
        return Err("the store has direct contacts; the rivals know visits only".into());
    }
    std::fs::create_dir_all(folder)?;
    let mut files = COLUMNS
        .iter()
        .map(|name| Ok(BufWriter::new(File::create(folder.join(name))?)))
        .collect::<io::Result<Vec<_>>>()?;
    let mut count = 0u64;
    let mut result = Ok(());
    for segment in snapshot.segments() {
        segment.each_place(
            0..snapshot.place_count(),
            Interval::ALWAYS,
            |place, rows| {
                for visit in rows {
                    if result.is_ok() {
                        let times = (visit.start, visit.end);
                        result = row(&mut files, place, visit.person, times);
                    }
                }
                count = count.saturating_add(rows.len() as u64);
            },
        )?;
    }
    result?;
    for file in &mut files {
        file.flush()?;
    }
    Ok(count)
}

fn row(
    files: &mut [BufWriter<File>],
    place: u32,
    person: u32,
    (start, end): (i64, i64),
) -> Result<(), Failure> {
    let values = [place, person, u32::try_from(start)?, u32::try_from(end)?];
    for (file, value) in files.iter_mut().zip(values) {
        file.write_all(&value.to_le_bytes())?;
    }
    Ok(())
}

/// Writes rows of 24 bytes, little-endian: person and level of 32 bits, then first and earliest
/// exposure of 64 bits in seconds since 1970.
///
/// # Errors
/// Whatever the disk says.
pub fn answer(exposures: &Exposures, path: &Path) -> io::Result<()> {
    let mut file = BufWriter::new(File::create(path)?);
    for exposure in exposures.iter() {
        file.write_all(&exposure.person.0.to_le_bytes())?;
        file.write_all(&exposure.level.to_le_bytes())?;
        file.write_all(&exposure.first_exposure.seconds().to_le_bytes())?;
        file.write_all(&exposure.earliest_exposure.seconds().to_le_bytes())?;
    }
    file.flush()
}

#[cfg(test)]
#[path = "export_tests.rs"]
mod tests;
