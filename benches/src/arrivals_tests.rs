//! Tests that every visit arrives once, and about as many late as asked for.
use super::*;
use truyvet_synth::ProvinceSpec;

#[test]
fn every_visit_arrives_once() {
    let spec = ProvinceSpec {
        people: 500,
        days: 3,
        ..ProvinceSpec::default()
    };
    let province = Province::new(&spec).unwrap();
    let mut all = Vec::new();
    province.each_visit(|visit| all.push(visit));
    let days: Vec<Vec<SynthVisit>> = Arrivals::new(&province, 5).collect();
    assert!((4..=9).contains(&days.len()));
    let late: usize = days.iter().skip(3).map(Vec::len).sum();
    assert!(
        late * 100 < all.len() * 8 && late * 100 > all.len(),
        "{late}"
    );
    let mut arrived: Vec<SynthVisit> = days.into_iter().flatten().collect();
    arrived.sort_unstable();
    all.sort_unstable();
    assert_eq!(arrived, all);
}
