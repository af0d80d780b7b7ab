//! `truyvet trace` on the tiny world: table, CSV, JSON, files.

use crate::transcript::Folder;
use crate::world::world;

/// Worked out by hand, 3 hops, at least 15 minutes, L = 0, U = inf:
/// - hop 1, from An: "Bình, Trần" 30 min at the market; Dũng; Em 12:30-13:00 on an assumed end;
///   Giang 15:00. Chi's 10 min with An do not qualify.
/// - hop 2: Chi 08:50-09:05 with "Bình, Trần"; her dose is 900 s with him and 600 s with An.
/// - hop 3: cccd:034201 from Chi at the canteen, 30 min. Giang meets Chi there 11:10-11:30,
///   so the earliest exposure of Giang, who is F1, is 11:10.
const ANSWER: &str = "\
person,level,first_exposure,earliest_exposure,infector,place,overlap_start,overlap_end,person_seconds,grade
\"Bình, Trần\",1,2021-05-08T08:30:00Z,2021-05-08T08:30:00Z,An,\"Chợ Bến Thành, quầy 7\",2021-05-08T08:30:00Z,2021-05-08T09:00:00Z,1800,recorded
Dũng,1,2021-05-08T10:00:00Z,2021-05-08T10:00:00Z,An,,2021-05-08T10:00:00Z,2021-05-08T10:20:00Z,1200,recorded
Em,1,2021-05-08T12:30:00Z,2021-05-08T12:30:00Z,An,bus:08,2021-05-08T12:30:00Z,2021-05-08T13:00:00Z,1800,assumed_end
Giang,1,2021-05-08T15:00:00Z,2021-05-08T11:10:00Z,An,,2021-05-08T15:00:00Z,2021-05-08T15:30:00Z,1800,recorded
Chi,2,2021-05-08T08:50:00Z,2021-05-08T08:50:00Z,\"Bình, Trần\",\"Chợ Bến Thành, quầy 7\",2021-05-08T08:50:00Z,2021-05-08T09:05:00Z,1500,recorded
cccd:034201,3,2021-05-08T11:00:00Z,2021-05-08T11:00:00Z,Chi,canteen,2021-05-08T11:00:00Z,2021-05-08T11:30:00Z,1800,recorded
";

#[test]
fn csv() {
    let world = world();
    for question in [
        "--case An,2021-05-08T00:00:00Z,inf --hops 3",
        "--case An,1620432000,1620518400 --hops all",
        "--case 'An,2021-05-08T07:00:00+07:00,2021-05-09T07:00:00+07:00' --threads 1",
        "--cases cases.csv --threads 2",
        "--cases - --until 7d < cases.csv",
        "--cases cases.csv --window 2021-05-08T08:40:00Z,2021-05-08T15:01:00Z",
    ] {
        let line = format!("truyvet trace w --min-overlap 15m --format csv {question}");
        let output = world.run(&line);
        assert_eq!(String::from_utf8(output.stdout).unwrap(), ANSWER, "{line}");
        assert_eq!(String::from_utf8(output.stderr).unwrap(), "", "{line}");
        assert_eq!(output.status.code(), Some(0), "{line}");
    }
}

