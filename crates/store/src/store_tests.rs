//! A store as a whole: created once, opened again, locked, and damaged in every possible place.

use truyvet_model::{Contact, ExternalId, Interval, Kind, PersonNo, Place, Timestamp, Visit};

use super::*;
use crate::io::MemoryVfs;
use crate::segment::NumberedVisit;

/// A writer whose files depend on nothing but what it is given.
fn plain() -> WriterOptions {
    WriterOptions {
        compact: false,
        ..WriterOptions::default()
    }
}

fn id(text: &str) -> ExternalId {
    text.parse().unwrap()
}

/// Two commits: names, places, contacts, open visits, replaced rows of both sorts.
fn fill(store: &Store) {
    let t = Timestamp::from_seconds;
    let mut writer = store.writer_with(plain()).unwrap();
    for round in 0..2 {
        for i in 0..12_i64 {
            let person = writer.person(id(&format!("cccd:{i:012}"))).unwrap();
            let other = writer.person(id("Nguyễn Văn A")).unwrap();
            let place = writer.place(id(&format!("chợ:{}", i % 3))).unwrap();
            let details = Place {
                kind: Kind::new(if i % 2 == 0 { "market" } else { "line" }).unwrap(),
                name: Some(format!("Chợ số {}", i % 3)),
                ..Place::default()
            };
            if i < 2 {
                writer.declare_place(place, &details).unwrap();
            }
            let start = t(i * 20_000);
            let end = (i % 4 != 0).then(|| t(i * 20_000 + 600 + round));
            let visit = Visit {
                person,
                place,
                start,
                end,
            };
            writer.visit(visit).unwrap();
            let end = t(i * 20_000 + 60 + i % 2 * round);
            let contact = Contact {
                a: person,
                b: other,
                interval: Interval::new(start, end).unwrap(),
            };
            writer.contact(contact).unwrap();
        }
        let commit = writer.publish().unwrap();
        assert_eq!(commit.number, u64::try_from(round).unwrap() + 1);
    }
}

/// Everything a reader can see of a store, through every way of reading it.
fn read(vfs: &MemoryVfs) -> Result<Vec<String>, StoreError> {
    let snapshot = Store::open_in(Arc::new(vfs.clone()))?.snapshot()?;
    let mut seen = vec![format!("{} {:?}", snapshot.number(), snapshot.time_range())];
    let mut people = Vec::new();
    for n in 0..snapshot.person_count() {
        let id = snapshot.person_id(PersonNo(n))?;
        assert_eq!(snapshot.person(&id)?, Some(PersonNo(n)));
        people.push(id.to_string());
    }
    for n in (0..snapshot.place_count()).map(truyvet_model::PlaceNo) {
        let id = snapshot.place_id(n)?;
        let record = snapshot.place_record(n)?;
        seen.push(format!("{id} {:?} {record:?}", snapshot.place(&id)?));
        seen.push(format!(
            "{:?} {}",
            snapshot.kind_of(n)?,
            snapshot.is_shared(n)?
        ));
    }
    for segment in snapshot.segments() {
        segment.raw_visits(|v| {
            if !v.deleted {
                seen.push(format!("{v:?}"));
            }
        })?;
        segment.raw_contacts(|c| {
            if !c.deleted {
                seen.push(format!("{c:?}"));
            }
        })?;
        for person in (0..snapshot.person_count()).map(PersonNo) {
            let mut visits: Vec<NumberedVisit> = Vec::new();
            segment.raw_person_visits(person, &mut visits)?;
            let mut contacts = Vec::new();
            segment.contacts_of(person, Interval::ALWAYS, &mut contacts)?;
            seen.push(format!("{person:?} {visits:?} {contacts:?}"));
        }
        segment.each_place(
            0..snapshot.place_count(),
            Interval::ALWAYS,
            |place, rows| {
                seen.push(format!("{place} {rows:?}"));
            },
        )?;
    }
    seen.extend(people);
    Ok(seen)
}

fn copy_of(files: &std::collections::BTreeMap<String, Vec<u8>>) -> MemoryVfs {
    let vfs = MemoryVfs::new();
    for (name, bytes) in files {
        vfs.put(name, bytes.clone());
    }
    vfs
}

/// The files of a store, but for those that say who uses it.
fn data(vfs: &MemoryVfs) -> std::collections::BTreeMap<String, Vec<u8>> {
    let mut files = vfs.files();
    files.retain(|name, _| name != "LOCK" && !name.starts_with("pin-"));
    files
}

/// Damage gives an error or the same answer; `verify` sees it wherever the store still opens.
fn check_damage(right: &[String], vfs: &MemoryVfs, file: &str, what: &str) {
    match read(vfs) {
        Ok(seen) => assert_eq!(seen, right, "{file}: {what}: another answer"),
        Err(StoreError::Damaged { .. } | StoreError::UnknownVersion { .. }) => {}
        Err(other) => panic!("{file}: {what}: {other}"),
    }
    if let Ok(store) = Store::open_in(Arc::new(vfs.clone())) {
        let report = store.snapshot().unwrap().verify(&mut |_| {});
        assert!(!report.is_sound(), "{file}: {what}: not found by verify");
    }
}

