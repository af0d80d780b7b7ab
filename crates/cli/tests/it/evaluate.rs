//! `truyvet evaluate`: scores counted by hand on the tiny world, and on a generated province.

use crate::transcript::Folder;
use crate::world::world;

/// An infected Chi at the market and Giang in the afternoon; Chi infected cccd:034201 at the
/// canteen. "Bình, Trần", Dũng and Em were exposed and stayed well. Lan is not in the store.
const TRUTH: &str = "\
person,infector,place,time,onset,tested,isolated
An,,,2021-05-05T00:00:00Z,2021-05-07T00:00:00Z,2021-05-09T00:00:00Z,2021-05-09T06:00:00Z
Chi,An,market,2021-05-08T08:55:00Z,,,
cccd:034201,Chi,canteen,2021-05-08T11:05:00Z,,,
Giang,An,,2021-05-08T15:10:00Z,,2021-05-12T00:00:00Z,
Lan,An,,2021-05-08T16:00:00Z,,,
";

fn evaluated(folder: &Folder, options: &str) -> String {
    folder.write("truth.csv", TRUTH.as_bytes());
    let line = format!("truyvet evaluate w --truth truth.csv --format csv {options}");
    let done = folder.run(&line);
    assert_eq!(done.status.code(), Some(0), "{done:?}");
    String::from_utf8(done.stdout).unwrap()
}

const HEADER: &str = "at,cases,level,listed,infected,precision,to_find,found,recall,out_of_reach,later,later_listed\n";

#[test]
fn scores_are_those_counted_by_hand() {
    let folder = world();
    // F1: Bình, Chi, Dũng, Em, Giang; F2 through them: cccd:034201.
    let at = "2021-05-10T00:00:00Z";
    assert_eq!(
        evaluated(&folder, &format!("--hops 2 --at {at}")),
        format!(
            "{HEADER}{at},1,1,5,2,0.4,3,2,0.6666666666666666,,,\n\
             {at},1,2,1,1,1,1,1,1,,,\n{at},1,,6,3,0.5,4,3,0.75,0,0,0\n"
        )
    );
    // At noon nobody knew of the afternoon.
    let noon = "2021-05-08T12:00:00Z";
    let case = "--case An,2021-05-05T00:00:00Z,inf --hops 1";
    assert_eq!(
        evaluated(&folder, &format!("{case} --at {noon}")),
        format!(
            "{HEADER}{noon},1,1,3,1,0.3333333333333333,1,1,1,,,\n{noon},1,,3,1,0.3333333333333333,1,1,1,1,2,0\n"
        )
    );
    // Two days late: nothing of 8 May is known.
    let late = evaluated(&folder, &format!("--hops 1 --delay 2d --at {at}"));
    assert_eq!(
        late,
        format!("{HEADER}{at},1,1,0,0,,3,0,0,,,\n{at},1,,0,0,,3,0,0,1,0,0\n")
    );
    // One moment a day, from the one after the first test to that after the last infection.
    assert_eq!(evaluated(&folder, "--hops 1").lines().count(), 1 + 2);
}

#[test]
fn a_generated_province_is_traced_whole_by_its_truth() {
    let folder = Folder::with(&[]);
    for line in [
        "truyvet generate quang-ngai --people 3000 --days 14 --outbreak-seeds 12 --clean -o p",
        "truyvet import w --places p/places.csv --visits p/truth/visits.csv",
    ] {
        let done = folder.run(line);
        assert_eq!(done.status.code(), Some(0), "{done:?}");
    }
    let line = "truyvet evaluate w --truth p/truth/infections.csv --hops all --format json \
                --at 2021-05-17T00:00:00+07:00";
    let done = folder.run(line);
    assert_eq!(done.status.code(), Some(0), "{done:?}");
    let told = String::from_utf8(done.stdout).unwrap();
    let rows: serde_json::Value = serde_json::from_str(&told).unwrap();
    let all = rows.as_array().unwrap().last().unwrap();
    let (to_find, found) = (
        all["to_find"].as_u64().unwrap(),
        all["found"].as_u64().unwrap(),
    );
    assert!(
        to_find > 5 && found * 10 >= to_find * 9,
        "{found} of {to_find}"
    );
    assert!(all["level"].is_null() && all["listed"].as_u64().unwrap() >= found);
}

#[test]
fn what_cannot_be_evaluated_is_refused() {
    let folder = world();
    folder.write("truth.csv", TRUTH.as_bytes());
    let untested = "person,infector,place,time,onset,tested,isolated\nAn,,,0,,,\n";
    folder.write("untested.csv", untested.as_bytes());
    for (line, code, says) in [
        ("--truth none.csv", 3, "none.csv"),
        ("--truth cases.csv", 1, "no column `infector`"),
        ("--truth truth.csv --sources fax", 1, "no records of `fax`"),
        ("--truth untested.csv", 1, "name the cases with --case"),
    ] {
        let done = folder.run(&format!("truyvet evaluate w {line}"));
        let told = String::from_utf8(done.stderr).unwrap();
        assert_eq!(done.status.code(), Some(code), "{line}: {told}");
        assert!(told.contains(says), "{line}: {told}");
    }
}
