//! `truyvet neighbours` and `truyvet visitors`: who was together with a person, who was at a place.

use crate::transcript::check;
use crate::world::{PLACES, VISITS, world};

#[test]
fn neighbours_of_a_person() {
    world().check(
        r#"$ truyvet neighbours w --of An
snapshot 1: An was with 5 people, 5 overlaps

person      place                  overlap_start         overlap_end           seconds  grade
Bình, Trần  Chợ Bến Thành, quầy 7  2021-05-08T08:30:00Z  2021-05-08T09:00:00Z  30m      recorded
Chi         Chợ Bến Thành, quầy 7  2021-05-08T08:50:00Z  2021-05-08T09:00:00Z  10m      recorded
Dũng        contact                2021-05-08T10:00:00Z  2021-05-08T10:20:00Z  20m      recorded
Em          bus:08                 2021-05-08T12:30:00Z  2021-05-08T13:00:00Z  30m      assumed_end
Giang       contact                2021-05-08T15:00:00Z  2021-05-08T15:30:00Z  30m      recorded
$ truyvet neighbours w --of An --min-overlap 15m --format csv
person,place,overlap_start,overlap_end,seconds,grade
"Bình, Trần","Chợ Bến Thành, quầy 7",2021-05-08T08:30:00Z,2021-05-08T09:00:00Z,1800,recorded
Dũng,,2021-05-08T10:00:00Z,2021-05-08T10:20:00Z,1200,recorded
Em,bus:08,2021-05-08T12:30:00Z,2021-05-08T13:00:00Z,1800,assumed_end
Giang,,2021-05-08T15:00:00Z,2021-05-08T15:30:00Z,1800,recorded
$ truyvet neighbours w --of An --window 2021-05-08T12:00:00Z,2021-05-08T12:45:00Z --format json
{"snapshot":1,"of":"An","window":{"start":"2021-05-08T12:00:00Z","end":"2021-05-08T12:45:00Z"},"min_overlap":"1s","neighbours":[
{"person":"Em","place":"bus:08","overlap_start":"2021-05-08T12:30:00Z","overlap_end":"2021-05-08T13:00:00Z","seconds":1800,"grade":"assumed_end"}
]}
$ truyvet neighbours w --of Hoa
snapshot 1: Hoa was with 0 people, 0 overlaps
$ truyvet neighbours w --of Hoa --format json -o hoa.json
$ truyvet neighbours w --of Nobody
! truyvet: person: no person `Nobody` in the store; check the id and its namespace
? 1
$ truyvet neighbours w --of An --min-overlap 0s
! truyvet: min_overlap: 0s is not allowed; expected 1s or more, and not inf
? 1
$ truyvet neighbours w --of An --window 0,10
! truyvet: window: 1970-01-01T00:00:00Z to 1970-01-01T00:00:10Z is outside the store's time range, 2021-05-08T08:00:00Z to 2021-05-08T15:30:00Z
? 1
"#,
    );
}

#[test]
fn visitors_of_a_place() {
    world().check(
        r#"$ truyvet visitors w --place bus:08
snapshot 1: visits at bus:08

person  start                 end                   grade
Em      2021-05-08T12:00:00Z  2021-05-08T14:00:00Z  assumed_end
An      2021-05-08T12:30:00Z  2021-05-08T13:00:00Z  recorded
$ truyvet visitors w --place canteen --format csv
person,start,end,grade
Chi,2021-05-08T11:00:00Z,2021-05-08T11:30:00Z,recorded
cccd:034201,2021-05-08T11:00:00Z,2021-05-08T11:45:00Z,recorded
Giang,2021-05-08T11:10:00Z,2021-05-08T11:30:00Z,recorded
$ truyvet visitors w --place canteen --window 2021-05-08T11:35:00Z,2021-05-08T12:00:00Z --format json
{"snapshot":1,"place":"canteen","window":{"start":"2021-05-08T11:35:00Z","end":"2021-05-08T12:00:00Z"},"visits":[
{"person":"cccd:034201","start":"2021-05-08T11:00:00Z","end":"2021-05-08T11:45:00Z","grade":"recorded"}
]}
$ truyvet visitors w --place canteen --window 2021-05-08T12:00:00Z,2021-05-08T12:01:00Z
snapshot 1: no visits at canteen
$ truyvet visitors w --place nowhere
! truyvet: place: no place `nowhere` in the store; check the id and its namespace
? 1
"#,
    );
}

/// Who made the store decides for everybody.
#[test]
fn a_store_for_tracing_only() {
    check(
        &[
            ("visits.csv", VISITS),
            ("places.csv", PLACES),
            ("none.csv", "person,place,start,end\n"),
        ],
        r#"$ truyvet import t --visits visits.csv --places places.csv --no-listing --format json
{[..]}
$ truyvet visitors t --place canteen
! truyvet: visitors_of: this store was made for tracing only, for good: ask about a person instead
? 1
$ truyvet neighbours t --of Giang --format csv
person,place,overlap_start,overlap_end,seconds,grade
Chi,canteen,2021-05-08T11:10:00Z,2021-05-08T11:30:00Z,1200,recorded
cccd:034201,canteen,2021-05-08T11:10:00Z,2021-05-08T11:30:00Z,1200,recorded
$ truyvet import t --visits none.csv --no-listing
! truyvet: --no-listing is chosen when a store is made, and t is there already: leave it out
? 1
"#,
    );
}
