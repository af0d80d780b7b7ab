//! Random steps: after each, readers of every kept commit see what the model says.

use proptest::prelude::*;

use super::{Step, World};
use Step::{
    Commit, Contact, Correct, CorrectContact, Declare, Erase, LinkPeople, LinkPlaces, Publish,
    Purge, Retain, Tick, UnlinkPeople, Visit,
};

fn step() -> impl Strategy<Value = Step> {
    let start = (0_i64..16).prop_map(|s| s * 2);
    let end = || prop_oneof![2 => (1_i64..14).prop_map(Some), 3 => Just(None)];
    let visit = (0_u8..5, 0_u8..3, start.clone(), end(), 0_u8..3)
        .prop_map(|(p, l, s, d, source)| Visit(p, l, s, d, source));
    let contact = (0_u8..5, 1_u8..5, start, 1_i64..14, 0_u8..3)
        .prop_map(|(a, b, s, d, source)| Contact(a, (a + b) % 5, s, d, source));
    let any = 0_usize..64;
    let records = prop_oneof![
        8 => visit,
        3 => contact,
        3 => (any.clone(), end()).prop_map(|(n, d)| Correct(n, d)),
        1 => (any.clone(), 1_i64..14).prop_map(|(n, d)| CorrectContact(n, d)),
        2 => any.clone().prop_map(Step::Retract),
        1 => any.clone().prop_map(Step::RetractContact),
    ];
    let known = prop_oneof![
        3 => (0_u8..5, 1_u8..5).prop_map(|(a, b)| LinkPeople(a, (a + b) % 5)),
        2 => any.clone().prop_map(UnlinkPeople),
        2 => (0_u8..3, 1_u8..3).prop_map(|(a, b)| LinkPlaces(a, (a + b) % 3)),
        1 => any.prop_map(Step::UnlinkPlaces),
        1 => (0_u8..3, 0_u8..4).prop_map(|(l, k)| Declare(l, k)),
        1 => (0_u8..4, 1_i64..25).prop_map(|(k, s)| Step::Dwell(k, s)),
    ];
    let date = || prop::option::weighted(0.5, 0_i64..34);
    let register = prop_oneof![
        2 => (0_u8..5, prop::option::of(0_u8..3), prop::option::of(0_u8..4))
            .prop_map(|(p, u, d)| Step::Home(p, u, d)),
        1 => (0_u8..3, 0_u64..3).prop_map(|(u, n)| Step::Unit(u, n)),
        3 => (0_u8..5, (0_i64..8).prop_map(|t| t * 4), date(), date())
            .prop_map(|(p, t, o, i)| Step::Case(p, t, o, i)),
        1 => (0_usize..64).prop_map(Step::RetractCase),
    ];
    let life = prop_oneof![
        6 => Just(Commit),
        3 => Just(Publish),
        1 => Just(Step::Crash),
        2 => Just(Step::Compact),
        1 => (0_u8..5).prop_map(Erase),
        1 => Just(Purge),
        1 => (0_i64..34).prop_map(Retain),
        1 => prop_oneof![4 => 0_i64..40, 1 => Just(4000_i64)].prop_map(Tick),
        1 => Just(Step::Hold),
        1 => Just(Step::Release),
    ];
    prop_oneof![6 => records, 2 => known, 2 => register, 4 => life]
}

/// `PROPTEST_CASES`, or as many as take a few seconds.
fn cases() -> u32 {
    let set = std::env::var("PROPTEST_CASES").ok();
    set.and_then(|n| n.parse().ok()).unwrap_or(400)
}

proptest! {
    #![proptest_config(ProptestConfig {
        failure_persistence: None,
        cases: cases(),
        ..ProptestConfig::default()
    })]
    #[test]
    fn every_kept_commit_is_as_the_model_says(steps in prop::collection::vec(step(), 0..50)) {
        World::run(&steps);
    }
}

/// Two ids are linked and no longer; then the first is erased. As of the commit that knew them
/// as one, the other must be whole.
fn linked_then_erased(records: &[Step]) {
    let mut steps = vec![LinkPeople(0, 1), LinkPeople(0, 2)];
    steps.extend_from_slice(records);
    steps.extend([Publish, UnlinkPeople(0), UnlinkPeople(0), Publish, Erase(0)]);
    World::run(&steps);
    steps.extend([Purge, Publish]);
    World::run(&steps);
    // The links, or all of it, only in the log.
    steps.insert(2, Publish);
    World::run(&steps);
    steps.remove(2);
    steps[2 + records.len()] = Commit;
    World::run(&steps);
}

#[test]
fn as_of_an_erasure_shows_what_the_erased_person_hid() {
    linked_then_erased(&[Visit(0, 0, 0, Some(9), 1), Visit(1, 0, 0, Some(5), 2)]);
    linked_then_erased(&[
        Contact(0, 3, 0, 9, 1),
        Contact(1, 3, 0, 5, 2),
        Contact(1, 2, 4, 5, 2),
    ]);
}

#[test]
fn as_of_an_erasure_parts_whom_the_erased_person_linked() {
    linked_then_erased(&[Visit(1, 0, 0, Some(9), 1), Visit(2, 0, 0, Some(5), 2)]);
}

#[test]
fn as_of_an_erasure_open_visits_last_as_if_the_erased_person_had_never_been() {
    linked_then_erased(&[Visit(1, 0, 0, None, 0), Visit(0, 1, 2, Some(4), 0)]);
    linked_then_erased(&[Visit(1, 0, 0, None, 0), Visit(2, 1, 2, Some(4), 0)]);
}

#[test]
fn a_correction_in_a_kept_log_that_expires_takes_what_it_corrected_along() {
    for first in [Some(20), None] {
        World::run(&[
            Declare(0, 2),
            Visit(0, 0, 0, first, 0),
            Publish,
            Correct(0, Some(10)),
            Commit,
            Visit(1, 0, 30, None, 0),
            Commit,
            Publish,
            Retain(15),
        ]);
    }
    World::run(&[
        Contact(0, 1, 0, 20, 0),
        Commit,
        CorrectContact(0, 10),
        Commit,
        Visit(1, 0, 30, None, 0),
        Commit,
        Publish,
        Retain(15),
    ]);
}

#[test]
fn what_has_expired_ends_no_open_visit_that_comes_later() {
    let open = Visit(0, 0, 0, None, 0);
    let next = Visit(0, 1, 4, Some(2), 0);
    for between in [Tick(0), Commit, Publish] {
        for (one, two) in [(&open, &next), (&next, &open)] {
            World::run(&[
                Declare(0, 2),
                Retain(8),
                one.clone(),
                between.clone(),
                two.clone(),
            ]);
            World::run(&[
                Declare(0, 2),
                one.clone(),
                between.clone(),
                two.clone(),
                Retain(8),
            ]);
        }
    }
}

#[test]
fn linking_places_leaves_what_linked_people_did_elsewhere_as_it_was() {
    World::run(&[
        Visit(0, 0, 22, Some(1), 0),
        Visit(2, 0, 22, None, 0),
        Visit(2, 1, 0, Some(1), 0),
        LinkPeople(0, 2),
        Publish,
        LinkPlaces(1, 2),
    ]);
}
