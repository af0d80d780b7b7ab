//! Names under pseudonyms, without keys, and of erased people.

use super::super::{Interner, KeyRing, NewNames, write_run};
use super::*;
use crate::io::MemoryVfs;

fn id(text: &str) -> IdParts<'_> {
    ExternalId::split(text).unwrap()
}

/// A folder with one run of those people and one place.
pub(in crate::names) fn folder(naming: &Naming, people: &[&str]) -> (MemoryVfs, Sealed) {
    let vfs = MemoryVfs::new();
    vfs.create_dir().unwrap();
    let mut interner = Interner::new(0, naming.clone());
    for text in people {
        interner.intern("person", id(text), |_| Ok(None)).unwrap();
    }
    let mut places = Interner::new(0, Naming::Plain);
    places.intern("place", id("market"), |_| Ok(None)).unwrap();
    let people = NewNames {
        first: 0,
        count: interner.new_count(),
        names: interner.new_names(),
        pseudonyms: naming.is_pseudonymous(),
    };
    let places = NewNames {
        first: 0,
        count: 1,
        names: places.new_names(),
        pseudonyms: false,
    };
    let sealed = write_run(&vfs, "ids-0", &people, &places).unwrap();
    (vfs, sealed)
}

pub(in crate::names) fn open(
    vfs: &MemoryVfs,
    file: &str,
    sealed: &Sealed,
    naming: &Naming,
) -> Names {
    let mut names = Names::new(naming.clone());
    names.add(vfs, file, sealed, None).unwrap();
    names
}

pub(in crate::names) fn findings(names: &Names, file: &str, sealed: &Sealed) -> Vec<String> {
    let mut all = Vec::new();
    names.verify(file, sealed, &mut |finding| all.push(finding));
    all
}

pub(in crate::names) fn keys(byte: &str) -> KeyRing {
    KeyRing::parse(&byte.repeat(32)).unwrap()
}

#[test]
fn people_are_pseudonyms_and_places_are_not() {
    let naming = Naming::Pseudonymous(Arc::new(keys("5a")));
    let (vfs, sealed) = folder(&naming, &["cccd:034", "An"]);
    let file = vfs.get("ids-0").unwrap();
    for text in ["cccd", "034", "An"] {
        assert!(
            !file.windows(text.len()).any(|w| w == text.as_bytes()),
            "{text}"
        );
    }
    let names = open(&vfs, "ids-0", &sealed, &naming);
    assert_eq!(findings(&names, "ids-0", &sealed), [""; 0]);
    assert_eq!(names.find(Which::Person, id("An")).unwrap(), Some(1));
    assert_eq!(names.find(Which::Person, id("Ann")).unwrap(), None);
    assert_eq!(names.find(Which::Place, id("market")).unwrap(), Some(0));
    assert_eq!(names.name(Which::Place, 0).unwrap().to_string(), "market");
    let shown = names.name(Which::Person, 1).unwrap();
    assert_eq!((shown.namespace(), shown.local().len()), ("pseudonym", 32));
    let shown = shown.to_string();
    assert_eq!(names.find(Which::Person, id(&shown)).unwrap(), Some(1));
    let sealed_names = open(&vfs, "ids-0", &sealed, &Naming::Sealed);
    assert_eq!(
        sealed_names.name(Which::Person, 1).unwrap().to_string(),
        shown
    );
    assert_eq!(
        sealed_names.find(Which::Person, id(&shown)).unwrap(),
        Some(1)
    );
    let error = sealed_names.find(Which::Person, id("An")).unwrap_err();
    assert!(matches!(error, StoreError::KeyNeeded), "{error}");
    assert_eq!(
        sealed_names.find(Which::Place, id("market")).unwrap(),
        Some(0)
    );
    let mut plain = Names::new(Naming::Plain);
    assert!(
        plain
            .add(&vfs, "ids-0", &sealed, None)
            .unwrap_err()
            .is_damaged()
    );
}

#[test]
fn an_erased_person_is_not_found_and_has_no_name() {
    let (vfs, sealed) = folder(&Naming::Plain, &["An", "Bình"]);
    let names = open(&vfs, "ids-0", &sealed, &Naming::Plain);
    let names = names.with_erased(Arc::new([0].into_iter().collect()));
    assert_eq!(names.find(Which::Person, id("An")).unwrap(), None);
    assert_eq!(names.find(Which::Person, id("Bình")).unwrap(), Some(1));
    assert_eq!(names.find(Which::Place, id("market")).unwrap(), Some(0));
    let error = names.name(Which::Person, 0).unwrap_err();
    assert!(matches!(error, StoreError::Erased { number: 0 }), "{error}");
    assert_eq!(findings(&names, "ids-0", &sealed), [""; 0]);
}

#[test]
fn a_name_that_comes_again_after_erasure_is_sound() {
    let (vfs, sealed) = folder(&Naming::Plain, &["An", "Bình"]);
    let mut names = open(&vfs, "ids-0", &sealed, &Naming::Plain);
    let none = NewNames {
        first: 1,
        count: 0,
        names: std::iter::empty::<StoredName<'_>>(),
        pseudonyms: false,
    };
    let again = NewNames {
        first: 2,
        count: 1,
        names: std::iter::once(StoredName(b"\0An")),
        pseudonyms: false,
    };
    let second = write_run(&vfs, "ids-1", &again, &none).unwrap();
    names.add(&vfs, "ids-1", &second, None).unwrap();
    assert_eq!(findings(&names, "ids-1", &second).len(), 1, "not erased");
    let names = names.with_erased(Arc::new([0].into_iter().collect()));
    assert_eq!(findings(&names, "ids-0", &sealed), [""; 0]);
    assert_eq!(findings(&names, "ids-1", &second), [""; 0]);
    assert_eq!(names.find(Which::Person, id("An")).unwrap(), Some(2));
}
