//! `truyvet sites`: where people of the tiny world were exposed (S23).

use crate::world::world;

/// - The market: "Bình, Trần" 30 min with An (hop 1); Chi 10 min with An, 15 with "Bình, Trần"
///   (hop 2): 55 min together, 08:30-09:05.
/// - The canteen: cccd:034201 30 min with Chi (hop 3). Giang, who met An, is infectious from 15:00
///   on only.
/// - The bus: Em 30 min with An. Contacts: Dũng 20 min, Giang 30 min with An.
///
/// Ids of the default namespace come first.
#[test]
fn table_csv_json() {
    world().check(
        r#"$ truyvet sites w --cases cases.csv --min-overlap 15m
snapshot 1: 6 people exposed at 4 sites
question: 1 case, 3 hops, overlap 15m or more, latent 0s, until inf

place                  kind     exposed  infectious  person_seconds  first                 last                  intervals
Chợ Bến Thành, quầy 7  market   2        2           55m             2021-05-08T08:30:00Z  2021-05-08T09:05:00Z  1
contact                -        2        1           50m             2021-05-08T10:00:00Z  2021-05-08T15:30:00Z  2
canteen                canteen  1        1           30m             2021-05-08T11:00:00Z  2021-05-08T11:30:00Z  1
bus:08                 bus      1        1           30m             2021-05-08T12:30:00Z  2021-05-08T13:00:00Z  1
$ truyvet sites w --cases cases.csv --min-overlap 15m --format csv
place,kind,exposed,infectious,person_seconds,first,last,intervals
"Chợ Bến Thành, quầy 7",market,2,2,3300,2021-05-08T08:30:00Z,2021-05-08T09:05:00Z,2021-05-08T08:30:00Z/2021-05-08T09:05:00Z
,,2,1,3000,2021-05-08T10:00:00Z,2021-05-08T15:30:00Z,2021-05-08T10:00:00Z/2021-05-08T10:20:00Z 2021-05-08T15:00:00Z/2021-05-08T15:30:00Z
canteen,canteen,1,1,1800,2021-05-08T11:00:00Z,2021-05-08T11:30:00Z,2021-05-08T11:00:00Z/2021-05-08T11:30:00Z
bus:08,bus,1,1,1800,2021-05-08T12:30:00Z,2021-05-08T13:00:00Z,2021-05-08T12:30:00Z/2021-05-08T13:00:00Z
$ truyvet sites w --cases cases.csv --hops 1 --min-overlap 20m --format json --limit 1
{"question":{[..]},"snapshot":1,"sites":[
{"place":null,"kind":null,"exposed":2,"infectious":1,"person_seconds":3000,"first":"2021-05-08T10:00:00Z","last":"2021-05-08T15:30:00Z","intervals":[{"start":"2021-05-08T10:00:00Z","end":"2021-05-08T10:20:00Z"},{"start":"2021-05-08T15:00:00Z","end":"2021-05-08T15:30:00Z"}]}
]}
$ truyvet sites w --cases cases.csv --hops 1 --min-overlap 20m --limit 1
snapshot 1: 4 people exposed at 3 sites
question: [..]

place    kind  exposed  infectious  person_seconds  first                 last                  intervals
contact  -     2        1           50m             2021-05-08T10:00:00Z  2021-05-08T15:30:00Z  2
and 2 more
"#,
    );
}

#[test]
fn nowhere_and_backward() {
    world().check(
        "\
$ truyvet sites w --case Hoa,0,inf
snapshot 1: 0 people exposed at 0 sites
question: 1 case, 3 hops, overlap 1s or more, latent 0s, until inf
$ truyvet sites w --case Hoa,0,inf --format csv
place,kind,exposed,infectious,person_seconds,first,last,intervals
$ truyvet sites w --case Chi,2021-05-08T00:00:00Z,2021-05-08T10:00:00Z --hops 1 --backward
snapshot 1: 2 possible sources at 1 site
question: 1 case, backward, 1 hop, overlap 1s or more, latent 0s, until inf

place                  kind    exposed  infectious  person_seconds  first                 last                  intervals
Chợ Bến Thành, quầy 7  market  2        1           25m             2021-05-08T08:50:00Z  2021-05-08T09:05:00Z  1
$ truyvet sites w --case Nobody,0,inf
! truyvet: cases: no person `Nobody` in the store; check the id and its namespace
? 1
",
    );
}
