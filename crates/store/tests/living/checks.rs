//! What `check` counts where ids are linked.

use std::sync::Arc;

use truyvet_model::{Contact, ExternalId, Interval, Timestamp};
use truyvet_store::{CheckOptions, MemoryVfs, Options, Store};

#[test]
fn s6_a_contact_of_a_person_with_two_ids_is_counted_once() {
    let store = Store::create_in(Arc::new(MemoryVfs::new()), Options::default()).unwrap();
    let mut writer = store.writer().unwrap();
    let mut person = |id: &str| writer.person(id.parse::<ExternalId>().unwrap()).unwrap();
    let (card, phone, other) = (person("cccd:1"), person("phone:9"), person("Chi"));
    let t = Timestamp::from_seconds;
    let interval = Interval::new(t(100), t(200)).unwrap();
    writer
        .contact(Contact {
            a: phone,
            b: other,
            interval,
        })
        .unwrap();
    writer.link_people(card, phone).unwrap();
    writer.publish().unwrap();
    let snapshot = store.snapshot().unwrap();
    let report = snapshot
        .check(&CheckOptions::default(), &mut |_| {})
        .unwrap();
    assert_eq!(report.contacts, 1);
}
