//! Tests of `file`: what is written is read, and nothing else.

use super::*;
use crate::io::MemoryVfs;

fn sample() -> (MemoryVfs, Links, Sealed) {
    let vfs = MemoryVfs::new();
    vfs.create_dir().unwrap();
    let links = Links {
        people: Aliases::new(&[(9, 4), (4, 70_000), (1, 2)]),
        places: Aliases::new(&[(3, 0)]),
    };
    let sealed = links.write(&vfs, "l").unwrap();
    (vfs, links, sealed)
}

#[test]
fn is_read_back() {
    let (vfs, links, sealed) = sample();
    assert_eq!(Links::open(&vfs, "l", Some(&sealed)).unwrap(), links);
    assert!(!links.is_empty() && Links::default().is_empty());
    let sealed = Links::default().write(&vfs, "none").unwrap();
    let none = Links::open(&vfs, "none", Some(&sealed)).unwrap();
    assert_eq!(none, Links::default());
}

#[test]
fn every_flip_is_noticed_or_harmless() {
    let (vfs, links, _) = sample();
    let bytes = vfs.get("l").unwrap();
    for at in 0..bytes.len() {
        let mut broken = bytes.clone();
        broken[at] ^= 1 << (at % 8);
        vfs.put("l", broken);
        match Links::open(&vfs, "l", None) {
            Ok(read) => assert_eq!(read, links, "byte {at}"),
            Err(e) => assert!(e.is_damaged(), "byte {at}: {e}"),
        }
    }
}

/// Right checksums over these counts and links.
fn crafted(counts: [u32; 2], people: &[u8]) -> Result<Links, StoreError> {
    let vfs = MemoryVfs::new();
    vfs.create_dir().unwrap();
    let mut writer = PagedWriter::create(&vfs, "l", FileKind::LINKS, VERSION).unwrap();
    writer.section(HEADER).unwrap();
    writer.write(counts.map(U32::new).as_bytes()).unwrap();
    writer.section(PEOPLE).unwrap();
    writer.write(people).unwrap();
    writer.section(PLACES).unwrap();
    writer.finish().unwrap();
    Links::open(&vfs, "l", None)
}

#[test]
fn crafted_content_is_damage() {
    let pairs = |pairs: &[[u32; 2]]| {
        let pairs: Vec<Pair> = pairs.iter().map(|p| p.map(U32::new)).collect();
        pairs.as_bytes().to_vec()
    };
    // Far apart, but possible.
    let far = crafted([1, 0], &pairs(&[[0, u32::MAX]])).unwrap();
    assert_eq!(far.people.canonical(u32::MAX), 0);
    for (counts, people) in [
        ([2, 0], pairs(&[[1, 2]])),
        ([1, 1], pairs(&[[1, 2]])),
        ([1, 0], pairs(&[[2, 1]])),
        ([1, 0], pairs(&[[2, 2]])),
        ([2, 0], pairs(&[[1, 2], [1, 2]])),
        ([2, 0], pairs(&[[3, 4], [1, 2]])),
        ([1, 0], vec![0; 7]),
    ] {
        assert!(crafted(counts, &people).unwrap_err().is_damaged());
    }
}
