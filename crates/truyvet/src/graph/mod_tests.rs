//! Tests of the graph view: order, names, links, erasure, wrong arguments, damage, tracing only.

use std::sync::Arc;

use petgraph::visit::{Bfs, IntoNodeIdentifiers, NodeCount, Walker};

use super::*;
use crate::{Kind, MemoryVfs, Options, PlaceDetails, Store, ToDuration};

type Outcome = Result<(), Box<dyn std::error::Error>>;

const DAY: i64 = 86_400;
const ALWAYS: Interval = Interval::ALWAYS;

/// Two days. An, Bình and Chi in a canteen, An and Chi by a contact, everybody at a company that
/// has one code for all (shared).
fn two_days(vfs: &MemoryVfs, options: Options) -> Store {
    let store = Store::create_in(Arc::new(vfs.clone()), options).unwrap();
    let mut w = store.writer().unwrap();
    w.visit("An", "canteen", DAY, Some(DAY + 3600)).unwrap();
    w.visit("Bình", "canteen", DAY + 1800, Some(DAY + 5400))
        .unwrap();
    w.visit("Chi", "canteen", 0, Some(600)).unwrap();
    w.visit("An", "canteen", 300, None).unwrap();
    w.contact("Chi", "An", 2 * DAY - 100, 2 * DAY + 100)
        .unwrap();
    for person in ["An", "Bình", "Chi", "Dung"] {
        w.visit(person, "company", 20_000, Some(30_000)).unwrap();
    }
    for (place, kind, shared) in [("canteen", "canteen", false), ("company", "company", true)] {
        let details = PlaceDetails {
            kind: Kind::new(kind).unwrap(),
            shared,
            ..PlaceDetails::default()
        };
        w.place(place, &details).unwrap();
    }
    w.publish().unwrap();
    store
}

fn memory() -> Store {
    two_days(&MemoryVfs::new(), Options::default())
}

fn visits(rows: VisitRows) -> Vec<String> {
    let line = |row: Result<VisitRow, Error>| {
        let row = row.unwrap();
        format!(
            "{} {} {:?} {}",
            row.person, row.place, row.interval, row.grade
        )
    };
    rows.map(line).collect()
}

fn neighbours(rows: NeighbourRows) -> Vec<String> {
    let line = |row: Result<NeighbourRow, Error>| {
        let row = row.unwrap();
        let place = row.place.map_or("-".to_owned(), |place| place.to_string());
        format!("{} {place} {:?} {}", row.person, row.overlap, row.grade)
    };
    rows.map(line).collect()
}

#[test]
fn records_in_order_of_time() -> Outcome {
    let graph = memory().snapshot()?.graph();
    assert_eq!(
        visits(graph.visits_of("An", ALWAYS)?),
        [
            "An canteen [300s, 3900s) assumed_end",
            "An company [20000s, 30000s) recorded",
            "An canteen [86400s, 90000s) recorded",
        ]
    );
    assert_eq!(
        visits(graph.visitors_of("canteen", 500..DAY + 1)?),
        [
            "Chi canteen [0s, 600s) recorded",
            "An canteen [300s, 3900s) assumed_end",
            "An canteen [86400s, 90000s) recorded",
        ]
    );
    assert_eq!(visits(graph.visitors_of("company", ALWAYS)?).len(), 4);
    let contacts: Vec<ContactRow> = graph.contacts_of("An", ALWAYS)?.collect::<Result<_, _>>()?;
    let shown: Vec<String> = contacts
        .iter()
        .map(|c| format!("{} {:?}", c.person, c.interval))
        .collect();
    assert_eq!(shown, ["Chi [172700s, 172900s)"]);
    assert_eq!(graph.contacts_of("Dung", ALWAYS)?.count(), 0);
    assert_eq!(graph.contacts_of("An", 0..DAY)?.count(), 0);
    assert_eq!(graph.snapshot().number(), 1);
    Ok(())
}

