//! Tests of `directory`.

use std::collections::BTreeMap;

use proptest::prelude::*;

use super::*;
use crate::format::directory_builder::DirectoryBuilder;
use crate::format::{FileKind, PagedWriter};
use crate::io::{MemoryVfs, Vfs};

fn file_of(bytes: &[u8]) -> PagedFile {
    let vfs = MemoryVfs::new();
    vfs.create_dir().unwrap();
    let mut writer = PagedWriter::create(&vfs, "d", FileKind::SEGMENT, 1).unwrap();
    writer.section(7).unwrap();
    writer.write(bytes).unwrap();
    let sealed = writer.finish().unwrap();
    PagedFile::open(&vfs, "d", FileKind::SEGMENT, 1, Some(&sealed)).unwrap()
}

fn builder(model: &BTreeMap<u32, u32>) -> DirectoryBuilder {
    let mut builder = DirectoryBuilder::default();
    for (&key, &length) in model {
        builder.push(key, length).unwrap();
    }
    builder
}

fn check(bytes: &[u8], model: &BTreeMap<u32, u32>) {
    let total: u32 = model.values().sum();
    let file = file_of(bytes);
    let directory = Directory::open(&file, file.section(7).unwrap(), total).unwrap();
    let last = model.keys().next_back().copied().unwrap_or(0);
    let mut start = 0;
    let mut entries = Vec::new();
    for (&key, &length) in model {
        entries.push((key, start..start + length));
        start += length;
    }
    let mut walked = Vec::new();
    directory
        .check(&file, |key, range| walked.push((key, range)))
        .unwrap();
    assert_eq!(walked, entries);
    for (key, range) in &entries {
        assert_eq!(directory.range(&file, *key).unwrap(), *range);
        for at in [range.start, range.end - 1] {
            for hint in [0, key / 2, *key] {
                let found = directory.locate(&file, at, hint).unwrap();
                assert_eq!(found, (*key, range.clone()), "at {at}, hint {hint}");
            }
        }
    }
    for key in (0..last.min(300)).chain([last + 1, last + 1000]) {
        if !model.contains_key(&key) {
            assert!(directory.range(&file, key).unwrap().is_empty());
        }
    }
    assert!(directory.locate(&file, total, 0).is_err());
    assert_eq!(directory.next(&file, last + 1).unwrap(), None);
}

proptest! {
    #[test]
    fn dense_and_sparse_are_the_map(
        gaps in prop::collection::vec((prop_oneof![5 => 1_u32..4, 1 => 1_u32..2000], prop_oneof![5 => 1_u32..9, 1 => 250_u32..9000]), 0..300),
    ) {
        let mut key = 0;
        let mut model = BTreeMap::new();
        for (gap, length) in gaps {
            key += gap;
            model.insert(key - 1, length);
        }
        let builder = builder(&model);
        let keys = model.keys().next_back().map_or(0, |k| k + 1);
        check(&builder.dense(keys), &model);
        check(&builder.sparse(), &model);
        check(&builder.encode(), &model);
        let smaller = builder.dense(keys).len().min(builder.sparse().len());
        prop_assert_eq!(builder.encode().len(), smaller);
    }

    #[test]
    fn crafted_bytes_are_no_panic(flips in prop::collection::vec((any::<prop::sample::Index>(), any::<u8>()), 1..4), sparse: bool) {
        let model: BTreeMap<u32, u32> = (0..200).map(|k| (k * 2, if k % 50 == 3 { 700 } else { k % 5 + 1 })).collect();
        let builder = builder(&model);
        let mut bytes = if sparse { builder.sparse() } else { builder.dense(399) };
        for (index, value) in flips {
            let at = index.index(bytes.len());
            bytes[at] = value;
        }
        let file = file_of(&bytes);
        if let Ok(directory) = Directory::open(&file, file.section(7).unwrap(), builder.total()) {
            let _ = directory.check(&file, |_, _| {});
            for key in 0..420 {
                let _ = directory.range(&file, key);
                let _ = directory.next(&file, key);
                let _ = directory.locate(&file, key, key);
            }
        }
    }
}

#[test]
fn keys_ascend_and_the_space_is_32_bits() {
    let mut builder = DirectoryBuilder::default();
    assert_eq!(builder.push(5, 1), Some(()));
    assert_eq!(builder.push(9, 0), Some(()));
    assert_eq!(builder.push(5, 1), None);
    assert_eq!(builder.push(6, u32::MAX), None);
    assert_eq!(builder.push(u32::MAX, u32::MAX - 1), Some(()));
    let file = file_of(&builder.encode());
    let directory = Directory::open(&file, file.section(7).unwrap(), u32::MAX).unwrap();
    assert_eq!(directory.range(&file, u32::MAX).unwrap(), 1..u32::MAX);
    directory.check(&file, |_, _| {}).unwrap();
}
