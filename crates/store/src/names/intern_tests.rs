//! Interning: same name same number, order of appearance, awkward names kept apart.

use super::*;

fn id(text: &str) -> IdParts<'_> {
    truyvet_model::ExternalId::split(text).unwrap()
}

#[test]
fn numbers_follow_first_appearance_and_continue_after_a_commit() {
    let mut names = Interner::new(0);
    let next =
        |names: &mut Interner, text: &str| names.intern("person", id(text), || Ok(None)).unwrap();
    assert_eq!(next(&mut names, "An"), 0);
    assert_eq!(next(&mut names, "cccd:An"), 1);
    assert_eq!(next(&mut names, "An"), 0);
    names.mark_committed();
    assert_eq!(names.new_count(), 0);
    assert_eq!(next(&mut names, "Bình"), 2);
    assert_eq!(next(&mut names, "cccd:An"), 1);
    assert_eq!(
        names.new_names().map(|n| n.local).collect::<Vec<_>>(),
        ["Bình"]
    );
}

#[test]
fn an_older_number_is_asked_for_once() {
    let mut names = Interner::new(10);
    let mut asked = 0;
    for _ in 0..3 {
        let number = names.intern("person", id("An"), || {
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
    let mut names = Interner::new(0);
    let mut numbers = Vec::new();
    for text in texts {
        let Ok(parts) = truyvet_model::ExternalId::split(text) else {
            continue;
        };
        numbers.push(names.intern("person", parts, || Ok(None)).unwrap());
    }
    let expected: Vec<u32> = (0..9).collect();
    assert_eq!(numbers, expected);
}

#[test]
fn parts_that_are_no_id_are_refused() {
    let mut names = Interner::new(0);
    for (namespace, local) in [("", ""), ("a:b", "c"), ("", "a\nb")] {
        let error = names
            .intern("person", IdParts { namespace, local }, || Ok(None))
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
                || Ok(None)
            )
            .is_err()
    );
    assert_eq!(names.count(), 0);
}

#[test]
fn many_names_survive_growth() {
    let mut names = Interner::new(0);
    for round in 0..2 {
        for i in 0..20_000u32 {
            let text = format!("cccd:{i:012}");
            let number = names.intern("person", id(&text), || Ok(None)).unwrap();
            assert_eq!(number, i, "round {round}");
        }
    }
}
