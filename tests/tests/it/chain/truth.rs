//! What really was, and what each source should give back of it: plainly, without the importers.

use std::collections::{BTreeMap, BTreeSet};

use truyvet_model::{InfectiousRule, Interval, PersonDetails, Timestamp};
use truyvet_synth::{PlaceKind, Province, Spoilt};

use super::kept::{Kept, Near, Places, Stay, near, person};
use super::made::Files;

/// The truth of a province.
pub(super) struct Truth<'a> {
    pub(super) province: &'a Province,
    kinds: Vec<PlaceKind>,
    parents: Vec<Option<u32>>,
    /// In order of person, place, start.
    pub(super) visits: Vec<Stay>,
    pub(super) contacts: Vec<Near>,
}

fn rows(files: &Files, name: &str) -> Vec<Vec<String>> {
    let text = std::fs::read_to_string(files.path(name)).unwrap();
    let cells = |line: &str| line.split(',').map(str::to_owned).collect();
    text.lines().skip(1).map(cells).collect()
}

fn seconds(text: &str) -> i64 {
    Timestamp::parse(text).unwrap().seconds()
}

impl<'a> Truth<'a> {
    /// Reads `truth/`.
    pub(super) fn read(files: &'a Files, places: &mut Places) -> Self {
        let visit = |row: Vec<String>| Stay {
            person: person(&row[0]),
            place: places.number(&row[1]),
            start: seconds(&row[2]),
            end: seconds(&row[3]),
            open: false,
        };
        let mut visits: Vec<Stay> = rows(files, "truth/visits.csv")
            .into_iter()
            .map(visit)
            .collect();
        visits.sort_unstable();
        let met = |row: Vec<String>| {
            let (a, b) = (person(&row[0]), person(&row[1]));
            near(a, b, seconds(&row[2]), seconds(&row[3]))
        };
        let mut contacts: Vec<Near> = rows(files, "truth/contacts.csv")
            .into_iter()
            .map(met)
            .collect();
        contacts.sort_unstable();
        Self {
            province: &files.province,
            kinds: files.province.places().map(|place| place.kind).collect(),
            parents: files.province.places().map(|place| place.parent).collect(),
            visits,
            contacts,
        }
    }

    fn kind(&self, place: u32) -> Option<PlaceKind> {
        self.kinds.get(place as usize).copied()
    }

    fn parent(&self, place: u32) -> Option<u32> {
        self.parents[place as usize]
    }

    /// The visits of one person at one place that begin during `[from, to)`.
    fn begun(&self, person: u32, place: u32, from: i64, to: i64) -> &[Stay] {
        let at = |start: i64| {
            let key = (person, place, start);
            self.visits.partition_point(|stay| stay.key() < key)
        };
        &self.visits[at(from)..at(to).max(at(from))]
    }

    /// The visit with that key.
    fn visit(&self, key: (u32, u32, i64)) -> Option<&Stay> {
        self.begun(key.0, key.1, key.2, key.2 + 1).first()
    }

    /// All visits at lines (classes) of the companies (schools) that take part: exactly what
    /// `attendance` has to give back.
    pub(super) fn attendance(&self, kept: &[Stay]) -> Vec<Stay> {
        let of = |stay: &Stay| self.parent(stay.place).unwrap();
        let taking_part: BTreeSet<u32> = kept.iter().map(of).collect();
        let works = |stay: &&Stay| {
            matches!(
                self.kind(stay.place),
                Some(PlaceKind::Line | PlaceKind::Class)
            ) && taking_part.contains(&of(stay))
        };
        self.visits.iter().filter(works).copied().collect()
    }

    /// The contacts with what lies within ten minutes joined: exactly what `bluezone` has to give
    /// back.
    pub(super) fn bluezone(&self) -> Vec<Near> {
        let mut joined: Vec<Near> = Vec::new();
        for &next in &self.contacts {
            match joined.last_mut() {
                Some(last)
                    if (last.a, last.b) == (next.a, next.b) && next.start <= last.end + 600 =>
                {
                    last.end = last.end.max(next.end);
                }
                _ => joined.push(next),
            }
        }
        joined
    }
}

/// Whether a stay is as it should be, or has at least lost no more than its check-out.
fn same_or_open(kept: &Stay, truth: &Stay) -> bool {
    kept.key() == truth.key() && (kept.open || kept.end == truth.end)
}

