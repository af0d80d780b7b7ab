//! Looking up names in id runs of any bytes.

use truyvet_store::Vfs;
use truyvet_store::format::{FileKind, PagedWriter};

use super::damage::edit;
use super::input::Input;
use super::probe;
use super::reseal::{self, Files};
use super::seed::{Seed, expected, folder, seed};
use crate::crash::CrashVfs;

/// Every section of an id run: its header, then five of people and five of places.
const SECTIONS: [u32; 11] = [1, 16, 17, 18, 19, 20, 32, 33, 34, 35, 36];

/// Gives a small store other id runs, made from `data`, and looks up every name.
///
/// The first byte chooses: the bytes are the file; they are the sections of a well-formed file;
/// or they change the file that the store has, under right checksums.
///
/// # Panics
/// If `verify` misses what keeps names from being found.
pub fn id_runs(data: &[u8]) {
    let mut input = Input::new(data);
    let seed = seed();
    let mut files = seed.files.clone();
    let names: Vec<String> = files
        .keys()
        .filter(|n| n.starts_with("ids-"))
        .cloned()
        .collect();
    let mode = input.byte();
    let Some(name) = names.get(input.below(names.len())) else {
        return;
    };
    let run = match mode % 4 {
        0 => input.rest().to_vec(),
        1 => sections(seed, &mut input),
        _ => changed(seed, name, &mut input),
    };
    files.insert(name.clone(), run);
    reseal::everything(&mut files);
    counts(&mut files, mode);
    let vfs = expected("a folder in memory", folder(&files));
    let _ = probe::read(&vfs);
    let _ = probe::write(&vfs);
}

/// A file with sections of these bytes; the header is the right one if the first byte says so.
fn sections(seed: &Seed, input: &mut Input<'_>) -> Vec<u8> {
    let vfs = CrashVfs::new();
    let written = (|| {
        vfs.create_dir()?;
        let mut file = PagedWriter::create(&vfs, "ids", FileKind::IDS, 1)?;
        let right = seed.files.iter().find(|(name, _)| name.starts_with("ids-"));
        let header = right
            .and_then(|(_, bytes)| bytes.get(..32))
            .unwrap_or_default();
        for id in SECTIONS {
            file.section(id)?;
            if id == 1 && input.byte().is_multiple_of(2) {
                file.write(header)?;
            } else {
                let length = usize::from(input.byte());
                file.write(input.take(length))?;
            }
        }
        file.finish()?;
        vfs.read("ids")
    })();
    expected("a file in memory", written)
}

/// The file of that name, with changes.
fn changed(seed: &Seed, name: &str, input: &mut Input<'_>) -> Vec<u8> {
    let mut bytes = seed.files.get(name).cloned().unwrap_or_default();
    for _ in 0..16 {
        if input.is_empty() {
            break;
        }
        let what = input.byte();
        edit(&mut bytes, what, input);
    }
    bytes
}

/// Half of the time, makes the manifest count what the headers of the runs do.
fn counts(files: &mut Files, mode: u8) {
    if mode & 0x10 != 0 {
        reseal::id_counts(files);
    }
}
