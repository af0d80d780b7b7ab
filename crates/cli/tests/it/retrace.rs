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
erased 1 id with 2 records: commit 3
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
