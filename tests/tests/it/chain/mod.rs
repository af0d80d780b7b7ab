//! The whole way of each preset at 20,000 people: generate, import by its sources, ask.
//!
//! Each province is made three times: without dirt, with all dirt that loses nothing, and with all
//! there is. The sources are held against the truth record by record, the first two stores against
//! each other, and answers against the oracle. docs/provinces.md says what is lost.

mod kept;

mod made;

mod truth;

mod asked;

use std::collections::BTreeSet;

use truyvet::{FileKind, Reason};
use truyvet_model::{Interval, Kind};
use truyvet_synth::{Dirt, Spoilt};

use asked::{Numbers, answer, engine_and_oracle, question};
use kept::{Kept, Places, Stay};
use made::{Files, Imported, import};
use truth::Truth;

/// So few that the oracle, which compares everybody with everybody, comes back.
const CASES: usize = 3;

/// Dirt of which the importers leave no trace.
const fn lossless(dirt: Dirt) -> Dirt {
    Dirt {
        missing_check_outs: 0,
        misspelt: 0,
        ..dirt
    }
}

fn whole_way(preset: &str) {
    let files = Files::make(preset, |_| Dirt::NONE);
    let mut places = Places::of(&files.province);
    let truth = Truth::read(&files, &mut places);
    let store = import(&files);
    let clean = Kept::of(&store.snapshot, &mut places);
    truth::check(&files, &truth, &clean, &places, 0);
    registers(&files, &store);
    let cases = truth::cases(&files);
    assert!(!cases.is_empty(), "nobody was tested in time");
    let cases = with_others(&cases[..cases.len().min(CASES)], clean.source("attendance"));
    let cases = cases.as_slice();
    exact(&store, &truth, &clean, &places, cases);

    // Dirt that loses nothing: the same records, the same answer.
    let dirty_files = Files::make(preset, lossless);
    let dirty = import(&dirty_files);
    Kept::of(&dirty.snapshot, &mut places).must_be(&clean);
    rejected(&dirty_files, &dirty);
    let everything = question(cases, &[], 2);
    let (one, two) = (&store.snapshot, &dirty.snapshot);
    assert_eq!(answer(one, &everything), answer(two, &everything));
    drop((store, dirty, dirty_files));

    // All dirt: check-outs and places that are missing, and nothing else.
    let dirty_files = Files::make(preset, |dirt| dirt);
    let dirty = import(&dirty_files);
    let kept = Kept::of(&dirty.snapshot, &mut places);
    let lost = dirty_files.spoilt("attendance", Spoilt::MissingCheckOut);
    truth::check(&dirty_files, &truth, &kept, &places, lost);
    rejected(&dirty_files, &dirty);
    losses(&dirty_files, &clean, &kept, &places);
    let numbers = Numbers::of(&dirty.snapshot, files.province.person_count(), &places);
    let world = numbers.world(kept.all(), &kept.contacts);
    kept.s4_check(|place| kind_of(&dirty, &places, place));
    let exposed = engine_and_oracle(&dirty.snapshot, &world, &question(cases, &[], 1));
    assert!(exposed > 10, "{exposed}");
}

/// The cases, and some whose work is recorded exactly, as if they were infectious at that time too:
/// those who are tested need not have any such records.
fn with_others(cases: &[(u32, Interval)], attendance: &[Stay]) -> Vec<(u32, Interval)> {
    let always = cases[0].1;
    let others = attendance.iter().step_by(attendance.len() / 3 + 1);
    let others = others.map(|stay| (stay.person, always));
    cases.iter().copied().chain(others).collect()
}

/// Those sources that give the truth back: the engine over the store, the oracle over the truth.
fn exact(
    store: &Imported,
    truth: &Truth<'_>,
    clean: &Kept,
    places: &Places,
    cases: &[(u32, Interval)],
) {
    let attendance = truth.attendance(clean.source("attendance"));
    let declared = clean.source("travel");
    let met = truth.bluezone();
    let mut sources = vec!["attendance", "travel"];
    if !met.is_empty() {
        sources.push("bluezone");
    }
    let visits = attendance.iter().map(|stay| ("attendance", stay));
    let visits = visits.chain(declared.iter().map(|stay| ("travel", stay)));
    let numbers = Numbers::of(&store.snapshot, truth.province.person_count(), places);
    let world = numbers.world(visits, &met);
    let exposed = engine_and_oracle(&store.snapshot, &world, &question(cases, &sources, 2));
    assert!(exposed > 20, "{exposed}");
}

