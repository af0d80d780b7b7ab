//! Tests of the front door as a whole: from files and records to answers and errors.

use std::path::PathBuf;
use std::sync::Arc;

use super::*;

type Outcome = Result<(), Box<dyn std::error::Error>>;

fn memory() -> Store {
    Store::create_in(Arc::new(MemoryVfs::new()), Options::default()).unwrap()
}

/// An, then Bình at the canteen, Chi and Dũng by contacts, An again far away; all within a day.
fn canteen() -> Store {
    let store = memory();
    let mut w = store.writer().unwrap();
    w.visit("An", "canteen", 0, Some(2400)).unwrap();
    w.visit("Bình", "canteen", 1200, Some(3600)).unwrap();
    w.visit("Chi", "canteen", 2400, None).unwrap();
    w.contact("Bình", "Dũng", 4000, 5000).unwrap();
    w.contact("Em", "Bình", 4000, 4500).unwrap();
    w.visit("Alone", "home", 0, Some(100)).unwrap();
    let canteen = PlaceDetails {
        kind: Kind::new("canteen").unwrap(),
        parent: Some("factory:1".parse().unwrap()),
        name: Some("Bếp 1".to_owned()),
        ..PlaceDetails::default()
    };
    w.place("canteen", &canteen).unwrap();
    assert_eq!(w.publish().unwrap().visits_added, 4);
    store
}

fn rows(trace: &Trace) -> Vec<String> {
    let row = |row: Result<ExposureRow, Error>| {
        let row = row.unwrap();
        let place = row.place.map_or("-".to_owned(), |place| place.to_string());
        format!(
            "{} {} {} {} {} {} {:?} {} {}",
            row.person,
            row.level,
            row.first_exposure.seconds(),
            row.earliest_exposure.seconds(),
            row.infector,
            place,
            row.overlap,
            row.person_seconds,
            row.grade
        )
    };
    trace.exposures().map(row).collect()
}

#[test]
fn an_answer_with_names() -> Outcome {
    let trace = canteen().snapshot()?.trace().case("An", 0..).forward()?;
    assert_eq!(
        rows(&trace),
        [
            "Bình 1 1200 1200 An canteen [1200s, 2400s) 1200 recorded",
            "Chi 2 2400 2400 Bình canteen [2400s, 3600s) 1200 assumed_end",
            "Dũng 2 4000 4000 Bình - [4000s, 5000s) 1000 recorded",
            "Em 2 4000 4000 Bình - [4000s, 4500s) 500 recorded",
        ]
    );
    assert_eq!((trace.len(), trace.is_empty()), (4, false));
    assert_eq!(trace.count_by_level(), [1, 3]);
    assert_eq!(trace.snapshot().number(), 1);
    assert_eq!(trace.question().cases.len(), 1);
    let shown = format!("{trace:?} {:?}", trace.snapshot());
    assert!(!shown.contains("An"), "no ids in Debug: {shown}");
    Ok(())
}

#[test]
fn chains() -> Outcome {
    let trace = canteen().snapshot()?.trace().case("An", 0..).forward()?;
    let chain = trace.chain("Dũng")?;
    let events: Vec<String> = chain
        .events()
        .iter()
        .map(|e| format!("{} {}>{} {:?}", e.hop, e.infector, e.exposed, e.overlap))
        .collect();
    assert_eq!(
        events,
        ["1 An>Bình [1200s, 2400s)", "2 Bình>Dũng [4000s, 5000s)"]
    );
    assert_eq!(chain.person().to_string(), "Dũng");
    assert!(trace.chain("An")?.is_empty());
    for (id, words) in [
        ("Alone", "to: `Alone` is not in the answer"),
        ("Nobody", "to: no person `Nobody` in the store"),
        ("", "to: the id is empty"),
    ] {
        let error = trace.chain(id).unwrap_err();
        assert!(error.is_question());
        assert!(error.to_string().starts_with(words), "{error}");
    }
    Ok(())
}

#[test]
fn ties_are_ordered_by_id_not_by_number() -> Outcome {
    let store = memory();
    let mut w = store.writer()?;
    for person in ["z:1", "b", "a:2", "case", "a:10", "c"] {
        let end = if person == "c" { 50 } else { 100 };
        w.visit(person, "hall", 0, Some(end))?;
    }
    w.publish()?;
    let trace = store.snapshot()?.trace().case("case", 0..).forward()?;
    let people: Vec<String> = trace
        .exposures()
        .map(|row| row.map(|row| row.person.to_string()))
        .collect::<Result<_, _>>()?;
    assert_eq!(people, ["b", "c", "a:10", "a:2", "z:1"]);
    Ok(())
}

