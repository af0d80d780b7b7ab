//! Tests of outbreaks: the truth is checked literally, sizes are sane, threads change nothing.
use super::*;
use crate::province::Province;
use crate::spec::ProvinceSpec;

fn province() -> Province {
    let spec = ProvinceSpec {
        people: 20_000,
        days: 21,
        ..ProvinceSpec::default()
    };
    Province::new(&spec).unwrap()
}

fn run(circles: &Circles<'_>, strength: f64) -> Outbreak {
    let spec = OutbreakSpec {
        seeds: 20,
        strength,
        ..OutbreakSpec::default()
    };
    Outbreak::run(circles, &spec, &mut |_| {}).unwrap()
}

#[test]
fn every_infector_was_infectious_and_there_at_that_time() {
    let province = province();
    let circles = Circles::new(&province);
    let outbreak = run(&circles, 1.0);
    let infections = outbreak.infections();
    assert!(infections.len() > 100, "{}", infections.len());
    let there = |person: u32, place: u32, time: i64| {
        (0..21)
            .flat_map(|day| province.visits_of(person, day))
            .find(|v| v.place == place && v.start <= time && time < v.end)
    };
    for infection in infections {
        let Some(infector) = infection.infector else {
            assert!(infection.time < province.spec().start.seconds());
            assert_eq!((infection.generation, infection.place), (0, None));
            continue;
        };
        let place = infection.place.unwrap();
        let by = outbreak.of(infector).unwrap();
        assert!(by.infectious <= infection.time && infection.time < by.until());
        assert_eq!(by.generation + 1, infection.generation);
        let (theirs, own) = (
            there(infector, place, infection.time).unwrap(),
            there(infection.person, place, infection.time).unwrap(),
        );
        assert_eq!(circles.of(&theirs), circles.of(&own));
        assert!(infection.infectious >= infection.time + 86_400);
    }
    let people: std::collections::BTreeSet<u32> = infections.iter().map(|i| i.person).collect();
    assert_eq!(people.len(), infections.len(), "nobody is infected twice");
}

#[test]
fn more_contagious_is_larger_and_nothing_spreads_at_rate_zero() {
    let province = province();
    let circles = Circles::new(&province);
    let sizes: Vec<usize> = [0.0, 0.3, 1.0, 3.0]
        .into_iter()
        .map(|strength| run(&circles, strength).infections().len())
        .collect();
    assert_eq!(sizes[0], 20);
    assert!(sizes.windows(2).all(|w| w[0] < w[1]), "{sizes:?}");
    assert_eq!(run(&circles, 1.0), run(&circles, 1.0));
}

/// A few infect most: of all who had at least a week to do so, the most infectious fifth made
/// more than half of their infections.
#[test]
fn infections_are_overdispersed() {
    let province = province();
    let circles = Circles::new(&province);
    let outbreak = run(&circles, 1.0);
    let early = province.spec().start.seconds() + 10 * 86_400;
    let mut made: BTreeMap<u32, u32> = (outbreak.infections().iter())
        .filter(|i| i.infectious < early)
        .map(|i| (i.person, 0))
        .collect();
    for infection in outbreak.infections() {
        if let Some(count) = infection.infector.and_then(|i| made.get_mut(&i)) {
            *count += 1;
        }
    }
    let mut counts: Vec<u32> = made.into_values().collect();
    counts.sort_unstable_by(|a, b| b.cmp(a));
    let all: u32 = counts.iter().sum();
    let fifth: u32 = counts.iter().take(counts.len() / 5).sum();
    let mean = f64::from(all) / counts.len() as f64;
    println!("{} infectors, {mean:.2} each, {counts:?}", counts.len());
    assert!(fifth * 2 > all, "{fifth} of {all}");
    assert!((1.0..8.0).contains(&mean), "{mean}");
}

#[test]
fn who_is_isolated_goes_nowhere() {
    let province = province();
    let circles = Circles::new(&province);
    let outbreak = run(&circles, 1.0);
    let isolated = outbreak.infections().iter().find(|i| i.isolated.is_some());
    let infection = isolated.unwrap();
    let from = infection.isolated.unwrap();
    let visit = |start: i64, end: i64| SynthVisit {
        person: infection.person,
        place: 1,
        start,
        end,
    };
    assert_eq!(outbreak.cut(visit(from, from + 9)), None);
    assert_eq!(
        outbreak.cut(visit(from - 5, from + 9)),
        Some(visit(from - 5, from))
    );
    assert_eq!(
        outbreak.cut(visit(from - 9, from - 5)),
        Some(visit(from - 9, from - 5))
    );
    assert_eq!(outbreak.of(u32::MAX), None);
}

#[test]
fn a_bad_outbreak_is_named() {
    let province = province();
    let circles = Circles::new(&province);
    let spec = OutbreakSpec {
        dispersion: 0.0,
        ..OutbreakSpec::default()
    };
    let why = Outbreak::run(&circles, &spec, &mut |_| {}).unwrap_err();
    assert!(why.to_string().contains("dispersion"), "{why}");
}
