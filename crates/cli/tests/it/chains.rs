//! `truyvet chain`: case first, one event a line.

use crate::transcript::check;
use crate::world::world;

#[test]
fn a_chain_of_three() {
    world().check(
        r#"$ truyvet chain w --to cccd:034201 --case An,2021-05-08T00:00:00Z,inf --min-overlap 15m
snapshot 1: 3 events from An to cccd:034201

hop  infector    exposed      place                  overlap_start         overlap_end           grade
F1   An          Bình, Trần   Chợ Bến Thành, quầy 7  2021-05-08T08:30:00Z  2021-05-08T09:00:00Z  recorded
F2   Bình, Trần  Chi          Chợ Bến Thành, quầy 7  2021-05-08T08:50:00Z  2021-05-08T09:05:00Z  recorded
F3   Chi         cccd:034201  canteen                2021-05-08T11:00:00Z  2021-05-08T11:30:00Z  recorded
$ truyvet chain w --to Giang --cases cases.csv --min-overlap 15m
snapshot 1: 1 event from An to Giang

hop  infector  exposed  place    overlap_start         overlap_end           grade
F1   An        Giang    contact  2021-05-08T15:00:00Z  2021-05-08T15:30:00Z  recorded
$ truyvet chain w --to 'Bình, Trần' --cases cases.csv --min-overlap 15m --format csv
hop,infector,exposed,place,overlap_start,overlap_end,grade
1,An,"Bình, Trần","Chợ Bến Thành, quầy 7",2021-05-08T08:30:00Z,2021-05-08T09:00:00Z,recorded
$ truyvet chain w --to Giang --case An,1620432000,inf --min-overlap 15m --format json
{"question":{"cases":[{"person":"An","infectious":{"start":"2021-05-08T00:00:00Z","end":"inf"}}],"hops":3,"min_overlap":"15m","latent":"0s","until":"inf"},"snapshot":1,"to":"Giang","repeated":[],"chain":[
{"hop":1,"infector":"An","exposed":"Giang","place":null,"overlap_start":"2021-05-08T15:00:00Z","overlap_end":"2021-05-08T15:30:00Z","grade":"recorded"}
]}
$ truyvet chain w --to Em --cases cases.csv --hops 1 --format csv -o chain.csv
"#,
    );
}

#[test]
fn the_chain_of_a_case_has_no_event() {
    world().check(
        "\
$ truyvet chain w --to An --cases cases.csv
snapshot 1: An is a case
$ truyvet chain w --to An --cases cases.csv --format csv
hop,infector,exposed,place,overlap_start,overlap_end,grade
",
    );
}

#[test]
fn no_chain() {
    world().check(
        "\
$ truyvet chain w --to Hoa --cases cases.csv
! truyvet: to: `Hoa` is not in the answer: no qualifying event reaches this person within the hops asked for
? 1
$ truyvet chain w --to Nobody --cases cases.csv
! truyvet: to: no person `Nobody` in the store; check the id and its namespace
? 1
",
    );
}

/// With U = 1 h, B is infectious 00:00-01:00 from A and 01:30-02:30 from C, whom B infected at
/// 00:50 (until 01:50). D meets B at 02:00: the only chain passes B twice (S14).
#[test]
fn a_person_twice_in_a_chain_is_said() {
    let contacts = "a,b,start,end\nA,B,0,1800\nB,C,3000,3600\nC,B,5400,6000\nB,D,7200,7800\n";
    check(
        &[("contacts.csv", contacts)],
        r#"$ truyvet import w --contacts contacts.csv --format json
{[..]}
$ truyvet chain w --to D --case A,0,inf --hops all --until 1h
snapshot 1: 4 events from A to D

hop  infector  exposed  place    overlap_start         overlap_end           grade
F1   A         B        contact  1970-01-01T00:00:00Z  1970-01-01T00:30:00Z  recorded
F2   B         C        contact  1970-01-01T00:50:00Z  1970-01-01T01:00:00Z  recorded
F3   C         B        contact  1970-01-01T01:30:00Z  1970-01-01T01:40:00Z  recorded
F4   B         D        contact  1970-01-01T02:00:00Z  1970-01-01T02:10:00Z  recorded
note: B stands in this chain more than once, as if infected again (S14)
$ truyvet chain w --to D --case A,0,inf --hops all --until 1h --format csv
hop,infector,exposed,place,overlap_start,overlap_end,grade
1,A,B,,1970-01-01T00:00:00Z,1970-01-01T00:30:00Z,recorded
2,B,C,,1970-01-01T00:50:00Z,1970-01-01T01:00:00Z,recorded
3,C,B,,1970-01-01T01:30:00Z,1970-01-01T01:40:00Z,recorded
4,B,D,,1970-01-01T02:00:00Z,1970-01-01T02:10:00Z,recorded
! truyvet: warning: this chain passes a person more than once, as if infected again (S14)
$ truyvet chain w --to D --case A,0,inf --hops all --until 1h --format json
{[..],"to":"D","repeated":["B"],"chain":[
{"hop":1,[..]},
{"hop":2,[..]},
{"hop":3,[..]},
{"hop":4,[..]}
]}
"#,
    );
}
