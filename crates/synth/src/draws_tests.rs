//! Tests of the draws: known values, ranges, fairness.
use super::*;

#[test]
fn the_stream_is_splitmix64() {
    // First outputs of the reference implementation for seed 0.
    let mut draws = Draws::new(0);
    assert_eq!(draws.bits(), 0xE220_A839_7B1D_CDAF);
    assert_eq!(draws.bits(), 0x6E78_9E6A_A1B9_65F4);
    assert_eq!(draws.bits(), 0x06C4_5D18_8009_454F);
}

#[test]
fn draws_stay_in_range_and_reach_its_ends() {
    let mut draws = Draws::new(7);
    let mut seen = [0u32; 11];
    for _ in 0..10_000 {
        let d = draws.between(-5, 5);
        seen[usize::try_from(d + 5).unwrap()] += 1;
    }
    assert!(seen.iter().all(|&n| (700..1150).contains(&n)), "{seen:?}");
    assert_eq!(draws.below(0), 0);
    assert_eq!(draws.between(3, 3), 3);
}

#[test]
fn a_menu_is_picked_by_weight() {
    let mut draws = Draws::new(9);
    let mut seen = [0u32; 3];
    for _ in 0..10_000 {
        seen[draws.pick(&[600, 0, 400])] += 1;
    }
    assert!((5800..6200).contains(&seen[0]) && seen[1] == 0, "{seen:?}");
}

#[test]
fn a_shuffle_keeps_every_item() {
    let mut items: Vec<u32> = (0..100).collect();
    Draws::new(1).shuffle(&mut items);
    assert!(items.iter().enumerate().any(|(i, &x)| i != x as usize));
    items.sort_unstable();
    assert!(items.iter().enumerate().all(|(i, &x)| i == x as usize));
}

#[test]
fn neighbouring_keys_share_nothing() {
    let ones: u32 = (0..64)
        .map(|i| (key(1, i) ^ key(1, i + 1)).count_ones())
        .sum();
    assert!((64 * 26..64 * 38).contains(&ones), "{ones}");
}
