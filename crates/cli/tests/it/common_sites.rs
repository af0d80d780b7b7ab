//! `truyvet common-sites`: what cases have in common, worked out by hand in docs/around.md (S24).

use crate::transcript::Folder;

/// Ten people on one day. Five are cases: three were at the karaoke, where one other was; four
/// were at the market, where everybody else was, too.
const VISITS: &str = "\
person,place,start,end
c1,karaoke,100,200
c2,karaoke,100,200
c3,karaoke,150,250
o1,karaoke,100,200
c1,market,1000,1100
c2,market,1000,1100
c3,market,1000,1100
c4,market,1000,1100
o1,market,1000,1100
o2,market,1000,1100
o3,market,1000,1100
o4,market,1000,1100
o5,market,1000,1100
c5,home,0,2000
";

/// Leaving one case out, 9 people did anything. At the karaoke there were 3 others for each of
/// c1, c2, c3 (4/10) and 4 others for c4 and c5 (5/10): 2.2 expected; 3 or more of 0.4 0.4 0.4
/// 0.5 0.5 is 0.388. At the market 8 others for c1 to c4 (9/10), 9 for c5 (10/10): 4.6 expected;
/// c5 and 3 or more of the other four: 0.9^4 + 4 * 0.9^3 * 0.1 = 0.948.
/// At home nobody else for c5 (1/10), 1 for the others (2/10): 0.9; 1 - 0.9 * 0.8^4 = 0.631.
#[test]
fn by_hand() {
    let folder = Folder::with(&[
        ("visits.csv", VISITS),
        (
            "cases.csv",
            "person,from,to\nc1,0,3000\nc2,0,3000\nc3,0,3000\nc4,0,3000\nc5,0,3000\n",
        ),
    ]);
    folder.check(
        r#"$ truyvet import w --visits visits.csv --format json
{[..]}
$ truyvet common-sites w --cases cases.csv
snapshot 1: 5 cases, 3 places compared

place    kind     cases  expected  p      p_adjusted
karaoke  unknown  3      2.20      0.388  1.00
home     unknown  1      0.900     0.631  1.00
market   unknown  4      4.60      0.948  1.00
$ truyvet common-sites w --cases cases.csv --format csv --limit 1
place,kind,cases,expected,p,p_adjusted
karaoke,unknown,3,2.2,0.388[..],1.0
$ truyvet common-sites w --cases cases.csv --only place=karaoke --format json
{"question":{[..]},"snapshot":1,"common_sites":[
{"place":"karaoke","kind":"unknown","cases":3,"expected":[..],"p":[..],"p_adjusted":[..]}
]}
$ truyvet common-sites w --case c5,5000,6000
snapshot 1: 1 case, 0 places compared
! truyvet: note: with one case [..]
$ truyvet common-sites w
! truyvet: cases: none given; name at least one case with the interval in which it was infectious
? 1
"#,
    );
}

/// Of c1 alone: nine others, three of them at the karaoke (4/10), eight at the market (9/10). With
/// c1 given twice there is still one case; with two ids that are linked, too.
#[test]
fn one_case_has_nothing_in_common() {
    let folder = Folder::with(&[("visits.csv", VISITS)]);
    folder.check(
        r#"$ truyvet import w --visits visits.csv --format json
{[..]}
$ truyvet common-sites w --case c1,0,3000
snapshot 1: 1 case, 2 places compared

place    kind     cases  expected  p      p_adjusted
karaoke  unknown  1      0.400     0.400  0.800
market   unknown  1      0.900     0.900  1.00
! truyvet: note: with one case p is only the share of people who were there: the least visited place comes first, and no p says that the case was infected there; give all cases of the cluster (docs/around.md)
$ truyvet common-sites w --case c1,0,500 --case c1,600,3000 --format csv
place,kind,cases,expected,p,p_adjusted
karaoke,unknown,1,0.4,0.4,0.8
market,unknown,1,0.9,0.9,1.0
! truyvet: note: with one case [..]
$ truyvet link w c1 c2
[..]
$ truyvet common-sites w --case c1,0,3000 --case c2,0,3000 --limit 0
snapshot 2: 1 case, 2 places compared

and 2 more
! truyvet: note: with one case [..]
$ truyvet common-sites w --case c1,0,3000 --case c3,0,3000 --limit 0 --format csv
place,kind,cases,expected,p,p_adjusted
"#,
    );
}
