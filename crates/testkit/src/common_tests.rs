//! Tests of `common`: cases in common places, by hand (S24).

use proptest::prelude::*;
use truyvet_model::Question;

use crate::check::closed;
use crate::common::{CommonSite, common_sites, s24_at_least};
use crate::sketch::{Sketch, ids, question};

fn sites(sketch: &Sketch, question: &Question) -> Vec<CommonSite> {
    let world = sketch.clone().world();
    common_sites(&world, question, &ids(12, &world)).unwrap()
}

fn near(a: f64, b: f64) -> bool {
    (a - b).abs() < 1e-12
}

/// Cases p0 and p1 and four others at a market (q0), the cases and p2 at a bar (q1), p7 met p8.
fn town() -> Sketch {
    let market = [0, 1, 3, 4, 5, 6]
        .iter()
        .fold(Sketch::new(), |s, &p| s.visit(p, 0, 0..10));
    [0, 1, 2]
        .iter()
        .fold(market, |s, &p| s.visit(p, 1, 20..30))
        .contact(7, 8, 5..6)
}

#[test]
fn s24_a_busy_market_does_not_win_by_size() {
    let found = sites(&town(), &question(&[(0, 0..100), (1, 0..100)]));
    // Besides each case 8 people did something (so 9 count): 5 of them were at the market,
    // 2 at the bar. Two of two there have the probability of the square.
    let [bar, market] = [&found[0], &found[1]];
    assert_eq!((bar.place.0, bar.cases), (1, 2));
    assert_eq!((market.place.0, market.cases), (0, 2));
    assert!(near(bar.expected, 6.0 / 9.0) && near(market.expected, 12.0 / 9.0));
    assert!(near(bar.p, 9.0 / 81.0) && near(market.p, 36.0 / 81.0));
    assert!(near(bar.p_adjusted, 18.0 / 81.0) && near(market.p_adjusted, 72.0 / 81.0));
}

#[test]
fn s24_windows_are_each_cases_own_and_may_be_several() {
    // p0 in the time of the market and of the bar, p1 at the time of the bar only.
    let asked = question(&[(0, 0..5), (0, 29..40), (1, 15..25)]);
    let found = sites(&town(), &asked);
    let bar = found.iter().find(|s| s.place.0 == 1).unwrap();
    // In the windows of p0 7 others did something (p7 and p8 met too late), in that of p1 two.
    assert_eq!(bar.cases, 2);
    assert!(near(bar.expected, 3.0 / 7.0 + 1.0));
    assert!(near(bar.p, 3.0 / 7.0));
    let market = found.iter().find(|s| s.place.0 == 0).unwrap();
    assert_eq!(market.cases, 1);
    // For p1, in whose window nobody was there: 1 of 3.
    assert!(near(market.expected, 6.0 / 7.0 + 1.0 / 3.0));
    assert!(near(market.p, 1.0 - 1.0 / 7.0 * 2.0 / 3.0));
}

#[test]
fn s24_records_that_do_not_exist_count_for_nothing() {
    let asked = closed(1, 0..100, question(&[(0, 0..100), (1, 0..100)]));
    let found = sites(&town(), &asked);
    assert_eq!(found.len(), 1);
    // p2 did nothing but go to the bar.
    assert!(near(found[0].expected, 12.0 / 8.0));
}

#[test]
fn s24_a_case_alone_in_the_world() {
    let found = sites(&Sketch::new().visit(0, 0, 0..10), &question(&[(0, 0..10)]));
    assert_eq!(found.len(), 1);
    assert!(near(found[0].expected, 1.0) && near(found[0].p, 1.0));
}

proptest! {
    /// The tail is the sum over all ways in which at least k things happen.
    #[test]
    fn s24_the_tail_equals_counting_all_ways(
        likely in prop::collection::vec(0.0..=1.0f64, 0..8),
        k in 0..9u64,
    ) {
        let ways = 0..1u32 << likely.len();
        let tail: f64 = ways
            .filter(|way| u64::from(way.count_ones()) >= k)
            .map(|way| {
                let each = (0..).zip(&likely);
                each.map(|(i, p)| if way >> i & 1 == 1 { *p } else { 1.0 - p }).product::<f64>()
            })
            .sum();
        prop_assert!((s24_at_least(&likely, k) - tail).abs() < 1e-12);
    }
}
