//! Collecting findings: minimum, sum and union, in any order.

use super::*;

fn note(x: i64, seconds: u64, grows: Option<(i64, i64)>) -> Note {
    Note {
        event: Some(Event::at(3, 1, x, x + 5, x + 9, true)),
        seconds,
        grows,
    }
}

#[test]
fn a_cell_is_one_cache_line() {
    assert_eq!(size_of::<Cell>(), 64);
}

#[test]
fn s7_order_does_not_show() {
    let notes = [
        (4, note(10, 1, Some((10, 20)))),
        (4, note(8, 2, Some((20, 30)))),
        (4, note(9, 3, Some((50, i64::MAX)))),
        (
            4,
            Note {
                seconds: 4,
                ..Note::default()
            },
        ),
    ];
    for turn in 0..notes.len() {
        let mut outcomes = Outcomes::new(6);
        outcomes.begin();
        let mut collected = Collected::default();
        let mut turned = notes.to_vec();
        turned.rotate_left(turn);
        outcomes.add_all(&mut turned, &mut collected);
        let finding = outcomes.take(4).unwrap();
        assert_eq!(finding.event, notes[1].1.event);
        assert_eq!(finding.seconds, 10);
        let mut grown: Vec<_> = collected.grown.iter().map(|g| (g.1, g.2)).collect();
        grown.extend(finding.grows);
        grown.sort_unstable();
        // What the cell holds and what was left over add up to one and the same union.
        assert!(
            grown == [(10, 30), (50, i64::MAX)] || grown == [(10, 20), (20, 30), (50, i64::MAX)]
        );
        assert_eq!(collected.people, [4]);
        assert!(outcomes.take(5).is_none());
    }
}

#[test]
fn a_new_round_voids_the_old_one() {
    let mut outcomes = Outcomes::new(2);
    let mut collected = Collected::default();
    outcomes.begin();
    outcomes.add(0, &note(1, 7, None), &mut collected);
    outcomes.begin();
    assert!(outcomes.take(0).is_none());
    outcomes.add(
        0,
        &Note {
            seconds: 2,
            ..Note::default()
        },
        &mut collected,
    );
    let finding = outcomes.take(0).unwrap();
    assert_eq!(
        (finding.event, finding.seconds, finding.grows),
        (None, 2, None)
    );
}

#[test]
fn an_interval_too_long_for_the_cell_is_kept_beside_it() {
    let mut outcomes = Outcomes::new(1);
    let mut collected = Collected::default();
    outcomes.begin();
    let long = (0, i64::from(u32::MAX) * 3);
    outcomes.add(0, &note(1, 0, Some(long)), &mut collected);
    assert_eq!(outcomes.take(0).unwrap().grows, None);
    assert_eq!(collected.grown, [(0, long.0, long.1)]);
}

#[test]
fn s16_time_put_aside_counts_for_those_with_an_event() {
    let mut outcomes = Outcomes::new(80);
    let mut collected = [Collected::default(), Collected::default()];
    for round in 0..2 {
        outcomes.begin();
        for own in &mut collected {
            outcomes.unmark(&own.people);
            own.clear();
        }
        collected[0].put_aside(70, 5);
        collected[0].put_aside(71, 5);
        if round == 0 {
            outcomes.add(70, &note(1, 2, None), &mut collected[1]);
        }
        for own in &mut collected {
            outcomes.recall(own);
        }
        let seconds = outcomes.take(70).map(|finding| finding.seconds);
        assert_eq!(seconds, (round == 0).then_some(7));
        assert!(outcomes.take(71).is_none());
    }
}

#[test]
fn there_is_room_for_so_much_aside() {
    let mut collected = Collected::default();
    while collected.has_room_aside() {
        collected.put_aside(0, 1);
    }
    assert_eq!(collected.aside.len(), ASIDE_AT_MOST);
    collected.clear();
    assert!(collected.has_room_aside());
}
