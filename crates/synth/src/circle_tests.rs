//! Tests of circles: habits keep them, and people meet as many others as a survey counted.
use std::collections::BTreeMap;

use truyvet_testkit::data::Set;

use super::*;
use crate::meeting::met_on;
use crate::spec::ProvinceSpec;

fn province(people: u32) -> Province {
    Province::new(&ProvinceSpec {
        people,
        ..ProvinceSpec::default()
    })
    .unwrap()
}

#[test]
fn a_worker_stands_in_one_circle_of_the_line_every_day() {
    let province = province(20_000);
    let circles = Circles::new(&province);
    let layout = province.layout();
    let mut seen: BTreeMap<u32, Circle> = BTreeMap::new();
    for visit in province.day(1).chain(province.day(3)) {
        let person = &layout.persons[visit.person as usize];
        let circle = circles.of(&visit);
        assert_eq!(circle.place(), visit.place);
        if layout.places.row(visit.place).unwrap().kind == PlaceKind::Line {
            assert_eq!(person.work, visit.place);
            assert_eq!(*seen.entry(visit.person).or_insert(circle), circle);
        }
    }
    assert!(seen.len() > 3_000);
}

/// The bands of the survey of Horby and others, 2011 (Red River delta, 865 people): age from and
/// to, contacts a day.
fn horby(data: &Set) -> Vec<(u8, u8, f64)> {
    let bands = [
        (0, 5),
        (6, 15),
        (16, 25),
        (26, 34),
        (35, 49),
        (50, 64),
        (65, 120),
    ];
    let mut of = BTreeMap::new();
    let (mut asked, mut met) = ([0.0; 7], [0.0; 7]);
    let participants = data.table("vietnam_horby_participants.csv").unwrap();
    for row in participants.rows() {
        if let Ok(age) = row.text("part_age").unwrap().parse::<u8>() {
            let band = bands
                .iter()
                .position(|b| (b.0..=b.1).contains(&age))
                .unwrap();
            asked[band] += 1.0;
            of.insert(row.text("part_id").unwrap().to_owned(), band);
        }
    }
    for row in data.table("vietnam_horby_contacts.csv").unwrap().rows() {
        if let Some(&band) = of.get(row.text("part_id").unwrap()) {
            met[band] += 1.0;
        }
    }
    let rows = bands.into_iter().enumerate();
    rows.map(|(i, (from, to))| (from, to, met[i] / asked[i]))
        .collect()
}

/// Within 35 % of the survey in every band, within 15 % over all; the shape of the survey by age
/// comes out by itself of homes, classes, lines and stalls.
#[test]
fn people_meet_as_many_others_as_a_survey_counted() {
    let survey = match Set::open("contact_patterns") {
        Ok(data) => horby(&data),
        Err(skipped) => return println!("{skipped}"),
    };
    let province = province(40_000);
    let circles = Circles::new(&province);
    let mut sums = vec![(0.0, 0.0); survey.len()];
    // A working day and a Sunday, weighted five to two.
    for (day, weight) in [(2, 5.0), (6, 2.0)] {
        for (number, met) in (0u32..).zip(met_on(&circles, day)) {
            let age = province.age(number).unwrap();
            let at = survey.iter().position(|b| (b.0..=b.1).contains(&age));
            let (people, contacts) = &mut sums[at.unwrap()];
            *people += weight;
            *contacts += weight * f64::from(met);
        }
    }
    let mut all = (0.0, 0.0, 0.0);
    for ((from, to, expected), (people, contacts)) in survey.into_iter().zip(sums) {
        let mean = contacts / people;
        println!("{from:>2} to {to:>3}: survey {expected:.2}, here {mean:.2}");
        assert!(
            (mean / expected - 1.0).abs() < 0.35,
            "{from} to {to}: {mean}"
        );
        all = (all.0 + people, all.1 + contacts, all.2 + expected * people);
    }
    let ratio = all.1 / all.2;
    println!(
        "over all {ratio:.3} of the survey, {:.2} a day",
        all.1 / all.0
    );
    assert!((ratio - 1.0).abs() < 0.15, "{ratio}");
}
