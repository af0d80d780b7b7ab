//! Id runs: what is written is found again, and nothing else.

use proptest::prelude::*;
use truyvet_model::ExternalId;

use super::super::{Interner, Names, Naming, Which};
use super::*;
use crate::io::MemoryVfs;

fn written(texts: &[&[&str]]) -> (MemoryVfs, Names, Vec<Sealed>) {
    let vfs = MemoryVfs::new();
    vfs.create_dir().unwrap();
    let mut names = Names::default();
    let mut sealed = Vec::new();
    for (i, texts) in texts.iter().enumerate() {
        let mut people = Interner::new(names.count(Which::Person), Naming::Plain);
        for text in *texts {
            let id = ExternalId::split(text).unwrap();
            let older = names.clone();
            people
                .intern("person", id, |name| older.find_stored(Which::Person, name))
                .unwrap();
        }
        let file = format!("ids-{i}");
        let new = NewNames {
            first: names.count(Which::Person),
            count: people.new_count(),
            names: people.new_names(),
            pseudonyms: false,
        };
        let none = NewNames {
            first: 0,
            count: 0,
            names: std::iter::empty::<StoredName<'_>>(),
            pseudonyms: false,
        };
        let seal = write_run(&vfs, &file, &new, &none).unwrap();
        names.add(&vfs, &file, &seal, None).unwrap();
        sealed.push(seal);
    }
    (vfs, names, sealed)
}

fn check(texts: &[&[&str]]) {
    let (_, names, sealed) = written(texts);
    let mut number = 0;
    let mut met = std::collections::BTreeMap::new();
    for text in texts.iter().flat_map(|t| t.iter()) {
        let expected = *met.entry(*text).or_insert_with(|| {
            number += 1;
            number - 1
        });
        let id = ExternalId::split(text).unwrap();
        assert_eq!(names.find(Which::Person, id).unwrap(), Some(expected));
        let back = names.name(Which::Person, expected).unwrap();
        assert_eq!(back, text.parse::<ExternalId>().unwrap());
    }
    assert_eq!(names.count(Which::Person), number);
    assert!(names.name(Which::Person, number).is_err());
    let strange = ExternalId::split("nobody:at all").unwrap();
    assert_eq!(names.find(Which::Person, strange).unwrap(), None);
    assert_eq!(names.find(Which::Place, strange).unwrap(), None);
    for (i, sealed) in sealed.iter().enumerate() {
        names.verify(&format!("ids-{i}"), sealed, &mut |finding| {
            panic!("ids-{i}: {finding}")
        });
    }
}

#[test]
fn awkward_names_over_two_runs() {
    check(&[
        &["a:b", "ab", ":a:b", "a,b", "Nguyễn", "Nguye\u{302}\u{303}n"],
        &["ab", "x", "Nguyễn", " ab"],
        &["ab"],
        &["y"],
    ]);
}

#[test]
fn longest_names_fill_a_group() {
    let long: Vec<String> = (0..40).map(|i| format!("{i:0>1024}")).collect();
    let texts: Vec<&str> = long.iter().map(String::as_str).collect();
    check(&[&texts]);
}

#[test]
fn thousands_of_names() {
    let texts: Vec<String> = (0..5000).map(|i| format!("cccd:{i}")).collect();
    let texts: Vec<&str> = texts.iter().map(String::as_str).collect();
    check(&[&texts]);
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]
    #[test]
    fn any_names_in_any_runs(runs in prop::collection::vec(
        prop::collection::vec("[a-cấ,]{1,3}(:[a-c]{1,2})?", 0..12), 1..4))
    {
        let runs: Vec<Vec<&str>> =
            runs.iter().map(|run| run.iter().map(String::as_str).collect()).collect();
        let runs: Vec<&[&str]> = runs.iter().map(Vec::as_slice).collect();
        check(&runs);
    }
}
