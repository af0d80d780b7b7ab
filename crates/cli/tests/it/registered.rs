//! People, units and cases of registries: imported, shown, traced, retracted by correction, erased.

use crate::transcript::Folder;

const PEOPLE: &str = "\
person,other_ids,unit,doses
An,phone:1,7213,2
Binh,,24,0
Chi,,,
";

const UNITS: &str = "\
unit,name,level,parent,population
24,Bắc Giang,province,,1803950
7213,Nội Hoàng,commune,24,9800
";

const CASES: &str = "\
person,onset,tested,isolated
An,2021-05-07T00:00:00+07:00,2021-05-09T08:00:00+07:00,2021-05-09T18:00:00+07:00
Em,,2021-05-20T08:00:00+07:00,2021-05-10T00:00:00+07:00
";

const VISITS: &str = "\
person,place,start,end
An,canteen,2021-05-06T11:00:00+07:00,2021-05-06T11:30:00+07:00
Binh,canteen,2021-05-06T11:00:00+07:00,2021-05-06T11:30:00+07:00
Chi,canteen,2021-05-06T11:10:00+07:00,2021-05-06T11:40:00+07:00
";

fn folder() -> Folder {
    let folder = Folder::with(&[
        ("people.csv", PEOPLE),
        ("units.csv", UNITS),
        ("cases.csv", CASES),
        ("visits.csv", VISITS),
    ]);
    folder.check(
        "\
$ truyvet import w --as people people.csv --units units.csv
created the store w
people.csv: people: 3 rows read, 3 taken, 0 rejected
people: made 2 people, 2 units, 1 link
snapshot 1:
  visits    0 added, 0 replaced, 0 unchanged
  contacts  0 added, 0 replaced, 0 unchanged
  new       4 people, 0 places
  register  2 people changed, 2 units changed
  store     [..]
$ truyvet import w --as cases cases.csv
cases.csv: cases: 2 rows read, 2 taken, 0 rejected
cases: made 2 cases, latest event 2021-05-20T01:00:00Z, late by [..]
snapshot 2:
  visits    0 added, 0 replaced, 0 unchanged
  contacts  0 added, 0 replaced, 0 unchanged
  new       1 person, 0 places
  register  2 cases added
  store     [..]
$ truyvet import w --visits visits.csv
[..]
[..]
[..]
[..]
[..]
[..]
[..]
",
    );
    folder
}

