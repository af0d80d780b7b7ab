//! Questions in files and in options: what they are taken for, and what is wrong with bad ones.

use crate::world::world;

#[test]
fn bad_files_of_questions() {
    let world = world();
    for (name, content) in [
        ("typo.toml", "hops = 2\nmin_overlpa = \"15m\"\n"),
        ("long.toml", "hops = 2\n\nmin_overlap = \"long\"\n"),
        (
            "local.toml",
            "[window]\nstart = 2021-05-08T00:00:00\nend = \"inf\"\n",
        ),
        ("hops.json", "{\n  \"hops\": 0\n}\n"),
        ("cut.json", "{\"hops\": 2"),
    ] {
        world.write(name, content.as_bytes());
    }
    world.check(
        "\
$ truyvet trace w --question missing.toml
! truyvet: missing.toml: cannot open: No such file or directory (os error 2)
? 3
$ truyvet trace w --question typo.toml --cases cases.csv
! truyvet: typo.toml, line 2, min_overlpa: unknown field `min_overlpa`, expected one of [..]
? 1
$ truyvet trace w --question long.toml --cases cases.csv
! truyvet: long.toml, line 3, min_overlap: `long` is not a length of time: expected 15m, 2d, 1d12h, 90s, whole seconds, or inf
? 1
$ truyvet trace w --question local.toml --cases cases.csv
! truyvet: local.toml, line 2, window: `2021-05-08T00:00:00` is a local time without an offset: [..]
? 1
$ truyvet trace w --question hops.json --cases cases.csv
! truyvet: hops.json, line 2, hops: `0` is not allowed; expected a whole number from 1, or `all`
? 1
$ truyvet trace w --question cut.json --cases cases.csv
! truyvet: cut.json, line 1: EOF while parsing an object
? 1
",
    );
}

#[test]
fn bad_options() {
    world().check(
        "\
$ truyvet trace w --cases cases.csv --cumulative 15m
! truyvet: invalid value '15m' for '--cumulative <TOTAL/SPAN>': expected TOTAL/SPAN, such as 15m/24h
!
! For more information, try '--help'.
? 1
$ truyvet trace w --cases cases.csv --cumulative 2h/1h
! truyvet: cumulative: min_total 2h within 1h is not allowed; expected 1s or more, within not less than min_total, and neither inf
? 1
$ truyvet trace w --cases cases.csv --isolate An,5
! truyvet: invalid value 'An,5' for '--isolate <ID,FROM,TO>': expected ID,FROM,TO: who, and from when to when isolated (An,2021-05-09T18:00:00+07:00,inf)
!
! For more information, try '--help'.
? 1
$ truyvet trace w --cases cases.csv --only market
! truyvet: invalid value 'market' for '--only <KEY=VALUE>': expected KEY=VALUE with the KEY kind, place, unit, source or person (kind=market; kind=contact stands for direct contacts)
!
! For more information, try '--help'.
? 1
$ truyvet trace w --cases cases.csv --except town=x
! truyvet: invalid value 'town=x' for '--except <KEY=VALUE>': expected KEY=VALUE with the KEY kind, [..]
!
! For more information, try '--help'.
? 1
$ truyvet trace w --cases cases.csv --except kind=Market
! truyvet: invalid value 'kind=Market' for '--except <KEY=VALUE>': VALUE: `Market` is not a kind of place: [..]
!
! For more information, try '--help'.
? 1
$ truyvet trace w --cases cases.csv --close m,60,0
! truyvet: invalid value 'm,60,0' for '--close <PLACE[,FROM,TO]>': the interval from [..] is empty or reversed: its start must be before its end
!
! For more information, try '--help'.
? 1
$ truyvet trace w --cases cases.csv --split m
! truyvet: invalid value 'm' for '--split <PLACE=N>': expected PLACE=N, such as line:7=2
!
! For more information, try '--help'.
? 1
$ truyvet trace w --cases cases.csv --split park=1
! truyvet: splits: `park` into 1 parts is not allowed; expected 2 parts or more
? 1
$ truyvet trace w --cases cases.csv --order risk
! truyvet: order: risk was not asked for; say --risk, or give rates in the question
? 1
",
    );
}

/// The question as JSON, in which everything that was said can be seen.
#[test]
fn every_option_is_in_the_question() {
    let world = world();
    let line = "truyvet trace w --cases cases.csv --hops 1 --backward --cumulative 15m/24h \
                --isolate 'Bình, Trần,2021-05-08T09:00:00Z,inf' --only kind=market --only kind=contact \
                --except 'place=bus:08' --except person=Hoa --roll-up market \
                --close 'Chợ Bến Thành, quầy 7' --close park,0,60 --split canteen=2 --risk --format json";
    let output = world.run(line);
    let answer: serde_json::Value = serde_json::from_slice(&output.stdout).unwrap();
    let question = &answer["question"];
    for (field, value) in [
        ("direction", r#""backward""#),
        ("cumulative", r#"{"min_total":"15m","within":"1d"}"#),
        (
            "isolation",
            r#"[{"person":"Bình, Trần","during":{"start":"2021-05-08T09:00:00Z","end":"inf"}}]"#,
        ),
        ("only", r#"{"kinds":["contact","market"]}"#),
        ("except", r#"{"places":["bus:08"],"persons":["Hoa"]}"#),
        ("roll_up", r#""market""#),
        ("splits", r#"[{"place":"canteen","parts":2}]"#),
    ] {
        let value: serde_json::Value = serde_json::from_str(value).unwrap();
        assert_eq!(question[field], value, "{field}");
    }
    assert_eq!(question["closures"][0]["place"], "Chợ Bến Thành, quầy 7");
    assert_eq!(
        question["closures"][1]["during"]["end"],
        "1970-01-01T00:01:00Z"
    );
    assert_eq!(question["risk"]["by_kind"]["household"], 0.0026);
    // What an answer says it was asked can be asked again, from a file of either form.
    world.write("again.json", question.to_string().as_bytes());
    let again = world.run("truyvet trace w --question again.json --format json");
    assert_eq!(again.stdout, output.stdout);

    let told = world.run(&line.replace("--format json", "--limit 0"));
    let told = String::from_utf8(told.stdout).unwrap();
    let told = told
        .lines()
        .find_map(|line| line.strip_prefix("question: "));
    assert_eq!(
        told.unwrap(),
        "1 case, backward, 1 hop, overlap 1s or more, or 15m in total within 1d, latent 0s, until inf, \
         only kind contact or market, except place bus:08, except person Hoa, rolled up to market, \
         Bình, Trần isolated 2021-05-08T09:00:00Z to inf, Chợ Bến Thành, quầy 7 closed, \
         park closed 1970-01-01T00:00:00Z to 1970-01-01T00:01:00Z, canteen split in 2, with risk"
    );
}

#[test]
fn the_first_rows_and_how_many_more() {
    world().check(
        "\
$ truyvet trace w --cases cases.csv --min-overlap 15m --limit 1
snapshot 1: 6 people exposed: F1 4, F2 1, F3 1
question: 1 case, 3 hops, overlap 15m or more, latent 0s, until inf

person      level  first_exposure        earliest_exposure     infector  place                  overlap_end           person_seconds  grade
Bình, Trần  F1     2021-05-08T08:30:00Z  2021-05-08T08:30:00Z  An        Chợ Bến Thành, quầy 7  2021-05-08T09:00:00Z  30m             recorded
and 5 more
$ truyvet trace w --cases cases.csv --min-overlap 15m --limit 0 --format csv
person,level,first_exposure,earliest_exposure,infector,place,overlap_start,overlap_end,person_seconds,grade
",
    );
}
