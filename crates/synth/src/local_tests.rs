//! Tests of what only presets have: exact workforces, companies outside parks, roads.
use crate::person::Role;
use crate::place::PlaceKind;
use crate::province::Province;
use crate::shape::{Shape, Workforce};
use crate::spec::ProvinceSpec;
use crate::unit::Units;

fn province(people: u32) -> Province {
    let spec = ProvinceSpec {
        people,
        ..ProvinceSpec::default()
    };
    let shape = Shape {
        units: Units {
            root: "test",
            districts: 10,
            communes: people / 800,
            ..Units::default()
        },
        parks: Some(3),
        boarders: 90_000,
        household_workers: 500,
        workforce: Some(Workforce {
            workers: people * 3 / 20,
            outside: people / 20,
            park_companies: 12,
            outside_companies: 60,
        }),
        checkpoints: 7,
        bridge: true,
        coaches: 9,
        trips: 20,
        lent: 0,
    };
    Province::shaped(&spec, &shape).unwrap()
}

fn count(province: &Province, kind: PlaceKind) -> usize {
    province.places().filter(|p| p.kind == kind).count()
}

#[test]
fn workers_and_companies_are_as_many_as_said() {
    let province = province(40_000);
    let workers: Vec<u32> = (0..40_000)
        .filter(|&p| province.role(p) == Some(Role::Worker))
        .collect();
    assert_eq!(workers.len(), 6_000);
    assert_eq!(count(&province, PlaceKind::Company), 72);
    let mut outside = 0;
    for &worker in &workers {
        let line = province.place(province.work(worker).unwrap()).unwrap();
        assert_eq!(line.kind, PlaceKind::Line, "everybody is hired");
        let company = province.place(line.parent.unwrap()).unwrap();
        outside += u32::from(company.parent.is_none());
    }
    assert_eq!(outside, 2_000);
}

#[test]
fn only_those_who_cross_a_district_line_pass_a_checkpoint() {
    let province = province(40_000);
    let layout = province.layout();
    assert_eq!(count(&province, PlaceKind::Checkpoint), 7);
    let (mut passed, mut rode) = (0, 0);
    for visit in province.day(2) {
        let kind = province.place(visit.place).unwrap().kind;
        rode += u32::from(kind == PlaceKind::Coach);
        if kind == PlaceKind::Checkpoint {
            passed += 1;
            let person = layout.persons[visit.person as usize];
            let work = layout.places.row(person.work).unwrap().commune;
            let at = layout.crossing(person.commune, work);
            assert!(at == Some(visit.place) || visit.place == layout.checkpoints.first);
        }
    }
    assert!(passed > 2_000 && rode > 200, "{passed} passed, {rode} rode");
    assert_eq!(layout.crossing(0, 0), None);
    assert_eq!(layout.crossing(0, 49), Some(layout.checkpoints.first));
}