#[test]
fn s5_s8_s10_neighbours() -> Outcome {
    let graph = memory().snapshot()?.graph();
    let of = |id: &str, window: Interval, least: Duration| {
        neighbours(graph.neighbours(id, window, least).unwrap())
    };
    assert_eq!(
        of("An", ALWAYS, 1.seconds()),
        [
            "Chi canteen [300s, 600s) assumed_end",
            "Bình canteen [88200s, 90000s) recorded",
            "Chi - [172700s, 172900s) recorded",
        ]
    );
    assert_eq!(
        of("An", ALWAYS, 5.minutes()),
        [
            "Chi canteen [300s, 600s) assumed_end",
            "Bình canteen [88200s, 90000s) recorded",
        ]
    );
    // A record that meets the window counts whole.
    assert_eq!(
        of("Bình", (89_999..90_000).into_interval()?, 30.minutes()),
        ["An canteen [88200s, 90000s) recorded"]
    );
    // Only the shared place.
    assert!(of("Dung", ALWAYS, 1.seconds()).is_empty());
    Ok(())
}

#[test]
fn s6_linked_and_erased_people() -> Outcome {
    let store = memory();
    let mut w = store.writer()?;
    w.visit("phone:1", "canteen", DAY, Some(DAY + 7200))?;
    w.link("Bình", "phone:1")?;
    w.commit()?;
    let graph = store.snapshot()?.graph();
    // Bình's own two visits at once are no meeting.
    assert_eq!(
        neighbours(graph.neighbours("phone:1", DAY..2 * DAY, 1.seconds())?),
        [
            "An canteen [86400s, 90000s) recorded",
            "An canteen [88200s, 90000s) recorded",
        ]
    );
    let view = graph.contact_view(ALWAYS, 1.seconds())?;
    assert_eq!(view.node_count(), 4, "five ids, four people");
    w.erase("An")?;
    let snapshot = store.snapshot()?;
    let view = snapshot.graph().contact_view(ALWAYS, 1.seconds())?;
    let people: Vec<_> = view
        .node_identifiers()
        .map(|n| snapshot.person_id(n).map(|id| id.to_string()))
        .collect::<Result<_, _>>()?;
    assert_eq!(people.len(), 3);
    assert!(!people.contains(&"An".to_owned()));
    let bình = snapshot.person("Bình")?.expect("known");
    assert_eq!(Bfs::new(&view, bình).iter(&view).count(), 1);
    Ok(())
}

#[test]
fn s28_wrong_arguments() -> Outcome {
    let graph = memory().snapshot()?.graph();
    let late = || 10 * DAY..11 * DAY;
    for (error, words) in [
        (
            graph.visits_of("Nobody", ALWAYS).unwrap_err(),
            "person: no person `Nobody`",
        ),
        (
            graph.contacts_of("", ALWAYS).unwrap_err(),
            "person: the id is empty",
        ),
        (
            graph.visitors_of("nowhere", ALWAYS).unwrap_err(),
            "place: no place `nowhere`",
        ),
        (
            graph.neighbours("An", late(), 1.seconds()).unwrap_err(),
            "window: ",
        ),
        (graph.visits_of("An", 5..5).unwrap_err(), "window: "),
        (
            graph.neighbours("An", ALWAYS, 0.seconds()).unwrap_err(),
            "min_overlap: 0s",
        ),
        (
            graph.contact_view(ALWAYS, Duration::FOREVER).unwrap_err(),
            "min_overlap: inf",
        ),
        (
            graph
                .contact_view_of(["An", "x"], ALWAYS, 1.seconds())
                .unwrap_err(),
            "person: no person `x`",
        ),
    ] {
        assert!(error.is_question(), "{error}");
        assert!(error.to_string().starts_with(words), "{error}");
    }
    let empty = Store::create_in(Arc::new(MemoryVfs::new()), Options::default())?;
    let error = empty.snapshot()?.graph().visits_of("An", ALWAYS);
    assert!(error.unwrap_err().to_string().contains("no visits"));
    Ok(())
}