#[test]
fn table() {
    world().check(
        "\
$ truyvet trace w --case An,2021-05-08T00:00:00Z,inf --min-overlap 15m
snapshot 1: 6 people exposed: F1 4, F2 1, F3 1
question: 1 case, 3 hops, overlap 15m or more, latent 0s, until inf

person       level  first_exposure        earliest_exposure     infector    place                  overlap_end           person_seconds  grade
Bình, Trần   F1     2021-05-08T08:30:00Z  2021-05-08T08:30:00Z  An          Chợ Bến Thành, quầy 7  2021-05-08T09:00:00Z  30m             recorded
Dũng         F1     2021-05-08T10:00:00Z  2021-05-08T10:00:00Z  An          contact                2021-05-08T10:20:00Z  20m             recorded
Em           F1     2021-05-08T12:30:00Z  2021-05-08T12:30:00Z  An          bus:08                 2021-05-08T13:00:00Z  30m             assumed_end
Giang        F1     2021-05-08T15:00:00Z  2021-05-08T11:10:00Z  An          contact                2021-05-08T15:30:00Z  30m             recorded
Chi          F2     2021-05-08T08:50:00Z  2021-05-08T08:50:00Z  Bình, Trần  Chợ Bến Thành, quầy 7  2021-05-08T09:05:00Z  25m             recorded
cccd:034201  F3     2021-05-08T11:00:00Z  2021-05-08T11:00:00Z  Chi         canteen                2021-05-08T11:30:00Z  30m             recorded
$ truyvet trace w --case Hoa,0,inf --hops 1 --window 1620432000,inf --lag park=1h --latent 1d --until 2d
snapshot 1: 0 people exposed
question: 1 case, 1 hop, overlap 1s or more, latent 1d, until 2d, window 2021-05-08T00:00:00Z to inf, lag park=1h
",
    );
}

#[test]
fn json() {
    world().check(
        r#"$ truyvet trace w --case An,1620432000,inf --hops 1 --min-overlap 25m --format json
{"question":{"cases":[{"person":"An","infectious":{"start":"2021-05-08T00:00:00Z","end":"inf"}}],"hops":1,"min_overlap":"25m","latent":"0s","until":"inf"},"snapshot":1,"levels":[{"level":1,"people":3}],"exposures":[
{"person":"Bình, Trần","level":1,"first_exposure":"2021-05-08T08:30:00Z","earliest_exposure":"2021-05-08T08:30:00Z","infector":"An","place":"Chợ Bến Thành, quầy 7","overlap_start":"2021-05-08T08:30:00Z","overlap_end":"2021-05-08T09:00:00Z","person_seconds":1800,"grade":"recorded"},
{"person":"Em","level":1,"first_exposure":"2021-05-08T12:30:00Z","earliest_exposure":"2021-05-08T12:30:00Z","infector":"An","place":"bus:08","overlap_start":"2021-05-08T12:30:00Z","overlap_end":"2021-05-08T13:00:00Z","person_seconds":1800,"grade":"assumed_end"},
{"person":"Giang","level":1,"first_exposure":"2021-05-08T15:00:00Z","earliest_exposure":"2021-05-08T15:00:00Z","infector":"An","place":null,"overlap_start":"2021-05-08T15:00:00Z","overlap_end":"2021-05-08T15:30:00Z","person_seconds":1800,"grade":"recorded"}
]}
$ truyvet trace w --case Hoa,0,inf --format json
{"question":{"cases":[{"person":"Hoa","infectious":{"start":"1970-01-01T00:00:00Z","end":"inf"}}],"hops":3,"min_overlap":"1s","latent":"0s","until":"inf"},"snapshot":1,"levels":[],"exposures":[]}
"#,
    );
}

/// With a lag of 10 minutes at the market An's stay contaminates it until 09:10, so Chi's
/// 08:50-09:05 counts whole, 15 minutes, at hop 1 (S10).
#[test]
fn lag_and_latent() {
    world().check(
        "\
$ truyvet trace w --case An,1620432000,inf --hops 1 --min-overlap 15m --lag market=10m --window 1620432000,2021-05-08T09:30:00Z --format csv
person,level,first_exposure,earliest_exposure,infector,place,overlap_start,overlap_end,person_seconds,grade
\"Bình, Trần\",1,2021-05-08T08:30:00Z,2021-05-08T08:30:00Z,An,\"Chợ Bến Thành, quầy 7\",2021-05-08T08:30:00Z,2021-05-08T09:10:00Z,2400,recorded
Chi,1,2021-05-08T08:50:00Z,2021-05-08T08:50:00Z,An,\"Chợ Bến Thành, quầy 7\",2021-05-08T08:50:00Z,2021-05-08T09:05:00Z,900,recorded
$ truyvet trace w --case An,1620432000,inf --min-overlap 15m --latent 1h --window 1620432000,2021-05-08T09:30:00Z --format csv
person,level,first_exposure,earliest_exposure,infector,place,overlap_start,overlap_end,person_seconds,grade
\"Bình, Trần\",1,2021-05-08T08:30:00Z,2021-05-08T08:30:00Z,An,\"Chợ Bến Thành, quầy 7\",2021-05-08T08:30:00Z,2021-05-08T09:00:00Z,1800,recorded
",
    );
}

