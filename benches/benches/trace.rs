//! F1, F2 and F3 of one case in a province of 20,000 people and 14 days.
#![expect(
    clippy::expect_used,
    reason = "a benchmark that cannot be set up must stop"
)]

use criterion::Criterion;
use truyvet_benches::ask::{self, Columns, Kind, cases};
use truyvet_benches::load::in_memory;

fn main() {
    let mut criterion = Criterion::default().configure_from_args();
    let (province, store) = in_memory(20_000, 14).expect("a province in memory");
    let snapshot = store.snapshot().expect("a snapshot");
    let tracer = ask::tracer(snapshot, None, Columns::All);
    for kind in Kind::ALL {
        let mut group = criterion.benchmark_group(kind.name());
        for hops in 1..=3 {
            let questions: Vec<_> = cases(20_000, 20)
                .into_iter()
                .map(|person| kind.question(province.spec(), &[person], hops))
                .collect::<Result<_, _>>()
                .expect("good questions");
            group.sample_size(if hops == 1 { 100 } else { 10 });
            // One case after the other, so that no case's memory is warmer than usual.
            let mut next = questions.iter().cycle();
            group.bench_function(format!("F{hops}"), |bencher| {
                bencher.iter(|| {
                    let question = next.next().expect("a cycle has no end");
                    ask::answer(&tracer, question).expect("an answer")
                });
            });
        }
        group.finish();
    }
    criterion.final_summary();
}
