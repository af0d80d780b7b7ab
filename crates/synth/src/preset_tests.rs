//! Tests of presets: their figures come out within two in a hundred.
use super::*;
use crate::person::Role;
use crate::place::PlaceKind;

fn near(made: u32, said: u32, what: &str) {
    let off = made.abs_diff(said);
    assert!(
        u64::from(off) * 50 <= u64::from(said),
        "{what}: {made}, {said} said"
    );
}

fn made(preset: &Preset, people: u32) -> Province {
    preset.province(&preset.spec(people, 1, 1)).unwrap()
}

fn count(province: &Province, what: impl Fn(&crate::place::PlaceRow) -> bool) -> u32 {
    let places = &province.layout().places;
    let rows = (0..province.place_count()).filter_map(|n| places.row(n));
    u32::try_from(rows.filter(|row| what(row)).count()).unwrap()
}

/// The figures that were asked for, as docs/provinces.md has them.
#[test]
fn figures_that_were_said_are_these() {
    let preset = |name| Preset::named(name).unwrap();
    let bac_giang = preset("bac-giang");
    assert_eq!((bac_giang.people, bac_giang.workers), (1_800_000, 269_000));
    let companies = (bac_giang.park_companies, bac_giang.outside_companies);
    assert_eq!(companies, (363, 3_363));
    assert_eq!(bac_giang.boarding_workers, 151_000);
    // Shared codes of companies, and rosters that come late.
    assert!(bac_giang.systems.company_codes > 0 && bac_giang.systems.rosters > 0);
    assert!(bac_giang.dirt.late_lists > 0 && bac_giang.dirt.late_lists_days > 0);
    let quang_ninh = preset("quang-ninh");
    let units = (quang_ninh.districts, quang_ninh.communes);
    assert_eq!((quang_ninh.people, units), (1_300_000, (13, 177)));
    assert!(quang_ninh.bridge && quang_ninh.checkpoints > 0);
    let quang_nam = preset("quang-nam").systems;
    assert_eq!(
        (quang_nam.control_points, quang_nam.scans),
        (Some(963), Some(58_127))
    );
    assert!(quang_nam.attendance > 0);
    let binh_duong = preset("binh-duong");
    assert_eq!(binh_duong.people, 2_500_000);
    assert!(binh_duong.systems.bluezone > 0);
    let quang_ngai = preset("quang-ngai");
    let has_code = |kind| quang_ngai.systems.codes.iter().any(|(k, _)| *k == kind);
    assert!(has_code(PlaceKind::Office) && has_code(PlaceKind::Market));
    assert!(quang_ngai.parks > 0);
    assert_eq!(preset("national").provinces, 63);
}

/// Every figure of every preset, at a scale where two in a hundred mean something.
#[test]
fn figures_are_those_of_the_table() {
    for preset in &Preset::ALL {
        let people = if preset.provinces > 0 {
            900_000
        } else {
            preset.people / 4
        };
        let province = made(preset, people);
        let said = |figure| preset.scaled(figure, people);
        let layout = province.layout();
        let workers = layout.persons.iter().filter(|p| p.role == Role::Worker);
        let name = preset.name;
        near(
            u32::try_from(workers.clone().count()).unwrap(),
            said(preset.workers),
            name,
        );
        let boards = |home| layout.places.row(home).unwrap().kind == PlaceKind::BoardingHouse;
        let boarding = workers.clone().filter(|p| boards(p.home)).count();
        near(
            u32::try_from(boarding).unwrap(),
            said(preset.boarding_workers),
            name,
        );
        let companies = |in_park: bool| {
            count(&province, |row| {
                row.kind == PlaceKind::Company && row.parent.is_some() == in_park
            })
        };
        near(companies(true), said(preset.park_companies), name);
        near(companies(false), said(preset.outside_companies), name);
        let company_of = |line: u32| layout.places.row(line).unwrap().parent.unwrap();
        let outside = workers
            .filter(|p| {
                layout
                    .places
                    .row(company_of(p.work))
                    .unwrap()
                    .parent
                    .is_none()
            })
            .count();
        near(
            u32::try_from(outside).unwrap(),
            said(preset.outside_workers),
            name,
        );
        let checkpoints = count(&province, |row| row.kind == PlaceKind::Checkpoint);
        near(checkpoints, said(preset.checkpoints), name);
        let parks = count(&province, |row| row.kind == PlaceKind::Park);
        let few = said(preset.park_companies).div_ceil(4);
        assert_eq!(parks, preset.parks.min(few), "{name}");
        let units = layout.places.units;
        if preset.provinces == 0 {
            assert_eq!(
                (units.communes, units.districts),
                (preset.communes, preset.districts)
            );
        }
        assert_eq!(layout.communes.len(), units.communes as usize);
        let people_in: u32 = layout.communes.iter().map(|c| c.people).sum();
        assert_eq!(people_in, people, "{name}");
    }
}

#[test]
fn a_preset_at_full_size_has_all_its_companies() {
    let preset = Preset::named("bac-giang").unwrap();
    let province = made(preset, preset.people);
    let companies = count(&province, |row| row.kind == PlaceKind::Company);
    assert_eq!(companies, 363 + 3_363);
    let last = province.places().last().unwrap();
    assert!(
        last.unit.starts_with("bac-giang/district-"),
        "{}",
        last.unit
    );
    assert!(last.name.unwrap().starts_with("Xe khách "));
}

#[test]
fn small_provinces_are_made_as_well() {
    for preset in &Preset::ALL {
        for people in [1, 7, 250, 20_000] {
            let province = made(preset, people);
            assert_eq!(province.layout().persons.len(), people as usize);
            assert!(province.day(0).count() > 0);
        }
    }
}

#[test]
fn an_unknown_preset_is_answered_with_those_there_are() {
    let why = Preset::named("ha-noi").unwrap_err().to_string();
    assert!(
        why.contains("ha-noi") && why.contains("quang-ninh"),
        "{why}"
    );
}