#[test]
fn they_are_shown() {
    let folder = folder();
    folder.check(
        "\
$ truyvet person w phone:1
id        An
id        phone:1
unit      24/7213
doses     2
case      tested 2021-05-09T01:00:00Z, onset 2021-05-06T17:00:00Z, isolated 2021-05-09T11:00:00Z
$ truyvet person w Chi --format json
{\"cases\":[],\"doses\":null,\"ids\":[\"Chi\"],\"unit\":null}
$ truyvet person w Giang
! truyvet: person: nobody with that id in the store; give the id as it was recorded
? 1
$ truyvet cases w --format csv
person,tested,onset,isolated,from,to
An,2021-05-09T01:00:00Z,2021-05-06T17:00:00Z,2021-05-09T11:00:00Z,2021-05-04T17:00:00Z,2021-05-09T11:00:00Z
Em,2021-05-20T01:00:00Z,,2021-05-09T17:00:00Z,,
$ truyvet cases w --tested 2021-05-20T00:00:00Z,2021-05-21T00:00:00Z --format json
{\"snapshot\":3,\"rule\":\"two-days\",\"cases\":[
{\"person\":\"Em\",\"tested\":\"2021-05-20T01:00:00Z\",\"onset\":null,\"isolated\":\"2021-05-09T17:00:00Z\",\"from\":null,\"to\":null}
]}
$ truyvet cases w --tested 2021-05-10T00:00:00Z,2021-05-11T00:00:00Z
snapshot 3: no confirmed cases
$ truyvet cases w --as-of 1
snapshot 1: no confirmed cases
",
    );
    let said = folder.run("truyvet stats w --format json");
    let stats: serde_json::Value = serde_json::from_slice(&said.stdout).unwrap();
    assert_eq!((&stats["cases"], &stats["units"]), (&2.into(), &2.into()));
    assert!(stats["bytes_by_part"]["register"].as_u64().unwrap() > 0);
    assert!(folder.run("truyvet verify w").status.success());
}

#[test]
fn s36_questions_take_them() {
    folder().check(
        "\
$ truyvet trace w --registered --format csv
person,level,first_exposure,earliest_exposure,infector,place,overlap_start,overlap_end,person_seconds,grade
Binh,1,2021-05-06T04:00:00Z,2021-05-06T04:00:00Z,An,canteen,2021-05-06T04:00:00Z,2021-05-06T04:30:00Z,1800,recorded
Chi,1,2021-05-06T04:10:00Z,2021-05-06T04:10:00Z,An,canteen,2021-05-06T04:10:00Z,2021-05-06T04:30:00Z,1200,recorded
! truyvet: note: 1 registered case, infectious by the rule two-days; 1 more was isolated before that
",
    );
}

#[test]
fn s36_none_is_an_error_and_so_is_backward() {
    folder().check(
        "\
$ truyvet trace w --registered --tested 2021-05-01T00:00:00Z,2021-05-02T00:00:00Z
! truyvet: registered: of 2 confirmed cases none was tested in [..]; give another interval, or none
? 1
$ truyvet trace w --registered --as-of 1
! truyvet: registered: the store has no confirmed case; import a line list [..]
? 1
$ truyvet trace w --registered --backward
! truyvet: registered: a rule says when cases were infectious, and --backward asks when [..]
? 1
$ truyvet trace w --case An,0,inf --infectious-rule two-days
! truyvet: infectious-rule: it is for cases of the register: add --registered, or leave it out
? 1
$ truyvet trace w --registered --infectious-rule fax
! truyvet: invalid value 'fax' for '--infectious-rule <NAME>': there is no rule `fax`; there are: two-days
!
! For more information, try '--help'.
? 1
",
    );
}

#[test]
fn s35_a_later_row_replaces_and_s33_erasing_takes_all() {
    let folder = folder();
    folder.write("later.csv", b"person,other_ids,unit,doses\nBinh,,,1\n");
    folder.run("truyvet import w --as people later.csv");
    folder.check(
        "\
$ truyvet person w Binh
id        Binh
unit      not known
doses     1
",
    );
    folder.check(
        "\
$ truyvet erase w An --now
erased 2 ids with 1 record and 2 rows of registers: commit 5
nothing is left on disk: [..] rewritten
$ truyvet cases w --format csv
person,tested,onset,isolated,from,to
Em,2021-05-20T01:00:00Z,,2021-05-09T17:00:00Z,,
$ truyvet cases w --format csv --as-of 2
person,tested,onset,isolated,from,to
Em,2021-05-20T01:00:00Z,,2021-05-09T17:00:00Z,,
$ truyvet person w An
! truyvet: person: nobody with that id in the store; give the id as it was recorded
? 1
",
    );
}

#[test]
fn s36_a_case_is_taken_back_by_its_key() {
    folder().check(
        "\
$ truyvet retract w --case phone:1 2021-05-09T08:00:00+07:00
retracted 1 record: commit 4
$ truyvet retract w --case An 2021-05-09T08:00:00+07:00
! truyvet: there is no such case: nothing was retracted; TESTED must be that of the record [..]
? 1
$ truyvet cases w --format csv
person,tested,onset,isolated,from,to
Em,2021-05-20T01:00:00Z,,2021-05-09T17:00:00Z,,
$ truyvet cases w --as-of 3 --format csv
person,tested,onset,isolated,from,to
An,2021-05-09T01:00:00Z,2021-05-06T17:00:00Z,2021-05-09T11:00:00Z,2021-05-04T17:00:00Z,2021-05-09T11:00:00Z
Em,2021-05-20T01:00:00Z,,2021-05-09T17:00:00Z,,
$ truyvet retract w --case Em noon
! truyvet: tested: `noon` is not a time: [..]
? 1
$ truyvet retract w --case Em 1621472400 --format json
{\"commit\":5,\"retracted\":1}
",
    );
}

/// A list of people is refused, one person whose id is known is not; nor is a question about all.
#[test]
fn a_store_for_tracing_only_does_not_list_them() {
    let folder = Folder::with(&[("cases.csv", CASES), ("visits.csv", VISITS)]);
    let made = "truyvet import t --visits visits.csv --as cases cases.csv --no-listing";
    assert!(folder.run(made).status.success());
    folder.check(
        "\
$ truyvet cases t
! truyvet: registered_cases: this store was made for tracing only, for good: ask about a person instead
? 1
$ truyvet person t An
id        An
unit      not known
doses     not known
case      tested 2021-05-09T01:00:00Z, onset 2021-05-06T17:00:00Z, isolated 2021-05-09T11:00:00Z
$ truyvet trace t --registered --format csv
person,[..]
Binh,1,[..]
Chi,1,[..]
! truyvet: note: 1 registered case, infectious by the rule two-days; 1 more was isolated before that
",
    );
}
