//! A preset as files, and those files in a store, in the order in which an office would import them.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use truyvet::{FileKind, FileReport, ImportFile, ImportOptions, Input, Mapping, SourceReport};
use truyvet_model::Timestamp;
use truyvet_store::{MemoryVfs, Options, Snapshot, Store};
use truyvet_synth::{Dirt, FileFormat, Made, Order, OutbreakSpec, Preset, Province, Spoilt};

/// As the issue says.
const PEOPLE: u32 = 20_000;

/// Monday to Thursday: a week has nothing in it that these have not, but for Sunday, and takes
/// twice as long.
const DAYS: u32 = 4;

/// Enough people who bring the disease in that some are tested within the days.
const SEEDS: u32 = 120;

/// A province as files.
pub(super) struct Files {
    dir: tempfile::TempDir,
    pub(super) made: Made,
    pub(super) province: Province,
}

impl Files {
    /// Makes it, with those faults.
    pub(super) fn make(preset: &str, dirt: impl FnOnce(Dirt) -> Dirt) -> Self {
        let preset = *Preset::named(preset).unwrap();
        let order = Order {
            preset,
            spec: preset.spec(PEOPLE, DAYS, 1),
            format: FileFormat::Csv,
            dirt: dirt(preset.dirt),
            outbreak: OutbreakSpec {
                seeds: SEEDS,
                ..OutbreakSpec::default()
            },
        };
        let dir = tempfile::tempdir().unwrap();
        let made = order.write(dir.path(), &mut |_| {}).unwrap();
        Self {
            dir,
            made,
            province: preset.province(&order.spec).unwrap(),
        }
    }

    /// The path of one of the files.
    pub(super) fn path(&self, name: &str) -> PathBuf {
        self.dir.path().join(name)
    }

    /// How many rows a file has.
    pub(super) fn rows(&self, name: &str) -> u64 {
        let of = |path: &Path| path.file_stem().is_some_and(|stem| stem == name);
        let file = self.made.files.iter().find(|file| of(&file.path));
        file.unwrap().rows
    }

    /// How many records of a source were spoilt so.
    pub(super) fn spoilt(&self, source: &str, how: Spoilt) -> u64 {
        let counts = self.made.spoilt.iter().find(|(name, _)| *name == source);
        counts.unwrap().1.of(how)
    }

    fn mapping(&self, name: &str) -> Option<Mapping> {
        Some(Mapping::read(&Input::parse(self.path(name))).unwrap())
    }

    fn beside(&self, name: &str) -> Option<Input> {
        Some(Input::parse(self.path(name)))
    }
}

/// What the importers made of it.
pub(super) struct Imported {
    pub(super) snapshot: Snapshot,
    files: BTreeMap<&'static str, FileReport>,
    sources: BTreeMap<&'static str, SourceReport>,
}

impl Imported {
    /// What was said of the file of a kind.
    pub(super) fn file(&self, kind: FileKind) -> &FileReport {
        &self.files[kind.name()]
    }

    /// What was said of a kind.
    pub(super) fn source(&self, kind: FileKind) -> &SourceReport {
        &self.sources[kind.name()]
    }
}

/// The order of import. Of records with one key the last one stays (S2), so the exact sources come
/// after the others.
const KINDS: [FileKind; 10] = [
    FileKind::Places,
    FileKind::People,
    FileKind::Cases,
    FileKind::Residence,
    FileKind::Roster,
    FileKind::Declaration,
    FileKind::QrScan,
    FileKind::Travel,
    FileKind::Attendance,
    FileKind::Bluezone,
];

/// Imports every source with the mappings that the province came with.
pub(super) fn import(files: &Files) -> Imported {
    let vfs = Arc::new(MemoryVfs::new());
    let store = truyvet::Store::create_in(vfs.clone(), Options::default()).unwrap();
    let mut writer = store.writer().unwrap();
    let (mut reports, mut sources) = (BTreeMap::new(), BTreeMap::new());
    for kind in KINDS {
        let mut options = ImportOptions {
            now: Some(Timestamp::from_seconds(1_622_500_000)),
            ..ImportOptions::default()
        };
        match kind {
            FileKind::Places | FileKind::People => options.units = files.beside("units.csv"),
            FileKind::QrScan => options.mapping = files.mapping("mappings/qr-scan.toml"),
            FileKind::Roster => options.mapping = files.mapping("mappings/roster.toml"),
            FileKind::Residence => {
                options.roster = files.beside("roster.csv");
                options.roster_mapping = files.mapping("mappings/roster.toml");
            }
            FileKind::Bluezone => options.ids = files.beside("bluezone-ids.csv"),
            _ => {}
        }
        let file = ImportFile::new(kind, files.path(&format!("{kind}.csv")));
        let report = writer.import(&[file], &options, &mut |_| {}).unwrap();
        reports.insert(kind.name(), report.files.into_iter().next().unwrap());
        sources.insert(kind.name(), report.sources.into_iter().next().unwrap());
    }
    writer.publish().unwrap();
    let snapshot = Store::open_in(vfs).unwrap().snapshot().unwrap();
    Imported {
        snapshot,
        files: reports,
        sources,
    }
}