/// A store that opens, with damage where its visits are.
fn damaged() -> Snapshot {
    let files = MemoryVfs::new();
    let store = Store::create_in(Arc::new(files.clone()), Options::default()).unwrap();
    let mut w = store.writer().unwrap();
    for n in 0..3000_i64 {
        let start = n * 7919 % DAY;
        let (person, place) = (format!("p{}", n % 500), format!("q{}", n % 41));
        w.visit(person, place, start, Some(start + 3600)).unwrap();
    }
    w.publish().unwrap();
    let names = files.files().into_keys();
    let name = names.into_iter().find(|n| n.starts_with("segment-"));
    let name = name.expect("a segment");
    let whole = files.get(&name).unwrap();
    let snapshots = (0..whole.len()).step_by(1024).filter_map(|at| {
        let mut bytes = whole.clone();
        bytes[at] ^= 1;
        files.put(&name, bytes);
        let snapshot = Store::open_in(Arc::new(files.clone())).ok()?;
        let snapshot = snapshot.snapshot().ok()?;
        let mut rows = snapshot
            .graph()
            .neighbours("p0", ALWAYS, 1.seconds())
            .ok()?;
        rows.any(|row| row.is_err()).then_some(snapshot)
    });
    snapshots
        .into_iter()
        .next()
        .expect("damage that opening does not find")
}

#[test]
fn damage_ends_the_rows_and_is_kept_by_the_view() -> Outcome {
    let snapshot = damaged();
    let graph = snapshot.graph();
    let rows: Vec<_> = graph.neighbours("p0", ALWAYS, 1.seconds())?.collect();
    let failed = |row: &Result<NeighbourRow, Error>| row.as_ref().is_err_and(Error::is_damaged);
    assert!(rows.last().is_some_and(failed));
    assert_eq!(rows.iter().filter(|row| row.is_err()).count(), 1);
    let view = graph.contact_view(ALWAYS, 1.seconds())?;
    assert!(view.error().is_none(), "nothing was read yet");
    let start = snapshot.person("p0")?.ok_or("somebody known")?;
    assert_eq!(Bfs::new(&view, start).iter(&view).count(), 1);
    assert!(view.error().is_some_and(|error| error.is_damaged()));
    Ok(())
}

#[test]
fn what_a_store_for_tracing_only_answers() -> Outcome {
    let files = MemoryVfs::new();
    let opened = two_days(&files, Options::default()).for_tracing();
    let made = Options {
        listing: false,
        ..Options::default()
    };
    let made = two_days(&MemoryVfs::new(), made);
    for (store, words) in [(&opened, "opened for tracing"), (&made, "made for tracing")] {
        let snapshot = store.snapshot()?;
        assert!(!snapshot.allows_listing());
        let graph = snapshot.graph();
        for error in [
            graph.visitors_of("canteen", ALWAYS).unwrap_err(),
            graph.contact_view(ALWAYS, 1.seconds()).unwrap_err(),
            snapshot.registered_cases().unwrap_err(),
        ] {
            assert!(error.is_tracing_only() && !error.is_question(), "{error}");
            assert!(error.to_string().contains(words), "{error}");
        }
        assert_eq!(graph.visits_of("An", ALWAYS)?.count(), 3);
        assert_eq!(graph.neighbours("An", ALWAYS, 1.seconds())?.count(), 3);
        let view = graph.contact_view_of(["An", "Chi"], ALWAYS, 1.seconds())?;
        assert_eq!(view.node_count(), 2);
        assert_eq!(snapshot.cases_of("An")?, []);
        assert_eq!(snapshot.trace().case("An", 0..).forward()?.len(), 2);
        assert!(!store.snapshot_as_of(1)?.allows_listing());
        assert!(!store.snapshot_at(1 << 34)?.allows_listing());
    }
    assert!(opened.writer().unwrap_err().is_tracing_only());
    made.writer()?.compact()?;
    assert!(!made.snapshot()?.allows_listing());
    // The choice was that opener's alone.
    assert!(
        Store::open_in(Arc::new(files))?
            .snapshot()?
            .allows_listing()
    );
    Ok(())
}

#[test]
fn nobody_is_named_by_debug() -> Outcome {
    let graph = memory().snapshot()?.graph();
    let shown = format!(
        "{graph:?} {:?} {:?} {:?} {:?}",
        graph.visits_of("An", ALWAYS)?,
        graph.contacts_of("An", ALWAYS)?,
        graph.neighbours("An", ALWAYS, 1.seconds())?,
        graph.visits_of("An", ALWAYS)?.next()
    );
    assert!(!shown.contains("An"), "{shown}");
    Ok(())
}
