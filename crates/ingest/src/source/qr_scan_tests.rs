//! Tests of check-ins and check-outs.

use super::super::golden::{
    Given, any_order, any_rows, bytes, comes_to_the_same, fresh, in_little_memory, into, rejected,
};
use crate::kind::FileKind;
use crate::report::{ImportOptions, OnError};
use crate::sink::fake::Records;

const KIND: FileKind = FileKind::QrScan;

/// Every difficulty of its row in the table of sources.
const SCANS: &str = "\
person,place,time,direction,device,received
An,office,1000,in,,1010
An,office,1030,in,,1040
An,canteen,4000,in,,4100
An,canteen,6000,out,,6100
An,office,9000,out,,9100
An,office,9020,out,,9100
Bi,office,2000,in,,2000
Chi,office,3000,out,,3000
Chi,gate,3500,,,3500
Bi,office,100000,out,,100000
";

#[test]
fn every_difficulty() {
    let (records, file, source) = fresh(KIND, SCANS, &Given::default());
    assert_eq!(
        records.kept(),
        [
            "visit An canteen 4000 = 6000",
            "visit An office 1000 = 9000",
            "visit Bi office 2000 = open",
            "visit Chi gate 3500 = open",
        ]
    );
    assert_eq!((file.rows_read, file.rows_taken), (10, 6));
    assert_eq!(rejected(&file), ["double_scan 2", "out_without_in 2"]);
    assert_eq!(source.source, "qr-scan");
    assert_eq!(source.latest.unwrap().seconds(), 100_000);
    let late = source.lateness.unwrap();
    assert_eq!((late.rows, late.median_s, late.p95_s), (10, 10, 100));
    assert_eq!((source.made.visits, source.made.open_visits), (4, 2));
}

#[test]
fn again_longer_late_and_in_any_order() {
    for mapping in [
        "",
        "[settings]\nout_only = \"30m\"",
        "[settings]\nunknown = \"toggle\"",
    ] {
        let given = Given {
            mapping,
            ..Given::default()
        };
        comes_to_the_same(KIND, SCANS, &given);
        any_order(KIND, SCANS, &given);
    }
}

#[test]
fn an_out_by_itself_may_be_a_visit() {
    let given = Given {
        mapping: "[settings]\nout_only = \"30m\"",
        ..Given::default()
    };
    let text = "person,place,time,direction\nAn,p,5000,out\n";
    assert_eq!(
        fresh(KIND, text, &given).0.kept(),
        ["visit An p 3200 = 5000"]
    );
}

#[test]
fn without_directions_in_turn() {
    let text = "person,place,time\nAn,p,1000\nAn,p,1020\nAn,p,5000\nAn,q,6000\nAn,p,7000\n";
    let toggle = Given {
        mapping: "[settings]\nunknown = \"toggle\"",
        ..Given::default()
    };
    // Check-in, double, check-out; elsewhere; check-in.
    assert_eq!(
        fresh(KIND, text, &toggle).0.kept(),
        [
            "visit An p 1000 = 5000",
            "visit An p 7000 = open",
            "visit An q 6000 = open"
        ]
    );
    comes_to_the_same(KIND, text, &toggle);
    let (records, file, _) = fresh(KIND, text, &Given::default());
    assert_eq!(records.kept().len(), 4);
    assert_eq!(rejected(&file), ["double_scan 1"]);
}

