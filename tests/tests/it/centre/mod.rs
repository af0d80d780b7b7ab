//! Zones and panorama of small random worlds, against a plain recomputation that shares no line
//! with them (S26, S26a, S27).

mod world;

mod naive;

mod duckdb;

use truyvet::{
    Asking, Panorama, PanoramaOptions, Shown, Snapshot, Timestamp, Treatment, UnitLevel, UnitState,
    Zone, ZoneOptions,
};

use naive::Counts;
use world::{DAY, World};

const WORLDS: u64 = 60;

fn number(shown: Shown) -> u64 {
    shown.number().expect("nothing is suppressed here")
}

fn asking(world: &World, suppress: u64) -> Asking {
    Asking {
        at: Some(Timestamp::from_seconds(world.at)),
        days: world.days,
        suppress,
        ..Asking::default()
    }
}

/// The two ways of a hop are judged by the naive text; more of them by the trace itself, which has
/// its own oracle.
fn levels(world: &World, snapshot: &Snapshot, hops: u32) -> Vec<Vec<usize>> {
    if hops == 1 {
        return vec![naive::first_contacts(world)];
    }
    let mut levels = vec![Vec::new(); hops as usize];
    let mut asked = snapshot.trace().hops(hops);
    for (person, infectious) in naive::infectious(world) {
        asked = asked.case(world::person(person), infectious.0..infectious.1);
    }
    if naive::infectious(world).is_empty() {
        return levels;
    }
    let trace = asked.forward().unwrap();
    for row in trace.exposures() {
        let row = row.unwrap();
        let person = world::number(&row.person.to_string());
        levels[row.level as usize - 1].push(person);
    }
    levels
}

fn check_zone(zone: &Zone, expected: &Counts, world: &World, judged: bool) {
    let what = format!("{:?} of {world:?}", zone.unit);
    assert_eq!(number(zone.people), expected.people, "people of {what}");
    assert_eq!(number(zone.cases), expected.cases, "cases of {what}");
    let exposed: Vec<u64> = zone.exposed.iter().map(|shown| number(*shown)).collect();
    assert_eq!(exposed, expected.exposed, "exposed of {what}");
    let coverage = zone.coverage.map(|percent| (percent * 1e9).round());
    assert_eq!(
        coverage,
        expected.coverage.map(|percent| (percent * 1e9).round()),
        "{what}"
    );
    if judged {
        assert_eq!(
            number(zone.population),
            expected.population.0,
            "population of {what}"
        );
        assert_eq!(zone.population_from.name(), expected.population.1, "{what}");
        assert_eq!(
            zone.level,
            naive::level(expected, world.days),
            "level of {what}"
        );
        assert_eq!(zone.colour.is_none(), zone.level.is_none(), "{what}");
    } else {
        assert_eq!(zone.level, None);
    }
}

#[test]
fn s26_zones_are_what_a_plain_recomputation_says() {
    for seed in 0..WORLDS {
        let world = World::new(seed);
        let snapshot = world.snapshot();
        let hops = 1 + u32::try_from(seed % 3).unwrap();
        let exposed = levels(&world, &snapshot, hops);
        for level in UnitLevel::ALL {
            let mut options = ZoneOptions::new(level);
            options.treatment = Some(Treatment::Ok);
            options.asking = asking(&world, 0);
            let zones = snapshot.trace().hops(hops).zones(&options).unwrap();
            let listed = naive::listed(&world, "", level.name());
            let paths: Vec<_> = zones
                .zones
                .iter()
                .filter_map(|zone| zone.unit.clone())
                .collect();
            assert_eq!(paths, listed);
            for zone in &zones.zones {
                let path = zone.unit.as_deref().unwrap();
                let within = |unit: Option<&str>| unit.is_some_and(|unit| naive::holds(path, unit));
                let expected = naive::counts(&world, &exposed, path, &within);
                check_zone(zone, &expected, &world, true);
            }
            let in_none = |unit: Option<&str>| {
                !unit.is_some_and(|unit| listed.iter().any(|path| naive::holds(path, unit)))
            };
            let expected = naive::counts(&world, &exposed, "", &in_none);
            check_zone(&zones.rest, &expected, &world, false);
            let everybody = naive::counts(&world, &exposed, "", &|_| true);
            assert_eq!(number(zones.total.people), everybody.people);
            let rows = zones.zones.iter().chain([&zones.rest]);
            let sum: u64 = rows.map(|zone| number(zone.cases)).sum();
            assert_eq!(sum, number(zones.total.cases), "nobody is dropped");
        }
    }
}