/// Every source against the truth. `lost` is how many check-outs are missing: of `attendance`.
pub(super) fn check(files: &Files, truth: &Truth<'_>, kept: &Kept, places: &Places, lost: u64) {
    attendance(truth, kept, lost);
    travel(files, truth, kept);
    assert_eq!(kept.contacts, truth.bluezone(), "bluezone");
    scans(files, truth, kept);
    roster(truth, kept);
    residence(truth, kept, places);
    declaration(truth, kept, places);
}

fn attendance(truth: &Truth<'_>, kept: &Kept, lost: u64) {
    let kept = kept.source("attendance");
    let expected = truth.attendance(kept);
    assert!(expected.len() > 200, "{}", expected.len());
    assert_eq!(kept.len(), expected.len(), "attendance");
    for (kept, truth) in kept.iter().zip(&expected) {
        assert!(same_or_open(kept, truth), "attendance: {kept:?} {truth:?}");
    }
    let open = kept.iter().filter(|stay| stay.open).count();
    assert_eq!(open as u64, lost, "attendance");
}

/// Which rides are declared is chance; those are told exactly, and none is missing.
fn travel(files: &Files, truth: &Truth<'_>, kept: &Kept) {
    let kept = kept.source("travel");
    for stay in kept {
        assert_eq!(truth.kind(stay.place), Some(PlaceKind::Coach));
        assert_eq!(truth.visit(stay.key()), Some(stay), "travel");
    }
    let twice = [Spoilt::Duplicate, Spoilt::Correction];
    let twice: u64 = twice.iter().map(|how| files.spoilt("travel", *how)).sum();
    assert_eq!(kept.len() as u64 + twice, files.rows("travel"), "travel");
}

/// Each check-in is a visit, with its end where the code asks for one; a gate of a company stands
/// for all that its people do on its lines, from the first to the last.
fn scans(files: &Files, truth: &Truth<'_>, kept: &Kept) {
    let declared = kept.source("declaration");
    let kept = kept.source("qr-scan");
    let mut gates: BTreeMap<(u32, u32), Vec<Stay>> = BTreeMap::new();
    for stay in kept {
        if truth.kind(stay.place) == Some(PlaceKind::Company) {
            gates
                .entry((stay.person, stay.place))
                .or_default()
                .push(*stay);
            continue;
        }
        let true_visit = truth.visit(stay.key());
        let same = true_visit.is_some_and(|truth| same_or_open(stay, truth));
        assert!(same, "qr-scan: {stay:?} {true_visit:?}");
    }
    let mut lines: BTreeMap<(u32, u32), Vec<Stay>> = BTreeMap::new();
    for stay in &truth.visits {
        if truth.kind(stay.place) == Some(PlaceKind::Line) {
            let key = (stay.person, truth.parent(stay.place).unwrap());
            if gates.contains_key(&key) {
                lines.entry(key).or_default().push(*stay);
            }
        }
    }
    for (key, passes) in &gates {
        let lines = &lines[key];
        for pass in passes {
            let starts = lines.iter().any(|stay| stay.start == pass.start);
            let ends = pass.open || lines.iter().any(|stay| stay.end == pass.end);
            assert!(starts && ends, "gate: {pass:?} {lines:?}");
        }
        for stay in lines {
            let within =
                |pass: &&Stay| pass.start <= stay.start && (pass.open || stay.end <= pass.end);
            assert!(
                passes.iter().any(|pass| within(&pass)),
                "gate: {stay:?} {passes:?}"
            );
        }
    }
    // A declared quarter of an hour can be the very second of a scan: it has its key, and takes its
    // place (S2, S32).
    let true_key = |stay: &&Stay| truth.visit(stay.key()).is_some();
    let replaced = declared.iter().filter(true_key).count() as u64;
    let missing = files.made.check_ins - kept.len() as u64;
    assert!(missing <= replaced.min(5), "qr-scan: {missing} {replaced}");
}

/// Overtime is two and a half hours; people come a few minutes early and leave a few late.
const OVERTIME: i64 = 9_000;
const MINUTES: i64 = 900;

