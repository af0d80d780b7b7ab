//! Collecting findings: minimum, sum and union, in any order.

use super::*;

fn note(x: i64, grows: Option<(i64, i64)>) -> Note {
    let grade = truyvet_model::Grade::AssumedEnd;
    Note {
        event: Some(Event::at(3, 1, x, x + 5, x + 9, grade)),
        grows,
    }
}

#[test]
fn a_cell_is_one_cache_line() {
    assert_eq!((size_of::<Cell>(), size_of::<Tally>()), (64, 16));
}

#[test]
fn s7_order_does_not_show() {
    let notes = [
        (4, note(10, Some((10, 20)))),
        (4, note(8, Some((20, 30)))),
        (4, note(9, Some((50, i64::MAX)))),
    ];
    for turn in 0..notes.len() {
        let mut outcomes = Outcomes::new(6);
        outcomes.begin(false);
        let mut collected = Collected::default();
        let mut turned = notes.to_vec();
        turned.rotate_left(turn);
        outcomes.add_all(&mut turned, &mut collected);
        let finding = outcomes.take(4);
        assert_eq!(finding.event, notes[1].1.event);
        let mut grown: Vec<_> = collected.grown.iter().map(|g| (g.1, g.2)).collect();
        grown.extend(finding.grows);
        grown.sort_unstable();
        // What the cell holds and what was left over add up to one and the same union.
        assert!(
            grown == [(10, 30), (50, i64::MAX)] || grown == [(10, 20), (20, 30), (50, i64::MAX)]
        );
        assert_eq!(collected.people, [4]);
        assert!(outcomes.take(5).event.is_none());
    }
}

#[test]
fn a_new_round_voids_the_old_one() {
    let mut outcomes = Outcomes::new(2);
    let mut collected = Collected::default();
    outcomes.begin(false);
    outcomes.add(0, &note(1, Some((1, 2))), &mut collected);
    outcomes.begin(false);
    let finding = outcomes.take(0);
    assert_eq!((finding.event, finding.grows), (None, None));
}

#[test]
fn an_interval_too_long_for_the_cell_is_kept_beside_it() {
    let mut outcomes = Outcomes::new(1);
    let mut collected = Collected::default();
    outcomes.begin(false);
    let long = (0, i64::from(u32::MAX) * 3);
    outcomes.add(0, &note(1, Some(long)), &mut collected);
    assert_eq!(outcomes.take(0).grows, None);
    assert_eq!(collected.grown, [(0, long.0, long.1)]);
}

#[test]
fn s16_time_adds_up_and_starts_from_nothing_in_the_next_round() {
    let mut outcomes = Outcomes::new(80);
    outcomes.prepare(0, true);
    let mut collected = [Collected::default(), Collected::default()];
    let time = |person, seconds| Time {
        person,
        seconds,
        hazard: 10 * seconds,
    };
    for round in 0..2 {
        outcomes.begin(false);
        outcomes.add_times(&mut vec![time(70, 5), time(71, 5)], &mut collected[0]);
        outcomes.add_times(&mut vec![time(70, 2)], &mut collected[1]);
        let found = outcomes.take(70);
        assert_eq!((found.seconds, found.hazard), (7, 70), "{round}");
        for own in &mut collected {
            outcomes.clear_times(own);
        }
        assert_eq!(outcomes.take(71).seconds, 0);
    }
}

#[test]
fn what_is_known_is_no_news() {
    let mut outcomes = Outcomes::new(1);
    outcomes.prepare(-5, false);
    outcomes.begin(false);
    let mut collected = Collected::default();
    assert!(!outcomes.knows(0, 20, 30));
    outcomes.add(0, &note(10, Some((20, 40))), &mut collected);
    assert!(outcomes.knows(0, 21, 40) && !outcomes.knows(0, 20, 40) && !outcomes.knows(0, 21, 41));
    outcomes.add(0, &note(10, Some((40, i64::MAX))), &mut collected);
    assert!(outcomes.knows(0, 21, i64::MAX));
    outcomes.take(0);
    assert!(!outcomes.knows(0, 21, i64::MAX));
    outcomes.begin(true);
    outcomes.add(0, &note(10, None), &mut collected);
    assert!(outcomes.knows(0, 11, i64::MAX) && !outcomes.knows(0, 10, i64::MAX));
}
