//! Packing and unpacking of blocks, and reading a day's segment from end to end.
#![expect(
    clippy::expect_used,
    reason = "a benchmark that cannot be set up must stop"
)]

use std::hint::black_box;

use criterion::{BatchSize, Criterion, Throughput};
use truyvet_benches::ask::scan;
use truyvet_benches::load::in_memory;
use truyvet_model::Interval;
use truyvet_store::format::bitpack;
use truyvet_store::{PlaceWalk, VisitBlock, VisitColumns};

fn blocks(criterion: &mut Criterion) {
    let mut group = criterion.benchmark_group("bitpack");
    group.throughput(Throughput::Elements(u64::from(bitpack::BLOCK_ROWS)));
    for width in [1u8, 7, 17, 32] {
        let mask = u32::MAX >> (32 - u32::from(width));
        let mut values = [0u32; bitpack::BLOCK];
        for (i, value) in (0u32..).zip(&mut values) {
            *value = i.wrapping_mul(0x9E37_79B9) & mask;
        }
        let mut packed = Vec::new();
        bitpack::pack(width, 0, &values, &mut packed);
        group.bench_function(format!("unpack {width} bits"), |bencher| {
            let mut out = [0u32; bitpack::BLOCK];
            bencher.iter(|| bitpack::unpack(width, 5, black_box(&packed), &mut out));
        });
        group.bench_function(format!("pack {width} bits"), |bencher| {
            let room = || Vec::with_capacity(packed.len());
            bencher.iter_batched_ref(
                room,
                |out| bitpack::pack(width, 0, black_box(&values), out),
                BatchSize::SmallInput,
            );
        });
    }
    group.finish();
}

fn segments(criterion: &mut Criterion) {
    let (_, store) = in_memory(20_000, 7).expect("a province in memory");
    let snapshot = store.snapshot().expect("a snapshot");
    let mut group = criterion.benchmark_group("segment");
    let visits = scan(&snapshot).expect("a sound store");
    group.throughput(Throughput::Elements(visits));
    group.bench_function("scan all places, 7 days", |bencher| {
        bencher.iter(|| scan(&snapshot).expect("a sound store"));
    });
    group.bench_function("walk all places, 7 days", |bencher| {
        let mut columns = VisitColumns::default();
        bencher.iter(|| {
            let places = 0..snapshot.place_count();
            let mut walk = PlaceWalk::new(snapshot.segments(), places, Interval::ALWAYS)
                .expect("a sound store");
            while walk.next(&mut columns).expect("a sound store").is_some() {
                black_box(&columns);
            }
        });
    });
    let segment = snapshot.segments().first().expect("a segment");
    let rows = u64::from(segment.visit_count());
    group.throughput(Throughput::Elements(rows));
    group.bench_function("decode all blocks, 1 day", |bencher| {
        let mut block = VisitBlock::default();
        let blocks = segment.visit_count().div_ceil(bitpack::BLOCK_ROWS);
        bencher.iter(|| {
            for number in 0..blocks {
                segment.visit_block(number, &mut block).expect("a block");
                black_box(&block);
            }
        });
    });
    group.finish();
}

fn main() {
    let mut criterion = Criterion::default().configure_from_args();
    blocks(&mut criterion);
    segments(&mut criterion);
    criterion.final_summary();
}
