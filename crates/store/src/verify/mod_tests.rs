//! Tests of `verify`: what earlier states need is looked for, too.

use std::sync::Arc;

use truyvet_model::{PersonNo, PlaceNo, Timestamp, Visit};

use crate::io::{MemoryVfs, Vfs};
use crate::manifest::{Current, Manifest};
use crate::{Options, Store, Writer, WriterOptions};

fn visit(writer: &mut Writer, end: i64) {
    let visit = Visit {
        person: PersonNo(0),
        place: PlaceNo(0),
        start: Timestamp::from_seconds(0),
        end: Some(Timestamp::from_seconds(end)),
    };
    writer.visit(visit).unwrap();
    writer.publish().unwrap();
}

/// A store of two published states: the earlier one needs files that the newest does not.
fn two_states() -> (MemoryVfs, Store) {
    let vfs = MemoryVfs::new();
    let store = Store::create_in(Arc::new(vfs.clone()), Options::default()).unwrap();
    let options = WriterOptions {
        compact: false,
        ..WriterOptions::default()
    };
    let mut writer = store.writer_with(options).unwrap();
    let id = |text: &str| text.parse::<truyvet_model::ExternalId>().unwrap();
    writer.person(id("An")).unwrap();
    writer.place(id("market:1")).unwrap();
    visit(&mut writer, 100);
    visit(&mut writer, 200);
    writer.compact().unwrap();
    drop(writer);
    (vfs, store)
}

#[test]
fn s29_a_file_that_only_an_earlier_state_needs_is_missed() {
    let (vfs, store) = two_states();
    assert!(store.snapshot().unwrap().verify(&mut |_| {}).is_sound());
    let now = store.snapshot().unwrap();
    let needed: Vec<String> = now.manifest().files().map(|f| f.name.clone()).collect();
    let files = vfs.files();
    let mut earlier = Vec::new();
    for state in &now.manifest().history {
        let manifest = Manifest::read(&vfs, &state.manifest, &state.blake3).unwrap();
        earlier.extend(manifest.files().map(|f| f.name.clone()));
    }
    earlier.retain(|name| !needed.contains(name));
    assert!(!earlier.is_empty(), "{needed:?}");
    for name in earlier {
        vfs.remove(&name).unwrap();
        let findings = now.verify(&mut |_| {}).findings;
        assert!(
            findings.iter().any(|f| f.file == name),
            "{name}: {findings:?}"
        );
        vfs.put(&name, files[&name].clone());
    }
}

#[test]
fn lengths_that_no_file_has_are_findings() {
    let (vfs, store) = two_states();
    let current = store.snapshot().unwrap().current().clone();
    let text = String::from_utf8(vfs.get(&current.manifest).unwrap()).unwrap();
    let line = |line: &str| match line.split_once("\"length\":") {
        Some((before, _)) => format!("{before}\"length\": {},\n", u64::MAX),
        None => line.to_owned(),
    };
    let text: String = text.split_inclusive('\n').map(line).collect();
    let blake3 = *blake3::hash(text.as_bytes()).as_bytes();
    vfs.put(&current.manifest, text.into_bytes());
    vfs.put("CURRENT", Current { blake3, ..current }.text().into_bytes());
    let folder: Arc<dyn Vfs> = Arc::new(vfs);
    let report = super::verify(&folder, &mut |_| {}).unwrap();
    assert!(!report.is_sound());
}
