//! The order of S15, key by key.

use super::*;

#[test]
fn s15_order_of_witnesses() {
    let base = Event::at(5, 10, 100, 200, 200, false);
    let ordered = [
        Event { x: 99, ..base },
        Event {
            stay_end: 201,
            ..base
        },
        Event {
            infector: 9,
            ..base
        },
        Event { setting: 0, ..base },
        Event { setting: 5, ..base },
        Event { y: 201, ..base },
        base,
        Event {
            assumed: true,
            ..base
        },
    ];
    for better in &ordered[..6] {
        assert!(better.order(&base).is_lt(), "{better:?}");
    }
    assert!(ordered[7].order(&base).is_gt());
}

#[test]
fn s16_grade_of_an_open_visit() {
    let witness = Event::at(0, 1, 2, 3, 3, true).witness();
    assert_eq!(
        (witness.grade, witness.setting),
        (Grade::AssumedEnd, Setting::Place(PlaceNo(0)))
    );
    assert_eq!(Event::contact(1, 2, 3).witness().setting, Setting::Contact);
}

#[test]
fn packing_loses_nothing() {
    for assumed in [false, true] {
        let longest = i64::from(u32::MAX >> 1);
        let event = Event::at(u32::MAX - 1, 7, -5, longest - 5, -9, assumed);
        assert_eq!(PackedEvent::of(&event).unpack(), Some(event));
    }
    assert_eq!(PackedEvent::default().unpack(), None);
}
