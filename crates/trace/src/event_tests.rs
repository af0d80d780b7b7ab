//! The order of S15, key by key.

use super::*;

#[test]
fn s15_order_of_witnesses() {
    let base = Event::at(5, 10, 100, 200, 200, Grade::Recorded);
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
            grade: Grade::AssumedEnd,
            ..base
        },
    ];
    for better in &ordered[..6] {
        assert!(better.order(&base).is_lt(), "{better:?}");
    }
    assert!(ordered[7].order(&base).is_gt());
}

#[test]
fn s16_the_surest_event_is_preferred() {
    let event = |grade| Event::at(0, 1, 2, 3, 3, grade);
    assert!(
        event(Grade::AssumedEnd)
            .order(&event(Grade::Coarse))
            .is_lt()
    );
    assert_eq!(event(Grade::Coarse).place(), Some(0));
    assert_eq!(Event::contact(1, 2, 3).place(), None);
}

#[test]
fn packing_loses_nothing() {
    for grade in [Grade::Recorded, Grade::AssumedEnd, Grade::Coarse] {
        let longest = i64::from(u32::MAX >> 1);
        let event = Event::at(u32::MAX - 1, 7, -5, longest - 5, -9, grade);
        assert_eq!(PackedEvent::of(&event).unpack(), Some(event));
    }
    assert_eq!(PackedEvent::default().unpack(), None);
}
