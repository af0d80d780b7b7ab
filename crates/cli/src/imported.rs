//! What an import did: lines for people, or one JSON object.

use std::io::{self, Write};
use std::path::Path;

use serde_json::{Value, json};
use truyvet::{FileKind, FileReport, ImportReport, Lateness, Made, Published, SourceReport};

use crate::output::text::{bytes, counted, grouped};

/// Everything there is to say.
pub(crate) struct Imported<'r> {
    /// File by file, kind by kind.
    pub(crate) report: &'r ImportReport,
    /// What the store made of it.
    pub(crate) commit: &'r Published,
    /// How large the store is now.
    pub(crate) store_bytes: Option<u64>,
    /// Where rejected rows are.
    pub(crate) rejects: Option<&'r Path>,
    /// Whether the store was made for this.
    pub(crate) created: bool,
}

/// Writes it as lines for people.
///
/// # Errors
/// Those of `out`.
pub(crate) fn in_words(imported: &Imported<'_>, out: &mut impl Write) -> io::Result<()> {
    let Imported { report, commit, .. } = *imported;
    for file in &report.files {
        if let Some(words) = not_read(file) {
            writeln!(out, "{words}")?;
        }
        if file.already.is_some() {
            continue;
        }
        write!(
            out,
            "{}: {}: {} read, {} taken, {} rejected",
            file.name,
            file.kind,
            counted(file.rows_read, "row", "rows"),
            grouped(file.rows_taken),
            grouped(file.rows_rejected())
        )?;
        for (i, (reason, count)) in file.rejected.iter().enumerate() {
            let mark = if i == 0 { " (" } else { ", " };
            write!(out, "{mark}{} {reason}", grouped(*count))?;
        }
        writeln!(out, "{}", if file.rejected.is_empty() { "" } else { ")" })?;
    }
    for source in &report.sources {
        source_in_words(source, out)?;
    }
    if let (Some(rejects), 1..) = (imported.rejects, report.rows_rejected()) {
        writeln!(out, "rejected rows are in {}", rejects.display())?;
    }
    writeln!(out, "snapshot {}:", commit.number)?;
    for (what, [added, replaced, unchanged, superseded, retracted]) in counts(commit) {
        write!(
            out,
            "  {what:<9} {} added, {} replaced, {} unchanged",
            grouped(added),
            grouped(replaced),
            grouped(unchanged)
        )?;
        for (count, what) in [
            (superseded, "superseded in the same import"),
            (retracted, "taken back"),
        ] {
            if count > 0 {
                write!(out, ", {} {what}", grouped(count))?;
            }
        }
        writeln!(out)?;
    }
    names_in_words(commit, out)?;
    match imported.store_bytes {
        Some(size) => writeln!(out, "  store     {}", bytes(size)),
        None => Ok(()),
    }
}

/// Names that are new, and what else is known or assumed now than before.
fn names_in_words(commit: &Published, out: &mut impl Write) -> io::Result<()> {
    let people = counted(commit.people_added, "person", "people");
    let places = counted(commit.places_added, "place", "places");
    writeln!(out, "  new       {people}, {places}")?;
    if commit.places_changed > 0 {
        let changed = counted(commit.places_changed, "place", "places");
        writeln!(out, "  described {changed}")?;
    }
    let register = register(commit);
    if !register.is_empty() {
        writeln!(out, "  register  {}", register.join(", "))?;
    }
    if commit.open_visits_moved > 0 {
        let moved = counted(
            commit.open_visits_moved,
            "older open visit",
            "older open visits",
        );
        writeln!(out, "  moved     the assumed end of {moved}")?;
    }
    Ok(())
}

/// What registers know now and did not before (S35, S36).
fn register(commit: &Published) -> Vec<String> {
    let counts = [
        (commit.people_changed, "person changed", "people changed"),
        (commit.units_changed, "unit changed", "units changed"),
        (commit.cases_added, "case added", "cases added"),
        (commit.cases_replaced, "case replaced", "cases replaced"),
    ];
    let some = counts.into_iter().filter(|(count, ..)| *count > 0);
    some.map(|(count, one, many)| counted(count, one, many))
        .collect()
}

/// What of a file was not read because it had been before.
fn not_read(file: &FileReport) -> Option<String> {
    if let Some(time) = file.already {
        return Some(format!(
            "{}: {}: this very file was imported before, at {time}: not read (--again reads it)",
            file.name, file.kind
        ));
    }
    let rows = counted(file.rows_before, "row", "rows");
    (file.rows_before > 0).then(|| {
        format!(
            "{}: {}: goes on after {rows} that an interrupted import had stored",
            file.name, file.kind
        )
    })
}