#[test]
fn every_flipped_byte_and_every_truncation_is_seen() {
    let vfs = MemoryVfs::new();
    let store = Store::create_in(Arc::new(vfs.clone()), Options::default()).unwrap();
    fill(&store);
    let right = read(&vfs).unwrap();
    assert!(store.snapshot().unwrap().verify(&mut |_| {}).is_sound());
    let files = data(&vfs);
    for (name, bytes) in &files {
        let copy = copy_of(&files);
        for at in 0..bytes.len() {
            let mut wrong = bytes.clone();
            wrong[at] ^= 1 << (at % 8);
            copy.put(name, wrong);
            check_damage(&right, &copy, name, &format!("byte {at} flipped"));
            if at % 7 == 0 || at + 70 > bytes.len() {
                copy.put(name, bytes[..at].to_vec());
                check_damage(&right, &copy, name, &format!("cut at {at}"));
            }
        }
    }
}

#[test]
fn a_file_that_is_gone_is_damage_that_names_it() {
    let vfs = MemoryVfs::new();
    let store = Store::create_in(Arc::new(vfs.clone()), Options::default()).unwrap();
    fill(&store);
    let needed: Vec<String> = store
        .snapshot()
        .unwrap()
        .manifest()
        .files()
        .map(|f| f.name.clone())
        .collect();
    let (manifest, log) = {
        let snapshot = store.snapshot().unwrap();
        let manifest = snapshot.manifest();
        (manifest.name(), manifest.log.clone())
    };
    let files = data(&vfs);
    for name in needed
        .iter()
        .map(String::as_str)
        .chain(["CURRENT", &manifest, &log])
    {
        let copy = copy_of(&files);
        copy.remove(name).unwrap();
        let error = read(&copy).unwrap_err();
        assert!(
            error.is_damaged() && error.to_string().contains(name),
            "{error}"
        );
    }
}

#[test]
fn a_new_store_is_an_empty_snapshot() {
    let vfs = MemoryVfs::new();
    let store = Store::create_in(Arc::new(vfs.clone()), Options::default()).unwrap();
    let snapshot = store.snapshot().unwrap();
    assert_eq!((snapshot.number(), snapshot.segments().len()), (0, 0));
    assert_eq!((snapshot.person_count(), snapshot.place_count()), (0, 0));
    assert_eq!(snapshot.time_range(), None);
    assert_eq!(snapshot.kinds(), [Kind::unknown()]);
    assert_eq!(snapshot.person(&id("An")).unwrap(), None);
    assert!(snapshot.person_id(PersonNo(0)).is_err());
    assert!(snapshot.kind_of(truyvet_model::PlaceNo(0)).is_err());
    assert_eq!(snapshot.stats().unwrap().bytes_per_visit(), None);
    assert!(snapshot.verify(&mut |_| {}).is_sound());
    let error = Store::create_in(Arc::new(vfs.clone()), Options::default()).unwrap_err();
    assert!(matches!(error, StoreError::Exists { .. }), "{error}");
    let mut writer = store.writer_with(plain()).unwrap();
    assert_eq!(writer.publish().unwrap().number, 0);
}

#[test]
fn what_is_no_store_is_said_to_be_none() {
    for make_folder in [false, true] {
        let vfs = MemoryVfs::new();
        if make_folder {
            vfs.create_dir().unwrap();
        }
        let error = Store::open_in(Arc::new(vfs)).unwrap_err();
        assert!(matches!(error, StoreError::NotAStore { .. }), "{error}");
    }
}

#[test]
fn a_second_writer_is_told_who_holds_the_store() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("store");
    let store = Store::create(&path, Options::default()).unwrap();
    let writer = store.writer_with(plain()).unwrap();
    for store in [&store, &Store::open(&path).unwrap()] {
        let text = store.writer_with(plain()).unwrap_err().to_string();
        let pid = format!("process {}", std::process::id());
        assert!(text.contains(&pid), "{text}");
    }
    drop(writer);
    store.writer_with(plain()).unwrap();
}

#[test]
fn on_disk_as_in_memory() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("store");
    let store = Store::create(&path, Options::default()).unwrap();
    fill(&store);
    let memory = MemoryVfs::new();
    fill(&Store::create_in(Arc::new(memory.clone()), Options::default()).unwrap());
    let reader = Store::open(&path).unwrap();
    for (name, bytes) in memory.files() {
        let same = ["segment", "ids", "places", "deleted", "links"];
        if same.iter().any(|kind| name.starts_with(kind)) {
            assert_eq!(std::fs::read(path.join(&name)).unwrap(), bytes, "{name}");
        }
    }
    assert!(reader.snapshot().unwrap().verify(&mut |_| {}).is_sound());
    let mut writer = store.writer_with(plain()).unwrap();
    writer.person(id("mới")).unwrap();
    writer.publish().unwrap();
    // A reader opened before sees the commit with its next snapshot.
    assert_eq!(reader.snapshot().unwrap().number(), 3);
}
