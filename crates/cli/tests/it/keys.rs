//! Pseudonymous stores: keys made, needed, wrong and changed.

use std::os::unix::fs::PermissionsExt;

use crate::transcript::Folder;

const VISITS: &str = "person,place,start,end\nAn,m,0,60\nBinh,m,30,90\n";

fn folder() -> Folder {
    let folder = Folder::with(&[
        ("v.csv", VISITS),
        ("ids", "An\ncccd:7\n"),
        ("bad", "An\n\n"),
    ]);
    folder.check(
        "\
$ truyvet key generate k
wrote k: keep a copy, and not beside the store
$ truyvet import w --visits v.csv --key-file k --format json
{[..]\"created\":true[..]
",
    );
    folder
}

#[test]
fn a_key_file_is_for_its_owner_and_never_overwritten() {
    let folder = folder();
    let mode = std::fs::metadata(folder.path("k"))
        .unwrap()
        .permissions()
        .mode();
    assert_eq!(mode & 0o777, 0o600);
    let before = folder.read("k");
    folder.check(
        "\
$ truyvet key generate k
! truyvet: k is there already, and a key file is never overwritten: name another
? 1
",
    );
    assert_eq!(folder.read("k"), before);
}

#[test]
fn nobody_is_found_without_the_keys() {
    let folder = folder();
    folder.check(
        "\
$ truyvet trace w --case An,0,inf
! truyvet: the people of this store are pseudonyms: [..]
? 1
$ truyvet key generate other
wrote other: keep a copy, and not beside the store
$ truyvet trace w --case An,0,inf --key-file other
! truyvet: w: the keys are not those that its ids are under: [..]
? 1
$ truyvet key check w --key-file other
! truyvet: w: the keys are not those that its ids are under: [..]
? 1
$ truyvet key check w --key-file k
these are the keys of the store
$ truyvet trace w --case An,0,inf --key-file k --format csv
person,level,first_exposure,earliest_exposure,infector,place,overlap_start,overlap_end,person_seconds,grade
pseudonym:[..],1,1970-01-01T00:00:30Z,1970-01-01T00:00:30Z,pseudonym:[..],m,[..],30,recorded
$ truyvet key check w --key-file v.csv
! truyvet: v.csv: [..]
? 1
$ truyvet key check w --key-file missing
! truyvet: cannot read missing: [..]
? 3
",
    );
}

#[test]
fn pseudonyms_are_those_of_answers() {
    let folder = folder();
    let shown = folder.run("truyvet key pseudonym --key-file k < ids");
    let shown = String::from_utf8(shown.stdout).unwrap();
    let an = shown.lines().next().unwrap();
    assert_eq!(shown.lines().count(), 2);
    let output = folder.run(&format!("truyvet trace w --case {an},0,inf --format csv"));
    assert_eq!(String::from_utf8(output.stdout).unwrap().lines().count(), 2);
    folder.check(
        "\
$ truyvet key pseudonym --key-file k < bad
pseudonym:[..]
! truyvet: stdin, line 2: the id is empty[..]
? 1
",
    );
}

#[test]
fn keys_are_changed() {
    let folder = folder();
    folder.check(
        "\
$ truyvet key rotate w --key-file k --new-key-file k
! truyvet: k is there already, and a key file is never overwritten: name another
? 1
$ truyvet key rotate w --key-file k --new-key-file k2
[..] rewritten; the store is opened with k2 from now on
$ truyvet key check w --key-file k
! truyvet: w: the keys are not those that its ids are under: [..]
? 1
$ truyvet key check w --key-file k2
these are the keys of the store
$ truyvet verify w
snapshot 1 is sound: [..] read
",
    );
    assert!(folder.read("k2").starts_with(&folder.read("k")));
    let traced = folder.run("truyvet trace w --case An,0,inf --key-file k2 --format csv");
    assert_eq!(String::from_utf8(traced.stdout).unwrap().lines().count(), 2);
}
