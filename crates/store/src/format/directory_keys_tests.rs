//! Tests of `directory_keys`: against looking each key up.

use proptest::prelude::*;

use super::*;
use crate::format::directory::Entry;
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

fn walk(
    directory: Directory,
    file: &PagedFile,
    keys: Range<u32>,
) -> Result<Vec<Entry>, StoreError> {
    let mut walk = directory.keys(file, keys)?;
    let mut found = Vec::new();
    while walk.advance()? {
        found.push((walk.key(), walk.range()));
    }
    Ok(found)
}

proptest! {
    #[test]
    fn walking_is_looking_up(
        gaps in prop::collection::vec((1_u32..90, prop_oneof![5 => 1_u32..9, 1 => 250_u32..9000]), 0..200),
        from in 0_u32..2000,
        more in 0_u32..3000,
    ) {
        let mut builder = DirectoryBuilder::default();
        let mut key = 0;
        for (gap, length) in gaps {
            key += if gap > 5 && gap < 80 { 1 } else { gap };
            builder.push(key - 1, length).unwrap();
        }
        for bytes in [builder.dense(key), builder.sparse()] {
            let file = file_of(&bytes);
            let directory = Directory::open(&file, file.section(7).unwrap(), builder.total()).unwrap();
            for keys in [from..from + more, 0..from, 0..u32::MAX, from..u32::MAX] {
                let mut expected = Vec::new();
                for key in keys.start..keys.end.min(key + 9) {
                    let range = directory.range(&file, key).unwrap();
                    if !range.is_empty() {
                        expected.push((key, range));
                    }
                }
                prop_assert_eq!(walk(directory, &file, keys).unwrap(), expected);
            }
        }
    }

    #[test]
    fn crafted_bytes_are_no_panic(flips in prop::collection::vec((any::<prop::sample::Index>(), any::<u8>()), 1..4), sparse: bool) {
        let mut builder = DirectoryBuilder::default();
        for key in 0..200 {
            builder.push(key * 2, if key % 50 == 3 { 700 } else { key % 5 + 1 }).unwrap();
        }
        let mut bytes = if sparse { builder.sparse() } else { builder.dense(399) };
        for (index, value) in flips {
            let at = index.index(bytes.len());
            bytes[at] = value;
        }
        let file = file_of(&bytes);
        if let Ok(directory) = Directory::open(&file, file.section(7).unwrap(), builder.total()) {
            for keys in [0..u32::MAX, 70..300, 5..5] {
                if let Ok(found) = walk(directory, &file, keys) {
                    for (_, range) in found {
                        prop_assert!(!range.is_empty() && range.end <= builder.total());
                    }
                }
            }
        }
    }
}
