//! Interning: same name same number, order of appearance, awkward names kept apart.

use std::sync::Arc;

use super::super::KeyRing;
use super::*;

fn id(text: &str) -> IdParts<'_> {
    truyvet_model::ExternalId::split(text).unwrap()
}

#[test]
fn numbers_follow_first_appearance_and_continue_after_a_commit() {
    let mut names = Interner::new(0, Naming::Plain);
    let next =
        |names: &mut Interner, text: &str| names.intern("person", id(text), |_| Ok(None)).unwrap();
    assert_eq!(next(&mut names, "An"), 0);
    assert_eq!(next(&mut names, "cccd:An"), 1);
    assert_eq!(next(&mut names, "An"), 0);
    names.mark_committed();
    assert_eq!(names.new_count(), 0);
    assert_eq!(next(&mut names, "Bình"), 2);
    assert_eq!(next(&mut names, "cccd:An"), 1);
    assert_eq!(
        names.new_names().map(|n| n.0).collect::<Vec<_>>(),
        ["\0Bình".as_bytes()]
    );
}

#[test]
fn an_older_number_is_asked_for_once() {
    let mut names = Interner::new(10, Naming::Plain);
    let mut asked = 0;
    for _ in 0..3 {
        let number = names.intern("person", id("An"), |_| {
            asked += 1;
            Ok(Some(7))
        });
        assert_eq!(number.unwrap(), 7);
    }
    assert_eq!((asked, names.count(), names.new_count()), (1, 10, 0));
}

#[test]
fn names_that_look_alike_are_kept_apart() {
    let texts = [
        "a:b",
        "ab",
        ":a:b",
        "a,b",
        "Nguyễn",
        "Nguye\u{302}\u{303}n",
        "NGUYỄN",
        " a",
        "a ",
        "ab:",
    ];
    let mut names = Interner::new(0, Naming::Plain);
    let mut numbers = Vec::new();
    for text in texts {
        let Ok(parts) = truyvet_model::ExternalId::split(text) else {
            continue;
        };
        numbers.push(names.intern("person", parts, |_| Ok(None)).unwrap());
    }
    let expected: Vec<u32> = (0..9).collect();
    assert_eq!(numbers, expected);
}

#[test]
fn parts_that_are_no_id_are_refused() {
    let mut names = Interner::new(0, Naming::Plain);
    for (namespace, local) in [("", ""), ("a:b", "c"), ("", "a\nb")] {
        let error = names
            .intern("person", IdParts { namespace, local }, |_| Ok(None))
            .unwrap_err();
        assert!(error.to_string().contains("person: id"), "{error}");
    }
    let long = "x".repeat(2000);
    assert!(
        names
            .intern(
                "person",
                IdParts {
                    namespace: "",
                    local: &long
                },
                |_| Ok(None)
            )
            .is_err()
    );
    assert_eq!(names.count(), 0);
}

#[test]
fn many_names_survive_growth() {
    let mut names = Interner::new(0, Naming::Plain);
    for round in 0..2 {
        for i in 0..20_000u32 {
            let text = format!("cccd:{i:012}");
            let number = names.intern("person", id(&text), |_| Ok(None)).unwrap();
            assert_eq!(number, i, "round {round}");
        }
    }
}

fn pseudonymous() -> (Arc<KeyRing>, Naming) {
    let keys = Arc::new(KeyRing::parse(&"5a".repeat(32)).unwrap());
    (Arc::clone(&keys), Naming::Pseudonymous(keys))
}

#[test]
fn what_is_stored_of_a_new_name_is_given_once() {
    let (keys, naming) = pseudonymous();
    for (naming, stored) in [
        (Naming::Plain, b"cccd\0An".to_vec()),
        (naming, keys.pseudonym(id("cccd:An")).to_vec()),
    ] {
        let mut names = Interner::new(0, naming);
        assert_eq!(names.last_new(), None);
        names.intern("person", id("cccd:An"), |_| Ok(None)).unwrap();
        assert_eq!(names.last_new(), Some(&*stored));
        names.intern("person", id("cccd:An"), |_| Ok(None)).unwrap();
        assert_eq!(names.last_new(), None);
        assert!(names.new_names().eq([StoredName(&stored)]));
    }
}

