//! Tests of `paged`.

use super::*;
use crate::io::MemoryVfs;

#[test]
fn known_bytes() {
    let vfs = MemoryVfs::new();
    vfs.create_dir().unwrap();
    let mut writer = PagedWriter::create(&vfs, "x", FileKind::IDS, 3).unwrap();
    writer.section(1).unwrap();
    writer.write(b"abc").unwrap();
    writer.section(9).unwrap();
    let sealed = writer.finish().unwrap();
    let bytes = vfs.get("x").unwrap();
    // 64 bytes of payload, one page checksum, two section entries, the footer.
    assert_eq!(bytes.len(), 64 + 4 + 2 * 24 + 64);
    assert_eq!(bytes.len() as u64, sealed.length);
    assert_eq!(blake3::hash(&bytes).as_bytes(), &sealed.blake3);
    assert_eq!(&bytes[..4], b"abc\0");
    assert_eq!(bytes[64..68], crc32c::crc32c(&bytes[..64]).to_le_bytes());
    assert_eq!(
        bytes[68..92],
        [
            1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 3, 0, 0, 0, 0, 0, 0, 0
        ]
    );
    assert_eq!(
        bytes[92..116],
        [
            9, 0, 0, 0, 0, 0, 0, 0, 64, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0
        ]
    );
    let footer = &bytes[116..];
    assert_eq!(
        footer[..20],
        [
            64, 0, 0, 0, 0, 0, 0, 0, 1, 0, 0, 0, 2, 0, 0, 0, 0, 0x10, 0, 0
        ]
    );
    assert_eq!(&footer[20..28], b"IDS \x03\0\0\0");
    assert_eq!(footer[28..52], [0; 24]);
    let mut tail = bytes[64..].to_vec();
    let at = tail.len() - 12;
    tail[at..at + 4].fill(0);
    assert_eq!(footer[52..56], crc32c::crc32c(&tail).to_le_bytes());
    assert_eq!(footer[52..56], sealed.tail_crc.to_le_bytes());
    assert_eq!(&footer[56..], b"TRUYVET\n");
}
