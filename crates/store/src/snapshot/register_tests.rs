//! Tests of what a state shows of people, units and cases: logged, published, linked, as of.

use std::sync::Arc;

use truyvet_model::{ExternalId, Timestamp, UnitDetails, UnitLevel};

use super::*;
use crate::{MemoryVfs, Options, Store, Writer};

fn store() -> Store {
    Store::create_in(Arc::new(MemoryVfs::new()), Options::default()).unwrap()
}

fn person(writer: &mut Writer, id: &str) -> PersonNo {
    writer.person(id.parse::<ExternalId>().unwrap()).unwrap()
}

fn home(unit: Option<&str>, doses: Option<u8>) -> PersonDetails {
    PersonDetails {
        unit: unit.map(str::to_owned),
        doses,
    }
}

fn case(person: PersonNo, tested: i64, onset: Option<i64>) -> CaseRecord {
    CaseRecord {
        person,
        tested: Timestamp::from_seconds(tested),
        onset: onset.map(Timestamp::from_seconds),
        isolated: None,
    }
}

#[test]
fn the_log_and_a_publication_show_the_same() {
    let store = store();
    let mut writer = store.writer().unwrap();
    let an = person(&mut writer, "An");
    let binh = person(&mut writer, "Binh");
    writer
        .declare_person(binh, &home(Some("24/213"), Some(1)))
        .unwrap();
    let details = UnitDetails {
        name: Some("Bắc Giang".to_owned()),
        level: Some(UnitLevel::Province),
        population: Some(7),
    };
    writer.declare_unit("24", &details).unwrap();
    writer.declare_case(&case(an, 500, Some(400))).unwrap();
    writer.declare_case(&case(binh, 300, None)).unwrap();
    writer.commit().unwrap();
    let check = |snapshot: &Snapshot| {
        let path = "24".to_owned();
        let details = details.clone();
        assert_eq!(snapshot.units().unwrap(), [Unit { path, details }]);
        assert_eq!(
            snapshot.person_details(binh).unwrap(),
            home(Some("24/213"), Some(1))
        );
        assert_eq!(snapshot.person_details(an).unwrap(), home(None, None));
        let cases = [case(binh, 300, None), case(an, 500, Some(400))];
        assert_eq!(snapshot.cases().unwrap(), cases);
        let homes = snapshot.homes().unwrap();
        assert_eq!(homes.units(), ["24", "24/213"]);
        assert_eq!(homes.unit(binh).map(|unit| unit.0), Some(1));
        assert_eq!((homes.unit(an), homes.doses(an)), (None, None));
        let stats = snapshot.stats().unwrap();
        assert_eq!((stats.cases, stats.units), (2, 2));
        assert!(stats.bytes.register > 0);
    };
    let logged = store.snapshot().unwrap();
    check(&logged);
    let done = writer.publish().unwrap();
    assert_eq!((done.people_changed, done.units_changed), (1, 1));
    assert_eq!((done.cases_added, done.cases_removed), (2, 0));
    let published = store.snapshot().unwrap();
    check(&published);
    assert!(published.verify(&mut |_| {}).is_sound());
    // The same again changes nothing, so nothing is written.
    writer.declare_case(&case(binh, 300, None)).unwrap();
    let again = writer.publish().unwrap();
    assert_eq!((again.number, again.cases_added), (published.number(), 0));
}

