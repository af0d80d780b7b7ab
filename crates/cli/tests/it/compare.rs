//! `truyvet diff`, `what-if`, `why-not`, and the limits of a question.

use crate::world::world;

#[test]
fn s30_what_late_data_changed() {
    let world = world();
    let late = "contact,An,Hoa,2021-05-08T18:00:00Z,2021-05-08T18:30:00Z\n\
                retract,contact,An,Dũng,2021-05-08T10:00:00Z\n\
                contact,An,Chi,2021-05-08T08:00:00Z,2021-05-08T08:20:00Z\n";
    world.write("late.txt", late.as_bytes());
    world.check(
        r#"$ truyvet append w --ack < late.txt
ok 2
$ truyvet diff w --as-of 1 --cases cases.csv --min-overlap 15m
from snapshot 1 to snapshot 2: 1 new, 1 gone, 2 at another level, 0 at other times
exposed 6 -> 6: F1 4 -> 5, F2 1 -> 1, F3 1 -> 0
question: 1 case, 3 hops, overlap 15m or more, latent 0s, until inf

person       change  level_before  level_after  first_exposure_before  first_exposure_after  earliest_exposure_before  earliest_exposure_after
Chi          level   F2            F1           2021-05-08T08:50:00Z   2021-05-08T08:00:00Z  2021-05-08T08:50:00Z      2021-05-08T08:00:00Z
Dũng         gone    F1            -            2021-05-08T10:00:00Z   -                     2021-05-08T10:00:00Z      -
Hoa          new     -             F1           -                      2021-05-08T18:00:00Z  -                         2021-05-08T18:00:00Z
cccd:034201  level   F3            F2           2021-05-08T11:00:00Z   2021-05-08T11:00:00Z  2021-05-08T11:00:00Z      2021-05-08T11:00:00Z
$ truyvet diff w --as-of 1 --to-as-of 2 --cases cases.csv --min-overlap 15m --hops 1 --format csv
person,change,level_before,level_after,first_exposure_before,first_exposure_after,earliest_exposure_before,earliest_exposure_after
Chi,new,,1,,2021-05-08T08:00:00Z,,2021-05-08T08:00:00Z
Dũng,gone,1,,2021-05-08T10:00:00Z,,2021-05-08T10:00:00Z,
Hoa,new,,1,,2021-05-08T18:00:00Z,,2021-05-08T18:00:00Z
$ truyvet diff w --as-of 2 --to-as-of 1 --cases cases.csv --min-overlap 15m --hops 1 --format json
{"question":{[..]},"before":{"snapshot":2,"levels":[{"level":1,"people":5}]},"after":{"snapshot":1,"levels":[{"level":1,"people":4}]},"changes":[
{"person":"Chi","change":"gone","level_before":1,"level_after":null,"first_exposure_before":"2021-05-08T08:00:00Z","first_exposure_after":null,"earliest_exposure_before":"2021-05-08T08:00:00Z","earliest_exposure_after":null},
{"person":"Dũng","change":"new","level_before":null,"level_after":1,"first_exposure_before":null,"first_exposure_after":"2021-05-08T10:00:00Z","earliest_exposure_before":null,"earliest_exposure_after":"2021-05-08T10:00:00Z"},
{"person":"Hoa","change":"gone","level_before":1,"level_after":null,"first_exposure_before":"2021-05-08T18:00:00Z","first_exposure_after":null,"earliest_exposure_before":"2021-05-08T18:00:00Z","earliest_exposure_after":null}
]}
$ truyvet diff w --as-of 2 --cases cases.csv
from snapshot 2 to snapshot 2: no change
exposed 6 -> 6: F1 5 -> 5, F2 1 -> 1
question: 1 case, 3 hops, overlap 1s or more, latent 0s, until inf
$ truyvet diff w --cases cases.csv
! truyvet: diff: both states are the newest; name the first with --as-of
? 1
$ truyvet diff w --as-of 9 --cases cases.csv
! truyvet: commit 9 is not kept: the store has 0 to 2; `truyvet history` lists them
? 1
"#,
    );
}

