//! Operations: what is pushed comes back, in few bytes; crafted bytes give errors.

use proptest::prelude::*;

use super::super::ops;
use super::*;
use crate::names::Which;

/// An operation with its bytes owned, for strategies.
#[derive(Debug, Clone)]
pub(in crate::log) enum Owned {
    Name(bool, Vec<u8>),
    Source(String),
    Visit(u32, u32, i64, Option<i64>, u16),
    Contact(u32, u32, i64, i64, u16),
    RetractVisit(u32, u32, i64),
    RetractContact(u32, u32, i64),
    Link(bool, bool, u32, u32),
    Declare(u32, Vec<u8>),
    Details(u32, Option<String>, Option<u8>),
    Unit(String, Vec<u8>),
    Case(u32, i64, Option<i64>, Option<i64>),
    RetractCase(u32, i64),
}

impl Owned {
    pub(in crate::log) fn op(&self) -> Op<'_> {
        match *self {
            Self::Name(true, ref name) => Op::Person(name),
            Self::Name(false, ref name) => Op::Place(name),
            Self::Source(ref text) => Op::Source(text),
            Self::Visit(person, place, start, end, source) => Op::Visit {
                person,
                place,
                start,
                end,
                source,
            },
            Self::Contact(a, b, start, end, source) => Op::Contact {
                a,
                b,
                start,
                end,
                source,
            },
            Self::RetractVisit(person, place, start) => Op::RetractVisit {
                person,
                place,
                start,
            },
            Self::RetractContact(a, b, start) => Op::RetractContact { a, b, start },
            Self::Link(undo, people, a, b) => {
                let which = if people { Which::Person } else { Which::Place };
                if undo {
                    Op::Unlink { which, a, b }
                } else {
                    Op::Link { which, a, b }
                }
            }
            Self::Declare(place, ref details) => Op::Declare { place, details },
            Self::Details(person, ref unit, doses) => Op::Details {
                person,
                unit: unit.as_deref(),
                doses,
            },
            Self::Unit(ref path, ref details) => Op::Unit { path, details },
            Self::Case(person, tested, onset, isolated) => Op::Case {
                person,
                tested,
                onset,
                isolated,
            },
            Self::RetractCase(person, tested) => Op::RetractCase { person, tested },
        }
    }
}

pub(in crate::log) fn any_op() -> impl Strategy<Value = Owned> {
    let number = || prop_oneof![0..5_u32, any::<u32>(), Just(u32::MAX)];
    let time = || prop_oneof![0..100_i64, any::<i64>(), Just(i64::MIN), Just(i64::MAX)];
    prop_oneof![
        (any::<bool>(), prop::collection::vec(any::<u8>(), 0..40))
            .prop_map(|(people, name)| Owned::Name(people, name)),
        ".{0,10}".prop_map(Owned::Source),
        (
            number(),
            number(),
            time(),
            prop::option::of(time()),
            any::<u16>()
        )
            .prop_map(|(p, l, s, e, c)| Owned::Visit(p, l, s, e, c)),
        (number(), number(), time(), time(), 0..3_u16)
            .prop_map(|(a, b, s, e, c)| Owned::Contact(a, b, s, e, c)),
        (number(), number(), time()).prop_map(|(p, l, s)| Owned::RetractVisit(p, l, s)),
        (number(), number(), time()).prop_map(|(a, b, s)| Owned::RetractContact(a, b, s)),
        (any::<bool>(), any::<bool>(), number(), number())
            .prop_map(|(u, p, a, b)| Owned::Link(u, p, a, b)),
        (number(), prop::collection::vec(any::<u8>(), 0..40))
            .prop_map(|(l, d)| Owned::Declare(l, d)),
        (
            number(),
            prop::option::of(".{0,10}"),
            prop::option::of(any::<u8>())
        )
            .prop_map(|(p, u, d)| Owned::Details(p, u, d)),
        (".{0,10}", prop::collection::vec(any::<u8>(), 0..40)).prop_map(|(u, d)| Owned::Unit(u, d)),
        (
            number(),
            time(),
            prop::option::of(time()),
            prop::option::of(time())
        )
            .prop_map(|(p, t, o, i)| Owned::Case(p, t, o, i)),
        (number(), time()).prop_map(|(p, t)| Owned::RetractCase(p, t)),
    ]
}

