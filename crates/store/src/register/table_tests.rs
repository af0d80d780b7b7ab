//! Tests of the register in memory: the last word counts, and what must go goes.

use super::*;
use crate::io::{MemoryVfs, Vfs};

fn dates(onset: Option<i64>, isolated: Option<i64>) -> CaseDates {
    CaseDates { onset, isolated }
}

fn nobody() -> BTreeSet<u32> {
    BTreeSet::new()
}

#[test]
fn s35_what_is_said_again_replaces_and_the_same_is_no_change() {
    let mut register = Register::default();
    let mut changes = Changes::default();
    changes.person(2, Some("24"), Some(1));
    changes.person(2, None, Some(2));
    let changed = register.apply(&changes, None, &nobody());
    assert_eq!(changed.people, 1);
    assert!(!register.apply(&changes, None, &nobody()).any());
    let mut changes = Changes::default();
    changes.person(2, None, None);
    assert_eq!(register.apply(&changes, None, &nobody()).people, 1);
    assert!(register.is_empty());
}

#[test]
fn s36_a_case_is_replaced_by_its_key_and_retracted() {
    let mut register = Register::default();
    let mut changes = Changes::default();
    changes.case(1, 10, Some(dates(None, None)));
    changes.case(2, 10, Some(dates(None, None)));
    assert_eq!(register.apply(&changes, None, &nobody()).cases_added, 2);
    let mut changes = Changes::default();
    changes.case(1, 10, Some(dates(Some(8), None)));
    changes.case(2, 10, None);
    changes.case(3, 10, None);
    let changed = register.apply(&changes, None, &nobody());
    assert_eq!((changed.cases_replaced, changed.cases_removed), (1, 1));
    assert_eq!(changed.cases_added, 0);
}

/// Seconds of that many days.
const fn days(n: i64) -> i64 {
    n * 86_400
}

#[test]
fn s34_a_case_goes_when_its_last_date_is_at_the_floor() {
    let mut register = Register::default();
    let mut changes = Changes::default();
    changes.case(1, days(10), Some(dates(Some(days(8)), Some(days(9)))));
    changes.case(2, days(10), Some(dates(None, Some(days(11)))));
    changes.case(3, days(9), Some(dates(Some(days(12)), Some(days(12)))));
    changes.case(4, days(11), Some(dates(None, Some(days(11)))));
    let changed = register.apply(&changes, Some(days(9)), &nobody());
    assert_eq!(changed.cases_added, 4);
    let across = |register: &Register, floor| register.cases_across(floor).collect::<Vec<_>>();
    assert_eq!(across(&register, days(9)), [(3, days(9))]);
    assert_eq!(register.without([], Some(days(10))).cases_removed, 1);
    assert_eq!(across(&register, days(10)), [(3, days(9)), (2, days(10))]);
    // What comes too late is as if it had never come, but for the case that it replaces.
    let mut late = Changes::default();
    late.case(5, days(7), Some(dates(None, Some(days(7)))));
    late.case(2, days(10), Some(dates(None, Some(days(10)))));
    let changed = register.apply(&late, Some(days(10)), &nobody());
    assert_eq!((changed.cases_added, changed.cases_removed), (0, 1));
    assert_eq!(register.without([], Some(days(12))).cases_removed, 2);
    assert!(register.is_empty());
}

#[test]
fn s34_a_case_stays_while_it_may_be_infectious_after_the_floor() {
    let mut register = Register::default();
    let mut changes = Changes::default();
    // Until 14 days after the test; after the onset; until isolation; and isolated after that.
    changes.case(1, days(10), Some(dates(None, None)));
    changes.case(2, days(10), Some(dates(Some(days(5)), None)));
    changes.case(3, days(10), Some(dates(Some(days(9)), Some(days(13)))));
    changes.case(4, days(10), Some(dates(None, Some(days(30)))));
    register.apply(&changes, None, &nobody());
    for (floor, gone) in [
        (days(13) - 1, 0),
        (days(13), 1),
        (days(19) - 1, 0),
        (days(19), 1),
        (days(24) - 1, 0),
        (days(24), 1),
        (days(30) - 1, 0),
        (days(30), 1),
    ] {
        let removed = register.without([], Some(floor)).cases_removed;
        assert_eq!(removed, gone, "{floor}");
    }
    assert!(register.is_empty());
    let mut late = Changes::default();
    late.case(5, days(10), Some(dates(None, None)));
    let taken = register.apply(&late, Some(days(23)), &nobody());
    assert_eq!(taken.cases_added, 1);
}

#[test]
fn s33_nothing_of_an_erased_person_is_left() {
    let mut register = Register::default();
    let mut changes = Changes::default();
    changes.person(2, Some("24/1"), Some(1));
    changes.case(2, 10, Some(dates(None, None)));
    register.apply(&changes, None, &nobody());
    let gone = register.without([2], None);
    assert_eq!((gone.people, gone.cases_removed), (1, 1));
    assert!(register.is_empty());
    let mut register = Register::default();
    assert!(!register.apply(&changes, None, &BTreeSet::from([2])).any());
    let vfs = MemoryVfs::new();
    vfs.create_dir().unwrap();
    register.write(&vfs, "register-000001").unwrap();
    let bytes = vfs.read("register-000001").unwrap();
    assert!(!bytes.windows(4).any(|w| w == b"24/1"));
}