#[test]
fn names_of_a_log_are_found_by_id() {
    let (_, naming) = pseudonymous();
    for naming in [Naming::Plain, naming] {
        let mut first = Interner::new(3, naming.clone());
        let texts = ["cccd:An", "Bình", ":a:b"];
        for text in texts {
            first.intern("person", id(text), |_| Ok(None)).unwrap();
        }
        let mut again = Interner::new(3, naming);
        for (number, name) in (3..).zip(first.new_names()) {
            assert_eq!(again.replay(name.0).unwrap(), number);
            assert_eq!(again.last_new(), Some(name.0));
            assert!(again.replay(name.0).unwrap_err().is_damaged(), "twice");
        }
        assert_eq!(again.replay(b"").unwrap(), 6, "erased");
        for (number, text) in (3..).zip(texts) {
            let found = again.intern("person", id(text), |_| panic!("it is in the log"));
            assert_eq!(found.unwrap(), number);
        }
        assert_eq!(again.intern("person", id("new"), |_| Ok(None)).unwrap(), 7);
        assert_eq!(again.new_names().nth(3), Some(StoredName(b"")));
        for bad in [&b"no separator"[..], b"\xff\0x", b"a\0", b"a\0b\0c"] {
            assert!(again.replay(bad).unwrap_err().is_damaged());
        }
    }
}

#[test]
fn a_forgotten_name_gets_a_new_number_and_leaves_no_bytes() {
    let (keys, naming) = pseudonymous();
    for (naming, secret) in [
        (Naming::Plain, b"secret".to_vec()),
        (naming, keys.pseudonym(id("secret")).to_vec()),
    ] {
        let mut names = Interner::new(0, naming);
        for text in ["An", "secret", "Bình"] {
            names.intern("person", id(text), |_| Ok(None)).unwrap();
        }
        names.forget(&[1].into_iter().collect());
        let holds = |bytes: &[u8], part: &[u8]| bytes.windows(part.len()).any(|w| w == part);
        assert!(!holds(&names.arena.0, b"secret") && !holds(&names.arena.0, &secret));
        assert_eq!(names.new_names().nth(1), Some(StoredName(b"")));
        let next =
            |names: &mut Interner, text| names.intern("person", id(text), |_| Ok(None)).unwrap();
        assert_eq!(next(&mut names, "secret"), 3);
        assert_eq!((next(&mut names, "An"), next(&mut names, "Bình")), (0, 2));
    }
}

#[test]
fn a_pseudonym_stands_for_itself_and_nothing_is_added_without_keys() {
    let (keys, naming) = pseudonymous();
    let stored = keys.pseudonym(id("cccd:An"));
    let shown = StoredName(&stored).external_id(true).unwrap().to_string();
    let mut names = Interner::new(0, naming);
    let number = names.intern("person", id("cccd:An"), |_| Ok(None)).unwrap();
    let same = names.intern("person", id(&shown), |_| Ok(None)).unwrap();
    assert_eq!(number, same);
    let error = names.intern("person", id("pseudonym:xyz"), |_| Ok(None));
    assert!(error.unwrap_err().to_string().contains("32 hexadecimal"));
    let mut names = Interner::new(9, Naming::Sealed);
    let known = names.intern("person", id(&shown), |_| Ok(Some(4)));
    assert_eq!(known.unwrap(), 4);
    for text in ["cccd:An", "pseudonym:00112233445566778899aabbccddeeff"] {
        let error = names.intern("person", id(text), |_| Ok(None)).unwrap_err();
        assert!(matches!(error, StoreError::KeyNeeded), "{error}");
    }
    assert_eq!(names.count(), 9);
}

#[test]
#[ignore = "a measurement: run in release"]
fn speed_of_interning() {
    let texts: Vec<String> = (0..3_000_000_u32)
        .map(|i| format!("cccd:{:012}", u64::from(i.wrapping_mul(2_654_435_761))))
        .collect();
    let (_, naming) = pseudonymous();
    for naming in [Naming::Plain, naming] {
        let mut names = Interner::new(0, naming);
        for round in ["new", "known"] {
            let begin = std::time::Instant::now();
            for text in &texts {
                names.intern("person", id(text), |_| Ok(None)).unwrap();
            }
            let each = begin.elapsed().as_nanos() / texts.len() as u128;
            println!("{:?}: {round} {each} ns an id", names.naming);
        }
    }
}