fn encoded(all: &[Owned]) -> Ops {
    let mut out = Ops::new();
    all.iter().for_each(|op| out.push(&op.op()));
    out
}

#[test]
fn a_visit_takes_at_most_twelve_bytes() {
    // Scans of a province of ten million people and 200,000 places, as they come in.
    let mut out = Ops::new();
    let mut random = 1_u64;
    let mut below = |n: u64| {
        random = random
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1);
        (random >> 33) % n
    };
    let count = 10_000;
    for i in 0..count {
        let start = 1_620_432_000 + i64::from(i) / 50;
        out.push(&Op::Visit {
            person: u32::try_from(below(10_000_000)).unwrap(),
            place: u32::try_from(below(200_000)).unwrap(),
            start,
            end: Some(start + 60 + i64::try_from(below(14_000)).unwrap()),
            source: 3,
        });
    }
    let each = out.len() as f64 / f64::from(count);
    assert!(each <= 12.0, "{each} bytes a visit");
}

#[test]
fn a_cleared_buffer_codes_as_a_new_one() {
    let visit = Owned::Visit(7, 8, 9, None, 1);
    let mut out = encoded(&[Owned::Visit(70, 80, 90, Some(91), 2)]);
    out.clear();
    assert_eq!(out.len(), 0);
    out.push(&visit.op());
    assert_eq!(out.as_slice(), encoded(&[visit]).as_slice());
}

#[test]
fn debug_shows_no_name() {
    let text = format!("{:?} {:?}", Op::Person(b"secret"), Op::Source("secret"));
    assert!(!text.contains("secret"), "{text}");
}

#[test]
#[ignore = "a measurement: run in release"]
fn speed_of_pushing() {
    let mut out = Ops::new();
    let begin = std::time::Instant::now();
    for i in 0..2_000_000_u32 {
        let start = 1_620_432_000 + i64::from(i / 50);
        out.push(std::hint::black_box(&Op::Visit {
            person: i.wrapping_mul(2_654_435_761) % 10_000_000,
            place: i.wrapping_mul(40_503) % 200_000,
            start,
            end: Some(start + 1800),
            source: 3,
        }));
    }
    let each = begin.elapsed().as_nanos() as f64 / 2e6;
    let begin = std::time::Instant::now();
    let count = ops(out.as_slice()).filter(Result::is_ok).count();
    let back = begin.elapsed().as_nanos() as f64 / count as f64;
    println!(
        "push {each:.1} ns, read {back:.1} ns, {:.2} bytes",
        out.len() as f64 / 2e6
    );
}

proptest! {
    #[test]
    fn what_is_pushed_comes_back(all in prop::collection::vec(any_op(), 0..40)) {
        let out = encoded(&all);
        let back: Result<Vec<Op<'_>>, _> = ops(out.as_slice()).collect();
        let expected: Vec<Op<'_>> = all.iter().map(Owned::op).collect();
        prop_assert!(back.unwrap() == expected);
    }

    #[test]
    fn any_bytes_end_in_operations_or_one_error(bytes in prop::collection::vec(any::<u8>(), 0..200)) {
        let all: Vec<_> = ops(&bytes).collect();
        let errors = all.iter().filter(|op| op.is_err()).count();
        prop_assert!(errors <= 1 && (errors == 0 || all.last().unwrap().is_err()));
        // What can be read is written in one way only.
        if errors == 0 {
            let mut again = Ops::new();
            all.iter().flatten().for_each(|op| again.push(op));
            let back: Result<Vec<Op<'_>>, _> = ops(again.as_slice()).collect();
            prop_assert!(back.unwrap().iter().eq(all.iter().flatten()));
        }
    }

    #[test]
    fn cut_operations_are_seen(all in prop::collection::vec(any_op(), 1..10), cut in any::<prop::sample::Index>()) {
        let out = encoded(&all);
        let cut = cut.index(out.len());
        let back: Vec<_> = ops(&out.as_slice()[..cut]).collect();
        let whole: Vec<Op<'_>> = back.iter().filter_map(|op| (*op).ok()).collect();
        let expected: Vec<Op<'_>> = all.iter().map(Owned::op).take(whole.len()).collect();
        prop_assert!(whole == expected);
    }
}
