//! Tests of `check`: against the naive version, and by hand.

use std::sync::Arc;

use proptest::prelude::*;
use truyvet_model::{
    Contact, Coordinates, Duration, ExternalId, Interval, PersonNo, Place, PlaceNo, Timestamp,
    ToDuration as _, Visit,
};

use super::naive::Naive;
use super::*;
use crate::io::MemoryVfs;
use crate::manifest::Options;
use crate::store::Store;

const PEOPLE: u32 = 6;
const DAY: i64 = 86_400;

#[derive(Debug, Clone, Default)]
struct World {
    places: Vec<Place>,
    /// person, place, start, end
    visits: Vec<(u32, u32, i64, Option<i64>)>,
    contacts: Vec<(u32, u32, i64, i64)>,
}

impl World {
    fn snapshot(&self, commits: usize) -> Snapshot {
        let vfs = Arc::new(MemoryVfs::new());
        let store = Store::create_in(vfs, Options::default()).unwrap();
        let mut writer = store.writer().unwrap();
        let id = |text: String| text.parse::<ExternalId>().unwrap();
        for n in 0..PEOPLE {
            writer.person(id(format!("p{n}"))).unwrap();
        }
        for n in 0..self.places.len() {
            writer.place(id(format!("q{n}"))).unwrap();
        }
        for (n, place) in (0..).zip(&self.places) {
            writer.declare_place(PlaceNo(n), place).unwrap();
        }
        let time = Timestamp::from_seconds;
        for share in self.visits.chunks(self.visits.len() / commits + 1) {
            for &(person, place, start, end) in share {
                let visit = Visit {
                    person: PersonNo(person),
                    place: PlaceNo(place),
                    start: time(start),
                    end: end.map(time),
                };
                writer.visit(visit).unwrap();
            }
            writer.commit().unwrap();
        }
        for &(a, b, start, end) in &self.contacts {
            let interval = Interval::new(time(start), time(end)).unwrap();
            let (a, b) = (PersonNo(a), PersonNo(b));
            writer.contact(Contact { a, b, interval }).unwrap();
        }
        writer.commit().unwrap();
        store.snapshot().unwrap()
    }
}

/// What readers see.
fn seen(snapshot: &Snapshot) -> Vec<(Visit, i64, bool)> {
    let mut seen = Vec::new();
    for segment in snapshot.segments() {
        let all = 0..snapshot.place_count();
        let place = |place, rows: &[crate::VisitRow]| {
            seen.extend(rows.iter().map(|row| {
                let visit = Visit {
                    person: PersonNo(row.person),
                    place: PlaceNo(place),
                    start: Timestamp::from_seconds(row.start),
                    end: None,
                };
                (visit, row.end, row.open)
            }));
        };
        segment.each_place(all, Interval::ALWAYS, place).unwrap();
    }
    seen
}

fn worlds() -> impl Strategy<Value = World> {
    // Around one town, across the country, across the sphere.
    let near = (0..2_000_i32, 0..2_000_i32)
        .prop_map(|(x, y)| Coordinates::from_e7(212_000_000 + x * 100, 1_060_000_000 + y * 100));
    let far = (-90..=90_i32, -180..=180_i32)
        .prop_map(|(lat, lon)| Coordinates::from_e7(lat * 10_000_000, lon * 10_000_000));
    let at = prop_oneof![3 => near, 1 => far].prop_map(Result::unwrap);
    let place = (
        proptest::option::weighted(0.8, at),
        any::<bool>(),
        any::<u8>(),
    );
    let places = prop::collection::vec(place, 1..12).prop_map(|places| {
        let place =
            |(number, (at, shared, parent)): (usize, (Option<Coordinates>, bool, u8))| Place {
                coordinates: at,
                shared: shared && number % 3 == 0,
                // Some are part of one before.
                parent: (parent % 3 == 0 && number > 0)
                    .then(|| PlaceNo(u32::from(parent) % u32::try_from(number).unwrap())),
                ..Place::default()
            };
        places
            .into_iter()
            .enumerate()
            .map(place)
            .collect::<Vec<_>>()
    });
    let start = prop_oneof![4 => 0..DAY / 4, 1 => 0..12 * DAY];
    let length = prop_oneof![6 => 1..9_000_i64, 1 => 1..12 * DAY];
    let visit = (0..PEOPLE, any::<u32>(), start.clone(), length, 0..5_u8);
    let visits = prop::collection::vec(visit, 0..90);
    let contact = (0..PEOPLE, 0..PEOPLE, start, 1..2 * DAY);
    let contacts = prop::collection::vec(contact, 0..10);
    (places, visits, contacts).prop_map(|(places, visits, contacts)| {
        let count = u32::try_from(places.len()).unwrap();
        let visit = |(person, place, start, length, open): (u32, u32, i64, i64, u8)| {
            let end = (open > 0).then_some(start + length);
            (person, place % count, start, end)
        };
        let contacts = contacts.into_iter().filter(|c| c.0 != c.1);
        World {
            places,
            visits: visits.into_iter().map(visit).collect(),
            contacts: contacts.map(|(a, b, s, l)| (a, b, s, s + l)).collect(),
        }
    })
}

