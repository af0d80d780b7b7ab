//! `truyvet sources` and `truyvet import --as`: the samples of all kinds, mappings, reports.

use crate::transcript::{Folder, check};

const SCANS: &str = "\
person,place,time,direction,device,received
An,office:12,2021-05-08T07:30:00+07:00,in,g,2021-05-08T07:31:00+07:00
An,office:12,2021-05-08T07:30:25+07:00,in,g,2021-05-08T07:31:00+07:00
An,office:12,2021-05-08T11:30:00+07:00,out,g,2021-05-08T11:31:00+07:00
Chi,office:12,2021-05-08T08:00:00+07:00,in,g,2021-05-08T08:01:00+07:00
Em,office:12,2021-05-08T17:00:00+07:00,out,g,2021-05-08T17:01:00+07:00
";

#[test]
fn they_are_listed_and_explained() {
    check(
        &[],
        "\
$ truyvet sources
qr-scan       check-ins and check-outs at places and control points
attendance    factory timekeeping: clock-in, clock-out, line
roster        labour lists of enterprises: who works where in which shift
residence     households and boarding houses: who lives where
travel        trips by bus, train, plane
declaration   health declarations: places visited, in words
bluezone      Bluetooth contacts of rotating ids
places        registry of places
people        registry of people: ids, home unit, doses of vaccine
cases         line list of confirmed cases
visits        who was where, from when to when
contacts      who was near whom
$ truyvet sources fax
! truyvet: sources: there is no `fax`; there are: qr-scan, attendance, [..]
? 1
",
    );
    let folder = Folder::with(&[]);
    let said = folder.run("truyvet sources qr-scan").stdout;
    let said = String::from_utf8(said).unwrap();
    for part in [
        "person    * who",
        "double_scan",
        "[settings.clock]",
        "checkpoint:bach-dang",
    ] {
        assert!(said.contains(part), "{part}: {said}");
    }
    let said = folder.run("truyvet sources --format json").stdout;
    let all: serde_json::Value = serde_json::from_slice(&said).unwrap();
    assert_eq!(all.as_array().unwrap().len(), 12);
}

/// What a kind shows can be imported as it is.
#[test]
fn every_mapping_and_sample_can_be_used() {
    for kind in [
        "qr-scan",
        "attendance",
        "roster",
        "residence",
        "travel",
        "declaration",
        "bluezone",
        "places",
        "people",
        "cases",
        "visits",
        "contacts",
    ] {
        let folder = Folder::with(&[]);
        for (part, file) in [("mapping", "mine.toml"), ("sample", "sample.csv")] {
            let said = folder.run(&format!("truyvet sources {kind} --only {part}"));
            assert!(said.status.success());
            folder.write(file, &said.stdout);
        }
        let by_mapping = folder.run("truyvet import w --mapping mine.toml sample.csv");
        let said = String::from_utf8_lossy(&by_mapping.stderr);
        assert!(by_mapping.status.success(), "{kind}: {said}");
        // The same records again.
        let again = folder.run(&format!(
            "truyvet import w --as {kind} sample.csv --format json"
        ));
        let report: serde_json::Value = serde_json::from_slice(&again.stdout).unwrap();
        for what in ["visits", "contacts"] {
            assert_eq!(report[what]["added"], 0, "{kind}: {report}");
            assert_eq!(report[what]["replaced"], 0, "{kind}: {report}");
        }
    }
}

#[test]
fn the_report_of_a_source() {
    check(
        &[("scans.csv", SCANS)],
        "\
$ truyvet import w --as qr-scan scans.csv
created the store w
scans.csv: qr-scan: 5 rows read, 3 taken, 2 rejected (1 double_scan, 1 out_without_in)
qr-scan: made 2 visits, 1 visit open, latest event 2021-05-08T10:00:00Z, late by 1m (median), 1m (95 %)
snapshot 1:
  visits    2 added, 0 replaced, 0 unchanged
  contacts  0 added, 0 replaced, 0 unchanged
  new       3 people, 1 place
  store     [..]
$ truyvet import w --as qr-scan scans.csv
scans.csv: qr-scan: this very file was imported before, at [..]Z: not read (--again reads it)
snapshot 1:
  visits    0 added, 0 replaced, 0 unchanged
  contacts  0 added, 0 replaced, 0 unchanged
  new       0 people, 0 places
  store     [..]
$ truyvet trace w --case An,2021-05-08T00:00:00+07:00,inf --format csv
person,level,first_exposure,earliest_exposure,infector,place,overlap_start,overlap_end,person_seconds,grade
Chi,1,2021-05-08T01:00:00Z,2021-05-08T01:00:00Z,An,office:12,2021-05-08T01:00:00Z,2021-05-08T04:30:00Z,12600,assumed_end
",
    );
}

