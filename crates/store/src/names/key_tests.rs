//! Keys: read and written, never shown; one more key changes every pseudonym.

use super::*;

fn id(text: &str) -> IdParts<'_> {
    ExternalId::split(text).unwrap()
}

#[test]
fn a_key_file_is_lines_of_digits_and_comments() {
    let text = format!(
        "# key of the province\n\n{}  # 2026\n{}\n",
        "0f".repeat(32),
        "A0".repeat(32)
    );
    let ring = KeyRing::parse(&text).unwrap();
    assert_eq!(ring.keys, [[0x0f; 32], [0xa0; 32]]);
    assert!(KeyRing::parse(&ring.to_text()).unwrap() == ring);
    assert_eq!(format!("{ring:?}"), "KeyRing(2 keys)");
}

#[test]
fn what_is_no_key_file_is_said_without_showing_it() {
    let bad = [
        String::new(),
        "# nothing".to_owned(),
        "5e".repeat(31),
        "5e".repeat(33),
        "5g".repeat(32),
        format!("{}\n5e5e5e", "5e".repeat(32)),
        format!("{}\n", "5e".repeat(32)).repeat(17),
        "\u{e9}".repeat(32),
    ];
    for text in bad {
        let error = KeyRing::parse(&text).unwrap_err();
        assert!(matches!(error, StoreError::Key { .. }));
        assert!(!error.to_string().contains("5e5e"), "{error}");
    }
    let whole = KeyRing::parse(&"5e\n".replace("5e", &"5e".repeat(32)).repeat(16)).unwrap();
    assert!(whole.followed_by(&whole).is_err());
}

#[test]
fn pseudonyms_are_keyed_blake3_in_turn() {
    let (k1, k2) = ([7_u8; 32], [9_u8; 32]);
    let ring = KeyRing { keys: vec![k1] };
    let first: [u8; 16] = blake3::keyed_hash(&k1, b"cccd\x00034").as_bytes()[..16]
        .try_into()
        .unwrap();
    assert_eq!(ring.pseudonym(id("cccd:034")), first);
    assert_eq!(ring.of(b"cccd\x00034"), first);
    let both = ring.followed_by(&KeyRing { keys: vec![k2] }).unwrap();
    let second: [u8; 16] = blake3::keyed_hash(&k2, &first).as_bytes()[..16]
        .try_into()
        .unwrap();
    assert_eq!(both.pseudonym(id("cccd:034")), second);
    assert_eq!(both.last_step(&first), second);
    assert_ne!(ring.check(), both.check());
}

#[test]
fn new_keys_differ() {
    let (a, b) = (KeyRing::generate().unwrap(), KeyRing::generate().unwrap());
    assert!(a != b && a.check() != b.check());
}