fn check(snapshot: &Snapshot, options: &CheckOptions) -> CheckReport {
    snapshot.check(options, &mut |_| ()).unwrap()
}

proptest! {
    #[test]
    fn the_check_finds_what_the_naive_one_finds(
        world in worlds(),
        commits in 1..4_usize,
        memory in prop_oneof![Just(0), Just(300), Just(1 << 20)],
        tolerance in prop_oneof![Just(0_u32), Just(300), Just(3_600)],
        examples in prop_oneof![Just(0_usize), Just(3), Just(1_000)],
    ) {
        let snapshot = world.snapshot(commits);
        let options = CheckOptions {
            memory,
            tolerance: Duration::from_seconds(tolerance),
            examples,
            ..CheckOptions::default()
        };
        let report = check(&snapshot, &options);
        let visits = seen(&snapshot);
        let naive = Naive { places: &world.places, visits: &visits };
        let overlaps = naive.overlaps(PEOPLE, &options);
        prop_assert_eq!(report.overlaps.count, overlaps.len() as u64);
        prop_assert_eq!(&report.overlaps.examples[..], &overlaps[..examples.min(overlaps.len())]);
        let travels = naive.travels(PEOPLE, &options);
        prop_assert_eq!(report.travels.count, travels.len() as u64);
        prop_assert_eq!(&report.travels.examples[..], &travels[..examples.min(travels.len())]);

        prop_assert_eq!(report.visits, visits.len() as u64);
        let open = visits.iter().filter(|v| v.2);
        prop_assert_eq!(report.open.count(), open.count() as u64);
        let long = |v: &&(Visit, i64, bool)| !v.2 && v.1 - v.0.start.seconds() > 7 * DAY;
        prop_assert_eq!(report.long_visits.count, visits.iter().filter(long).count() as u64);
        let shared = visits.iter().filter(|v| world.places[v.0.place.index()].shared);
        prop_assert_eq!(report.shared.count, shared.count() as u64);
        prop_assert!(report.shared.examples.len() <= examples);
        let given: u64 = report.sources.iter().map(|s| s.visits + s.contacts).sum();
        prop_assert_eq!(given, report.visits + report.contacts);
        let last = visits.iter().map(|v| v.0.start.seconds()).max();
        if let (Some(last), [source]) = (last, report.sources.as_slice()) {
            prop_assert!(source.last_start.seconds() >= last);
            prop_assert_eq!(source.behind, Duration::ZERO);
        }
    }
}

/// Hanoi and Saigon are 1,140 km apart; the stall is part of the market.
fn two_cities() -> World {
    let place = |lat: f64, lon: f64, parent: Option<u32>| Place {
        coordinates: Some(Coordinates::new(lat, lon).unwrap()),
        parent: parent.map(PlaceNo),
        ..Place::default()
    };
    World {
        places: vec![
            place(21.0285, 105.8542, None),
            place(10.7769, 106.7009, None),
            place(10.7769, 106.7009, Some(0)),
        ],
        ..World::default()
    }
}

