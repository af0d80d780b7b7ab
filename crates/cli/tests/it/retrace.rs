//! `truyvet trace --save` and `truyvet retrace`.

use crate::transcript::Folder;
use crate::world::world;

const LATE: &str = "visit,Hoa,canteen,2021-05-08T11:00:00Z,2021-05-08T11:30:00Z\n";

fn saved() -> Folder {
    let folder = world();
    folder.write("late", LATE.as_bytes());
    folder.check(
        "\
$ truyvet trace w --cases cases.csv --min-overlap 15m --format csv -o before.csv --save friday
$ truyvet append w < late
1 record in 1 commit, last commit 2
",
    );
    folder
}

#[test]
fn an_answer_is_brought_up_to_date() {
    let folder = saved();
    folder.check(
        "\
$ truyvet retrace w --saved friday --save monday
from snapshot 1: 1 person with other records, 1 looked at again
snapshot 2: 7 people exposed: F1 4, F2 1, F3 2
question: [..]

person       level  [..]
Bình, Trần   F1     [..]
Dũng         F1     [..]
Em           F1     [..]
Giang        F1     [..]
Chi          F2     [..]
Hoa          F3     [..]
cccd:034201  F3     [..]
$ truyvet retrace w --saved monday --format csv -o again.csv
$ truyvet retrace w --saved friday --format csv -o after.csv
$ truyvet retrace w --saved friday --afresh --format csv -o afresh.csv
$ truyvet retrace w --saved friday --as-of 1 --format csv -o then.csv
$ truyvet trace w --cases cases.csv --min-overlap 15m --format csv -o fresh.csv
",
    );
    let fresh = folder.read("fresh.csv");
    for name in ["again.csv", "after.csv", "afresh.csv"] {
        assert_eq!(folder.read(name), fresh, "{name}");
    }
    assert_eq!(folder.read("then.csv"), folder.read("before.csv"));
    assert_ne!(folder.read("before.csv"), fresh);
}

#[test]
fn what_cannot_be_brought_up_to_date() {
    let folder = saved();
    folder.check(
        "\
$ truyvet retrace w --saved cases.csv
! truyvet: cases.csv: it is not a saved answer of truyvet; give a file that `truyvet trace --save` wrote
? 1
$ truyvet retrace w --saved none
! truyvet: [..]none[..]
? 3
$ truyvet erase w Hoa
erased 1 id with 2 records and 0 rows of registers: commit 3
on disk until [..]
$ truyvet retrace w --saved friday
! truyvet: friday: snapshot 1 no longer shows what the answer rests on, since people were erased or records have expired: ask the question again; --afresh asks its question again
? 1
$ truyvet retrace w --saved friday --afresh --limit 0
asked again: the saved answer is of snapshot 1
snapshot 3: 6 people exposed: F1 4, F2 1, F3 1
question: [..]

and 6 more
",
    );
    let mut damaged = std::fs::read(folder.path("friday")).unwrap();
    *damaged.last_mut().unwrap() ^= 1;
    folder.write("friday", &damaged);
    folder.check(
        "\
$ truyvet retrace w --saved friday
! truyvet: friday: it is damaged (its BLAKE3 is not the one expected): restore it from a copy, or ask the question again
? 1
",
    );
}

/// Before: Giang F1, "Bình, Trần" F1 … as in `world`. Hoa was at the canteen with cccd:034201 and
/// Chi, so she is F3; nobody else changes.
#[test]
fn s30_what_the_update_changed() {
    let folder = saved();
    folder.check(
        r#"$ truyvet retrace w --saved friday --diff --save monday
from snapshot 1: 1 person with other records, 1 looked at again
from snapshot 1 to snapshot 2: 1 new, 0 gone, 0 at another level, 0 at other times
exposed 6 -> 7: F1 4 -> 4, F2 1 -> 1, F3 1 -> 2
question: 1 case, 3 hops, overlap 15m or more, latent 0s, until inf

person  change  level_before  level_after  first_exposure_before  first_exposure_after  earliest_exposure_before  earliest_exposure_after
Hoa     new     -             F3           -                      2021-05-08T11:00:00Z  -                         2021-05-08T11:00:00Z
$ truyvet retrace w --saved friday --diff --afresh --format csv -o afresh.csv
$ truyvet retrace w --saved friday --diff --format csv -o diff.csv
$ truyvet diff w --as-of 1 --cases cases.csv --min-overlap 15m --format csv -o asked.csv
$ truyvet retrace w --saved friday --diff --format json -o diff.json
$ truyvet diff w --as-of 1 --cases cases.csv --min-overlap 15m --format json -o asked.json
$ truyvet retrace w --saved monday --diff --format json
{"question":{[..]},"before":{"snapshot":2,"levels":[[..]]},"after":{"snapshot":2,"levels":[[..]]},"changes":[]}
$ truyvet retrace w --saved friday --diff --format parquet -o diff.parquet
! truyvet: format: a difference is written as table, csv or json
? 1
$ truyvet retrace w --saved friday --diff --limit 1
! truyvet: the argument '--diff' cannot be used with '--limit <N>'
!
! Usage: [..]
!
! For more information, try '--help'.
? 1
$ truyvet erase w Hoa
[..]
[..]
$ truyvet retrace w --saved friday --diff --afresh
! truyvet: friday: snapshot 1 no longer shows what the answer rests on, since people were erased or records have expired: ask the question again; --afresh without --diff asks its question again
? 1
"#,
    );
    assert_eq!(folder.read("diff.csv"), folder.read("asked.csv"));
    assert_eq!(folder.read("afresh.csv"), folder.read("asked.csv"));
    assert_eq!(folder.read("diff.json"), folder.read("asked.json"));
    assert!(!folder.path("diff.parquet").exists());
}

