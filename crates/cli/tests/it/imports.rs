//! `truyvet import`: reports, bad rows, bad files, and nothing left behind by a failure.

use crate::transcript::{Folder, check};
use crate::world::{CONTACTS, PLACES, VISITS, world};

#[test]
fn the_report() {
    let folder = Folder::with(&[
        ("places.csv", PLACES),
        ("visits.csv", VISITS),
        ("contacts.csv", CONTACTS),
        (
            "late.csv",
            "person,place,start,end\nEm,bus:08,2021-05-08T12:00:00Z,2021-05-08T12:40:00Z\n",
        ),
    ]);
    folder.check(
        "\
$ truyvet import w --visits visits.csv --contacts contacts.csv --places places.csv
created the store w
places.csv: places: 4 rows read, 4 taken, 0 rejected
visits.csv: visits: 9 rows read, 9 taken, 0 rejected
contacts.csv: contacts: 2 rows read, 2 taken, 0 rejected
visits: latest event [..]Z, late by [..]
contacts: latest event [..]Z, late by [..]
snapshot 1:
  visits    9 added, 0 replaced, 0 unchanged
  contacts  2 added, 0 replaced, 0 unchanged
  new       8 people, 4 places
  described 4 places
  store     [..]
$ truyvet import w --visits visits.csv --visits late.csv
visits.csv: visits: this very file was imported before, at [..]Z: not read (--again reads it)
late.csv: visits: 1 row read, 1 taken, 0 rejected
visits: latest event [..]Z, late by [..]
snapshot 2:
  visits    0 added, 1 replaced, 0 unchanged
  contacts  0 added, 0 replaced, 0 unchanged
  new       0 people, 0 places
  store     [..]
$ truyvet import w --visits late.csv --format json
{[..]\"created\":false,[..]}
",
    );
}

/// The check-out that arrives late ends Em's ride at 12:40 (S2, S4).
#[test]
fn a_late_check_out_replaces_the_open_visit() {
    let world = world();
    world.write(
        "late.csv",
        b"person,place,start,end\nEm,bus:08,2021-05-08T12:00:00Z,2021-05-08T12:40:00Z\n",
    );
    world.check(
        "\
$ truyvet import w --visits late.csv --format json
{[..]}
$ truyvet trace w --cases cases.csv --hops 1 --window 2021-05-08T11:50:00Z,2021-05-08T14:00:00Z --format csv
person,level,first_exposure,earliest_exposure,infector,place,overlap_start,overlap_end,person_seconds,grade
Em,1,2021-05-08T12:30:00Z,2021-05-08T12:30:00Z,An,bus:08,2021-05-08T12:30:00Z,2021-05-08T12:40:00Z,600,recorded
",
    );
}

#[test]
fn extra_columns_are_ignored_with_one_warning() {
    check(
        &[(
            "visits.csv",
            "note,Place,person,start,END,age\nx,m,An,0,60,3\ny,m,Chi,0,60,4\n",
        )],
        "\
$ truyvet import w --visits visits.csv
created the store w
visits.csv: visits: 2 rows read, 2 taken, 0 rejected
visits: latest event [..]Z, late by [..]
snapshot 1:
  visits    2 added, 0 replaced, 0 unchanged
  contacts  0 added, 0 replaced, 0 unchanged
  new       2 people, 1 place
  store     [..]
! truyvet: warning: visits.csv: ignored columns `note`, `age`, which a file of visits does not have
",
    );
}

#[test]
fn files_that_cannot_be_read() {
    let folder = Folder::with(&[
        ("no-start.csv", "person,place,begin,end\nAn,m,0,60\n"),
        ("empty.csv", ""),
        ("twice.csv", "person,place,start,start,end\nAn,m,0,0,60\n"),
        ("good.csv", "person,place,start,end\nAn,m,0,60\n"),
    ]);
    let before = folder.names();
    folder.check(
        "\
$ truyvet import w
! truyvet: nothing to import: name at least one file with --visits, --contacts or --places, or with --as
? 1
$ truyvet import w --visits missing.csv
! truyvet: missing.csv: cannot open: No such file or directory (os error 2)
? 3
$ truyvet import w --visits no-start.csv
! truyvet: no-start.csv: the header has no column `start`; found: [..]begin[..]
? 1
$ truyvet import w --visits empty.csv
! truyvet: empty.csv: the file is empty: a header row is needed ([..])
? 1
$ truyvet import w --visits twice.csv
! truyvet: twice.csv: the header has two columns `start`: rename or remove one
? 1
$ truyvet import w --visits good.csv --rejects rejects.csv
! truyvet: --rejects has no use with --on-error stop: add --on-error skip
? 1
$ truyvet import w --visits good.csv --on-error skip --rejects good.csv
! truyvet: good.csv: the file of rejects is also a file to import: name another file for rejects
? 1
$ truyvet import deep/er/w --visits good.csv --visits missing.csv
! truyvet: missing.csv: cannot open: No such file or directory (os error 2)
? 3
",
    );
    assert_eq!(folder.names(), before, "a failed import leaves nothing");
}

const BAD: &str = "\
person,place,start,end
An,m,0,60
Chi,m,yesterday,60
Dũng,m,2021-05-08T07:00:00,
Em,m,60,0
Giang,m,0
,m,0,60
Hoa,m,0,60
";

#[test]
fn a_bad_row_stops() {
    let folder = Folder::with(&[
        ("visits.csv", BAD),
        ("good.csv", "person,place,start,end\nAn,m,0,60\n"),
    ]);
    folder.check(
        "\
$ truyvet import w --visits good.csv --visits visits.csv
! truyvet: visits.csv, line 3, start: `yesterday` is not a time[..]
? 1
",
    );
    assert!(!folder.path("w").exists());
    folder.check(
        "\
$ truyvet import w --visits good.csv --format json
{[..]\"snapshot\":1[..]}
$ truyvet import w --visits visits.csv
! truyvet: visits.csv, line 3, start: `yesterday` is not a time[..]
? 1
$ truyvet trace w --case An,0,inf
snapshot 1: 0 people exposed
question: 1 case, 3 hops, overlap 1s or more, latent 0s, until inf
",
    );
}

#[test]
fn every_kind_of_bad_row_names_line_field_and_value() {
    let said = |header: &str, row: &str, kind: &str| {
        let folder = Folder::with(&[("bad.csv", &format!("{header}\n{row}\n"))]);
        let output = folder.run(&format!("truyvet import w --{kind} bad.csv"));
        assert_eq!(output.status.code(), Some(1), "{row}");
        assert!(output.stdout.is_empty(), "{row}");
        assert!(!folder.path("w").exists(), "{row}");
        String::from_utf8(output.stderr).unwrap()
    };
    let visit = "person,place,start,end";
    let contact = "a,b,start,end";
    let place = "place,kind,parent,unit,name,lat,lon,shared";
    for (header, row, kind, expected) in [
        (
            visit,
            "An,m,2021-05-08T07:00:00,",
            "visits",
            "start: `2021-05-08T07:00:00` is a local time without an offset",
        ),
        (visit, "An,m,60,0", "visits", "end: "),
        (visit, "An,m,60,60", "visits", "end: "),
        (visit, "An,m,0,soon", "visits", "end: `soon` is not a time"),
        (visit, "An,m,,60", "visits", "start: "),
        (visit, ",m,0,60", "visits", "person: "),
        (visit, "An,,0,60", "visits", "place: "),
        (visit, "An,m,0", "visits", "row: "),
        (visit, "An,m,0,60,x", "visits", "row: "),
        (visit, "An,m,99999999999999,", "visits", "start: "),
        (contact, "An,An,0,60", "contacts", "b: "),
        (contact, "An,Chi,0,", "contacts", "end: "),
        (contact, "An,Chi,60,0", "contacts", "end: "),
        (place, "m,Market,,,,,,", "places", "kind: "),
        (place, "m,market,,,,95,10,", "places", "lat: "),
        (place, "m,market,,,,10,,", "places", "lon: "),
        (place, "m,market,,,,,,maybe", "places", "shared: "),
        (place, ",market,,,,,,", "places", "place: "),
        (place, "m,market,m,,,,,", "places", "parent: "),
    ] {
        let said = said(header, row, kind);
        let expected = format!("truyvet: bad.csv, line 2, {expected}");
        assert!(
            said.starts_with(&expected),
            "{row}: wanted {expected}, got {said}"
        );
        assert_eq!(said.lines().count(), 1, "{said}");
    }
}

#[test]
fn bad_rows_are_skipped_counted_and_kept() {
    let folder = Folder::with(&[("visits.csv", BAD)]);
    folder.check(
        "\
$ truyvet import w --visits visits.csv --on-error skip --rejects rejects.csv
created the store w
visits.csv: visits: 7 rows read, 2 taken, 5 rejected (1 field_count, 1 missing, 1 not_a_time, 1 no_offset, 1 empty_interval)
visits: latest event [..]Z, late by [..]
rejected rows are in rejects.csv
snapshot 1:
  visits    2 added, 0 replaced, 0 unchanged
  contacts  0 added, 0 replaced, 0 unchanged
  new       2 people, 1 place
  store     [..]
$ truyvet trace w --case An,0,inf --format csv
person,level,first_exposure,earliest_exposure,infector,place,overlap_start,overlap_end,person_seconds,grade
Hoa,1,1970-01-01T00:00:00Z,1970-01-01T00:00:00Z,An,m,1970-01-01T00:00:00Z,1970-01-01T00:01:00Z,60,recorded
",
    );
    assert_eq!(
        folder.read("rejects.csv"),
        "\
file,line,field,reason,row
visits.csv,3,start,not_a_time,\"Chi,m,yesterday,60\"
visits.csv,4,start,no_offset,\"Dũng,m,2021-05-08T07:00:00,\"
visits.csv,5,end,empty_interval,\"Em,m,60,0\"
visits.csv,6,row,field_count,\"Giang,m,0\"
visits.csv,7,person,missing,\",m,0,60\"
"
    );
}

#[test]
fn the_report_as_json() {
    let folder = Folder::with(&[("visits.csv", BAD)]);
    let output = folder.run("truyvet import w --visits visits.csv --on-error skip --format json");
    let report: serde_json::Value = serde_json::from_slice(&output.stdout).unwrap();
    assert_eq!(report["created"], true);
    assert_eq!(report["snapshot"], 1);
    assert_eq!(report["files"][0]["rows_read"], 7);
    assert_eq!(report["files"][0]["rejected"]["not_a_time"], 1);
    assert_eq!(report["visits"]["added"], 2);
}

/// An empty folder becomes the store, and is empty again if the import fails.
#[test]
fn an_empty_folder_may_become_the_store() {
    let folder = Folder::with(&[("good.csv", "person,place,start,end\nAn,m,0,60\n")]);
    std::fs::create_dir(folder.path("w")).unwrap();
    folder.check(
        "\
$ truyvet import w --visits missing.csv
! truyvet: missing.csv: cannot open: No such file or directory (os error 2)
? 3
",
    );
    assert_eq!(std::fs::read_dir(folder.path("w")).unwrap().count(), 0);
    folder.check(
        "\
$ truyvet import w --visits good.csv --format json
{\"[..]\"created\":true[..]}
",
    );
}
