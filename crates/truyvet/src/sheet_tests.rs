//! A sheet is asked for by the case or by the register.

use std::sync::Arc;

use truyvet_model::{CaseRecord, ExternalId, InfectiousRule, Timestamp};

use crate::{MemoryVfs, Options, Store};

fn at(day: i64) -> Timestamp {
    Timestamp::from_seconds(1_620_406_800 + day * 86_400)
}

#[test]
fn s36_a_registered_case_is_infectious_by_the_rule() {
    let store = Store::create_in(Arc::new(MemoryVfs::new()), Options::default()).unwrap();
    let mut writer = store.writer().unwrap();
    let tested = at(10);
    for (id, isolated) in [("An", Some(at(11))), ("Em", Some(at(2)))] {
        let person = writer
            .below()
            .person(id.parse::<ExternalId>().unwrap())
            .unwrap();
        let record = CaseRecord {
            person,
            tested,
            onset: None,
            isolated,
        };
        writer.below().declare_case(&record).unwrap();
    }
    for id in ["An", "Bình"] {
        writer.visit(id, "canteen", at(9), Some(at(10))).unwrap();
    }
    writer.commit().unwrap();
    let snapshot = store.snapshot().unwrap();
    let rule = InfectiousRule::two_days();
    let cases = snapshot.registered_case("An", &rule).unwrap();
    let [case] = cases.as_slice() else {
        panic!("{}", cases.len())
    };
    assert_eq!(
        (case.infectious.start(), case.infectious.end()),
        (at(8), at(11))
    );
    let trace = snapshot.trace().cases(cases).ask().unwrap();
    let sheet = trace.case_sheet().unwrap();
    assert_eq!((sheet.tests.len(), sheet.contacts.len()), (1, 1));

    let refused = |id: &str| {
        let error = snapshot.registered_case(id, &rule).unwrap_err();
        assert!(error.is_question());
        error.to_string()
    };
    assert!(refused("Bình").contains("no case in the register"));
    assert!(refused("Em").contains("isolated before being infectious by the rule `two-days`"));
    assert!(refused("Nobody").contains("no person `Nobody`"));
}