#[test]
fn what_if() {
    world().check(
        r#"$ truyvet what-if w --cases cases.csv --min-overlap 15m --close 'Chợ Bến Thành, quầy 7'
snapshot 1: exposed 6 -> 3: F1 4 -> 3, F2 1 -> 0, F3 1 -> 0
0 new, 3 gone, 0 at another level, 1 at other times
question: 1 case, 3 hops, overlap 15m or more, latent 0s, until inf
what if: 1 case, 3 hops, overlap 15m or more, latent 0s, until inf, Chợ Bến Thành, quầy 7 closed

person       change  level_before  level_after  first_exposure_before  first_exposure_after  earliest_exposure_before  earliest_exposure_after
Bình, Trần   gone    F1            -            2021-05-08T08:30:00Z   -                     2021-05-08T08:30:00Z      -
Chi          gone    F2            -            2021-05-08T08:50:00Z   -                     2021-05-08T08:50:00Z      -
Giang        time    F1            F1           2021-05-08T15:00:00Z   2021-05-08T15:00:00Z  2021-05-08T11:10:00Z      2021-05-08T15:00:00Z
cccd:034201  gone    F3            -            2021-05-08T11:00:00Z   -                     2021-05-08T11:00:00Z      -
$ truyvet what-if w --cases cases.csv --min-overlap 15m --isolate An,2021-05-08T14:00:00Z,inf --format csv
person,change,level_before,level_after,first_exposure_before,first_exposure_after,earliest_exposure_before,earliest_exposure_after
Giang,level,1,3,2021-05-08T15:00:00Z,2021-05-08T11:10:00Z,2021-05-08T11:10:00Z,2021-05-08T11:10:00Z
$ truyvet what-if w --cases cases.csv --hops 1 --split bus:08=2 --format json
{"question":{[..]},"with_measures":{"cases":[{"person":"An","infectious":{"start":"2021-05-08T00:00:00Z","end":"inf"}}],"hops":1,"min_overlap":"1s","latent":"0s","until":"inf","splits":[{"place":"bus:08","parts":2}]},"before":{"snapshot":1,"levels":[{"level":1,"people":5}]},"after":{"snapshot":1,"levels":[{"level":1,"people":4}]},"changes":[
{"person":"Em","change":"gone","level_before":1,"level_after":null,"first_exposure_before":"2021-05-08T12:30:00Z","first_exposure_after":null,"earliest_exposure_before":"2021-05-08T12:30:00Z","earliest_exposure_after":null}
]}
$ truyvet what-if w --cases cases.csv
! truyvet: what-if: no measure is given; say --close, --split or --isolate
? 1
$ truyvet what-if w --cases cases.csv --close nowhere
! truyvet: closures: no place `nowhere` in the store; check the id and its namespace
? 1
"#,
    );
}

#[test]
fn s31_why_not() {
    world().check(
        r#"$ truyvet why-not w --person Chi --cases cases.csv --min-overlap 15m --hops 1
snapshot 1: Chi is not in the answer
question: 1 case, 1 hop, overlap 15m or more, latent 0s, until inf
what came nearest (3):
  Bình, Trần, Chợ Bến Thành, quầy 7, 2021-05-08T08:50:00Z: together for 15m: enough, but as F2
  An, Chợ Bến Thành, quầy 7, 2021-05-08T08:50:00Z: together for 10m, needs 15m
  Giang, canteen, 2021-05-08T11:00:00Z: together, but Giang was infectious at another time: 2021-05-08T15:00:00Z to inf
$ truyvet why-not w --person Chi --level 1 --cases cases.csv --min-overlap 15m
snapshot 1: Chi is in the answer, as F2 only
question: 1 case, 3 hops, overlap 15m or more, latent 0s, until inf
what came nearest (3):
  Bình, Trần, Chợ Bến Thành, quầy 7, 2021-05-08T08:50:00Z: together for 15m: enough, but as F2
  An, Chợ Bến Thành, quầy 7, 2021-05-08T08:50:00Z: together for 10m, needs 15m
  Giang, canteen, 2021-05-08T11:00:00Z: together, but Giang was infectious at another time: 2021-05-08T15:00:00Z to inf
$ truyvet why-not w --person Em --cases cases.csv --except kind=bus
snapshot 1: Em is not in the answer
question: 1 case, 3 hops, overlap 1s or more, latent 0s, until inf, except kind bus
what came nearest:
  An, bus:08, 2021-05-08T12:00:00Z: left out by the filter except.kinds
$ truyvet why-not w --person Em --cases cases.csv --isolate An,2021-05-08T12:00:00Z,inf --min-overlap 15m --format json
{"level":null,"misses":[{"infector":"An","lacking_s":0,"own":{"end":"2021-05-08T14:00:00Z","start":"2021-05-08T12:00:00Z"},"place":"bus:08","rule":"isolated","theirs":{"end":"2021-05-08T13:00:00Z","start":"2021-05-08T12:30:00Z"},"who":"infector"}],"person":"Em","question":{[..]},"snapshot":1,"verdict":"missed"}
$ truyvet why-not w --person Hoa --cases cases.csv
snapshot 1: Hoa is not in the answer: 1 record, none of them at a place or in contact with anybody infectious within a day
question: 1 case, 3 hops, overlap 1s or more, latent 0s, until inf
$ truyvet why-not w --person Hoa --cases cases.csv --format json
{"level":null,"misses":[],"person":"Hoa","question":{[..]},"records":1,"snapshot":1,"verdict":"no_common_place"}
$ truyvet why-not w --person An --cases cases.csv
snapshot 1: An is a case; cases are no rows of an answer
question: 1 case, 3 hops, overlap 1s or more, latent 0s, until inf
$ truyvet why-not w --person Giang --cases cases.csv
snapshot 1: Giang is in the answer, as F1
question: 1 case, 3 hops, overlap 1s or more, latent 0s, until inf
$ truyvet why-not w --person Nobody --cases cases.csv
! truyvet: person: no person `Nobody` in the store; check the id and its namespace
? 1
$ truyvet why-not w --person Hoa --level 0 --cases cases.csv
! truyvet: invalid value '0' for '--level <N>': number would be zero for non-zero type
!
! For more information, try '--help'.
? 1
"#,
    );
}

