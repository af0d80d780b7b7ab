//! Tests of units: names, districts of equal size, centres.
use super::*;

const QUANG_NINH: Units = Units {
    root: "quang-ninh",
    provinces: 0,
    districts: 13,
    communes: 177,
    corner: (206_000_000, 1_066_000_000),
};

#[test]
fn thirteen_districts_of_thirteen_or_fourteen_communes() {
    let mut sizes = [0; 13];
    for commune in 0..177 {
        sizes[QUANG_NINH.district(commune) as usize] += 1;
        let centre = QUANG_NINH.centre(commune);
        assert!(centre <= commune);
        assert_eq!(QUANG_NINH.district(centre), QUANG_NINH.district(commune));
        assert!(centre == 0 || QUANG_NINH.district(centre - 1) < QUANG_NINH.district(centre));
    }
    assert!(sizes.iter().all(|n| (13..=14).contains(n)), "{sizes:?}");
}

#[test]
fn a_unit_names_all_above_it() {
    assert_eq!(Units::default().commune(20), "district-02/commune-0021");
    assert_eq!(
        QUANG_NINH.commune(176),
        "quang-ninh/district-13/commune-0177"
    );
    let national = Units {
        root: "national",
        provinces: 63,
        districts: 705,
        communes: 10_598,
        ..Units::default()
    };
    assert_eq!(
        national.commune(10_597),
        "province-63/district-705/commune-10598"
    );
    assert_eq!(national.province(0), 0);
}
