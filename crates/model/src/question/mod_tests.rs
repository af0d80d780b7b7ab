//! Tests of `question`.

use proptest::collection::{btree_map, btree_set, vec};
use proptest::option;
use proptest::prelude::*;

use crate::duration::{Duration, ToDuration};
use crate::id::ExternalId;
use crate::interval::Interval;
use crate::kind::Kind;
use crate::question::{
    Case, Closure, Cumulative, Direction, Filter, Hops, Isolation, Question, Rate, Rates, Share,
    Split,
};
use crate::time::Timestamp;

fn good() -> Question {
    let t = Timestamp::from_seconds;
    Question {
        cases: vec![Case {
            person: "cccd:1".parse().unwrap(),
            infectious: Interval::new(t(0), Timestamp::FOREVER).unwrap(),
        }],
        ..Question::default()
    }
}

/// S28: the error names the field, the value and what is allowed.
fn check(question: &Question, parts: &[&str]) {
    let message = question.check().unwrap_err().to_string();
    for part in parts {
        assert!(message.contains(part), "`{part}` in `{message}`");
    }
}

#[test]
fn s28_a_good_question_passes() {
    assert_eq!(good().check(), Ok(()));
    let (latent, until) = (2.days(), Duration::new(172_801).unwrap());
    assert_eq!(
        Question {
            latent,
            until,
            ..good()
        }
        .check(),
        Ok(())
    );
    assert_eq!(
        Question {
            hops: Hops::All,
            ..good()
        }
        .check(),
        Ok(())
    );
}

#[test]
fn s28_no_case() {
    check(
        &Question::default(),
        &["cases", "none", "at least one case"],
    );
}

#[test]
fn s28_hops_below_one() {
    let hops = Hops::AtMost(0);
    check(
        &Question { hops, ..good() },
        &["hops", "`0`", "from 1, or `all`"],
    );
    for text in ["0", "-1", "", "many", "1.5", "4294967296"] {
        let message = Hops::parse(text).unwrap_err().to_string();
        assert!(message.contains(&format!("hops: `{text}`")), "{message}");
    }
    assert_eq!("3".parse(), Ok(Hops::AtMost(3)));
    assert_eq!(" all ".parse(), Ok(Hops::All));
}

#[test]
fn s28_min_overlap_below_a_second_or_without_end() {
    for (min_overlap, value) in [(0.seconds(), "0s"), (Duration::FOREVER, "inf")] {
        check(
            &Question {
                min_overlap,
                ..good()
            },
            &["min_overlap", value, "1s or more"],
        );
    }
}

#[test]
fn s28_until_not_after_latent() {
    let (forever, two) = (Duration::FOREVER, 2.days());
    for (latent, until) in [
        (two, two),
        (two, 1.days()),
        (0.seconds(), 0.seconds()),
        (forever, forever),
    ] {
        let question = Question {
            latent,
            until,
            ..good()
        };
        check(
            &question,
            &[
                "until",
                &until.to_string(),
                &latent.to_string(),
                "until > latent",
            ],
        );
    }
}

#[test]
fn s28_lag_without_end() {
    let lag = [(Kind::new("bus").unwrap(), Duration::FOREVER)].into();
    check(&Question { lag, ..good() }, &["lag", "`bus`", "30m"]);
}

#[test]
fn s13_hops_include_those_up_to_the_bound() {
    assert!(Hops::AtMost(2).includes(1) && Hops::AtMost(2).includes(2));
    assert!(!Hops::AtMost(2).includes(3));
    assert!(Hops::All.includes(u32::MAX));
    assert_eq!(Hops::from(3), Hops::AtMost(3));
    assert_eq!(
        (Hops::AtMost(3).to_string(), Hops::All.to_string()),
        ("3".into(), "all".into())
    );
}

#[test]
fn defaults_are_those_written_down() {
    let question: Question = serde_json::from_str("{}").unwrap();
    assert_eq!(question, Question::default());
    assert_eq!(question.hops, Hops::AtMost(3));
    assert_eq!(
        (question.min_overlap, question.latent),
        (1.seconds(), 0.seconds())
    );
    assert!(question.until.is_forever() && question.window.is_none() && question.lag.is_empty());
}

