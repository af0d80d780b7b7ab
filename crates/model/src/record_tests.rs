//! Tests of `record`.

use proptest::prelude::*;

use crate::id::PlaceNo;
use crate::record::{Coordinates, Place};

#[test]
fn s5_coordinates_are_on_earth() {
    for (lat, lon) in [
        (90.0, 180.0),
        (-90.0, -180.0),
        (21.028_511, 105.804_817),
        (0.0, 0.0),
    ] {
        let c = Coordinates::new(lat, lon).unwrap();
        assert!((c.lat() - lat).abs() < 1e-7 && (c.lon() - lon).abs() < 1e-7);
    }
    for (lat, lon) in [
        (90.01, 0.0),
        (0.0, -180.01),
        (f64::NAN, 0.0),
        (0.0, f64::INFINITY),
    ] {
        let error = Coordinates::new(lat, lon).unwrap_err();
        assert!(error.to_string().contains("latitude is -90 to 90"));
    }
    assert!(Coordinates::from_e7(i32::MAX, 0).is_err());
    assert!(Coordinates::from_e7(0, i32::MIN).is_err());
}

#[test]
fn s5_a_place_nobody_declared_is_unknown_and_not_shared() {
    let place = Place::default();
    assert_eq!(place.kind.name(), "unknown");
    assert!(!place.shared && place.parent.is_none() && place.unit.is_none());
}

#[test]
fn a_place_survives_serde() {
    let place = Place {
        kind: "market".parse().unwrap(),
        parent: Some(PlaceNo(3)),
        unit: Some("26734".to_owned()),
        name: Some("Chợ Bình Điền".to_owned()),
        coordinates: Some(Coordinates::new(10.7, 106.6).unwrap()),
        shared: true,
    };
    let json = serde_json::to_string(&place).unwrap();
    assert_eq!(serde_json::from_str::<Place>(&json).unwrap(), place);
    assert!(serde_json::from_str::<Coordinates>("[91.0, 0.0]").is_err());
}

proptest! {
    #[test]
    fn coordinates_come_back_exactly(
        lat in -900_000_000..=900_000_000i32,
        lon in -1_800_000_000..=1_800_000_000i32,
    ) {
        let c = Coordinates::from_e7(lat, lon).unwrap();
        prop_assert_eq!(c.to_e7(), (lat, lon));
        prop_assert_eq!(Coordinates::new(c.lat(), c.lon()).unwrap(), c);
        let json = serde_json::to_string(&c).unwrap();
        prop_assert_eq!(serde_json::from_str::<Coordinates>(&json).unwrap(), c);
    }
}
