//! Tests of place numbering, names and neighbourhood.
use super::*;

#[test]
fn every_kind_is_one_the_model_knows() {
    for kind in PlaceKind::ALL {
        assert!(
            Kind::KNOWN.iter().any(|(known, _)| *known == kind.name()),
            "{kind:?}"
        );
    }
}

#[test]
fn a_line_names_its_company() {
    let mut table = PlaceTable::default();
    let park = table.add(PlaceKind::Park, 0, None);
    let company = table.add(PlaceKind::Company, 0, Some(park));
    table.add(PlaceKind::Line, 0, Some(company));
    let line = table.describe(2, 1).unwrap();
    assert_eq!(line.id, "line:1");
    assert_eq!(line.name.as_deref(), Some("Line 1, Company 1"));
    assert_eq!(line.unit, "district-01/commune-0001");
    assert_eq!(line.parent, Some(company));
    assert!(line.coordinates.is_some());
    assert_eq!(line.record().kind.name(), "line");
    assert_eq!(table.describe(3, 1), None);
}

#[test]
fn neighbours_share_a_street() {
    let span = Span {
        first: 100,
        count: 10,
    };
    let mut draws = Draws::new(1);
    for i in 0..1000 {
        let place = span.along(i, 1000, 1, &mut draws).unwrap();
        let exact = 100 + i / 100;
        assert!((100..110).contains(&place) && place.abs_diff(exact) <= 1);
    }
    assert_eq!(Span::default().any(&mut draws), None);
}