#[test]
fn serde_round_trip_and_hand_written_questions() {
    let json = r#"{
        "cases": [{"person": "cccd:1", "infectious": {"start": 0, "end": "inf"}}],
        "hops": "all", "min_overlap": "15m", "latent": "2d", "until": 1209600,
        "window": {"start": "2021-05-01T00:00:00+07:00", "end": "2021-05-15T00:00:00+07:00"},
        "lag": {"bus": "30m"}
    }"#;
    let question: Question = serde_json::from_str(json).unwrap();
    assert_eq!((question.hops, question.until), (Hops::All, 14.days()));
    assert_eq!(question.window.unwrap().length(), 14.days());
    let written = serde_json::to_string(&question).unwrap();
    assert_eq!(
        serde_json::from_str::<Question>(&written).unwrap(),
        question
    );
    for hops in [Hops::AtMost(7), Hops::All] {
        let json = serde_json::to_string(&hops).unwrap();
        assert_eq!(serde_json::from_str::<Hops>(&json).unwrap(), hops);
    }
}

#[test]
fn serde_refuses_what_it_does_not_know() {
    for (json, part) in [
        (r#"{"min_overlpa": "15m"}"#, "min_overlpa"),
        (r#"{"hops": 0}"#, "hops: `0`"),
        (r#"{"hops": -1}"#, "hops: `-1`"),
        (r#"{"hops": 1.5}"#, "a whole number from 1, or \"all\""),
        (r#"{"latent": true}"#, "a length of time"),
        (r#"{"window": {"start": [], "end": 5}}"#, "not a time"),
        (
            r#"{"cases": [{"person": "An", "infectius": 1}]}"#,
            "infectius",
        ),
        (r#"{"risk": {"otherwise": -0.5}}"#, "-0.5"),
        (r#"{"latent": "-2d"}"#, "negative"),
        (r#"{"lag": {"Bus": "30m"}}"#, "`Bus`"),
    ] {
        let error = serde_json::from_str::<Question>(json)
            .unwrap_err()
            .to_string();
        assert!(error.contains(part), "`{part}` in `{error}`");
    }
}

#[test]
fn a_written_question_shows_what_differs() {
    assert_eq!(
        serde_json::to_string(&good()).unwrap(),
        r#"{"cases":[{"person":"cccd:1","infectious":{"start":"1970-01-01T00:00:00Z","end":"inf"}}],"hops":3,"min_overlap":"1s","latent":"0s","until":"inf"}"#
    );
    let question = Question {
        direction: Direction::Backward,
        roll_up: Some(Kind::new("company").unwrap()),
        splits: vec![Split {
            place: "line:2".parse().unwrap(),
            parts: 3,
        }],
        ..good()
    };
    let toml = toml::to_string(&question).unwrap();
    let expected = "\
hops = 3
min_overlap = \"1s\"
latent = \"0s\"
until = \"inf\"
direction = \"backward\"
roll_up = \"company\"

[[cases]]
person = \"cccd:1\"

[cases.infectious]
start = \"1970-01-01T00:00:00Z\"
end = \"inf\"

[[splits]]
place = \"line:2\"
parts = 3
";
    assert_eq!(toml, expected);
}

#[test]
fn s21_time_columns_are_named_by_direction() {
    assert_eq!(
        Direction::Forward.time_columns(),
        ["first_exposure", "earliest_exposure"]
    );
    assert_eq!(
        Direction::Backward.time_columns(),
        ["last_contact", "latest_contact"]
    );
}

#[test]
fn s21_the_column_of_the_other_person_is_named_by_direction() {
    assert_eq!(Direction::Forward.other_column(), "infector");
    assert_eq!(Direction::Backward.other_column(), "infected");
}

fn ids() -> impl Strategy<Value = ExternalId> {
    ("[a-z]{0,4}", "[^\\p{Cc}]{1,6}")
        .prop_map(|(namespace, local)| ExternalId::new(&namespace, &local).unwrap())
}

fn kinds() -> impl Strategy<Value = Kind> {
    "[a-z0-9_-]{1,6}".prop_map(|name| Kind::new(&name).unwrap())
}

fn durations() -> impl Strategy<Value = Duration> {
    prop_oneof![
        (0u32..).prop_map(Duration::from_seconds),
        Just(Duration::FOREVER)
    ]
}

fn intervals() -> impl Strategy<Value = Interval> {
    let end = prop_oneof![(1i64..1_000_000).prop_map(Some), Just(None)];
    (-100_000_000_000i64..100_000_000_000, end).prop_map(|(start, length)| {
        let end = length.map_or(Timestamp::FOREVER, |length| {
            Timestamp::from_seconds(start + length)
        });
        Interval::new(Timestamp::from_seconds(start), end).unwrap()
    })
}

fn filters() -> impl Strategy<Value = Filter> {
    let few = 0..3usize;
    (
        btree_set(kinds(), few.clone()),
        btree_set(ids(), few.clone()),
        btree_set(".{0,5}", few.clone()),
        btree_set(".{0,5}", few.clone()),
        btree_set(ids(), few),
    )
        .prop_map(|(kinds, places, units, sources, persons)| Filter {
            kinds,
            places,
            units,
            sources,
            persons,
        })
}

fn rates() -> impl Strategy<Value = Rates> {
    let rate = || (0u32..).prop_map(Rate::from_millionths);
    let share = || (0u32..=1_000_000).prop_map(|n| Share::try_from(f64::from(n) / 1e6).unwrap());
    (
        btree_map(kinds(), rate(), 0..3),
        rate(),
        btree_map(ids(), share(), 0..3),
        vec(share(), 0..4),
    )
        .prop_map(|(by_kind, otherwise, susceptibility, by_doses)| Rates {
            by_kind,
            otherwise,
            susceptibility,
            by_doses,
        })
}

prop_compose! {
    fn measures()(
        isolation in vec((ids(), intervals()), 0..3),
        closures in vec((ids(), intervals()), 0..3),
        splits in vec((ids(), 0u32..9), 0..3),
    ) -> (Vec<Isolation>, Vec<Closure>, Vec<Split>) {
        (
            isolation.into_iter().map(|(person, during)| Isolation { person, during }).collect(),
            closures.into_iter().map(|(place, during)| Closure { place, during }).collect(),
            splits.into_iter().map(|(place, parts)| Split { place, parts }).collect(),
        )
    }
}

prop_compose! {
    fn questions()(
        cases in vec((ids(), intervals()), 0..4),
        hops in prop_oneof![(1u32..).prop_map(Hops::AtMost), Just(Hops::All)],
        (min_overlap, latent, until) in (durations(), durations(), durations()),
        window in option::of(intervals()),
        lag in btree_map(kinds(), durations(), 0..3),
        backward in any::<bool>(),
        cumulative in option::of((durations(), durations())),
        (isolation, closures, splits) in measures(),
        (only, except) in (filters(), filters()),
        roll_up in option::of(kinds()),
        risk in option::of(rates()),
    ) -> Question {
        Question {
            cases: cases
                .into_iter()
                .map(|(person, infectious)| Case { person, infectious })
                .collect(),
            direction: if backward { Direction::Backward } else { Direction::Forward },
            cumulative: cumulative.map(|(min_total, within)| Cumulative { min_total, within }),
            hops, min_overlap, latent, until, window, lag, isolation, only, except, roll_up,
            closures, splits, risk,
        }
    }
}

proptest! {
    #[test]
    fn what_is_written_is_read(question in questions()) {
        let json = serde_json::to_string(&question).unwrap();
        prop_assert_eq!(&serde_json::from_str::<Question>(&json).unwrap(), &question);
        let toml = toml::to_string(&question).unwrap();
        prop_assert_eq!(&toml::from_str::<Question>(&toml).unwrap(), &question);
    }
}