/// Whole shifts on people's own line, or one of the same company that they are lent to; nobody who
/// is on a roster works at a time or a line that it knows nothing of, but for overtime.
fn roster(truth: &Truth<'_>, kept: &Kept) {
    let mut shifts: BTreeMap<u32, Vec<Stay>> = BTreeMap::new();
    let mut lent = 0;
    for stay in kept.source("roster") {
        let own = truth.province.work(stay.person).unwrap();
        lent += u32::from(own != stay.place);
        assert_eq!(
            truth.parent(stay.place),
            truth.parent(own),
            "roster: {stay:?}"
        );
        let hours = (stay.end - stay.start) / 3_600;
        assert!(matches!(hours, 8 | 9 | 12), "roster: {stay:?}");
        shifts.entry(stay.person).or_default().push(*stay);
    }
    assert!(shifts.len() > 20, "{}", shifts.len());
    assert!(
        lent > 0 || shifts.len() < 200,
        "nobody of {} changes lines",
        shifts.len()
    );
    // Who clocks in at the very second at which the shift begins has one record of it, and that is
    // of the source that came later (S2).
    for stay in kept.source("attendance") {
        if let Some(own) = shifts.get_mut(&stay.person)
            && own.iter().all(|shift| shift.key() != stay.key())
            && stay.start % 300 == 0
        {
            let end = stay.start + 12 * 3_600;
            own.push(Stay { end, ..*stay });
        }
    }
    for stay in &truth.visits {
        let Some(own) = shifts.get(&stay.person) else {
            continue;
        };
        if truth.kind(stay.place) == Some(PlaceKind::Line) {
            let known = |shift: &Stay| {
                let here = shift.place == stay.place;
                here && shift.start - MINUTES <= stay.start
                    && stay.end <= shift.end + OVERTIME + MINUTES
            };
            assert!(own.iter().any(known), "roster: {stay:?} {own:?}");
        }
    }
}

/// Nights at the own address, most of which were spent there.
fn residence(truth: &Truth<'_>, kept: &Kept, places: &Places) {
    let (mut told, mut spent) = (0, 0);
    for stay in kept.source("residence") {
        let home = truth.province.home(stay.person).unwrap();
        let (id, address) = (&places.ids[stay.place as usize], &places.ids[home as usize]);
        let room = id.strip_prefix(address.as_str());
        assert!(
            room.is_some_and(|room| room.is_empty() || room.starts_with('/')),
            "{id} {address}"
        );
        assert!(
            !stay.open && stay.end - stay.start <= 11 * 3_600,
            "{stay:?}"
        );
        told += stay.end - stay.start;
        for night in truth.begun(stay.person, home, i64::MIN, stay.end) {
            spent += (night.end.min(stay.end) - night.start.max(stay.start)).max(0);
        }
    }
    // 85 to 90 % here: people come home late, and leave before six.
    assert!(told > 0 && spent * 100 > told * 80, "{spent} of {told}");
}

/// Visits as they were, to a quarter of an hour, at places that somebody knows.
fn declaration(truth: &Truth<'_>, kept: &Kept, places: &Places) {
    let mut known = 0;
    for stay in kept.source("declaration") {
        if places.ids[stay.place as usize].starts_with("unresolved:") {
            continue;
        }
        known += 1;
        let begun = truth.begun(stay.person, stay.place, stay.start, stay.start + 900);
        let fits = |truth: &Stay| stay.end - 900 < truth.end && truth.end <= stay.end;
        assert!(begun.iter().any(fits), "declaration: {stay:?}");
    }
    assert!(known > 100, "{known}");
}

/// When each case was infectious, as an office sees it, of those tested in the days.
pub(super) fn cases(files: &Files) -> Vec<(u32, Interval)> {
    let infections = truyvet_synth::read_infections(&files.path("truth/infections.csv")).unwrap();
    let spec = files.province.spec();
    let end = spec.start.seconds() + i64::from(spec.days) * 86_400;
    let rule = InfectiousRule::two_days();
    let known = infections
        .iter()
        .filter(|i| i.tested.is_some_and(|at| at.seconds() < end));
    known
        .filter_map(|i| Some((person(&i.person), i.infectious(&rule)?)))
        .collect()
}

/// People with what is known of them, cases with their tests, and how many units there are.
pub(super) type Registers = (Vec<(String, PersonDetails)>, Vec<(String, i64)>, usize);

/// People with what is known of them, cases with their tests in order, and how many units there are.
pub(super) fn registers(files: &Files) -> Registers {
    let person = |row: Vec<String>| {
        let details = PersonDetails {
            unit: Some(row[2].clone()),
            doses: Some(row[3].parse().unwrap()),
        };
        (row[0].clone(), details)
    };
    let people = rows(files, "people.csv").into_iter().map(person);
    let case = |row: Vec<String>| (row[0].clone(), seconds(&row[2]));
    let mut cases: Vec<_> = rows(files, "cases.csv").into_iter().map(case).collect();
    cases.sort_by_key(|(id, tested)| (*tested, id.clone()));
    (people.collect(), cases, rows(files, "units.csv").len())
}
