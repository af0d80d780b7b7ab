//! Tests of register files: what is written is read again, and any bytes are read or refused.

use proptest::prelude::*;

use super::super::changes::Changes;
use super::super::table::Register;
use super::*;
use crate::io::{MemoryVfs, write_file};

fn unit(name: &str, level: Option<UnitLevel>, population: Option<u64>) -> UnitDetails {
    UnitDetails {
        name: Some(name.to_owned()),
        level,
        population,
    }
}

fn register() -> Register {
    let mut changes = Changes::default();
    changes.person(1, Some("24/213"), Some(2));
    changes.person(3, Some("24/213/07213"), None);
    changes.person(4, None, Some(0));
    changes.unit(
        "24",
        unit("Bắc Giang", Some(UnitLevel::Province), Some(1_803_950)),
    );
    changes.unit("27", UnitDetails::default());
    let dates = CaseDates {
        onset: Some(-5),
        isolated: None,
    };
    changes.case(4, 70, Some(CaseDates::default()));
    changes.case(1, 70, Some(dates));
    changes.case(1, 60, None);
    let mut register = Register::default();
    register.apply(&changes, None, &std::collections::BTreeSet::new());
    register
}

fn folder() -> MemoryVfs {
    let vfs = MemoryVfs::new();
    vfs.create_dir().unwrap();
    vfs
}

fn written() -> (MemoryVfs, Sealed) {
    let vfs = folder();
    let sealed = register().write(&vfs, "register-000001").unwrap();
    (vfs, sealed)
}

#[test]
fn what_is_written_is_read_again() {
    let (vfs, sealed) = written();
    let file = RegisterFile::open(&vfs, "register-000001", Some(&sealed)).unwrap();
    let path = |person| {
        let (unit, doses) = file.person(person).unwrap();
        (unit.map(|unit| file.unit(unit).unwrap().0), doses)
    };
    assert_eq!(path(0), (None, None));
    assert_eq!(path(1), (Some("24/213".to_owned()), Some(2)));
    assert_eq!(path(3), (Some("24/213/07213".to_owned()), None));
    assert_eq!(path(4), (None, Some(0)));
    assert_eq!(path(5), (None, None), "beyond the columns");
    let units: Vec<_> = (0..file.unit_count())
        .map(|n| file.unit(n).unwrap())
        .collect();
    let bac_giang = unit("Bắc Giang", Some(UnitLevel::Province), Some(1_803_950));
    assert_eq!(
        units,
        [
            ("24".to_owned(), Some(bac_giang)),
            ("24/213".to_owned(), None),
            ("24/213/07213".to_owned(), None),
            ("27".to_owned(), Some(UnitDetails::default())),
        ]
    );
    let onset = CaseDates {
        onset: Some(-5),
        isolated: None,
    };
    assert_eq!(
        file.cases().unwrap(),
        [((70, 1), onset), ((70, 4), CaseDates::default())]
    );
    let mut findings = Vec::new();
    file.verify(&sealed, 5, &mut |what| findings.push(what));
    assert_eq!(findings, [""; 0]);
    file.verify(&sealed, 4, &mut |what| findings.push(what));
    assert_eq!(findings.len(), 2, "{findings:?}");
}

#[test]
fn a_unit_that_nobody_names_any_more_is_not_written() {
    let vfs = folder();
    let mut register = register();
    let gone = register.without([3], None);
    assert_eq!((gone.people, gone.cases_removed), (1, 0));
    register.write(&vfs, "register-000001").unwrap();
    let file = RegisterFile::open(&vfs, "register-000001", None).unwrap();
    let paths = (0..file.unit_count()).map(|n| file.unit(n).unwrap().0);
    assert_eq!(paths.collect::<Vec<_>>(), ["24", "24/213", "27"]);
}

