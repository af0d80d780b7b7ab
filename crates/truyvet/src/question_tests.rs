//! Tests of `question`: what is read, what is refused and where, what overrides what.

use super::*;
use truyvet_model::{Direction, Hops, ToDuration};

fn refused(text: &str, message: &str) {
    let error = if text.trim_start().starts_with('{') {
        Draft::from_json("q", text).unwrap_err()
    } else {
        Draft::from_toml("q", text).unwrap_err()
    };
    assert!(error.is_question(), "{error}");
    let error = error.to_string();
    assert!(error.starts_with(message), "{error}\nnot: {message}");
    assert!(!error.contains('\n'), "{error}");
}

#[test]
fn s28_errors_name_line_and_field() {
    refused(
        "hops = 3\nmin_overlpa = \"15m\"\n",
        "q, line 2, min_overlpa: unknown field `min_overlpa`, expected one of `cases`",
    );
    refused("hops = 3\n\nhops = 4", "q, line 3: duplicate key");
    refused("hops = \n", "q, line 1: ");
    refused(
        "hops = 0",
        "q, line 1, hops: `0` is not allowed; expected a whole number from 1",
    );
    refused(
        "latent = 1.5",
        "q, line 1, latent: not a length of time: expected \"15m\"",
    );
    refused(
        "hops = 2\n[[cases]]\nperson = \"An\"\ninfectious = { start = 5, end = 5 }",
        "q, line 4, cases: the interval from",
    );
    refused(
        "[window]\nstart = 2021-05-08T00:00:00\nend = \"inf\"",
        "q, line 2, window: `2021-05-08T00:00:00` is a local time without an offset",
    );
    refused(
        "[lag]\nBus = \"30m\"",
        "q, line 2, lag: `Bus` is not a kind",
    );
    refused(
        "[risk.by_kind]\nbus = -1",
        "q, line 2, risk: -1 is not allowed; expected a number",
    );
    refused(
        "direction = \"sideways\"",
        "q, line 1, direction: unknown variant `sideways`",
    );
    refused(
        "{\"latent\": \"2d\",\n \"hops\": -1}",
        "q, line 2, hops: `-1` is not allowed; expected a whole number from 1",
    );
    refused(
        "{\"hops\": 1,\n \"windw\": 1}",
        "q, line 2, windw: unknown field `windw`",
    );
    refused(
        "{\n \"window\": {\n \"start\": 5, \"end\": 5\n}\n}",
        "q, line 3, window: the interval from",
    );
    refused("{\"hops\": 1", "q, line 1: EOF while parsing");
    refused(
        "{\"latent\": [1]}",
        "q, line 1, latent: not a length of time",
    );
}

#[test]
fn a_hand_written_file() {
    let text = "\
hops = \"all\"
latent = 172800
direction = \"backward\"
only = { kinds = [\"market\", \"contact\"] }
cumulative = { min_total = \"15m\", within = \"1d\" }

[[cases]]
person = \"cccd:1\"
infectious = { start = 2021-05-08T00:00:00+07:00, end = 2021-05-09 00:00:00Z }
[[closures]]
place = \"m\"
";
    let question = Draft::from_toml("q", text).unwrap().question().unwrap();
    assert_eq!((question.hops, question.latent), (Hops::All, 2.days()));
    assert_eq!(question.direction, Direction::Backward);
    assert_eq!(question.cases.len(), 1);
    let case = question.cases.first().unwrap();
    assert_eq!(case.infectious.length(), 31.hours());
    assert_eq!(question.only.kinds.len(), 2);
    assert_eq!(
        question.closures.first().unwrap().during,
        truyvet_model::Interval::ALWAYS
    );
    // Written again, in both forms, it is the same question.
    for draft in [
        Draft::from_toml("q", &question_to_toml(&question).unwrap()).unwrap(),
        Draft::from_json("q", &question_to_json(&question).unwrap()).unwrap(),
        Draft::of(&question).unwrap(),
    ] {
        assert_eq!(draft.question().unwrap(), question);
    }
}

#[test]
fn one_draft_over_another() {
    let base = Draft::from_toml(
        "a",
        "hops = 1\ndirection = \"backward\"\nlag = { bus = \"1h\" }",
    )
    .unwrap();
    let mine = Draft::from_json(
        "b",
        "{\"direction\": \"forward\", \"lag\": {\"market\": \"2h\"}}",
    )
    .unwrap();
    assert_eq!(format!("{mine:?}"), "{\"direction\", \"lag\"}");
    let question = mine.over(&base).question().unwrap();
    assert_eq!(question.hops, Hops::AtMost(1));
    assert_eq!(question.direction, Direction::Forward);
    assert_eq!(question.lag.len(), 1);
    assert_eq!(Draft::default().question().unwrap(), Question::default());
}

#[test]
fn files_are_told_by_name_or_first_sign() {
    let bytes = |name: &str, text: &str| Input::Bytes {
        name: name.to_owned(),
        bytes: text.as_bytes().into(),
    };
    for input in [
        bytes("q.toml", "\u{feff}hops = 2"),
        bytes("stdin", "  {\"hops\": 2}"),
        bytes("q.json", "{\"hops\": 2}"),
    ] {
        let question = Draft::read(&input).unwrap().question().unwrap();
        assert_eq!(question.hops, Hops::AtMost(2));
    }
    let error = Draft::read(&bytes("q.json", "hops = 2")).unwrap_err();
    assert!(error.to_string().starts_with("q.json, line 1: "), "{error}");
    let missing = Draft::read(&Input::parse("missing.toml")).unwrap_err();
    assert!(missing.is_io());
    assert!(
        missing
            .to_string()
            .starts_with("missing.toml: cannot open: "),
        "{missing}"
    );
}
