//! Golden files of the sources: what the store holds, and the report, worked out by hand beforehand.

use std::fs::{self, File};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use arrow_array::builder::StringDictionaryBuilder;
use arrow_array::types::Int32Type;
use arrow_array::{ArrayRef, RecordBatch, StringArray};
use arrow_ipc::writer::FileWriter;
use arrow_schema::{Field, Schema};
use parquet::arrow::ArrowWriter;
use truyvet::{Grade, InfectiousRule, Interval, PersonNo, PlaceNo, Snapshot, Store, Timestamp};

use crate::transcript::Folder;

/// A folder each: the ten sources of docs/sources.md, and joined stays.
const KINDS: [&str; 11] = [
    "attendance",
    "bluezone",
    "cases",
    "declaration",
    "join-gap",
    "people",
    "places",
    "qr-scan",
    "residence",
    "roster",
    "travel",
];

fn golden() -> PathBuf {
    let here = Path::new(env!("CARGO_MANIFEST_DIR"));
    here.join("../../tests/golden/sources")
}

fn names_in(folder: &Path) -> Vec<String> {
    let entries = fs::read_dir(folder).unwrap();
    let mut names: Vec<String> = entries
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .collect();
    names.sort();
    names
}

/// A file of another format with the rows of a CSV file; a field that is empty there is null here.
fn table(text: &str, dictionaries: bool) -> RecordBatch {
    let mut lines = text.lines().map(|line| line.split(',').collect::<Vec<_>>());
    let header = lines.next().unwrap();
    let rows: Vec<Vec<&str>> = lines.collect();
    assert!(rows.iter().all(|row| row.len() == header.len()), "{text}");
    let column = |at: usize| -> ArrayRef {
        let values = rows
            .iter()
            .map(|row| Some(row[at]).filter(|field| !field.is_empty()));
        if dictionaries {
            let mut column = StringDictionaryBuilder::<Int32Type>::new();
            values.for_each(|value| column.append_option(value));
            return Arc::new(column.finish());
        }
        Arc::new(values.collect::<StringArray>())
    };
    let arrays: Vec<ArrayRef> = (0..header.len()).map(column).collect();
    let fields: Vec<Field> = (header.iter().zip(&arrays))
        .map(|(name, array)| Field::new(*name, array.data_type().clone(), true))
        .collect();
    RecordBatch::try_new(Arc::new(Schema::new(fields)), arrays).unwrap()
}

/// The files of a folder, its CSV files in that format.
fn files_as(folder: &Path, format: &str) -> Folder {
    let files = Folder::with(&[]);
    for name in names_in(folder) {
        let bytes = fs::read(folder.join(&name)).unwrap();
        let Some(stem) = name.strip_suffix(".csv").filter(|_| format != "csv") else {
            files.write(&name, &bytes);
            continue;
        };
        let text = String::from_utf8(bytes).unwrap();
        let file = File::create(files.path(&format!("{stem}.{format}"))).unwrap();
        let batch = table(&text, format == "arrow");
        if format == "arrow" {
            let mut writer = FileWriter::try_new(file, &batch.schema()).unwrap();
            writer.write(&batch).unwrap();
            writer.finish().unwrap();
        } else {
            let mut writer = ArrowWriter::try_new(file, batch.schema(), None).unwrap();
            writer.write(&batch).unwrap();
            writer.close().unwrap();
        }
    }
    files
}

/// Local time in Viet Nam.
fn local(time: Timestamp) -> String {
    let there = Timestamp::from_seconds(time.seconds() + 7 * 3600);
    there.to_string().replace('T', " ").replace('Z', "")
}

fn or_none(time: Option<Timestamp>) -> String {
    time.map_or_else(|| "-".to_owned(), local)
}

fn span(interval: Interval) -> String {
    format!("{} to {}", local(interval.start()), local(interval.end()))
}

/// Everything that a store holds, a line each: sources, units, places, people of registers, cases,
/// visits, contacts; each sort in the order of its lines.
fn shown(snapshot: &Snapshot) -> String {
    let mut sorts = [
        sources(snapshot),
        units(snapshot),
        places(snapshot),
        people(snapshot),
        cases(snapshot),
        visits(snapshot),
        contacts(snapshot),
    ];
    sorts.iter_mut().for_each(|lines| lines.sort());
    let lines = sorts.into_iter().flatten();
    lines.map(|line| line + "\n").collect()
}

fn sources(snapshot: &Snapshot) -> Vec<String> {
    let sources = snapshot.sources();
    let lines = sources.iter().map(|(name, _)| format!("source {name}"));
    lines.collect()
}

fn units(snapshot: &Snapshot) -> Vec<String> {
    let line = |unit: truyvet::Unit| {
        let details = unit.details;
        let mut line = format!("unit {}: {}", unit.path, details.level.unwrap());
        if let Some(name) = details.name {
            line.push_str(&format!(", named {name}"));
        }
        if let Some(people) = details.population {
            line.push_str(&format!(", {people} people"));
        }
        line
    };
    snapshot.units().unwrap().into_iter().map(line).collect()
}