/// Added, replaced, unchanged, superseded, retracted.
fn counts(commit: &Published) -> [(&'static str, [u64; 5]); 2] {
    let visits = [
        commit.visits_added,
        commit.visits_replaced,
        commit.visits_unchanged,
        commit.visits_superseded,
        commit.visits_retracted,
    ];
    let contacts = [
        commit.contacts_added,
        commit.contacts_replaced,
        commit.contacts_unchanged,
        commit.contacts_superseded,
        commit.contacts_retracted,
    ];
    [("visits", visits), ("contacts", contacts)]
}

/// The same as JSON.
pub(crate) fn in_json(imported: &Imported<'_>) -> Value {
    let Imported { report, commit, .. } = *imported;
    let files: Vec<_> = report
        .files
        .iter()
        .map(|file| {
            let rejected: serde_json::Map<String, Value> = file
                .rejected
                .iter()
                .map(|(reason, count)| (reason.to_string(), json!(count)))
                .collect();
            json!({
                "file": file.name,
                "kind": file.kind.name(),
                "rows_read": file.rows_read,
                "rows_taken": file.rows_taken,
                "rejected": rejected,
                "ignored_columns": file.ignored_columns,
                "already_imported": file.already,
                "rows_before": file.rows_before,
            })
        })
        .collect();
    let mut value = json!({
        "created": imported.created,
        "snapshot": commit.number,
        "files": files,
        "sources": report.sources.iter().map(source_in_json).collect::<Vec<_>>(),
        "people_added": commit.people_added,
        "places_added": commit.places_added,
        "places_changed": commit.places_changed,
        "people_changed": commit.people_changed,
        "units_changed": commit.units_changed,
        "cases_added": commit.cases_added,
        "cases_replaced": commit.cases_replaced,
        "open_visits_moved": commit.open_visits_moved,
        "store_bytes": imported.store_bytes,
    });
    for (what, [added, replaced, unchanged, superseded, retracted]) in counts(commit) {
        if let Some(object) = value.as_object_mut() {
            let count = json!({
                "added": added,
                "replaced": replaced,
                "unchanged": unchanged,
                "superseded": superseded,
                "retracted": retracted,
            });
            object.insert(what.to_owned(), count);
        }
    }
    value
}

/// What is worth a line of files of one kind; of the plain ones the rows taken say what was made.
fn source_in_words(source: &SourceReport, out: &mut impl Write) -> io::Result<()> {
    let mut parts = made_in_words(source);
    for (what, number) in [
        ("joined", source.joined),
        ("replaced", source.replaced),
        ("out of order", source.out_of_order),
    ] {
        if number > 0 {
            parts.push(format!("{} {what}", grouped(number)));
        }
    }
    if let Some(latest) = source.latest {
        parts.push(format!("latest event {latest}"));
    }
    if let Some(late) = source.lateness {
        parts.push(lateness(late));
    }
    if !parts.is_empty() {
        writeln!(out, "{}: {}", source.kind, parts.join(", "))?;
    }
    for note in &source.notes {
        writeln!(out, "{}: {note}", source.kind)?;
    }
    let names = &source.unresolved;
    if names.rows > 0 {
        let rows = counted(names.rows, "row", "rows");
        let different = counted(names.names, "name", "names");
        writeln!(
            out,
            "{}: {rows} with {different} that nothing has:",
            source.kind
        )?;
        for (name, rows) in &names.most_frequent {
            writeln!(out, "  {:>9}  {name}", grouped(*rows))?;
        }
    }
    Ok(())
}

fn made_in_words(source: &SourceReport) -> Vec<String> {
    let plain = [FileKind::Visits, FileKind::Contacts, FileKind::Places];
    let made = &source.made;
    let mut parts: Vec<String> = [
        ("visit", "visits", made.visits),
        ("contact", "contacts", made.contacts),
        ("place", "places", made.places),
        ("person", "people", made.people),
        ("unit", "units", made.units),
        ("link", "links", made.links),
        ("case", "cases", made.cases),
    ]
    .into_iter()
    .filter(|(_, _, number)| *number > 0 && !plain.contains(&source.kind))
    .map(|(one, many, number)| counted(number, one, many))
    .collect();
    if let Some(first) = parts.first_mut() {
        first.insert_str(0, "made ");
    }
    if made.open_visits > 0 && !parts.is_empty() {
        parts.push(format!(
            "{} open",
            counted(made.open_visits, "visit", "visits")
        ));
    }
    parts
}

fn lateness(late: Lateness) -> String {
    let length = |seconds: u64| {
        let seconds = i64::try_from(seconds).unwrap_or(i64::MAX);
        truyvet::Duration::new(seconds).map_or_else(|_| String::new(), |d| d.to_string())
    };
    format!(
        "late by {} (median), {} (95 %)",
        length(late.median_s),
        length(late.p95_s)
    )
}

fn made(made: &Made) -> [(&'static str, u64); 8] {
    [
        ("visits", made.visits),
        ("open_visits", made.open_visits),
        ("contacts", made.contacts),
        ("places", made.places),
        ("people", made.people),
        ("units", made.units),
        ("links", made.links),
        ("cases", made.cases),
    ]
}

fn source_in_json(source: &SourceReport) -> Value {
    let made: serde_json::Map<String, Value> = (made(&source.made).into_iter())
        .map(|(what, number)| (what.to_owned(), json!(number)))
        .collect();
    let names = source.unresolved.most_frequent.iter();
    let names: Vec<Value> = names
        .map(|(name, rows)| json!({ "name": name, "rows": rows }))
        .collect();
    json!({
        "kind": source.kind.name(),
        "source": source.source,
        "joined": source.joined,
        "replaced": source.replaced,
        "out_of_order": source.out_of_order,
        "latest": source.latest,
        "lateness": source.lateness.map(|late| json!({
            "rows": late.rows,
            "median_s": late.median_s,
            "p95_s": late.p95_s,
        })),
        "unresolved": {
            "rows": source.unresolved.rows,
            "names": source.unresolved.names,
            "most_frequent": names,
        },
        "made": made,
        "notes": source.notes,
    })
}
