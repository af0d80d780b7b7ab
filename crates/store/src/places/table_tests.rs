//! The place table: every field comes back, rows are replaced whole.

use super::*;
use crate::io::MemoryVfs;

fn full(kind: u16) -> Declared {
    Declared {
        kind: KindNo(kind),
        place: Place {
            kind: Kind::unknown(),
            parent: Some(PlaceNo(0)),
            unit: Some("Việt Yên".to_owned()),
            name: Some("Chuyền 3, xưởng B".to_owned()),
            coordinates: Some(Coordinates::new(21.273_114_5, 106.1).unwrap()),
            shared: true,
        },
    }
}

#[test]
fn fields_come_back_and_rows_are_replaced_whole() {
    let vfs = MemoryVfs::new();
    vfs.create_dir().unwrap();
    let bare = Declared {
        kind: KindNo(2),
        ..Declared::default()
    };
    let first = [(1, full(1)), (4, full(3))];
    let sealed = write_places(&vfs, "places-1", None, &first).unwrap();
    let table = PlaceTable::open(&vfs, "places-1", &sealed).unwrap();
    let second = [(1, bare.clone()), (6, full(5))];
    let sealed = write_places(&vfs, "places-2", Some(&table), &second).unwrap();
    let table = PlaceTable::open(&vfs, "places-2", &sealed).unwrap();
    assert_eq!(table.count(), 7);
    let nothing = Declared::default();
    let expected = [
        &nothing,
        &bare,
        &nothing,
        &nothing,
        &full(3),
        &nothing,
        &full(5),
        &nothing,
    ];
    for (number, expected) in (0..).zip(expected) {
        assert_eq!(&table.get(number).unwrap(), expected, "place {number}");
        let hot = table.hot(number).unwrap();
        assert_eq!(hot, (expected.kind, expected.place.shared));
    }
    table.verify(&sealed, 7, 6, &mut |finding| panic!("{finding}"));
    let mut findings = Vec::new();
    table.verify(&sealed, 6, 5, &mut |finding| findings.push(finding));
    assert_eq!(findings.len(), 2, "{findings:?}");
}

#[test]
fn an_empty_table_opens() {
    let vfs = MemoryVfs::new();
    vfs.create_dir().unwrap();
    let sealed = write_places(&vfs, "places-1", None, &[]).unwrap();
    let table = PlaceTable::open(&vfs, "places-1", &sealed).unwrap();
    assert_eq!(table.get(3).unwrap(), Declared::default());
}
