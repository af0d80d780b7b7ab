//! Tests of meetings: against every pair of visits of a small province.
use super::*;
use crate::province::Province;
use crate::spec::ProvinceSpec;

#[test]
fn meetings_are_those_of_all_pairs_each_once() {
    let spec = ProvinceSpec {
        people: 300,
        days: 3,
        ..ProvinceSpec::default()
    };
    let province = Province::new(&spec).unwrap();
    let circles = Circles::new(&province);
    let even = |visit: SynthVisit| visit.person.is_multiple_of(2).then_some(visit);
    let visits: Vec<SynthVisit> = (0..3)
        .flat_map(|d| province.day(d))
        .filter_map(even)
        .collect();
    let mut expected = Vec::new();
    for (i, a) in visits.iter().enumerate() {
        for b in visits.get(i + 1..).unwrap() {
            let (start, end) = (a.start.max(b.start), a.end.min(b.end));
            if a.person != b.person && start < end && circles.of(a) == circles.of(b) {
                expected.push(Meeting {
                    a: a.person.min(b.person),
                    b: a.person.max(b.person),
                    place: a.place,
                    start,
                    end,
                });
            }
        }
    }
    let mut told = Vec::new();
    let mut meetings = Meetings::new(&circles);
    for _ in 0..3 {
        meetings.next_day(even, |meeting| told.push(meeting));
    }
    expected.sort_unstable();
    told.sort_unstable();
    assert!(told.len() > 300);
    assert_eq!(told, expected);
}