#[test]
fn builder_and_plain_question_are_one() -> Outcome {
    let snapshot = canteen().snapshot()?;
    let builder = || {
        snapshot
            .trace()
            .case("An", 0..3000)
            .hops(Hops::All)
            .min_overlap(10.minutes())
            .latent(1.seconds())
            .until(14.days())
            .window(0..100_000)
            .lag("canteen", 30.minutes())
    };
    let question = builder().question()?;
    assert_eq!(question.hops, Hops::All);
    assert_eq!(question.lag.len(), 1);
    let asked = rows(&snapshot.ask(&question)?);
    assert!(!asked.is_empty());
    assert_eq!(rows(&builder().forward()?), asked);
    assert_eq!(rows(&builder().threads(1).forward()?), asked);
    let again = snapshot.trace().with_question(question).forward()?;
    assert_eq!(rows(&again), asked);
    Ok(())
}

#[test]
fn bad_questions_say_what_is_wrong() -> Outcome {
    let snapshot = canteen().snapshot()?;
    let ask = || snapshot.trace().case("An", 0..);
    for (builder, words) in [
        (snapshot.trace(), "cases: none given"),
        (ask().case("Zoe", 0..), "cases: no person `Zoe`"),
        (ask().case("", 0..), "case: the id is empty"),
        (ask().case("An", "10".."5"), "case: the interval from"),
        (
            ask().case("An", "soon".."inf"),
            "case: `soon` is not a time",
        ),
        (ask().hops(0), "hops: `0`"),
        (ask().min_overlap(Duration::ZERO), "min_overlap: 0s"),
        (ask().until(Duration::ZERO), "until: 0s"),
        (ask().window(5..5), "window: the interval from"),
        (ask().window(900_000..900_001), "window: "),
        (ask().lag("Bus!", 5.minutes()), "lag: `Bus!` is not a kind"),
        (ask().lag("spaceship", 5.minutes()), "lag: no place"),
        (ask().threads(0), "threads: 0 is not allowed"),
        // The first mistake is the one reported.
        (ask().threads(0).case("", 0..), "threads: 0 is not allowed"),
    ] {
        let error = builder.forward().unwrap_err();
        assert!(error.is_question() && !error.is_value(), "{error}");
        assert!(error.to_string().starts_with(words), "{error}");
        assert!(!error.to_string().contains('\n'));
    }
    let empty = memory().snapshot()?.trace().case("An", 0..).forward();
    assert!(empty.unwrap_err().is_question());
    Ok(())
}

#[test]
fn bad_records_say_what_is_wrong() -> Outcome {
    let store = memory();
    let mut w = store.writer()?;
    for (result, words) in [
        (w.visit("", "p", 0, None), "person: the id is empty"),
        (w.visit("An", "", 0, None), "place: the id is empty"),
        (w.visit("An", "p", i64::MAX, None), "start: "),
        (w.visit("An", "p", 5, Some(5)), "end: the interval from"),
        (
            w.visit("An", "p", "noon", None),
            "start: `noon` is not a time",
        ),
        (w.contact("An", "An", 0, 5), "contact: b is the same person"),
        (w.contact("An", "Bình", 5, 0), "end: the interval from"),
    ] {
        let error = result.unwrap_err();
        assert!(error.is_value() && !error.is_question(), "{error}");
        assert!(error.to_string().starts_with(words), "{error}");
    }
    assert_eq!(store.snapshot()?.number(), 0);
    Ok(())
}

#[test]
fn nothing_happens_without_commit() -> Outcome {
    let store = memory();
    let mut w = store.writer()?;
    w.visit("An", "p", 0, Some(5))?;
    assert!(store.writer().unwrap_err().is_locked());
    drop(w);
    let snapshot = store.snapshot()?;
    assert_eq!((snapshot.number(), snapshot.person_count()), (0, 0));
    assert!(store.writer()?.publish()?.visits_added == 0);
    Ok(())
}

#[test]
fn snapshots_can_be_read() -> Outcome {
    let store = canteen();
    let snapshot = store.snapshot()?;
    let an = snapshot.person("An")?.unwrap();
    assert_eq!(snapshot.person_id(an)?.to_string(), "An");
    assert_eq!(snapshot.person("Zoe")?, None);
    assert!(snapshot.person("").unwrap_err().is_value());
    assert!(snapshot.person_id(PersonNo(999)).unwrap_err().is_value());
    let canteen = snapshot.place("canteen")?.unwrap();
    assert_eq!(canteen.kind.name(), "canteen");
    assert_eq!(canteen.parent, Some("factory:1".parse()?));
    assert_eq!(canteen.name.as_deref(), Some("Bếp 1"));
    assert_eq!(snapshot.place("home")?, Some(PlaceDetails::default()));
    assert_eq!(snapshot.place("moon")?, None);
    let stats = snapshot.stats()?;
    assert_eq!((stats.visits, stats.open_visits, stats.contacts), (4, 1, 2));
    assert!(snapshot.verify(&mut |_| {}).is_sound());
    assert_eq!(snapshot.time_range().unwrap().start().seconds(), 0);
    // A later commit does not change it.
    let mut w = store.writer()?;
    w.visit("Zoe", "p", 0, Some(5))?;
    w.publish()?;
    assert_eq!(snapshot.person("Zoe")?, None);
    assert!(store.snapshot()?.person("Zoe")?.is_some());
    Ok(())
}