fn check_state(state: &UnitState, expected: &Counts) {
    let numbers = |shown: &[Shown]| -> Vec<u64> { shown.iter().map(|s| number(*s)).collect() };
    let what = format!("{:?}", state.unit);
    assert_eq!(number(state.people), expected.people, "{what}");
    assert_eq!(state.places, expected.places, "places of {what}");
    assert_eq!(
        numbers(&state.by_source),
        expected.by_source,
        "by source of {what}"
    );
    assert_eq!(numbers(&state.by_day), expected.by_day, "by day of {what}");
    assert_eq!(
        number(state.visits),
        expected.by_day.iter().sum::<u64>(),
        "{what}"
    );
    assert_eq!(number(state.cases), expected.cases, "{what}");
    assert_eq!(
        number(state.isolated),
        expected.isolated,
        "isolated of {what}"
    );
    assert_eq!(numbers(&state.exposed), expected.exposed, "{what}");
    assert_eq!(number(state.sites), expected.sites, "sites of {what}");
}

#[test]
fn s26a_a_panorama_is_what_a_plain_recomputation_says() {
    for seed in 0..WORLDS {
        let world = World::new(seed);
        let snapshot = world.snapshot();
        let exposed = levels(&world, &snapshot, 1);
        for scope in ["", "1", "1/11", "2"] {
            let options = PanoramaOptions {
                asking: asking(&world, 0),
                unit: Some(scope.to_owned()).filter(|path| !path.is_empty()),
                level: None,
            };
            let seen = snapshot.trace().hops(1).panorama(&options).unwrap();
            let within = |path: &str, unit: Option<&str>| {
                path.is_empty() || unit.is_some_and(|unit| naive::holds(path, unit))
            };
            let of = |path: &str| naive::counts(&world, &exposed, path, &|unit| within(path, unit));
            check_state(&seen.total, &of(scope));
            let listed: Vec<_> = seen.units.iter().filter_map(|s| s.unit.clone()).collect();
            let level = seen.level.map_or("", UnitLevel::name);
            assert_eq!(listed, naive::listed(&world, scope, level));
            for state in &seen.units {
                check_state(state, &of(state.unit.as_deref().unwrap()));
            }
            let in_none = |unit: Option<&str>| {
                within(scope, unit)
                    && !unit.is_some_and(|unit| listed.iter().any(|path| naive::holds(path, unit)))
            };
            let rest = naive::counts(&world, &exposed, scope, &in_none);
            if let Some(state) = &seen.rest {
                check_state(state, &rest);
            }
            check_sources(&world, &seen);
        }
    }
}

fn check_sources(world: &World, seen: &Panorama) {
    for (at, source) in seen.sources.iter().enumerate() {
        let (contacts, last) = naive::source(world, at);
        assert_eq!(number(source.contacts), contacts, "{source:?}");
        assert_eq!(
            source.last_event.map(Timestamp::seconds),
            last,
            "{source:?}"
        );
        let age = source.event_age.map(truyvet_model::Duration::seconds);
        assert_eq!(age, last.map(|last| world.at - last));
    }
    let days: Vec<i64> = seen.days.iter().map(|day| day.start().seconds()).collect();
    let first = world.at - i64::from(world.days) * DAY;
    let expected: Vec<i64> = (0..i64::from(world.days))
        .map(|day| first + day * DAY)
        .collect();
    assert_eq!(days, expected);
}

