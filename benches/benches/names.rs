//! Finding a person's number by id, and the id by number.
#![expect(
    clippy::expect_used,
    reason = "a benchmark that cannot be set up must stop"
)]

use criterion::{Criterion, Throughput};
use truyvet_benches::ask::cases;
use truyvet_benches::load::in_memory;
use truyvet_model::{ExternalId, PersonNo};
use truyvet_synth::Province;

fn main() {
    let mut criterion = Criterion::default().configure_from_args();
    let (_, store) = in_memory(100_000, 1).expect("a province in memory");
    let snapshot = store.snapshot().expect("a snapshot");
    let people = cases(snapshot.person_count(), 1000);
    let ids: Vec<ExternalId> = people
        .iter()
        .map(|&number| Province::person_id(number).parse().expect("an id"))
        .collect();
    let mut group = criterion.benchmark_group("names");
    group.throughput(Throughput::Elements(1000));
    group.bench_function("person by id, 1000 of 100,000", |bencher| {
        bencher.iter(|| {
            for id in &ids {
                assert!(snapshot.person(id).expect("a sound store").is_some());
            }
        });
    });
    group.bench_function("id by number, 1000 of 100,000", |bencher| {
        bencher.iter(|| {
            for &number in &people {
                std::hint::black_box(snapshot.person_id(PersonNo(number)).expect("an id"));
            }
        });
    });
    group.finish();
    criterion.final_summary();
}