fn places(snapshot: &Snapshot) -> Vec<String> {
    let line = |number| {
        let id = snapshot.place_id(PlaceNo(number)).unwrap();
        let place = snapshot.place(&id).unwrap().unwrap();
        let mut line = format!("place {id}: {}", place.kind.name());
        if place.shared {
            line.push_str(", shared");
        }
        let parent = place.parent.map(|parent| parent.to_string());
        for (what, text) in [("in", parent), ("unit", place.unit), ("named", place.name)] {
            if let Some(text) = text {
                line.push_str(&format!(", {what} {text}"));
            }
        }
        if let Some(at) = place.coordinates {
            line.push_str(&format!(", at {} {}", at.lat(), at.lon()));
        }
        line
    };
    (0..snapshot.place_count()).map(line).collect()
}

/// Whoever has several ids, or of whom a register knows something.
fn people(snapshot: &Snapshot) -> Vec<String> {
    let mut lines = Vec::new();
    for number in 0..snapshot.person_count() {
        let id = snapshot.person_id(PersonNo(number)).unwrap();
        let ids = snapshot.person_ids(&id).unwrap();
        let details = snapshot.person_details(&id).unwrap().unwrap();
        let known = details.unit.is_some() || details.doses.is_some();
        if ids.first() != Some(&id) || (ids.len() == 1 && !known) {
            continue;
        }
        let ids: Vec<String> = ids.iter().map(ToString::to_string).collect();
        let doses = details.doses.map(|doses| doses.to_string());
        lines.push(format!(
            "person {}: unit {}, doses {}",
            ids.join(" = "),
            details.unit.as_deref().unwrap_or("-"),
            doses.as_deref().unwrap_or("-")
        ));
    }
    lines
}

fn cases(snapshot: &Snapshot) -> Vec<String> {
    let line = |case: truyvet::RegisteredCase| {
        let mut line = format!(
            "case {}: tested {}, onset {}, isolated {}",
            case.person,
            local(case.tested),
            or_none(case.onset),
            or_none(case.isolated)
        );
        for rule in InfectiousRule::all() {
            let infectious = rule.infectious(&case.record);
            let infectious = infectious.map_or_else(|| "never".to_owned(), span);
            line.push_str(&format!("; {}: {infectious}", rule.name));
        }
        line
    };
    let cases = snapshot.registered_cases().unwrap();
    cases.into_iter().map(line).collect()
}

fn visits(snapshot: &Snapshot) -> Vec<String> {
    let mut lines = Vec::new();
    for number in 0..snapshot.person_count() {
        if snapshot.time_range().is_none() {
            break;
        }
        let id = snapshot.person_id(PersonNo(number)).unwrap();
        let rows = snapshot.graph().visits_of(&id, Interval::ALWAYS).unwrap();
        for row in rows.map(Result::unwrap) {
            let open = match row.grade {
                Grade::AssumedEnd => " (open)",
                _ => "",
            };
            let during = span(row.interval);
            lines.push(format!(
                "visit {} at {}: {during}{open}",
                row.person, row.place
            ));
        }
    }
    lines
}

fn contacts(snapshot: &Snapshot) -> Vec<String> {
    let mut lines = Vec::new();
    for number in 0..snapshot.person_count() {
        if snapshot.time_range().is_none() {
            break;
        }
        let id = snapshot.person_id(PersonNo(number)).unwrap();
        let rows = snapshot.graph().contacts_of(&id, Interval::ALWAYS).unwrap();
        for row in rows.map(Result::unwrap).filter(|row| id < row.person) {
            lines.push(format!(
                "contact {id} with {}: {}",
                row.person,
                span(row.interval)
            ));
        }
    }
    lines
}

/// One folder in one format.
fn check(kind: &str, format: &str) {
    let folder = golden().join(kind);
    let read = |name: &str| fs::read_to_string(folder.join(name)).unwrap();
    let files = files_as(&folder, format);
    let report = read("expected-report.txt");
    files.check(&report.replace(".csv", &format!(".{format}")));
    let store = Store::open(files.path("w")).unwrap();
    let held = shown(&store.snapshot().unwrap());
    let expected = read("expected-records.txt");
    assert_eq!(held, expected, "{kind} as {format}");
}

fn all_formats(kind: &str) {
    for format in ["csv", "parquet", "arrow"] {
        check(kind, format);
    }
}

#[test]
fn every_folder_is_read_and_explained() {
    let mut names = names_in(&golden());
    names.retain(|name| name != "README.md");
    assert_eq!(names, KINDS);
    let readme = fs::read_to_string(golden().join("README.md")).unwrap();
    for kind in KINDS {
        assert!(readme.contains(&format!("## {kind}\n")), "{kind}");
    }
}

#[test]
fn attendance() {
    all_formats("attendance");
}

#[test]
fn bluezone() {
    all_formats("bluezone");
}

#[test]
fn cases_of_a_line_list() {
    all_formats("cases");
}

#[test]
fn declaration() {
    all_formats("declaration");
}

#[test]
fn join_gap() {
    all_formats("join-gap");
}

#[test]
fn people_of_a_registry() {
    all_formats("people");
}

#[test]
fn places_of_a_registry() {
    all_formats("places");
}

#[test]
fn qr_scan() {
    all_formats("qr-scan");
}

#[test]
fn residence() {
    all_formats("residence");
}

#[test]
fn roster() {
    all_formats("roster");
}

#[test]
fn travel() {
    all_formats("travel");
}
