//! A store that changes: appended to, corrected, linked, erased, asked as of then.

use crate::transcript::{Folder, check};
use crate::world::world;

const LINES: &str = "\
visit,An,market:7,0,3600
visit,Binh,market:7,600,
commit
# a word in between
place,market:7,market
source,bluezone
contact,Binh,Chi,20000,23600
commit
link,Chi,phone:1
";

fn folder() -> Folder {
    let folder = Folder::with(&[("lines", LINES)]);
    folder.check("$ truyvet append w --ack < lines\nok 1\nok 2\nok 3\n");
    folder
}

#[test]
fn append() {
    folder().check(
        "\
$ truyvet trace w --case An,0,inf
snapshot 3: 2 people exposed: F1 1, F2 1
question: [..]

person  level  [..]
Binh    F1     [..]
Chi     F2     [..]
$ truyvet append w --ack < lines
ok 4
ok 5
ok 6
",
    );
    check(
        &[("lines", LINES), ("nothing", "")],
        "\
$ truyvet append w < lines
5 records in 3 commits, last commit 3
$ truyvet append w --format json < nothing
{\"commit\":3,\"commits\":0,\"lines\":0,\"records\":0,\"skipped\":0}
",
    );
}

#[test]
fn a_bad_line_keeps_what_was_committed() {
    let lines = "visit,An,m,0,60\ncommit\nvisit,Binh,m,0,60\nvisit,Chi,m,noon,\n";
    let folder = Folder::with(&[("lines", lines)]);
    folder.check(
        "\
$ truyvet append w < lines
! truyvet: stdin, line 4, start: `noon` is not a time: [..]
? 1
$ truyvet trace w --case Binh,0,inf
! truyvet: cases: no person `Binh`[..]
? 1
$ truyvet append w --on-error skip < lines
2 records in 2 commits, last commit 3, 1 lines skipped
! truyvet: warning: stdin, line 4, start: `noon` is not a time: [..]
",
    );
    folder.write("lines", b"retract,visit,Nobody,m,0\n");
    folder.check(
        "\
$ truyvet append w < lines
! truyvet: stdin, line 1: person: nobody with that id in the store; [..]
? 1
$ truyvet append new < lines
! truyvet: stdin, line 1: person: nobody with that id in the store; [..]
? 1
",
    );
    assert!(!folder.path("new").exists());
}

#[test]
fn options_of_a_new_store() {
    let folder = Folder::with(&[("lines", LINES), ("nothing", "")]);
    folder.check(
        "\
$ truyvet append w --history 3d --partition 2d --dwell market=1h < lines
5 records in 3 commits, last commit 3
$ truyvet append w --history 3d < nothing
! truyvet: --history is chosen when a store is made, and w is there already: leave it out
? 1
$ truyvet append w --dwell market=30m < nothing
1 record in 1 commit, last commit 4
$ truyvet append w --dwell market=inf < nothing
! truyvet: [..]
? 1
",
    );
}

#[test]
fn link_and_unlink() {
    let folder = folder();
    folder.write("links.csv", b"a,b\ncccd:1,Chi\nAn,phone:2\n");
    folder.check(
        "\
$ truyvet link w phone:1 cccd:9
linked 1 pair of people: commit 4
note: nothing is recorded under cccd:9 yet
$ truyvet unlink w phone:1 cccd:9
unlinked 1 pair of people: commit 5
$ truyvet unlink w phone:1 cccd:9
! truyvet: phone:1, cccd:9: unlink: [..]
? 1
$ truyvet unlink w phone:1 nobody
! truyvet: phone:1, nobody: b: nobody with that id in the store; give the id as it was recorded
? 1
$ truyvet link w An An
! truyvet: An, An: [..]
? 1
$ truyvet link w --file links.csv
linked 2 pairs of people: commit 6
note: 2 ids are new to the store
$ truyvet link w --places market:7 qr:7 --format json
{\"commit\":7,\"new_ids\":1,\"of\":\"places\",\"pairs\":1}
$ truyvet link w An
! truyvet: the following required arguments were not provided:
!   <B>
!
! Usage: [..]
!
! For more information, try '--help'.
? 1
",
    );
}

#[test]
fn retract() {
    folder().check(
        "\
$ truyvet retract w --contact phone:1 Binh 20000
retracted 1 record: commit 4
$ truyvet retract w --contact phone:1 Binh 20000
! truyvet: there is no such contact: nothing was retracted; the start must be that of the record
? 1
$ truyvet retract w --visit Binh market:7 1970-01-01T00:10:00Z --format json
{\"commit\":5,\"retracted\":1}
$ truyvet retract w --visit Nobody market:7 600
! truyvet: person: nobody with that id in the store; give the id as it was recorded
? 1
$ truyvet trace w --case An,0,inf
snapshot 5: 0 people exposed
question: [..]
$ truyvet trace w --as-of 3 --case An,0,inf --format csv
person,[..]
Binh,1,[..]
Chi,2,[..]
",
    );
}

#[test]
fn erase() {
    let folder = folder();
    folder.check(
        "\
$ truyvet erase w Nobody
! truyvet: Nobody: person: nobody with that id in the store; give the id as it was recorded
? 1
$ truyvet erase w phone:1
erased 2 ids with 1 record and 0 rows of registers: commit 4
on disk until [..]Z at the latest (`truyvet compact` removes it at once)
$ truyvet trace w --as-of 3 --case An,0,inf --format csv
person,[..]
Binh,1,[..]
$ truyvet erase w Binh --now
erased 1 id with 1 record and 0 rows of registers: commit 5
nothing is left on disk: [..] rewritten
$ truyvet erase w An --format json --now
{\"commit\":6,\"done\":true,[..]\"ids\":1,[..]\"read_by\":[],\"records\":1,\"register_rows\":0}
$ truyvet verify w
snapshot 6 is sound: [..] read
",
    );
    for entry in std::fs::read_dir(folder.path("w")).unwrap() {
        let path = entry.unwrap().path();
        let bytes = std::fs::read(&path).unwrap();
        let holds = |id: &[u8]| bytes.windows(id.len()).any(|window| window == id);
        assert!(!holds(b"Binh") && !holds(b"Chi"), "{path:?}");
    }
}

#[test]
fn retain_compact_and_history() {
    folder().check(
        "\
$ truyvet compact w
commit 3: merged [..]
$ truyvet retain w --from 10000
dropped 2 records that ended at 1970-01-01T02:46:40Z or before: commit 4
$ truyvet retain w --days 1 --format json
{\"commit\":5,\"floor\":\"[..]Z\",\"records_dropped\":1}
$ truyvet retain w
! truyvet: the following required arguments were not provided:
!   <--from <TIME>|--days <N>>
!
! Usage: truyvet retain <--from <TIME>|--days <N>> <STORE>
!
! For more information, try '--help'.
? 1
$ truyvet history w --readers
commit 0-3  [..]Z
commit 4    [..]Z
commit 5    [..]Z
read by nobody
$ truyvet trace w --as-of 99 --case An,0,inf
! truyvet: commit 99 is not kept: the store has 0 to 5; `truyvet history` lists them
? 1
$ truyvet trace w --as-of yesterday --case An,0,inf
! truyvet: invalid value 'yesterday' for '--as-of <N|TIME>': `yesterday` is not a time: [..]
!
! For more information, try '--help'.
? 1
$ truyvet stats w --as-of 2020-01-01T00:00:00Z
! truyvet: commit 0 is not kept: [..]
? 1
",
    );
}

#[test]
fn who_reads() {
    let folder = folder();
    let store = truyvet::Store::open(folder.path("w")).unwrap();
    let _snapshot = store.snapshot().unwrap();
    folder.check(&format!(
        "\
$ truyvet history w --readers
commit 0-3  [..]Z
read by process {}: the state of commit 0, 3 commits behind, since [..]Z
",
        std::process::id()
    ));
}

#[test]
fn check_the_records() {
    let lines = "\
source,qr
visit,An,market:7,0,36000
visit,An,park,3600,7200
source,bluezone
contact,An,Chi,864000,867600
visit,Chi,park,0,
";
    let folder = Folder::with(&[("lines", lines)]);
    folder.check(
        "\
$ truyvet append w < lines
4 records in 1 commit, last commit 1
$ truyvet check w
snapshot 1: looked at 3 visits and 1 contact
          1 in two places at one time
            person 0: market:7 [..] and park [..]
          0 too far apart for the time between
          0 very long visits
          0 very long contacts
          0 visits at shared places
          1 visits without a check-out
            (by age: under 1 day 0, under 3 days 0, under 7 days 0, older 1)
            person 1: park since 1970-01-01T00:00:00Z
source qr: 2 records, the last at 1970-01-01T01:00:00Z, 9d23h behind the others
source bluezone: 2 records, the last at 1970-01-11T00:00:00Z
$ truyvet check w --show-ids --format json
{[..]\"overlaps\":{\"count\":1,\"examples\":[\"An: market:7 [..]
$ truyvet check w --max-speed 0
! truyvet: check: max_speed_kmh is 0: expected 1 or more
? 1
",
    );
}

#[test]
fn a_file_that_comes_again() {
    let world = world();
    world.check(
        "\
$ truyvet import w --visits visits.csv
visits.csv: visits: this very file was imported before, at [..]Z: not read (--again reads it)
snapshot 1:
  visits    0 added, 0 replaced, 0 unchanged
  contacts  0 added, 0 replaced, 0 unchanged
  new       0 people, 0 places
  store     [..]B
$ truyvet import w --visits visits.csv --again
visits.csv: visits: 9 rows read, 9 taken, 0 rejected
visits: latest event [..]Z, late by [..]
snapshot 1:
  visits    0 added, 0 replaced, 9 unchanged
  contacts  0 added, 0 replaced, 0 unchanged
  new       0 people, 0 places
  store     [..]B
$ truyvet import w --visits visits.csv --source bluezone --memory-limit 64MiB
visits.csv: visits: 9 rows read, 9 taken, 0 rejected
visits: latest event [..]Z, late by [..]
snapshot 2:
  visits    0 added, 9 replaced, 0 unchanged
  contacts  0 added, 0 replaced, 0 unchanged
  new       0 people, 0 places
  store     [..]B
$ truyvet import w --visits visits.csv --memory-limit 1MB
! truyvet: the memory limit is 1000000 bytes: give at least 67108864 (64MiB)
? 1
$ truyvet import w --visits visits.csv --memory-limit much
! truyvet: invalid value 'much' for '--memory-limit <SIZE>': expected a size, such as 4GB, 500MB or 2GiB
!
! For more information, try '--help'.
? 1
",
    );
}
