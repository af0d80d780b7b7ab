//! Tests of `paged_file`.

use super::*;
use crate::format::PagedWriter;
use crate::io::MemoryVfs;

fn content(length: usize) -> Vec<u8> {
    (0..251)
        .map(|i: u8| i.wrapping_mul(7))
        .cycle()
        .take(length)
        .collect()
}

fn sample(lengths: &[usize]) -> (MemoryVfs, Sealed) {
    let vfs = MemoryVfs::new();
    vfs.create_dir().unwrap();
    let mut writer = PagedWriter::create(&vfs, "f", FileKind::PLACES, 1).unwrap();
    for (id, length) in (1..).zip(lengths) {
        writer.section(id).unwrap();
        for part in content(*length).chunks(1000) {
            writer.write(part).unwrap();
        }
    }
    let sealed = writer.finish().unwrap();
    (vfs, sealed)
}

fn read_all(bytes: Vec<u8>, sealed: Option<&Sealed>) -> Result<Vec<Vec<u8>>, StoreError> {
    let file = PagedFile::from_bytes("f", bytes.into(), FileKind::PLACES, 1, sealed)?;
    let ids: Vec<u32> = file.sections().map(|(id, _)| id).collect();
    ids.iter()
        .map(|id| Ok(file.all(file.section(*id)?)?.to_vec()))
        .collect()
}

#[test]
fn round_trip_over_many_pages_and_buffers() {
    let lengths = [0, 1, 63, 64, 4096, 5000, 300_000, 262_144, 0, 3];
    let (vfs, sealed) = sample(&lengths);
    let bytes = vfs.get("f").unwrap();
    assert_eq!(bytes.len() as u64, sealed.length);
    assert_eq!(blake3::hash(&bytes).as_bytes(), &sealed.blake3);
    let expected: Vec<Vec<u8>> = lengths.iter().map(|l| content(*l)).collect();
    assert_eq!(read_all(bytes, Some(&sealed)).unwrap(), expected);
    let file = PagedFile::open(&vfs, "f", FileKind::PLACES, 1, Some(&sealed)).unwrap();
    let mut findings = 0;
    file.verify(Some(&sealed), &mut |_| findings += 1);
    assert_eq!(findings, 0);
    let section = file.section(7).unwrap();
    assert_eq!(
        file.bytes(section, 4000..9000).unwrap(),
        &content(300_000)[4000..9000]
    );
    assert!(file.bytes(section, 0..300_001).unwrap_err().is_damaged());
    assert!(file.section(99).unwrap_err().is_damaged());
    let sum: usize = lengths.iter().sum();
    assert_eq!(file.overhead() as u64, sealed.length - sum as u64);
}

#[test]
fn every_flip_and_truncation_is_noticed_or_harmless() {
    let (vfs, sealed) = sample(&[5, 4200, 100]);
    let bytes = vfs.get("f").unwrap();
    let right = read_all(bytes.clone(), None).unwrap();
    for at in 0..bytes.len() {
        let mut broken = bytes.clone();
        broken[at] ^= 1 << (at % 8);
        for expect in [None, Some(&sealed)] {
            match read_all(broken.clone(), expect) {
                Ok(read) => assert_eq!(read, right, "byte {at}"),
                Err(e) => assert!(e.is_damaged(), "byte {at}: {e}"),
            }
        }
        let findings =
            PagedFile::from_bytes("f", broken.into(), FileKind::PLACES, 1, None).map(|file| {
                let mut findings = 0;
                file.verify(None, &mut |_| findings += 1);
                findings
            });
        assert!(!matches!(findings, Ok(0)), "verify does not see byte {at}");
    }
    for length in 0..bytes.len() {
        let error = read_all(bytes[..length].to_vec(), None).unwrap_err();
        assert!(error.is_damaged(), "{length} bytes: {error}");
        assert!(read_all(bytes[..length].to_vec(), Some(&sealed)).is_err());
    }
}

#[test]
fn another_kind_or_version_is_refused_by_name() {
    let (vfs, _) = sample(&[5]);
    let kind = PagedFile::open(&vfs, "f", FileKind::IDS, 1, None).unwrap_err();
    assert!(kind.to_string().contains("PLAC file where IDS"), "{kind}");
    let version = PagedFile::open(&vfs, "f", FileKind::PLACES, 2, None).unwrap_err();
    assert!(matches!(
        version,
        StoreError::UnknownVersion { found: 1, .. }
    ));
}
