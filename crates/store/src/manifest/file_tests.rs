//! Manifest and CURRENT: read back, refused by name, no byte changed unseen.

use super::*;
use crate::Options;
use crate::io::{MemoryVfs, write_file};

fn manifest() -> Manifest {
    let mut options = Options::default();
    options.dwell.insert(
        Kind::new("market").unwrap(),
        truyvet_model::Duration::from_seconds(60),
    );
    let mut manifest = Manifest::empty(Settings::new(&options).unwrap(), 0);
    let file = FileEntry {
        name: "segment-000000-0000".to_owned(),
        length: 17,
        blake3: [7; 32],
        tail_crc32c: 5,
    };
    manifest.segments.push(SegmentEntry {
        file: file.clone(),
        commit: 0,
        partition_start: -86_400,
        visits: Rows::default(),
        contacts: Rows::default(),
        deleted: Some(file),
    });
    manifest
}

fn folder() -> MemoryVfs {
    let vfs = MemoryVfs::new();
    vfs.create_dir().unwrap();
    vfs
}

#[test]
fn is_read_back() {
    let vfs = folder();
    let current = manifest().write(&vfs).unwrap();
    current.switch(&vfs).unwrap();
    let current = Current::read(&vfs).unwrap();
    let read = Manifest::read(&vfs, &current.manifest, &current.blake3).unwrap();
    assert_eq!(read, manifest());
    assert_eq!(read.files().count(), 2);
    assert!(!vfs.exists("CURRENT.tmp").unwrap());
}

#[test]
fn another_version_is_refused_by_name() {
    let vfs = folder();
    let mut newer = manifest();
    newer.version = 3;
    let current = newer.write(&vfs).unwrap();
    let error = Manifest::read(&vfs, &current.manifest, &current.blake3).unwrap_err();
    let text = error.to_string();
    assert!(
        text.contains("manifest-000000") && text.contains("version 3"),
        "{text}"
    );
}

#[test]
fn contradictions_with_a_right_hash_are_damage() {
    let break_it: [fn(&mut Manifest); 7] = [
        |m| m.kinds.clear(),
        |m| m.people = 3,
        |m| m.settings.partition_s = 0,
        |m| m.segments[0].partition_start = 5,
        |m| m.segments[0].visits.live = 1,
        |m| m.segments[0].file.name = "../x".to_owned(),
        |m| m.format = "other".to_owned(),
    ];
    for break_it in break_it {
        let vfs = folder();
        let mut manifest = manifest();
        break_it(&mut manifest);
        let current = manifest.write(&vfs).unwrap();
        let error = Manifest::read(&vfs, &current.manifest, &current.blake3).unwrap_err();
        assert!(error.is_damaged(), "{error}");
    }
}

#[test]
fn every_changed_byte_of_current_is_seen() {
    let vfs = folder();
    let current = manifest().write(&vfs).unwrap();
    let right = current.text().into_bytes();
    for at in 0..right.len() {
        for bit in 0..8 {
            let mut wrong = right.clone();
            wrong[at] ^= 1 << bit;
            write_file(&vfs, "CURRENT", &wrong).unwrap();
            let read =
                Current::read(&vfs).and_then(|c| Manifest::read(&vfs, &c.manifest, &c.blake3));
            assert!(read.unwrap_err().is_damaged(), "byte {at} bit {bit}");
        }
        write_file(&vfs, "CURRENT", &right[..at]).unwrap();
        assert!(Current::read(&vfs).unwrap_err().is_damaged());
    }
}

#[test]
fn options_out_of_range_are_named() {
    for seconds in [0, 366 * 86_400 + 1] {
        let options = Options {
            partition: truyvet_model::Duration::from_seconds(seconds),
            ..Options::default()
        };
        let text = Settings::new(&options).unwrap_err().to_string();
        assert!(text.contains("partition"), "{text}");
    }
}

#[test]
fn listing_is_written_only_where_it_is_off() {
    for (listing, written) in [(true, false), (false, true)] {
        let vfs = folder();
        let options = Options {
            listing,
            ..Options::default()
        };
        let settings = Settings::new(&options).unwrap();
        let current = Manifest::empty(settings, 0).write(&vfs).unwrap();
        let text = String::from_utf8(vfs.read(&current.manifest).unwrap().to_vec()).unwrap();
        assert_eq!(text.contains("\"listing\": false"), written);
        assert_eq!(
            text.contains("listing"),
            written,
            "older stores say nothing"
        );
        let read = Manifest::read(&vfs, &current.manifest, &current.blake3).unwrap();
        assert_eq!(read.settings.listing, listing);
    }
}