#[test]
fn words_clocks_and_shared_codes() {
    let mapping = "\
name = \"gates\"
[columns]
person = \"CCCD\"
time = [\"Thời gian\", \"time\"]
direction = \"huong\"
[values.direction]
in = [\"Vào\"]
out = \"ra\"
[time]
zone = \"+07:00\"
format = \"%d/%m/%Y %H:%M\"
[namespace]
person = \"cccd\"
[settings]
shared = [\"qr:company-*\", \"mall\"]
kind = \"checkpoint\"
[settings.clock]
slow = -60
fast = 300
";
    let text = "\
CCCD,place,thời gian,HUONG,device
1,qr:company-12,01/01/1970 07:10,VÀO,fast
1,qr:company-12,01/01/1970 07:20, ra ,slow
phone:9,gate,01/01/1970 07:30,vao,
";
    let given = Given {
        mapping,
        ..Given::default()
    };
    let (records, _, source) = fresh(KIND, text, &given);
    assert_eq!(
        records.kept(),
        [
            "visit cccd:1 qr:company-12 300 = 1260",
            "visit phone:9 gate 1800 = open",
        ]
    );
    assert!(
        records
            .lines
            .iter()
            .any(|line| line.ends_with(" from gates"))
    );
    let places: Vec<&String> = (records.lines.iter())
        .filter(|l| l.starts_with("place"))
        .collect();
    assert_eq!(
        places,
        [
            "place qr:company-12 company parent=- unit=- name=- at=- shared=true",
            "place gate checkpoint parent=- unit=- name=- at=- shared=false",
        ]
    );
    assert_eq!(source.lateness, None);
}

/// What the registry says stays, but for `shared`.
#[test]
fn a_known_place_keeps_what_is_known() {
    let mut records = Records::default();
    let places = "place,kind,unit,name\nmall,market,24,Big C\ngate,park,,\n";
    into(&mut records, FileKind::Places, &[places], &Given::default()).unwrap();
    let given = Given {
        mapping: "[settings]\nshared = [\"mall\"]\nkind = \"checkpoint\"",
        ..Given::default()
    };
    let text = "person,place,time\nAn,mall,1000\nAn,gate,2000\n";
    into(&mut records, KIND, &[text], &given).unwrap();
    let last = records
        .lines
        .iter()
        .rfind(|l| l.starts_with("place"))
        .unwrap();
    assert_eq!(
        last,
        "place mall market parent=- unit=24 name=Big C at=- shared=true"
    );
}

/// A clock of whole minutes: whoever passes a gate is in and out in one. An out that closes an
/// earlier in is that one's, and the in begins another stay.
#[test]
fn in_and_out_within_one_second() {
    for mapping in ["", "[settings]\nout_only = \"30m\""] {
        let given = Given {
            mapping,
            ..Given::default()
        };
        let text = "person,place,time,direction\nAn,p,6000,out\nAn,p,6000,in\nBi,p,3000,in\n\
                    Bi,p,6000,in\nBi,p,6000,out\nBi,p,6600,out\nAn,q,6000,in\nChi,p,6000,in\nChi,p,6000,out\nChi,p,6000,in\n";
        let (records, file, _) = fresh(KIND, text, &given);
        assert_eq!(
            records.kept(),
            [
                "visit An p 6000 = 6001",
                "visit An q 6000 = open",
                "visit Bi p 3000 = 6000",
                "visit Bi p 6000 = 6600",
                "visit Chi p 6000 = 6001",
            ]
        );
        assert_eq!(rejected(&file), ["double_scan 1"]);
        comes_to_the_same(KIND, text, &given);
        any_order(KIND, text, &given);
    }
}

#[test]
fn files_of_one_call_belong_together() {
    let mut records = Records::default();
    let texts = [
        "person,place,time,direction\nAn,p,1000,in\n",
        "person,place,time,direction\nAn,p,5000,out\nBi,p,1,out\n",
    ];
    let (files, _) = into(&mut records, KIND, &texts, &Given::default()).unwrap();
    assert_eq!(records.kept(), ["visit An p 1000 = 5000"]);
    assert_eq!(rejected(&files[0]), Vec::<String>::new());
    assert_eq!(rejected(&files[1]), ["out_without_in 1"]);
    // All of them are known now.
    let options = ImportOptions::default();
    let files: Vec<_> = (texts.iter())
        .map(|text| crate::report::ImportFile {
            kind: KIND,
            input: bytes("x.csv", text),
        })
        .collect();
    let report = crate::import::import_into(&mut records, &files, &options, &mut |_| {}).unwrap();
    assert!(report.files.iter().all(|file| file.already.is_some()));
    assert!(report.sources.is_empty());
}

#[test]
fn bad_scans_stop_but_usual_dirt_does_not() {
    for (row, expected) in [
        ("An,p,noon,in", "1.csv, line 2, time: `noon` is not a time"),
        (
            "An,p,1000,up",
            "1.csv, line 2, direction: `up` is no direction",
        ),
        (",p,1000,in", "1.csv, line 2, person: empty"),
        ("An,,1000,in", "1.csv, line 2, place: empty"),
    ] {
        let text = format!("person,place,time,direction\n{row}\n");
        let error = into(&mut Records::default(), KIND, &[&text], &Given::default());
        let error = error.unwrap_err();
        assert!(error.starts_with(expected), "{error}");
    }
}

#[test]
fn rows_found_wanting_later_are_among_the_rejects() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("rejects.csv");
    let mut given = Given::default();
    given.options.on_error = OnError::Skip {
        rejects: Some(path.clone()),
    };
    fresh(KIND, SCANS, &given);
    assert_eq!(
        std::fs::read_to_string(&path).unwrap(),
        "file,line,field,reason,row\n1.csv,3,time,double_scan,\n1.csv,7,time,double_scan,\n\
         1.csv,9,direction,out_without_in,\n1.csv,11,direction,out_without_in,\n"
    );
}

/// With little memory the stream is settled again and again, and comes to the same.
#[test]
fn with_a_memory_limit() {
    let mut text = "person,place,time,direction\n".to_owned();
    for n in 0..20_000u64 {
        let (person, time) = (n % 50, n / 50 * 3_600);
        let direction = if (n / 50) % 2 == 0 { "in" } else { "out" };
        text.push_str(&format!("p{person},m,{time},{direction}\n"));
    }
    let expected = fresh(KIND, &text, &Given::default()).0.kept();
    assert_eq!(expected.len(), 10_000);
    let (records, settled) = in_little_memory(KIND, &text);
    assert!(settled > 3, "{settled}");
    assert_eq!(records.kept(), expected);
}

/// Scans of any sort: whatever was known before, the longer file decides.
#[test]
fn any_scans_come_to_the_same() {
    for mapping in [
        "",
        "[settings]\nout_only = \"2m\"",
        "[settings]\nunknown = \"toggle\"",
        "[settings]\nunknown = \"toggle\"\nout_only = \"1m\"\nlongest = \"5m\"",
    ] {
        let given = Given {
            mapping,
            ..Given::default()
        };
        for seed in 0..100 {
            let text = any_rows(seed, "person,place,time,direction", 7, |n| {
                let direction = ["in", "out", ""][usize::try_from(n.below(3)).unwrap()];
                let (place, time) = (n.below(2), n.below(25) * 30);
                format!("An,p{place},{time},{direction}")
            });
            comes_to_the_same(KIND, &text, &given);
        }
    }
}

/// Rows that are settled while the file is still read are counted once.
#[test]
fn with_a_memory_limit_every_row_counts_once() {
    let mut text = "person,place,time,direction\n".to_owned();
    for n in 0..100_000u64 {
        let direction = if n % 3 == 0 { "in" } else { "out" };
        text.push_str(&format!("p{},m,{},{direction}\n", n % 50, n * 20));
    }
    let mut given = Given::default();
    given.options.memory_limit = Some(64 << 20);
    let (_, file, _) = fresh(KIND, &text, &given);
    assert!(file.rows_rejected() > 1000);
    assert_eq!(file.rows_taken + file.rows_rejected(), file.rows_read);
}
