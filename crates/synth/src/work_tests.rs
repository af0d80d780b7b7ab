//! Tests of parks: sizes, crews, everybody hired.
use super::*;
use crate::homes::communes;
use crate::person::Role;

fn built(people: u32) -> Layout {
    let mut layout = Layout {
        seed: 2,
        communes: communes(people, 2, &crate::shape::Shape::default()),
        ..Layout::default()
    };
    for at in 0..layout.communes.len() {
        layout.settle(at);
    }
    layout.build_parks(people);
    layout
}

#[test]
fn company_sizes_sum_up_and_are_skewed() {
    for workers in [0, 1, 79, 5_000, 60_000] {
        let sizes = company_sizes(workers, &mut Draws::new(1));
        assert_eq!(sizes.iter().sum::<u32>(), workers);
    }
    let sizes = company_sizes(60_000, &mut Draws::new(1));
    assert!(sizes[0] > 10_000 && sizes.len() > 50, "{sizes:?}");
}

#[test]
fn every_worker_has_a_line_of_a_company_in_a_park() {
    let layout = built(30_000);
    let kind = |n: u32| layout.places.row(n).unwrap().kind;
    let mut crews = std::collections::BTreeMap::new();
    for worker in layout.persons.iter().filter(|p| p.role == Role::Worker) {
        let line = layout.places.row(worker.work).unwrap();
        assert_eq!(line.kind, PlaceKind::Line);
        let company = layout.places.row(line.parent.unwrap()).unwrap();
        assert_eq!(company.kind, PlaceKind::Company);
        assert_eq!(kind(company.parent.unwrap()), PlaceKind::Park);
        assert!(worker.canteen.is_none_or(|c| kind(c) == PlaceKind::Canteen));
        *crews
            .entry((worker.work, worker.hours.crew))
            .or_insert(0u32) += 1;
    }
    assert!(crews.values().all(|&n| n <= 60));
    let full = crews.values().filter(|&&n| n >= 20).count();
    assert!(full * 10 > crews.len() * 8, "{full} of {}", crews.len());
}

#[test]
fn housemates_often_work_together() {
    let layout = built(30_000);
    let workers: Vec<_> = layout
        .persons
        .iter()
        .filter(|p| p.role == Role::Worker)
        .collect();
    let same = workers.windows(2).filter(|w| w[0].work == w[1].work);
    assert!(same.count() * 2 > workers.len());
}
