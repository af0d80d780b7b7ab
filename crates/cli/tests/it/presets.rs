//! `truyvet presets`, and questions that begin with one.

use crate::transcript::{Folder, check};
use crate::world::world;

#[test]
fn they_are_listed() {
    check(
        &[],
        "\
$ truyvet presets
cdc-15min-24h      CDC close contact of October 2020: 15 minutes in total within 24 hours
covid-wild-2020    hourly infection rates of early COVID-19, to rank people by risk (S22)
vn-3638            Vietnam, Decision 3638/QĐ-BYT of 30 July 2021: F1 and F2
who-close-contact  WHO contact of a case: at least 15 minutes
$ truyvet presets vn-3639
! truyvet: preset: there is no preset `vn-3639`; there are: cdc-15min-24h, covid-wild-2020, vn-3638, who-close-contact
? 1
$ truyvet trace w --preset who
! truyvet: preset: there is no preset `who`; there are: [..]
? 1
",
    );
    let folder = Folder::with(&[]);
    let said = folder.run("truyvet presets --format json").stdout;
    let all: serde_json::Value = serde_json::from_slice(&said).unwrap();
    for preset in all.as_array().unwrap() {
        assert!(
            !preset["sources"].as_array().unwrap().is_empty(),
            "{preset}"
        );
    }
}

#[test]
fn one_is_shown_as_a_file_that_can_be_asked() {
    let world = world();
    let shown = world.run("truyvet presets cdc-15min-24h").stdout;
    let text = String::from_utf8(shown.clone()).unwrap();
    for part in [
        "# Sources",
        "21 October 2020",
        "# Not covered",
        "hops = 1\n",
    ] {
        assert!(text.contains(part), "{text}");
    }
    world.write("mine.toml", &shown);
    world.check(
        "\
$ truyvet trace w --question mine.toml --cases cases.csv --except place=park --limit 0
snapshot 1: [..]
question: 1 case, 1 hop, overlap 15m or more, or 15m in total within 1d, latent 0s, until inf, except place park
[..]
[..]
",
    );
}

#[test]
fn options_override_files_and_files_presets() {
    let world = world();
    world.write(
        "mine.toml",
        b"min_overlap = \"25m\"\n[[cases]]\nperson = \"Hoa\"\ninfectious = { start = 0, end = \"inf\" }\n",
    );
    world.check(
        "\
$ truyvet trace w --preset vn-3638 --question mine.toml
snapshot 1: 0 people exposed
question: 1 case, 2 hops, overlap 25m or more, latent 0s, until inf
$ truyvet trace w --preset who-close-contact --preset vn-3638 --question mine.toml --cases cases.csv --hops 1 --format csv
person,level,first_exposure,earliest_exposure,infector,place,overlap_start,overlap_end,person_seconds,grade
\"Bình, Trần\",1,2021-05-08T08:30:00Z,2021-05-08T08:30:00Z,An,\"Chợ Bến Thành, quầy 7\",2021-05-08T08:30:00Z,2021-05-08T09:00:00Z,1800,recorded
Em,1,2021-05-08T12:30:00Z,2021-05-08T12:30:00Z,An,bus:08,2021-05-08T12:30:00Z,2021-05-08T13:00:00Z,1800,assumed_end
Giang,1,2021-05-08T15:00:00Z,2021-05-08T15:00:00Z,An,,2021-05-08T15:00:00Z,2021-05-08T15:30:00Z,1800,recorded
",
    );
}
