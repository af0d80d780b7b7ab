//! Tests of `question`.

use crate::duration::{Duration, ToDuration};
use crate::interval::Interval;
use crate::kind::Kind;
use crate::question::{Case, Hops, Question};
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
        (r#"{"hops": -1}"#, ""),
        (r#"{"latent": "-2d"}"#, "negative"),
        (r#"{"lag": {"Bus": "30m"}}"#, "`Bus`"),
    ] {
        let error = serde_json::from_str::<Question>(json)
            .unwrap_err()
            .to_string();
        assert!(error.contains(part), "`{part}` in `{error}`");
    }
}