#[test]
fn s35_linked_ids_have_one_home_and_the_most_doses() {
    let store = store();
    let mut writer = store.writer().unwrap();
    let numbers: Vec<_> = (0..4)
        .map(|n| person(&mut writer, &format!("p{n}")))
        .collect();
    let [a, b, c, d] = numbers[..] else {
        unreachable!()
    };
    writer
        .declare_person(b, &home(Some("24"), Some(1)))
        .unwrap();
    writer
        .declare_person(c, &home(Some("27"), Some(3)))
        .unwrap();
    writer.link_people(a, c).unwrap();
    writer.link_people(c, b).unwrap();
    writer.link_people(a, d).unwrap();
    writer.declare_case(&case(c, 90, Some(80))).unwrap();
    writer.declare_case(&case(b, 90, Some(70))).unwrap();
    writer.declare_case(&case(d, 95, None)).unwrap();
    writer.commit().unwrap();
    let snapshot = store.snapshot().unwrap();
    let homes = snapshot.homes().unwrap();
    for number in [a, b, c, d] {
        let details = snapshot.person_details(number).unwrap();
        assert_eq!(details, home(Some("24"), Some(3)));
        let unit = homes.unit(number).unwrap();
        assert_eq!(homes.units()[unit.index()], "24");
        assert_eq!(homes.doses(number), Some(3));
    }
    // Of two cases of one human with one time of test, that of the first id is shown.
    let cases = [case(a, 90, Some(70)), case(a, 95, None)];
    assert_eq!(snapshot.cases().unwrap(), cases);
    writer.unlink_people(c, b).unwrap();
    writer.commit().unwrap();
    let snapshot = store.snapshot().unwrap();
    let details = |n| snapshot.person_details(n).unwrap();
    assert_eq!(details(b), home(Some("24"), Some(1)));
    assert_eq!(details(a), home(Some("27"), Some(3)));
}

#[test]
fn s29_s33_earlier_states_show_what_was_known_without_who_is_erased() {
    let store = store();
    let mut writer = store.writer().unwrap();
    let an = person(&mut writer, "An");
    let binh = person(&mut writer, "Binh");
    writer
        .declare_person(an, &home(Some("24/9"), Some(1)))
        .unwrap();
    writer.declare_case(&case(an, 90, None)).unwrap();
    writer.declare_case(&case(binh, 80, None)).unwrap();
    let first = writer.commit().unwrap().number;
    writer.publish().unwrap();
    writer.declare_person(an, &home(Some("27"), None)).unwrap();
    writer
        .retract_case(binh, Timestamp::from_seconds(80))
        .unwrap();
    writer.publish().unwrap();
    let then = store.snapshot_as_of(first).unwrap();
    assert_eq!(
        then.person_details(an).unwrap(),
        home(Some("24/9"), Some(1))
    );
    let now = store.snapshot().unwrap();
    assert_eq!(now.person_details(an).unwrap(), home(Some("27"), None));
    assert_eq!(now.cases().unwrap(), [case(an, 90, None)]);
    drop((then, now));
    writer.erase(an).unwrap();
    for purged in [false, true] {
        if purged {
            writer.purge().unwrap();
        }
        let then = store.snapshot_as_of(first).unwrap();
        assert_eq!(then.cases().unwrap(), [case(binh, 80, None)]);
        assert!(matches!(
            then.person_details(an),
            Err(StoreError::Erased { .. })
        ));
        assert_eq!(then.homes().unwrap().unit(an), None);
        assert_eq!(store.snapshot().unwrap().cases().unwrap(), []);
    }
    let refused = writer.declare_case(&case(an, 90, None));
    assert!(matches!(refused, Err(StoreError::Erased { .. })));
}

#[test]
fn what_cannot_be_is_refused_by_field() {
    let store = store();
    let mut writer = store.writer().unwrap();
    let an = person(&mut writer, "An");
    let field = |done: Result<(), StoreError>| match done {
        Err(StoreError::Record { record, field, .. }) => format!("{record}.{field}"),
        other => format!("{other:?}"),
    };
    for unit in ["", "24//7", "/24"] {
        let done = writer.declare_person(an, &home(Some(unit), None));
        assert_eq!(field(done), "person.unit", "{unit}");
        let done = writer.declare_unit(unit, &UnitDetails::default());
        assert_eq!(field(done), "unit.unit", "{unit}");
    }
    let done = writer.declare_person(an, &home(None, Some(255)));
    assert_eq!(field(done), "person.doses");
    let forever = CaseRecord {
        isolated: Some(Timestamp::FOREVER),
        ..case(an, 90, None)
    };
    assert_eq!(field(writer.declare_case(&forever)), "case.isolated");
    let unknown = writer.declare_case(&case(PersonNo(7), 90, None));
    assert!(matches!(unknown, Err(StoreError::UnknownNumber { .. })));
}