#[test]
fn a_file_cut_short_or_with_a_flipped_bit_is_refused() {
    let (vfs, sealed) = written();
    let bytes = vfs.read("register-000001").unwrap();
    for at in [0, 64, 200, bytes.len() - 5] {
        let mut wrong = bytes.clone();
        wrong[at] ^= 4;
        let vfs = folder();
        write_file(&vfs, "register-000001", &wrong).unwrap();
        let read = RegisterFile::open(&vfs, "register-000001", Some(&sealed));
        let read = read.and_then(|file| Register::load(&file));
        assert!(matches!(read, Err(StoreError::Damaged { .. })), "byte {at}");
    }
}

/// Writes sections as they are given, whatever they hold.
fn raw(sections: [&[u8]; 5]) -> MemoryVfs {
    let vfs = folder();
    let mut file = PagedWriter::create(&vfs, "r", FileKind::REGISTER, VERSION).unwrap();
    for (id, bytes) in (1..).zip(sections) {
        file.section(id).unwrap();
        file.write(bytes).unwrap();
    }
    file.finish().unwrap();
    vfs
}

proptest! {
    /// With right checksums, any content is read or refused, and never a panic.
    #[test]
    fn any_content_is_read_or_refused(
        homes in prop::collection::vec(0_u8..4, 0..24),
        doses in prop::collection::vec(any::<u8>(), 0..6),
        units in prop::collection::vec(0_u8..6, 0..96),
        texts in prop::collection::vec(any::<u8>(), 0..20),
        cases in prop::collection::vec(any::<u8>(), 0..96),
    ) {
        let vfs = raw([&homes, &doses, &units, &texts, &cases]);
        if let Ok(file) = RegisterFile::open(&vfs, "r", None) {
            let loaded = Register::load(&file);
            let mut findings = Vec::new();
            let sealed = Sealed { length: 0, blake3: [0; 32], tail_crc: 0 };
            file.verify(&sealed, 3, &mut |what| findings.push(what));
            for person in 0..8 {
                prop_assert!(loaded.is_err() || file.person(person).is_ok());
            }
        }
    }

    /// The right sizes, so that the fields are reached.
    #[test]
    fn any_fields_are_read_or_refused(
        people in prop::collection::vec((0_u32..3, any::<u8>()), 0..5),
        units in prop::collection::vec(prop::array::uniform6(0_u32..9), 0..3),
        texts in "[a-c/é]{0,12}",
        cases in prop::collection::vec((0_u32..5, 0_u32..4, any::<i64>()), 0..4),
    ) {
        let homes: Vec<u8> = people.iter().flat_map(|p| p.0.to_le_bytes()).collect();
        let doses: Vec<u8> = people.iter().map(|p| p.1).collect();
        let units: Vec<u8> = units
            .iter()
            .flat_map(|fields| fields.iter().chain(&[7, 0]).flat_map(|f| f.to_le_bytes()))
            .collect();
        let cases: Vec<u8> = cases
            .iter()
            .flat_map(|&(person, present, time)| {
                let dates = [time, time.wrapping_add(1), time.wrapping_sub(1)];
                let head = [person, present].into_iter().flat_map(u32::to_le_bytes);
                head.chain(dates.into_iter().flat_map(i64::to_le_bytes))
            })
            .collect();
        let vfs = raw([&homes, &doses, &units, texts.as_bytes(), &cases]);
        let file = RegisterFile::open(&vfs, "r", None).unwrap();
        if let Ok(register) = Register::load(&file) {
            // What can be read can be written, and says the same.
            let vfs = folder();
            register.write(&vfs, "again").unwrap();
            let again = RegisterFile::open(&vfs, "again", None).unwrap();
            prop_assert_eq!(again.cases().unwrap(), file.cases().unwrap());
            for person in 0..6 {
                let path = |file: &RegisterFile| {
                    let (unit, doses) = file.person(person).unwrap();
                    (unit.map(|unit| file.unit(unit).unwrap().0), doses)
                };
                prop_assert_eq!(path(&again), path(&file));
            }
        }
    }
}