/// Places, people and cases as their registers have them.
fn registers(files: &Files, store: &Imported) {
    let snapshot = &store.snapshot;
    for place in files.province.places() {
        let number = snapshot.place(&place.id.parse().unwrap()).unwrap().unwrap();
        let mut kept = snapshot.place_record(number).unwrap();
        // A code for a whole company is no property of the place, but of the preset.
        kept.shared = false;
        // Places come first, in this order.
        assert_eq!((number.0, kept), (place.number, place.record()));
    }
    let others = (files.province.place_count()..snapshot.place_count()).map(|n| {
        let id = snapshot.place_id(truyvet_model::PlaceNo(n)).unwrap();
        id.to_string()
    });
    // Rooms only.
    others.for_each(|id| {
        assert!(
            id.starts_with("boarding_house:") && id.contains('/'),
            "{id}"
        );
    });
    let (people, cases, units) = truth::registers(files);
    for (id, details) in people {
        let number = snapshot.person(&id.parse().unwrap()).unwrap().unwrap();
        assert_eq!(snapshot.person_details(number).unwrap(), details, "{id}");
    }
    let kept = snapshot.cases().unwrap();
    let kept = kept.iter().map(|case| {
        let id = snapshot.person_id(case.person).unwrap().to_string();
        (id, case.tested.seconds())
    });
    assert_eq!(kept.collect::<Vec<_>>(), cases);
    assert_eq!(snapshot.units().unwrap().len(), units);
}

/// The importers leave out what was spoilt so that it has to be, and find everything else.
fn rejected(files: &Files, store: &Imported) {
    let left_out = |kind, reason| store.file(kind).rejected.get(&reason).copied().unwrap_or(0);
    let spoilt = |source, how| files.spoilt(source, how);
    for kind in [FileKind::Attendance, FileKind::Travel, FileKind::Roster] {
        assert_eq!(store.file(kind).rows_rejected(), 0, "{kind}");
    }
    let double = left_out(FileKind::QrScan, Reason::DoubleScan);
    assert_eq!(double, spoilt("qr-scan", Spoilt::Duplicate));
    assert_eq!(store.file(FileKind::QrScan).rows_rejected(), double);
    let weak = left_out(FileKind::Bluezone, Reason::WeakSignal);
    assert_eq!(weak, spoilt("bluezone", Spoilt::WeakSignal));
    assert_eq!(store.file(FileKind::Bluezone).rows_rejected(), weak);
    let unresolved = store.source(FileKind::Declaration).unresolved.rows;
    assert_eq!(unresolved, spoilt("declaration", Spoilt::Misspelt));
}

/// What all dirt takes away from the clean records: as many check-outs as `province.toml` says,
/// and the places of misspelt names.
fn losses(files: &Files, clean: &Kept, kept: &Kept, places: &Places) {
    // A declared visit can have the very key of another record and stand in its place (S2, S32);
    // which keys are declared depends on the misspelt names.
    let declared = [clean, kept].map(|store| store.source("declaration"));
    let declared: BTreeSet<_> = declared
        .iter()
        .flat_map(|d| d.iter().map(Stay::key))
        .collect();
    let others = |stays: &[Stay]| -> Vec<Stay> {
        let others = stays.iter().filter(|stay| !declared.contains(&stay.key()));
        others.copied().collect()
    };
    for (source, before) in clean
        .visits
        .iter()
        .filter(|(name, _)| *name != "declaration")
    {
        let (all, before, after) = (before.len(), others(before), others(kept.source(source)));
        assert!(all - before.len() <= 5, "{source}: {all} {}", before.len());
        assert_eq!(after.len(), before.len(), "{source}");
        let mut opened = 0;
        for (before, after) in before.iter().zip(&after) {
            let same = before.open || after.open || before.end == after.end;
            assert!(
                before.key() == after.key() && same,
                "{source}: {before:?} {after:?}"
            );
            opened += u64::from(after.open && !before.open);
        }
        let missing = match source.as_str() {
            "qr-scan" | "attendance" => files.spoilt(source, Spoilt::MissingCheckOut),
            _ => 0,
        };
        assert_eq!(opened, missing, "{source}");
    }
    // What is declared of a place that is known was so before, if with another end: of two visits
    // that begin in one quarter of an hour the last one counts, unless its place is not known.
    let before: BTreeSet<_> = clean.all().map(|(_, stay)| stay.key()).collect();
    let mut unknown = 0;
    for stay in kept.source("declaration") {
        if places.ids[stay.place as usize].starts_with("unresolved:") {
            unknown += 1;
        } else {
            assert!(before.contains(&stay.key()), "{stay:?}");
        }
    }
    assert!(unknown > 0 && unknown <= files.spoilt("declaration", Spoilt::Misspelt));
}

fn kind_of(store: &Imported, places: &Places, place: u32) -> Kind {
    let id = places.ids[place as usize].parse().unwrap();
    let number = store.snapshot.place(&id).unwrap().unwrap();
    store.snapshot.place_record(number).unwrap().kind
}

#[test]
fn bac_giang() {
    whole_way("bac-giang");
}

#[test]
fn quang_ninh() {
    whole_way("quang-ninh");
}

#[test]
fn quang_nam() {
    whole_way("quang-nam");
}

#[test]
fn binh_duong() {
    whole_way("binh-duong");
}

#[test]
fn quang_ngai() {
    whole_way("quang-ngai");
}

#[test]
fn national() {
    whole_way("national");
}