/// The figures of a row that are suppressed one by one.
fn alone(state: &UnitState) -> Vec<Shown> {
    let mut counts = vec![
        state.people,
        state.cases,
        state.isolated,
        state.sites,
        state.visits,
    ];
    counts.extend_from_slice(&state.exposed);
    counts
}

#[test]
fn s27_no_small_count_is_shown_or_missing_from_a_sum_in_any_answer() {
    let mut hidden = 0;
    for seed in 0..WORLDS {
        let world = World::new(seed);
        let snapshot = world.snapshot();
        let ask = |unit: Option<&str>, suppress| {
            let options = PanoramaOptions {
                asking: asking(&world, suppress),
                unit: unit.map(str::to_owned),
                level: None,
            };
            snapshot.trace().hops(2).panorama(&options).unwrap()
        };
        let mut scopes = vec![None];
        while let Some(scope) = scopes.pop() {
            let (known, told) = (ask(scope.as_deref(), 0), ask(scope.as_deref(), 5));
            let rows = |seen: &Panorama| -> Vec<UnitState> {
                let rest = seen.rest.iter().cloned();
                seen.units.iter().cloned().chain(rest).collect()
            };
            let (whole, parts) = (alone(&told.total), rows(&told));
            for (known, told) in rows(&known).iter().zip(&parts) {
                for (known, told) in alone(known).into_iter().zip(alone(told)) {
                    let small = (1..5).contains(&number(known));
                    assert!(told == known && !small || told == Shown::Suppressed);
                    hidden += usize::from(told == Shown::Suppressed);
                }
            }
            for (column, total) in whole.iter().enumerate() {
                let stars = parts
                    .iter()
                    .filter(|row| alone(row)[column] == Shown::Suppressed);
                if *total != Shown::Suppressed && !parts.is_empty() {
                    assert_ne!(
                        stars.count(),
                        1,
                        "column {column} of {scope:?} in {told:#?}"
                    );
                }
            }
            for row in &parts {
                let Some(unit) = &row.unit else { continue };
                let below = ask(Some(unit), 5);
                assert_eq!(below.total, *row, "two answers show the same cells");
                scopes.push(row.unit.clone());
            }
        }
    }
    assert!(hidden > 100, "the worlds have small counts: {hidden}");
}

#[test]
fn s26_what_looks_like_good_news_is_an_error_instead() {
    let world = World::new(1);
    let snapshot = world.snapshot();
    let mut options = ZoneOptions::new(UnitLevel::Commune);
    let said = |options: &ZoneOptions| {
        let error = snapshot.zones(options).unwrap_err();
        assert!(error.is_question(), "{error}");
        error.to_string()
    };
    assert!(said(&options).starts_with("treatment: the rules vn-4800 ask"));
    options.treatment = Some(Treatment::Short);
    options.unit = Some("3".to_owned());
    assert!(said(&options).starts_with("unit: nothing in the store lies in `3`"));
    options.unit = Some("1/11/111".to_owned());
    assert!(said(&options).starts_with("level: no commune lies in `1/11/111`"));
    options.unit = None;
    options.asking.days = 0;
    assert!(said(&options).starts_with("days: 0 is not allowed"));
    options.asking.days = 7;
    let error = snapshot
        .trace()
        .case(world::person(0), 0..)
        .zones(&options)
        .unwrap_err();
    assert!(
        error
            .to_string()
            .starts_with("cases: none can be given here"),
        "{error}"
    );
    let error = snapshot.trace().hops(0).zones(&options).unwrap_err();
    assert!(error.to_string().starts_with("hops: `0`"), "{error}");
    let without = World {
        cases: Vec::new(),
        ..World::new(1)
    }
    .snapshot();
    let error = without.zones(&options).unwrap_err();
    assert!(
        error
            .to_string()
            .starts_with("cases: no case is registered"),
        "{error}"
    );
}
