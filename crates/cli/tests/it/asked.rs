//! Questions beyond the plain forward one, on the tiny world: backward, risk, sums, isolation,
//! filters, closed and split places, roll-up. Worked out by hand like those of `answers`.

use crate::transcript::check;
use crate::world::world;

#[test]
fn s21_backward() {
    world().check(
        r#"$ truyvet trace w --case cccd:034201,0,2021-05-08T11:20:00Z --min-overlap 5m --backward
snapshot 1: 4 possible sources: F1 2, F2 2
question: 1 case, backward, 3 hops, overlap 5m or more, latent 0s, until inf

person      level  last_contact          latest_contact        infected     place                  overlap_start         person_seconds  grade
Chi         F1     2021-05-08T11:20:00Z  2021-05-08T11:20:00Z  cccd:034201  canteen                2021-05-08T11:00:00Z  20m             recorded
Giang       F1     2021-05-08T11:20:00Z  2021-05-08T11:20:00Z  cccd:034201  canteen                2021-05-08T11:10:00Z  10m             recorded
Bình, Trần  F2     2021-05-08T09:05:00Z  2021-05-08T09:05:00Z  Chi          Chợ Bến Thành, quầy 7  2021-05-08T08:50:00Z  15m             recorded
An          F2     2021-05-08T09:00:00Z  2021-05-08T09:00:00Z  Chi          Chợ Bến Thành, quầy 7  2021-05-08T08:50:00Z  10m             recorded
$ truyvet trace w --case cccd:034201,0,2021-05-08T11:20:00Z --min-overlap 15m --backward --hops 1 --format csv
person,level,last_contact,latest_contact,infected,place,overlap_start,overlap_end,person_seconds,grade
Chi,1,2021-05-08T11:20:00Z,2021-05-08T11:20:00Z,cccd:034201,canteen,2021-05-08T11:00:00Z,2021-05-08T11:20:00Z,1200,recorded
$ truyvet trace w --case cccd:034201,0,2021-05-08T11:20:00Z --min-overlap 15m --backward --hops 1 --format json
{[..],"exposures":[
{"person":"Chi","level":1,"last_contact":"2021-05-08T11:20:00Z","latest_contact":"2021-05-08T11:20:00Z","infected":"cccd:034201","place":"canteen",[..]}
]}
$ truyvet chain w --to An --case cccd:034201,0,2021-05-08T11:20:00Z --min-overlap 5m --backward
snapshot 1: 2 events from cccd:034201 to An

hop  infected     infector  place                  overlap_start         overlap_end           grade
F1   cccd:034201  Chi       canteen                2021-05-08T11:00:00Z  2021-05-08T11:20:00Z  recorded
F2   Chi          An        Chợ Bến Thành, quầy 7  2021-05-08T08:50:00Z  2021-05-08T09:00:00Z  recorded
$ truyvet why-not w --person Giang --case cccd:034201,0,2021-05-08T11:20:00Z --min-overlap 15m --backward --hops 1 --format json
{[..]"misses":[{"infected":"Chi",[..]"rule":"too_short",[..]{"infected":"cccd:034201",[..]
"#,
    );
}

/// Giang: half an hour of contact at 0.011 an hour is 1 - exp(-0.0055). Dũng: 20 minutes of it.
/// Em: half an hour on the bus at 0.0015. "Bình, Trần": half an hour at the market at 0.0002.
#[test]
fn s22_whom_to_call_first() {
    world().check(
        "\
$ truyvet trace w --cases cases.csv --min-overlap 15m --risk --order risk
snapshot 1: 6 people exposed: F1 4, F2 1, F3 1
question: 1 case, 3 hops, overlap 15m or more, latent 0s, until inf, with risk

person       level  first_exposure        earliest_exposure     infector    place                  overlap_end           person_seconds  grade        risk
Giang        F1     2021-05-08T15:00:00Z  2021-05-08T11:10:00Z  An          contact                2021-05-08T15:30:00Z  30m             recorded     0.55%
Dũng         F1     2021-05-08T10:00:00Z  2021-05-08T10:00:00Z  An          contact                2021-05-08T10:20:00Z  20m             recorded     0.37%
Em           F1     2021-05-08T12:30:00Z  2021-05-08T12:30:00Z  An          bus:08                 2021-05-08T13:00:00Z  30m             assumed_end  0.07%
Bình, Trần   F1     2021-05-08T08:30:00Z  2021-05-08T08:30:00Z  An          Chợ Bến Thành, quầy 7  2021-05-08T09:00:00Z  30m             recorded     0.01%
Chi          F2     2021-05-08T08:50:00Z  2021-05-08T08:50:00Z  Bình, Trần  Chợ Bến Thành, quầy 7  2021-05-08T09:05:00Z  25m             recorded     <0.01%
cccd:034201  F3     2021-05-08T11:00:00Z  2021-05-08T11:00:00Z  Chi         canteen                2021-05-08T11:30:00Z  30m             recorded     <0.01%
$ truyvet trace w --cases cases.csv --min-overlap 15m --risk --order risk --limit 2 --format csv
person,level,first_exposure,earliest_exposure,infector,place,overlap_start,overlap_end,person_seconds,grade,risk
Giang,1,2021-05-08T15:00:00Z,2021-05-08T11:10:00Z,An,,2021-05-08T15:00:00Z,2021-05-08T15:30:00Z,1800,recorded,0.00548490[..]
Dũng,1,2021-05-08T10:00:00Z,2021-05-08T10:00:00Z,An,,2021-05-08T10:00:00Z,2021-05-08T10:20:00Z,1200,recorded,0.00365995[..]
$ truyvet trace w --case Hoa,0,inf --risk --order risk --format json
{\"question\":{[..]\"risk\":{\"by_kind\":{[..]},\"otherwise\":0.0002}},\"snapshot\":1,\"levels\":[],\"exposures\":[]}
",
    );
}

#[test]
fn s17_short_meetings_add_up() {
    world().check(
        "\
$ truyvet trace w --cases cases.csv --min-overlap 25m --cumulative 10m/1d --hops 1 --format csv
person,level,first_exposure,earliest_exposure,infector,place,overlap_start,overlap_end,person_seconds,grade
\"Bình, Trần\",1,2021-05-08T08:30:00Z,2021-05-08T08:30:00Z,An,\"Chợ Bến Thành, quầy 7\",2021-05-08T08:30:00Z,2021-05-08T09:00:00Z,1800,recorded
Chi,1,2021-05-08T08:50:00Z,2021-05-08T08:50:00Z,An,\"Chợ Bến Thành, quầy 7\",2021-05-08T08:50:00Z,2021-05-08T09:00:00Z,600,recorded
Dũng,1,2021-05-08T10:00:00Z,2021-05-08T10:00:00Z,An,,2021-05-08T10:00:00Z,2021-05-08T10:20:00Z,1200,recorded
Em,1,2021-05-08T12:30:00Z,2021-05-08T12:30:00Z,An,bus:08,2021-05-08T12:30:00Z,2021-05-08T13:00:00Z,1800,assumed_end
Giang,1,2021-05-08T15:00:00Z,2021-05-08T15:00:00Z,An,,2021-05-08T15:00:00Z,2021-05-08T15:30:00Z,1800,recorded
",
    );
}

#[test]
fn s18_s19_what_does_not_exist_or_is_cut() {
    world().check(
        "\
$ truyvet trace w --cases cases.csv --min-overlap 15m --only kind=contact --format csv
person,level,first_exposure,earliest_exposure,infector,place,overlap_start,overlap_end,person_seconds,grade
Dũng,1,2021-05-08T10:00:00Z,2021-05-08T10:00:00Z,An,,2021-05-08T10:00:00Z,2021-05-08T10:20:00Z,1200,recorded
Giang,1,2021-05-08T15:00:00Z,2021-05-08T15:00:00Z,An,,2021-05-08T15:00:00Z,2021-05-08T15:30:00Z,1800,recorded
$ truyvet trace w --cases cases.csv --min-overlap 15m --except kind=contact --except kind=market --except person=Em --format csv
person,level,first_exposure,earliest_exposure,infector,place,overlap_start,overlap_end,person_seconds,grade
$ truyvet trace w --cases cases.csv --min-overlap 15m --isolate 'Bình, Trần,2021-05-08T08:50:00Z,inf' --except kind=contact --format csv
person,level,first_exposure,earliest_exposure,infector,place,overlap_start,overlap_end,person_seconds,grade
\"Bình, Trần\",1,2021-05-08T08:30:00Z,2021-05-08T08:30:00Z,An,\"Chợ Bến Thành, quầy 7\",2021-05-08T08:30:00Z,2021-05-08T08:50:00Z,1200,recorded
Em,1,2021-05-08T12:30:00Z,2021-05-08T12:30:00Z,An,bus:08,2021-05-08T12:30:00Z,2021-05-08T13:00:00Z,1800,assumed_end
$ truyvet trace w --cases cases.csv --min-overlap 15m --close bus:08 --close 'Chợ Bến Thành, quầy 7,2021-05-08T08:50:00Z,inf' --except kind=contact --format csv
person,level,first_exposure,earliest_exposure,infector,place,overlap_start,overlap_end,person_seconds,grade
\"Bình, Trần\",1,2021-05-08T08:30:00Z,2021-05-08T08:30:00Z,An,\"Chợ Bến Thành, quầy 7\",2021-05-08T08:30:00Z,2021-05-08T08:50:00Z,1200,recorded
",
    );
}

/// An on one line of the company, Bình on the other: together only under its roof.
#[test]
fn s20_under_one_roof() {
    check(
        &[
            (
                "places.csv",
                "place,kind,parent\nc,company,\nl1,line,c\nl2,line,c\n",
            ),
            (
                "visits.csv",
                "person,place,start,end\nAn,l1,0,3600\nBình,l2,1800,5400\nChi,l1,0,600\n",
            ),
        ],
        "\
$ truyvet import w --places places.csv --visits visits.csv --format json
{[..]}
$ truyvet trace w --case An,0,inf --format csv
person,level,first_exposure,earliest_exposure,infector,place,overlap_start,overlap_end,person_seconds,grade
Chi,1,1970-01-01T00:00:00Z,1970-01-01T00:00:00Z,An,l1,1970-01-01T00:00:00Z,1970-01-01T00:10:00Z,600,recorded
$ truyvet trace w --case An,0,inf --roll-up company --format csv
person,level,first_exposure,earliest_exposure,infector,place,overlap_start,overlap_end,person_seconds,grade
Chi,1,1970-01-01T00:00:00Z,1970-01-01T00:00:00Z,An,c,1970-01-01T00:00:00Z,1970-01-01T00:10:00Z,600,coarse
Bình,1,1970-01-01T00:30:00Z,1970-01-01T00:30:00Z,An,c,1970-01-01T00:30:00Z,1970-01-01T01:00:00Z,1800,coarse
$ truyvet trace w --case An,0,inf --roll-up compny --format csv
! truyvet: roll_up: no place of the store has the kind `compny`; its kinds are: [..]
? 1
",
    );
}

/// One code for a company of 5,000 makes nobody co-present; an empty answer must not pass for news.
#[test]
fn s5_shared_places_are_told() {
    check(
        &[
            (
                "places.csv",
                "place,kind,shared\nc,company,true\nm,market,\n",
            ),
            (
                "visits.csv",
                "person,place,start,end\nAn,c,0,3600\nBình,c,1800,5400\nAn,m,7200,7300\nAn,c,90000,93600\n",
            ),
        ],
        "\
$ truyvet import w --places places.csv --visits visits.csv --format json
{[..]}
$ truyvet trace w --case An,0,80000 --format csv
person,level,first_exposure,earliest_exposure,infector,place,overlap_start,overlap_end,person_seconds,grade
! truyvet: note: stays of the cases at places that stand for a whole site: 1 of 2; nobody counts as together with anybody there (S5), so contact there is not in this answer: --roll-up company asks for it
$ truyvet trace w --case An,0,80000 --roll-up company --format csv
person,level,first_exposure,earliest_exposure,infector,place,overlap_start,overlap_end,person_seconds,grade
Bình,1,1970-01-01T00:30:00Z,1970-01-01T00:30:00Z,An,c,1970-01-01T00:30:00Z,1970-01-01T01:00:00Z,1800,coarse
",
    );
}

/// An stands first in the file and is number 0, Chi number 1, Bình number 2.
#[test]
fn a_line_split_in_two() {
    check(
        &[(
            "visits.csv",
            "person,place,start,end\nAn,l,0,3600\nChi,l,0,600\nBình,l,0,900\n",
        )],
        "\
$ truyvet import w --visits visits.csv --format json
{[..]}
$ truyvet trace w --case An,0,inf --split l=2 --format csv
person,level,first_exposure,earliest_exposure,infector,place,overlap_start,overlap_end,person_seconds,grade
Bình,1,1970-01-01T00:00:00Z,1970-01-01T00:00:00Z,An,l,1970-01-01T00:00:00Z,1970-01-01T00:15:00Z,900,recorded
",
    );
}

#[test]
fn s28_what_the_store_does_not_know() {
    world().check(
        "\
$ truyvet trace w --cases cases.csv --only kind=office
! truyvet: only, except: no record of the store passes the filters, so they would answer that nobody was exposed; loosen them
? 1
$ truyvet trace w --cases cases.csv --only kind=offce
! truyvet: only.kinds: no place of the store has the kind `offce`; its kinds are: [..]
? 1
$ truyvet trace w --cases cases.csv --except source=qr
! truyvet: except.sources: no record of the store comes from the source `qr`; its sources are: none
? 1
$ truyvet trace w --cases cases.csv --split nowhere=2
! truyvet: splits: no place `nowhere` in the store; check the id and its namespace
? 1
$ truyvet trace w --cases cases.csv --close nowhere
! truyvet: closures: no place `nowhere` in the store; check the id and its namespace
? 1
$ truyvet trace w --cases cases.csv --isolate Nobody,0,5
! truyvet: isolation: no person `Nobody` in the store; check the id and its namespace
? 1
",
    );
}