/// A file that has grown: the same as if only the longer one had ever come.
#[test]
fn a_longer_file_comes_to_the_same() {
    let half: String = SCANS
        .lines()
        .take(3)
        .map(|line| format!("{line}\n"))
        .collect();
    let folder = Folder::with(&[("half.csv", &half), ("scans.csv", SCANS)]);
    folder.check(
        "\
$ truyvet import w --as qr-scan half.csv --format json
{[..]\"open_visits\":1[..]}
$ truyvet import w --as qr-scan scans.csv --format json
{[..]\"visits\":{\"added\":1,\"replaced\":1,[..]}}
$ truyvet import v --as qr-scan scans.csv --format json
{[..]}
",
    );
    let answer = |store: &str| {
        let line =
            format!("truyvet trace {store} --case An,2021-05-08T00:00:00+07:00,inf --format csv");
        folder.run(&line).stdout
    };
    assert_eq!(answer("w"), answer("v"));
}

#[test]
fn joined_stays_and_unresolved_names() {
    check(
        &[
            (
                "visits.csv",
                "person,place,start,end\nAn,m,0,600\nAn,m,900,1800\nAn,m,9000,9600\n",
            ),
            ("places.csv", "place,name\nm,Chợ Đức Thắng\n"),
            (
                "said.csv",
                "person,time,symptoms,place_name,from_time,to_time\n\
                 Chi,90000,ho,cho duc thang,0,600\nChi,90000,,Quán Bà Sáu,700,900\n",
            ),
        ],
        "\
$ truyvet import w --places places.csv --visits visits.csv --join-gap 10m --format json
{[..]\"joined\":1,[..]}
$ truyvet import w --as declaration said.csv
said.csv: declaration: 2 rows read, 2 taken, 0 rejected
declaration: made 2 visits, 1 place, latest event 1970-01-01T00:15:00Z, late by [..]
declaration: 1 rows declare symptoms
declaration: 1 row with 1 name that nothing has:
          1  Quán Bà Sáu
snapshot 2:
  visits    2 added, 0 replaced, 0 unchanged
[..]
[..]
[..]
[..]
",
    );
}

#[test]
fn a_source_beside_others() {
    let folder = Folder::with(&[
        (
            "pairs.csv",
            "id_a,id_b,time\nu,v,1000\nv,u,1300\nu,x,1000\n",
        ),
        ("ids.csv", "id,person,from,to\nu,An,0,\nv,Bi,0,\n"),
    ]);
    folder.check(
        "\
$ truyvet import w --as bluezone pairs.csv --ids ids.csv
created the store w
pairs.csv: bluezone: 3 rows read, 2 taken, 1 rejected (1 unknown_id)
bluezone: made 1 contact, 1 joined, latest event 1970-01-01T00:22:40Z, late by [..]
snapshot 1:
  visits    0 added, 0 replaced, 0 unchanged
  contacts  1 added, 0 replaced, 0 unchanged
  new       2 people, 0 places
  store     [..]
",
    );
}

#[test]
fn wrong_use() {
    let folder = Folder::with(&[
        ("scans.csv", SCANS),
        (
            "mine.toml",
            "source = \"qr-scan\"\n[columns]\nwho = \"x\"\n",
        ),
        ("roster.toml", "source = \"roster\"\n"),
        ("people.csv", "person,doses\nAn,2\n"),
    ]);
    let before = folder.names();
    folder.check(
        "\
$ truyvet import w scans.csv
! truyvet: files without a kind: say what they are with --as KIND (`truyvet sources` lists the kinds)
? 1
$ truyvet import w --as qr-scan
! truyvet: --as: name the files
? 1
$ truyvet import w --mapping mine.toml scans.csv
! truyvet: mine.toml: [columns]: qr-scan has no column `who`; it has: person, place, [..]
? 1
$ truyvet import w --mapping roster.toml --as qr-scan scans.csv
! truyvet: --as qr-scan and a mapping for roster: name files of one kind
? 1
$ truyvet import w --as qr-scan scans.csv --ids scans.csv
! truyvet: ids: of no use without a file of bluezone: leave it out, or add one
? 1
",
    );
    assert_eq!(folder.names(), before, "a failed import leaves nothing");
}

/// The bug: what a roster took back by a correction took a scan with it, of the same person, place
/// and second. A source takes back only its own (S32).
#[test]
fn s32_a_corrected_roster_leaves_a_scan() {
    const HEAD: &str = "person,company,line,shift,from,to\nAn,c,l,day,2021-05-03,2021-05-04\n";
    let corrected = format!("{HEAD}An,c,l2,day,2021-05-03,2021-05-04\n");
    check(
        &[
            ("roster.csv", HEAD),
            ("corrected.csv", &corrected),
            (
                "scans.csv",
                "person,place,start,end\nAn,l,1620001800,1620002400\n",
            ),
        ],
        "\
$ truyvet import w --as roster roster.csv --format json
{[..]\"visits\":{\"added\":2,[..]}}
$ truyvet import w --visits scans.csv --source qr --format json
{[..]\"visits\":{\"added\":0,\"replaced\":1,[..]}}
$ truyvet import w --as roster corrected.csv --format json
{[..]\"visits\":{\"added\":2,\"replaced\":0,\"retracted\":1,[..]}}
$ truyvet visitors w --place l --format csv
person,start,end,grade
An,2021-05-03T00:30:00Z,2021-05-03T00:40:00Z,recorded
",
    );
}
