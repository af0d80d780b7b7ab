//! S2, S3, S4 and S6, clause by clause: in the log, published, and compacted alike.

use truyvet_store::{StoreError, Writer};

use crate::dump::{Append, id, new_store, records, t, writer};

/// What is appended, and what must be seen then.
type Step<'a> = (&'a dyn Fn(&mut Writer), &'a [&'a str]);

/// Appends by `steps`, a commit after each, and compares what is seen then: with the log only,
/// published after each, and compacted.
fn check(steps: &[Step<'_>]) {
    for way in 0..3 {
        let (_, store) = new_store();
        let mut w = writer(&store);
        for (n, (step, expected)) in steps.iter().enumerate() {
            step(&mut w);
            w.commit().unwrap();
            match way {
                0 => {}
                1 => drop(w.publish().unwrap()),
                _ => drop(w.compact().unwrap()),
            }
            let snapshot = store.snapshot().unwrap();
            assert_eq!(records(&snapshot), *expected, "step {n}, way {way}");
            let report = snapshot.verify(&mut |_| {});
            assert!(report.is_sound(), "{:?}", report.findings);
        }
        w.publish().unwrap();
        let (_, last) = steps.last().unwrap();
        assert_eq!(records(&store.snapshot().unwrap()), *last, "published");
    }
}

#[test]
fn s2_a_later_record_of_one_key_replaces_the_earlier_one() {
    check(&[
        (&|w| w.was("An", "market", 0, 5), &["An @ market 0..5"]),
        (&|w| w.was("An", "market", 0, 3), &["An @ market 0..3"]),
        (&|w| w.was("An", "market", 0, 9), &["An @ market 0..9"]),
        (
            &|w| {
                w.was("An", "market", 1, 3);
                w.was("An", "market", 0, 4);
                w.was("An", "market", 0, 2);
            },
            &["An @ market 0..2", "An @ market 1..3"],
        ),
    ]);
}

#[test]
fn s2_importing_twice_changes_nothing() {
    let (vfs, store) = new_store();
    let mut w = writer(&store);
    let fill = |w: &mut Writer| {
        w.was("An", "market", 0, 5);
        w.was("Binh", "market", 2, None);
        w.met("An", "Binh", 2, 4);
    };
    fill(&mut w);
    let first = w.publish().unwrap();
    assert_eq!((first.visits_added, first.contacts_added), (2, 1));
    let before = vfs.files.files();
    fill(&mut w);
    let second = w.publish().unwrap();
    assert_eq!((second.visits_unchanged, second.contacts_unchanged), (2, 1));
    assert_eq!((second.number, second.segments_written), (first.number, 0));
    assert_eq!(vfs.files.files(), before);
}

#[test]
fn s2_s3_a_retraction_takes_back_one_key_of_one_id() {
    check(&[
        (
            &|w| {
                w.was("An", "market", 0, 5);
                w.was("An", "market", 1, 5);
                w.met("An", "Binh", 0, 5);
                w.met("Binh", "An", 1, 5);
            },
            &[
                "An + Binh 0..5",
                "An + Binh 1..5",
                "An @ market 0..5",
                "An @ market 1..5",
            ],
        ),
        (
            &|w| {
                let (an, binh, market) = (w.p("An"), w.p("Binh"), w.l("market"));
                w.retract_visit(an, market, t(0)).unwrap();
                w.retract_contact(binh, an, t(1)).unwrap();
                w.retract_contact(binh, an, t(77)).unwrap();
            },
            &["An + Binh 0..5", "An @ market 1..5"],
        ),
        (
            &|w| w.was("An", "market", 0, 4),
            &["An + Binh 0..5", "An @ market 0..4", "An @ market 1..5"],
        ),
    ]);
}

#[test]
fn s3_contacts_are_undirected() {
    check(&[
        (&|w| w.met("An", "Binh", 0, 5), &["An + Binh 0..5"]),
        (&|w| w.met("Binh", "An", 0, 8), &["An + Binh 0..8"]),
    ]);
}

#[test]
fn s4_an_open_visit_ends_by_dwell_by_the_next_visit_or_by_its_check_out() {
    check(&[
        (&|w| w.was("An", "market", 0, None), &["An @ market 0..7?"]),
        (
            &|w| w.was("An", "bus", 3, 4),
            &["An @ bus 3..4", "An @ market 0..3?"],
        ),
        // Somebody else's visit ends nothing; the next visit of all is the one that counts.
        (
            &|w| {
                w.was("Binh", "bus", 1, 4);
                w.was("An", "bus", 5, 6);
            },
            &[
                "An @ bus 3..4",
                "An @ bus 5..6",
                "An @ market 0..3?",
                "Binh @ bus 1..4",
            ],
        ),
        (
            &|w| {
                let (an, bus) = (w.p("An"), w.l("bus"));
                w.retract_visit(an, bus, t(3)).unwrap();
            },
            &["An @ bus 5..6", "An @ market 0..5?", "Binh @ bus 1..4"],
        ),
        (
            &|w| {
                let (an, bus) = (w.p("An"), w.l("bus"));
                w.retract_visit(an, bus, t(5)).unwrap();
            },
            &["An @ market 0..7?", "Binh @ bus 1..4"],
        ),
        (
            &|w| w.kind("market", "line"),
            &["An @ market 0..20?", "Binh @ bus 1..4"],
        ),
        (
            &|w| w.was("An", "market", 0, 2),
            &["An @ market 0..2", "Binh @ bus 1..4"],
        ),
    ]);
}

#[test]
fn s6_linked_ids_are_one_person_and_unlinking_undoes_it_exactly() {
    let unlinked: &[&str] = &[
        "0900 @ market 0..9",
        "0900 @ market 2..6",
        "An + Binh 1..3",
        "An @ bus 0..7?",
        "An @ market 0..5",
        "Binh + 0900 1..4",
    ];
    let linked: &[&str] = &[
        "An + Binh 1..4",
        "An @ bus 0..2?",
        "An @ market 0..9",
        "An @ market 2..6",
    ];
    check(&[
        (
            &|w| {
                w.was("An", "market", 0, 5);
                w.was("An", "bus", 0, None);
                w.met("An", "Binh", 1, 3);
                w.was("0900", "market", 0, 9);
                w.was("0900", "market", 2, 6);
                w.met("0900", "Binh", 1, 4);
            },
            unlinked,
        ),
        (&|w| w.link("0900", "An"), linked),
        (&|w| w.unlink("An", "0900"), unlinked),
        (&|w| w.link("An", "0900"), linked),
        // What comes later is merged as well, and comes apart as well.
        (
            &|w| w.was("0900", "bus", 1, 2),
            &[
                "An + Binh 1..4",
                "An @ bus 0..1?",
                "An @ bus 1..2",
                "An @ market 0..9",
                "An @ market 2..6",
            ],
        ),
        (
            &|w| w.unlink("An", "0900"),
            &[
                "0900 @ bus 1..2",
                "0900 @ market 0..9",
                "0900 @ market 2..6",
                "An + Binh 1..3",
                "An @ bus 0..7?",
                "An @ market 0..5",
                "Binh + 0900 1..4",
            ],
        ),
    ]);
}

#[test]
fn s6_a_contact_of_two_ids_of_one_person_is_none() {
    check(&[
        (&|w| w.met("An", "0900", 0, 5), &["An + 0900 0..5"]),
        (&|w| w.link("An", "0900"), &[]),
        (&|w| w.unlink("An", "0900"), &["An + 0900 0..5"]),
    ]);
}

#[test]
fn s6_places_are_linked_likewise() {
    let link = |w: &mut Writer| {
        let (a, b) = (w.l("market"), w.l("chợ"));
        w.link_places(a, b).unwrap();
    };
    let unlink = |w: &mut Writer| {
        let (a, b) = (w.l("market"), w.l("chợ"));
        w.unlink_places(b, a).unwrap();
    };
    let apart: &[&str] = &["An @ chợ 0..8", "An @ market 0..4", "Binh @ chợ 1..21?"];
    check(&[
        (
            &|w| {
                w.was("An", "market", 0, 4);
                w.was("An", "chợ", 0, 8);
                w.was("Binh", "chợ", 1, None);
                w.kind("chợ", "line");
            },
            apart,
        ),
        // What is known of the place is what is known of the id that came first.
        (&link, &["An @ market 0..8", "Binh @ market 1..8?"]),
        (&unlink, apart),
    ]);
}

#[test]
fn s6_a_third_id_keeps_two_together_and_only_what_was_linked_is_unlinked() {
    let (_, store) = new_store();
    let mut w = writer(&store);
    w.link("a", "b");
    w.link("b", "c");
    let (a, c) = (w.p("a"), w.p("c"));
    assert_eq!(w.linked_people(c).len(), 3);
    let error = w.unlink_people(a, c).unwrap_err();
    assert!(
        matches!(
            error,
            StoreError::Record {
                record: "unlink",
                ..
            }
        ),
        "{error}"
    );
    w.link("a", "c");
    w.unlink("a", "b");
    w.commit().unwrap();
    let snapshot = store.snapshot().unwrap();
    let numbers = ["a", "b", "c"].map(|p| snapshot.person(&id(p)).unwrap());
    assert_eq!(numbers, [Some(a); 3]);
    assert_eq!(snapshot.person_ids(c).unwrap(), ["a", "b", "c"].map(id));
    let error = w.link_people(a, a).unwrap_err();
    assert!(
        matches!(error, StoreError::Record { record: "link", .. }),
        "{error}"
    );
}