#[test]
fn nobody_is_in_two_cities_within_the_hour() {
    let mut world = two_cities();
    world.visits = vec![
        (0, 0, 0, Some(3_600)),
        (0, 1, 7_200, Some(9_000)),
        (1, 0, 0, Some(3_600)),
        (1, 1, 3_600 + 6 * 3_600, Some(40_000)),
    ];
    let report = check(&world.snapshot(1), &CheckOptions::default());
    assert_eq!(report.overlaps.count, 0);
    assert_eq!(report.travels.count, 1);
    let travel = report.travels.examples[0];
    assert_eq!((travel.person, travel.seconds), (PersonNo(0), 3_600));
    assert!(
        (1_130_000..1_150_000).contains(&travel.metres),
        "{travel:?}"
    );
}

#[test]
fn a_stall_is_no_other_place_than_its_market_and_an_assumed_end_no_proof() {
    let mut world = two_cities();
    world.visits = vec![
        (0, 0, 0, Some(3_600)),
        (0, 2, 600, Some(3_000)),
        // Open: its end is assumed.
        (1, 0, 0, None),
        (1, 0, 600, None),
        (2, 0, 0, Some(3_600)),
        (2, 1, 3_000, Some(5_000)),
    ];
    let report = check(&world.snapshot(1), &CheckOptions::default());
    let overlap = report.overlaps.examples[0];
    assert_eq!(report.overlaps.count, 1);
    assert_eq!(
        (overlap.person, overlap.length),
        (PersonNo(2), 10.minutes())
    );
}

#[test]
fn open_visits_are_counted_by_age_and_the_oldest_are_named() {
    let mut world = two_cities();
    let now = 20 * DAY;
    world.visits = [
        0,
        DAY,
        5 * DAY,
        2 * DAY,
        10 * DAY,
        -DAY,
        7 * DAY,
        3 * DAY - 1,
    ]
    .map(|age| (0, 0, now - age, None))
    .to_vec();
    let options = CheckOptions {
        now: Some(Timestamp::from_seconds(now)),
        examples: 2,
        ..CheckOptions::default()
    };
    let open = check(&world.snapshot(2), &options).open;
    let counts = (
        open.under_1_day,
        open.under_3_days,
        open.under_7_days,
        open.older,
    );
    assert_eq!(counts, (2, 3, 1, 2));
    let starts: Vec<_> = open.oldest.iter().map(|v| v.start.seconds()).collect();
    assert_eq!(starts, [now - 10 * DAY, now - 7 * DAY]);
}

#[test]
fn long_records_are_found() {
    let mut world = two_cities();
    world.visits = vec![(0, 0, 0, Some(7 * DAY + 1)), (1, 0, 0, Some(7 * DAY))];
    world.contacts = vec![(4, 3, 0, DAY + 1), (3, 5, 0, DAY)];
    let report = check(&world.snapshot(1), &CheckOptions::default());
    assert_eq!(
        (report.long_visits.count, report.long_contacts.count),
        (1, 1)
    );
    let contact = report.long_contacts.examples[0];
    assert_eq!((contact.a, contact.b), (PersonNo(3), PersonNo(4)));
    assert_eq!((report.visits, report.contacts), (2, 2));
}

#[test]
fn bad_options_are_errors_that_name_the_field() {
    let snapshot = World::default().snapshot(1);
    let bad = CheckOptions {
        max_speed_kmh: 0,
        ..CheckOptions::default()
    };
    let error = snapshot.check(&bad, &mut |_| ()).unwrap_err();
    assert!(error.to_string().contains("max_speed_kmh"), "{error}");
    let bad = CheckOptions {
        tolerance: Duration::FOREVER,
        ..CheckOptions::default()
    };
    let error = snapshot.check(&bad, &mut |_| ()).unwrap_err();
    assert!(error.to_string().contains("tolerance"), "{error}");
}

#[test]
fn progress_ends_with_everybody() {
    let mut told = Vec::new();
    let options = CheckOptions {
        memory: 0,
        ..CheckOptions::default()
    };
    let snapshot = two_cities().snapshot(1);
    snapshot
        .check(&options, &mut |p| told.push(p.people_done))
        .unwrap();
    assert_eq!(told, [1, 2, 3, 4, 5, 6]);
}