/// A folder with CSV files.
fn folder(files: &[(&str, &str)]) -> (tempfile::TempDir, impl Fn(&str) -> PathBuf + use<>) {
    let folder = tempfile::tempdir().unwrap();
    for (name, text) in files {
        std::fs::write(folder.path().join(name), text).unwrap();
    }
    let path = folder.path().to_owned();
    (folder, move |name| path.join(name))
}

const VISITS: &str = "person,place,start,end\n\
An,canteen,2021-05-08T11:00:00+07:00,2021-05-08T11:40:00+07:00\n\
\"Bình, the cook\",canteen,2021-05-08T11:20:00+07:00,\n";

#[test]
fn from_files_to_an_answer_on_disk() -> Outcome {
    let (_folder, path) = folder(&[
        ("visits.csv", VISITS),
        ("places.csv", "place,kind\ncanteen,canteen\n"),
        (
            "contacts.csv",
            "a,b,start,end\nAn,cccd:7,1620446400,1620450000\n",
        ),
        ("cases.csv", "person,from,to\nAn,1620400000,inf\n"),
    ]);
    let files = [
        ImportFile::places(path("places.csv")),
        ImportFile::visits(path("visits.csv")),
        ImportFile::contacts(path("contacts.csv")),
    ];
    let store = Store::open_or_create(path("store"), Options::default())?;
    let mut calls = 0;
    let mut w = store.writer()?;
    let report = w.import(&files, &ImportOptions::default(), &mut |_| calls += 1)?;
    assert_eq!((report.rows_read(), report.rows_taken()), (4, 4));
    assert!(calls >= 6);
    assert_eq!(w.publish()?.number, 1);
    // The same files again change nothing (S2).
    let report = w.import(&files, &ImportOptions::default(), &mut |_| {})?;
    assert!(report.files.iter().all(|file| file.already.is_some()));
    assert_eq!((report.rows_read(), w.publish()?.number), (0, 1));
    let options = ImportOptions {
        again: true,
        ..ImportOptions::default()
    };
    w.import(&files, &options, &mut |_| {})?;
    let again = w.publish()?;
    assert_eq!((again.number, again.visits_unchanged), (1, 2));
    drop((w, store));

    let store = Store::open_or_create(path("store"), Options::default())?;
    let cases = read_cases(&Input::parse(path("cases.csv")), None)?;
    let trace = store.snapshot()?.trace().cases(cases).forward()?;
    assert_eq!(
        rows(&trace),
        [
            "cccd:7 1 1620446400 1620446400 An - [1620446400s, 1620450000s) 3600 recorded",
            "Bình, the cook 1 1620447600 1620447600 An canteen [1620447600s, 1620448800s) 1200 assumed_end",
        ]
    );
    Ok(())
}

#[test]
fn a_failed_import_cannot_be_committed() -> Outcome {
    let (_folder, path) = folder(&[("bad.csv", &format!("{VISITS}An,p,later,\n"))]);
    let store = memory();
    let mut w = store.writer()?;
    let files = [ImportFile::visits(path("bad.csv"))];
    let error = w.import(&files, &ImportOptions::default(), &mut |_| {});
    let error = error.unwrap_err();
    assert!(error.is_import() && !error.is_io());
    let expected = format!(
        "{}, line 4, start: `later` is not a time",
        path("bad.csv").display()
    );
    assert!(error.to_string().starts_with(&expected), "{error}");
    assert!(w.publish().unwrap_err().is_import());
    drop(w);
    assert_eq!(store.snapshot()?.number(), 0);

    let missing = [ImportFile::visits(path("none.csv"))];
    let mut w = store.writer()?;
    let error = w.import(&missing, &ImportOptions::default(), &mut |_| {});
    assert!(error.is_err_and(|e| e.is_io() && !e.is_import()));
    Ok(())
}

#[test]
fn wrong_paths() -> Outcome {
    let (_folder, path) = folder(&[("file.csv", VISITS)]);
    assert!(Store::open(path("none")).unwrap_err().is_not_a_store());
    let holder = path("file.csv").parent().unwrap().to_owned();
    assert!(Store::open(&holder).unwrap_err().is_not_a_store());
    assert!(
        Store::open_or_create(&holder, Options::default())
            .unwrap_err()
            .is_not_a_store()
    );
    Store::create(path("store"), Options::default())?;
    let again = Store::create(path("store"), Options::default());
    assert!(again.unwrap_err().is_existing());
    Ok(())
}

#[test]
fn damage_is_an_error_and_found() -> Outcome {
    let vfs = MemoryVfs::new();
    let store = Store::create_in(Arc::new(vfs.clone()), Options::default())?;
    let mut w = store.writer()?;
    w.visit("An", "p", 0, Some(5))?;
    w.publish()?;
    let current = String::from_utf8(vfs.get("CURRENT").unwrap())?;
    let name = current.split(' ').next().unwrap();
    let manifest = vfs.get(name).unwrap();
    vfs.put(name, manifest.repeat(2));
    let error = Store::open_in(Arc::new(vfs)).unwrap_err();
    assert!(error.is_damaged() && !error.is_io(), "{error}");
    assert!(!error.to_string().contains('\n'));
    Ok(())
}