#[test]
fn limits() {
    world().check(
        r#"$ truyvet trace w --cases cases.csv --max-rows 2
! truyvet: budget: the answer has more than 2 rows; ask for fewer hops, or allow more rows; finished: 1 hop, F1 5
? 1
$ truyvet trace w --cases cases.csv --min-overlap 15m --max-rows 4
! truyvet: budget: the answer has more than 4 rows; ask for fewer hops, or allow more rows; finished: 2 hops, F1 4, F2 1
? 1
$ truyvet trace w --cases cases.csv --time-limit 0s
! truyvet: budget: the question took more than 0ns; ask for fewer hops, or allow more time; not even one hop was finished
? 1
$ truyvet chain w --to Giang --cases cases.csv --memory-limit 100
! truyvet: budget: the question needs [..] bytes of memory, more than 100; ask for fewer hops, or allow more memory; not even one hop was finished
? 1
$ truyvet sites w --cases cases.csv --max-rows 5
! truyvet: budget: the answer has more than 5 rows; ask for fewer hops, or allow more rows; finished: [..]
? 1
$ truyvet sites w --cases cases.csv --hops 1 --min-overlap 15m --memory-limit 200
! truyvet: budget: the question needs [..] bytes of memory, more than 200; ask for fewer hops, or allow more memory; [..]
? 1
$ truyvet common-sites w --cases cases.csv --max-rows 1
! truyvet: budget: the answer has more than 1 rows; ask for fewer hops, or allow more rows; hops play no part here: give fewer cases, or round their windows
? 1
$ truyvet common-sites w --cases cases.csv --time-limit 0s
! truyvet: budget: the question took more than 0ns; ask for fewer hops, or allow more time; hops play no part here: give fewer cases, or round their windows
? 1
$ truyvet tree w --cases cases.csv --max-rows 4
! truyvet: budget: the answer has more than 4 rows; ask for fewer hops, or allow more rows; [..]
? 1
$ truyvet why-not w --person Chi --cases cases.csv --min-overlap 15m --hops 1 --max-rows 4
! truyvet: budget: the answer has more than 4 rows; ask for fewer hops, or allow more rows; the trace was finished, the search for misses was not
? 1
$ truyvet trace w --cases cases.csv --max-rows 100 --time-limit 1h --memory-limit 1GB --hops 1 --limit 1 --format csv
person,level,first_exposure,earliest_exposure,infector,place,overlap_start,overlap_end,person_seconds,grade
"Bình, Trần",1,2021-05-08T08:30:00Z,2021-05-08T08:30:00Z,An,"Chợ Bến Thành, quầy 7",2021-05-08T08:30:00Z,2021-05-08T09:00:00Z,1800,recorded
"#,
    );
}
