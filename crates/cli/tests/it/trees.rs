//! `truyvet tree`: text, DOT, GraphML, JSON (S25).

use crate::world::world;

#[test]
fn text() {
    world().check(
        "\
$ truyvet tree w --cases cases.csv --min-overlap 15m
snapshot 1: 6 people exposed
question: 1 case, 3 hops, overlap 15m or more, latent 0s, until inf
everybody may have been infected by the one above

An  case
├─ Bình, Trần  F1  2021-05-08T08:30:00Z, 30m, Chợ Bến Thành, quầy 7
│  └─ Chi  F2  2021-05-08T08:50:00Z, 15m, Chợ Bến Thành, quầy 7
│     └─ cccd:034201  F3  2021-05-08T11:00:00Z, 30m, canteen
├─ Dũng  F1  2021-05-08T10:00:00Z, 20m, contact
├─ Em  F1  2021-05-08T12:30:00Z, 30m, bus:08, assumed_end
└─ Giang  F1  2021-05-08T15:00:00Z, 30m, contact
$ truyvet tree w --cases cases.csv --min-overlap 15m --max 2
snapshot 1: 6 people exposed
question: 1 case, 3 hops, overlap 15m or more, latent 0s, until inf
everybody may have been infected by the one above

An  case
├─ Bình, Trần  F1  2021-05-08T08:30:00Z, 30m, Chợ Bến Thành, quầy 7
└─ Dũng  F1  2021-05-08T10:00:00Z, 20m, contact
and 4 people more
$ truyvet tree w --case Chi,2021-05-08T00:00:00Z,2021-05-08T10:00:00Z --backward --min-overlap 15m
snapshot 1: 2 possible sources
question: 1 case, backward, 3 hops, overlap 15m or more, latent 0s, until inf
everybody may have infected the one above

Chi  case
└─ Bình, Trần  F1  2021-05-08T08:50:00Z, 15m, Chợ Bến Thành, quầy 7
   └─ An  F2  2021-05-08T08:30:00Z, 30m, Chợ Bến Thành, quầy 7
$ truyvet tree w --case Hoa,0,inf
snapshot 1: 0 people exposed
question: 1 case, 3 hops, overlap 1s or more, latent 0s, until inf
everybody may have been infected by the one above

Hoa  case
",
    );
}

#[test]
fn for_programs() {
    world().check(
        r#"$ truyvet tree w --cases cases.csv --min-overlap 30m --hops 1 --max 2 --format dot
digraph truyvet {
  rankdir=LR;
  node [shape=box];
  n0 [label="An\ncase", id="An", level=0, peripheries=2];
  n1 [label="Bình, Trần\nF1", id="Bình, Trần", level=1];
  n2 [label="Em\nF1", id="Em", level=1];
  n0 -> n1 [label="Chợ Bến Thành, quầy 7\n2021-05-08T08:30:00Z\n2021-05-08T09:00:00Z", place="Chợ Bến Thành, quầy 7", overlap_start="2021-05-08T08:30:00Z", overlap_end="2021-05-08T09:00:00Z", hop=1, grade=recorded];
  n0 -> n2 [label="bus:08\n2021-05-08T12:30:00Z\n2021-05-08T13:00:00Z", place="bus:08", overlap_start="2021-05-08T12:30:00Z", overlap_end="2021-05-08T13:00:00Z", hop=1, grade=assumed_end];
}
$ truyvet tree w --case An,2021-05-08T14:00:00Z,inf --hops 1 --format graphml
<?xml version="1.0" encoding="UTF-8"?>
<graphml xmlns="http://graphml.graphdrawing.org/xmlns">
  <key id="type" for="node" attr.name="type" attr.type="string"/>
  <key id="id" for="node" attr.name="id" attr.type="string"/>
  <key id="level" for="node" attr.name="level" attr.type="int"/>
  <key id="place" for="edge" attr.name="place" attr.type="string"/>
  <key id="overlap_start" for="edge" attr.name="overlap_start" attr.type="string"/>
  <key id="overlap_end" for="edge" attr.name="overlap_end" attr.type="string"/>
  <key id="hop" for="edge" attr.name="hop" attr.type="int"/>
  <key id="grade" for="edge" attr.name="grade" attr.type="string"/>
  <graph id="truyvet" edgedefault="directed">
    <node id="n0"><data key="type">case</data><data key="id">An</data><data key="level">0</data></node>
    <node id="n1"><data key="type">person</data><data key="id">Giang</data><data key="level">1</data></node>
    <edge source="n0" target="n1"><data key="overlap_start">2021-05-08T15:00:00Z</data><data key="overlap_end">2021-05-08T15:30:00Z</data><data key="hop">1</data><data key="grade">recorded</data></edge>
  </graph>
</graphml>
$ truyvet tree w --cases cases.csv --min-overlap 30m --hops 1 --max 1 --format json
{"question":{[..]},"snapshot":1,"left_out":2,"nodes":[
{"type":"case","id":"An","level":0},
{"type":"person","id":"Bình, Trần","level":1},
{"type":"place","id":"Chợ Bến Thành, quầy 7"}
],"edges":[
{"from":0,"to":1,"place":"Chợ Bến Thành, quầy 7","overlap_start":"2021-05-08T08:30:00Z","overlap_end":"2021-05-08T09:00:00Z","hop":1,"grade":"recorded"}
]}
$ truyvet tree w --case An,2021-05-08T14:00:00Z,inf --format dot -o tree.dot
"#,
    );
}
