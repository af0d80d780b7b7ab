//! CSV files of a province of 20,000 people and 2 days into a store in memory.
#![expect(
    clippy::expect_used,
    reason = "a benchmark that cannot be set up must stop"
)]

use std::sync::Arc;

use criterion::{Criterion, Throughput};
use truyvet::{Error, ImportFile, ImportOptions, MemoryVfs, Options, Published, Store};
use truyvet_synth::{CsvFiles, Province, ProvinceSpec};

fn import(files: &CsvFiles) -> Result<Published, Error> {
    let store = Store::create_in(Arc::new(MemoryVfs::new()), Options::default())?;
    let mut writer = store.writer()?;
    let files = [
        ImportFile::places(&files.places),
        ImportFile::visits(&files.visits),
    ];
    writer.import(&files, &ImportOptions::default(), &mut |_| {})?;
    writer.publish()
}

fn main() {
    let mut criterion = Criterion::default().configure_from_args();
    let spec = ProvinceSpec {
        days: 2,
        ..ProvinceSpec::default()
    };
    let folder = tempfile::tempdir().expect("a temporary folder");
    let province = Province::new(&spec).expect("a province");
    let files = province.write_csv(folder.path()).expect("CSV files");
    let mut group = criterion.benchmark_group("import");
    group.sample_size(10);
    group.throughput(Throughput::Elements(files.visit_rows));
    group.bench_function("CSV, read and commit", |bencher| {
        bencher.iter(|| import(&files).expect("a commit"));
    });
    group.finish();
    criterion.final_summary();
}
