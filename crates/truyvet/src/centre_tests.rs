//! Checks of `centre`: a store for tracing only, errors, files of rules and shapes.

use std::sync::Arc;

use truyvet_centre::{Asking, PanoramaOptions, Treatment, ZoneOptions};
use truyvet_ingest::Input;
use truyvet_model::{PersonDetails, Timestamp, UnitLevel};
use truyvet_store::{MemoryVfs, Options};

use super::{map_zones, read_zone_rules};
use crate::store::Store;

fn store(listing: bool) -> Store {
    let options = Options {
        listing,
        ..Options::default()
    };
    let store = Store::create_in(Arc::new(MemoryVfs::new()), options).unwrap();
    let mut writer = store.writer().unwrap();
    let home = PersonDetails {
        unit: Some("24/213/07213".to_owned()),
        doses: Some(2),
    };
    for person in ["An", "Bình", "Chi"] {
        writer.register_person(person, &home).unwrap();
        writer
            .visit(person, "canteen", 100_000, Some(103_600))
            .unwrap();
    }
    let tested = Timestamp::from_seconds(180_000);
    writer.case("An", tested, None, None).unwrap();
    writer.commit().unwrap();
    store
}

fn options(suppress: u64) -> ZoneOptions {
    let mut options = ZoneOptions::new(UnitLevel::Commune);
    options.treatment = Some(Treatment::Ok);
    options.asking.suppress = suppress;
    options
}

fn file(text: &str) -> Input {
    Input::Bytes {
        name: "given".into(),
        bytes: text.as_bytes().into(),
    }
}

#[test]
fn s27_a_store_for_tracing_only_gives_counts_but_no_small_ones() {
    let snapshot = store(false).snapshot().unwrap();
    let zones = snapshot.zones(&options(Asking::SUPPRESS)).unwrap();
    assert_eq!(zones.zones[0].cases.number(), None);
    assert_eq!(
        zones.zones[0].level,
        Some(3),
        "1 case among 3 people registered"
    );
    let panorama = PanoramaOptions::default();
    assert_eq!(
        snapshot.panorama(&panorama).unwrap().total.people.number(),
        None
    );
    let error = snapshot.zones(&options(4)).unwrap_err();
    assert!(error.is_tracing_only(), "{error}");
    let mut all = panorama;
    all.asking.suppress = 0;
    assert!(snapshot.panorama(&all).unwrap_err().is_tracing_only());
}

#[test]
fn s26_the_moment_is_that_of_the_last_record_or_sample_unless_said() {
    let snapshot = store(true).snapshot().unwrap();
    let zones = snapshot.zones(&options(0)).unwrap();
    assert_eq!(zones.at, Timestamp::from_seconds(180_001));
    assert_eq!(zones.zones[0].cases.number(), Some(1));
    assert_eq!(zones.zones[0].exposed[0].number(), Some(2));
    assert_eq!(zones.zones[0].coverage, Some(100.0));
    let mut later = options(0);
    later.asking.at = Some(Timestamp::from_seconds(180_000 + 8 * 86_400));
    let zones = snapshot.zones(&later).unwrap();
    assert_eq!(zones.zones[0].cases.number(), Some(0));
    assert_eq!(zones.zones[0].exposed[0].number(), Some(0));
    assert_eq!(zones.zones[0].colour.as_deref(), Some("green"));
}

#[test]
fn s26_rules_and_shapes_come_from_files() {
    let snapshot = store(true).snapshot().unwrap();
    let rules = "name = 'one'\nsource = 'here'\npeople = 1000\ndays = 1\nbands = [900]\n\
                 doses = 3\ncolours = ['fine', 'bad']\nwhen = [{ levels = [1, 2] }]";
    let mut options = options(0);
    options.rules = read_zone_rules(&file(rules)).unwrap();
    options.treatment = None;
    let zones = snapshot.zones(&options).unwrap();
    assert_eq!(zones.zones[0].colour.as_deref(), Some("fine"));
    assert_eq!(zones.zones[0].coverage, Some(0.0));
    let error = read_zone_rules(&file("name = 1")).unwrap_err();
    assert!(
        error.is_question() && error.to_string().starts_with("given: "),
        "{error}"
    );

    let shapes = r#"{"type":"FeatureCollection","features":[
        {"type":"Feature","properties":{"gso":"07213"},"geometry":null}]}"#;
    let map = map_zones(&zones, &file(shapes), "gso").unwrap();
    assert!(map.json.contains(r#""zone_colour":"fine""#), "{}", map.json);
    let error = map_zones(&zones, &file(shapes), "code").unwrap_err();
    assert!(error.is_question(), "{error}");
}
