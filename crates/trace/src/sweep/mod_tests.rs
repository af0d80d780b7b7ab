//! The sweep against all pairs, clause by clause.

use super::*;
use proptest::prelude::*;
use truyvet_model::{Grade, Interval, IntervalSet, Timestamp};

/// All events into `visit`, qualifying or not, pair by pair (S10).
fn pairs(setup: Setup, sheds: &[Shed], visit: &Stay) -> Vec<Event> {
    sheds
        .iter()
        .filter(|shed| shed.person != visit.person)
        .map(|shed| {
            let x = shed.start.max(visit.start);
            let y = (shed.end + setup.lag).min(visit.end);
            Event::at(
                setup.place,
                shed.person,
                x,
                y,
                shed.end,
                shed.grade.max(visit.grade()),
            )
        })
        .filter(|event| event.x < event.y)
        .collect()
}

fn at(sweep: &Sweep, visit: &Stay) -> Position {
    let mut position = Position::default();
    sweep.seek(&mut position, visit);
    position
}

fn qualifying(setup: Setup, sheds: &[Shed], visit: &Stay) -> Vec<Event> {
    let mut events = pairs(setup, sheds, visit);
    events.retain(|event| event.y - event.x >= setup.min_overlap);
    events
}

fn set(pieces: impl IntoIterator<Item = (i64, i64)>) -> IntervalSet {
    let t = Timestamp::from_seconds;
    pieces
        .into_iter()
        .filter_map(|(a, b)| Interval::checked(t(a), t(b)))
        .collect()
}

fn shed() -> impl Strategy<Value = Shed> {
    (0i64..40, 1i64..15, 0u32..5, any::<bool>(), 0u32..9).prop_map(
        |(start, length, person, open, weight)| Shed {
            start,
            end: start + length,
            person,
            grade: if open {
                Grade::AssumedEnd
            } else {
                Grade::Recorded
            },
            weight,
        },
    )
}

fn visit() -> impl Strategy<Value = Stay> {
    (0i64..40, 1i64..20, 0u32..7, any::<bool>()).prop_map(|(start, length, person, open)| Stay {
        start,
        end: start + length,
        person,
        open,
        coarse: false,
    })
}

fn setup() -> impl Strategy<Value = Setup> {
    (
        0i64..5,
        1i64..8,
        0i64..6,
        prop_oneof![Just(i64::MAX), 1i64..12],
    )
        .prop_map(|(lag, min_overlap, latent, after)| Setup {
            place: 7,
            lag,
            min_overlap,
            latent,
            until: after.saturating_add(latent),
        })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(2000))]

    /// S15: the witness is the least of all qualifying events.
    #[test]
    fn s15_first_event_is_the_least_pair(
        setup in setup(),
        sheds in prop::collection::vec(shed(), 0..12),
        visits in prop::collection::vec(visit(), 1..6),
    ) {
        let mut sweep = Sweep::default();
        sweep.arrange(setup, &sheds, Asked::Weighted);
        let mut position = Position::default();
        for visit in &visits {
            sweep.seek(&mut position, visit);
            let least = qualifying(setup, &sheds, visit).into_iter().min_by(Event::order);
            prop_assert_eq!(sweep.first_event(visit, &position), least);
        }
    }

    /// S12: the union of `[x + L, y + U)` over all qualifying events, in maximal pieces.
    #[test]
    fn s12_union_over_all_pairs(
        setup in setup(),
        sheds in prop::collection::vec(shed(), 0..12),
        visits in prop::collection::vec(visit(), 1..6),
    ) {
        let mut sweep = Sweep::default();
        sweep.arrange(setup, &sheds, Asked::Nothing);
        for visit in &visits {
            let position = at(&sweep, visit);
            let Some(first) = sweep.first_event(visit, &position) else { continue };
            let mut pieces = Vec::new();
            sweep.infectious_after(visit, &position, first.x, |start, end| pieces.push((start, end)));
            let all = qualifying(setup, &sheds, visit);
            let naive = set(all.iter().map(|e| {
                (e.x + setup.latent, e.y.saturating_add(setup.until))
            }));
            prop_assert_eq!(set(pieces), naive);
        }
    }

    /// S16: every pair counts, qualifying or not.
    #[test]
    fn s16_seconds_over_all_pairs(
        setup in setup(),
        sheds in prop::collection::vec(shed(), 0..12),
        mut visit in visit(),
    ) {
        visit.person = 99;
        let mut sweep = Sweep::default();
        sweep.arrange(setup, &sheds, Asked::Weighted);
        let naive: i64 = pairs(setup, &sheds, &visit).iter().map(|e| e.y - e.x).sum();
        prop_assert_eq!(sweep.seconds(&visit, &at(&sweep, &visit)), u64::try_from(naive).unwrap());
    }

    /// S15, S16, S22: going through pairs and arranging them come to the same.
    #[test]
    fn a_few_stays_are_answered_alike(
        setup in setup(),
        sheds in prop::collection::vec(shed(), 0..6),
        mut visit in visit(),
    ) {
        visit.person = 99;
        let mut sweep = Sweep::default();
        sweep.arrange(setup, &sheds, Asked::Weighted);
        let position = at(&sweep, &visit);
        let mut pieces = Vec::new();
        let found = few(&setup, &sheds, &visit, |x, y| {
            pieces.push((x + setup.latent, y.saturating_add(setup.until)));
        });
        prop_assert_eq!(found.event, sweep.first_event(&visit, &position));
        prop_assert_eq!(found.seconds, sweep.seconds(&visit, &position));
        prop_assert_eq!(found.weighted, sweep.weighted(&visit, &at(&sweep, &visit)));
        let mut arranged = Vec::new();
        if let Some(event) = found.event {
            sweep.infectious_after(&visit, &position, event.x, |a, b| arranged.push((a, b)));
        }
        prop_assert_eq!(set(pieces), set(arranged));
    }
}

/// S10: nobody exposes himself, however long he stays.
#[test]
fn s10_nobody_is_covered_by_himself_alone() {
    let setup = Setup {
        place: 0,
        lag: 0,
        min_overlap: 1,
        latent: 0,
        until: i64::MAX,
    };
    let mut sweep = Sweep::default();
    sweep.arrange(
        setup,
        &[Shed {
            start: 0,
            end: 10,
            person: 3,
            grade: Grade::Recorded,
            weight: 0,
        }],
        Asked::Nothing,
    );
    let visit = |person| Stay {
        start: 2,
        end: 8,
        person,
        open: false,
        coarse: false,
    };
    let event = |person| sweep.first_event(&visit(person), &at(&sweep, &visit(person)));
    assert_eq!(event(3), None);
    assert!(event(4).is_some());
}

#[test]
fn advance_finds_the_partition_point_from_anywhere_before_it() {
    let sorted: Vec<u32> = (0..40).collect();
    for limit in 0..42 {
        let point = sorted.partition_point(|&item| item < limit);
        for from in 0..=point {
            assert_eq!(
                advance(&sorted, from, |&item| item < limit),
                point,
                "{from} {limit}"
            );
        }
    }
}