#[test]
fn to_a_file() {
    let world = world();
    world.check(
        "\
$ truyvet trace w --cases cases.csv --min-overlap 15m --format csv -o answer.csv
$ truyvet trace w --cases cases.csv --hops 1 --min-overlap 30m --format csv --output - --window 1620432000,2021-05-08T09:30:00Z
person,level,first_exposure,earliest_exposure,infector,place,overlap_start,overlap_end,person_seconds,grade
\"Bình, Trần\",1,2021-05-08T08:30:00Z,2021-05-08T08:30:00Z,An,\"Chợ Bến Thành, quầy 7\",2021-05-08T08:30:00Z,2021-05-08T09:00:00Z,1800,recorded
",
    );
    assert_eq!(world.read("answer.csv"), ANSWER);
    // A question that fails leaves an old answer as it was, and nothing beside it.
    let before = world.names();
    world.check(
        "\
$ truyvet trace w --case Nobody,0,inf -o answer.csv
! truyvet: cases: no person `Nobody` in the store; check the id and its namespace
? 1
$ truyvet trace w --cases cases.csv -o missing/answer.csv
! truyvet: cannot write to missing/answer.csv: No such file or directory (os error 2)
? 3
$ truyvet trace w --cases cases.csv -o w
! truyvet: cannot write to w: [..]directory
? 3
",
    );
    assert_eq!(world.read("answer.csv"), ANSWER);
    assert_eq!(world.names(), before);
}

#[cfg(target_os = "linux")]
#[test]
fn a_full_disk_is_said() {
    world().check(
        "\
$ truyvet trace w --cases cases.csv -o /dev/full
! truyvet: cannot write the answer: No space left on device (os error 28)
? 3
",
    );
}

/// A crowd: more rows than a table's sample and a pipe hold.
fn crowd(people: usize) -> Folder {
    let mut visits = "person,place,start,end\nAn,hall,0,3600\n".to_owned();
    for n in 0..people {
        visits.push_str(&format!("guest {n:06},hall,0,3600\n"));
    }
    let folder = Folder::with(&[("visits.csv", &visits)]);
    let done = folder.run("truyvet import w --visits visits.csv");
    assert_eq!(done.status.code(), Some(0), "{done:?}");
    folder
}

#[test]
fn many_rows() {
    let crowd = crowd(6000);
    for (format, lines) in [("csv", 6001), ("table", 6004), ("json", 6002)] {
        let line = format!("truyvet trace w --case An,0,inf --hops 1 --format {format}");
        let text = String::from_utf8(crowd.run(&line).stdout).unwrap();
        assert_eq!(text.lines().count(), lines, "{format}");
        assert!(text.contains("guest 005999"), "{format}");
        if format == "json" {
            let value: serde_json::Value = serde_json::from_str(&text).unwrap();
            assert_eq!(value["exposures"].as_array().map(Vec::len), Some(6000));
        }
    }
}

#[test]
fn a_reader_who_goes_is_no_failure() {
    let crowd = crowd(6000);
    let mut child = std::process::Command::new(assert_cmd::cargo::cargo_bin("truyvet"))
        .current_dir(crowd.path(""))
        .args(["trace", "w", "--case", "An,0,inf", "--format", "csv"])
        .stdout(std::process::Stdio::piped())
        .stderr(std::process::Stdio::piped())
        .spawn()
        .unwrap();
    drop(child.stdout.take());
    let output = child.wait_with_output().unwrap();
    assert_eq!(String::from_utf8(output.stderr).unwrap(), "");
    assert_eq!(output.status.code(), Some(0));
}