#[test]
fn s30_two_saved_answers() {
    let folder = saved();
    folder.check(
        r#"$ truyvet retrace w --saved friday --save monday -o x
$ truyvet diff w friday monday
from snapshot 1 to snapshot 2: 1 new, 0 gone, 0 at another level, 0 at other times
exposed 6 -> 7: F1 4 -> 4, F2 1 -> 1, F3 1 -> 2
question: 1 case, 3 hops, overlap 15m or more, latent 0s, until inf

person  change  level_before  level_after  first_exposure_before  first_exposure_after  earliest_exposure_before  earliest_exposure_after
Hoa     new     -             F3           -                      2021-05-08T11:00:00Z  -                         2021-05-08T11:00:00Z
$ truyvet diff w monday friday --format csv
person,change,level_before,level_after,first_exposure_before,first_exposure_after,earliest_exposure_before,earliest_exposure_after
Hoa,gone,3,,2021-05-08T11:00:00Z,,2021-05-08T11:00:00Z,
$ truyvet diff w friday monday --format json -o saved.json
$ truyvet diff w --as-of 1 --cases cases.csv --min-overlap 15m --format json -o asked.json
$ truyvet diff w friday friday --format csv
person,change,level_before,level_after,first_exposure_before,first_exposure_after,earliest_exposure_before,earliest_exposure_after
"#,
    );
    assert_eq!(folder.read("saved.json"), folder.read("asked.json"));
}

#[test]
fn saved_answers_that_cannot_be_compared() {
    let folder = saved();
    folder.check(
        r#"$ truyvet trace w --cases cases.csv --hops 2 --min-overlap 15m --save other -o x
$ truyvet diff w friday other
! truyvet: difference: the two answers differ in hops; ask the same question of both (cases, isolation, closures and splits may differ)
? 1
$ truyvet import v --visits visits.csv --format json
{[..]}
$ truyvet trace v --cases cases.csv --min-overlap 15m --save elsewhere -o x
$ truyvet diff w friday elsewhere
! truyvet: elsewhere: the answer is not of this store: its snapshot 1 is another one; give the store that was asked
? 1
$ truyvet diff v friday elsewhere
! truyvet: friday: the answer is not of this store: its snapshot 1 is another one; give the store that was asked
? 1
$ truyvet trace w --cases cases.csv --min-overlap 15m --save two -o x
$ truyvet diff v elsewhere two
! truyvet: two: commit 2 is not kept: the store has 0 to 1; `truyvet history` lists them
? 1
$ truyvet diff w friday cases.csv
! truyvet: cases.csv: it is not a saved answer of truyvet; give a file that `truyvet trace --save` wrote
? 1
$ truyvet diff friday two
! truyvet: diff: a saved answer holds people by number, and its store names them; say `truyvet diff STORE BEFORE AFTER`
? 1
$ truyvet diff w friday two --hops 2
! truyvet: diff: saved answers have their question, state and cost behind them; leave the options of a question out
? 1
$ truyvet diff w friday two --max-rows 2
! truyvet: diff: saved answers have their question, state and cost behind them; leave the options of a question out
? 1
$ truyvet diff w friday two --as-of 1
! truyvet: diff: saved answers have their question, state and cost behind them; leave the options of a question out
? 1
"#,
    );
}
