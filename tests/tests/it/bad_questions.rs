//! Bad questions are errors that name the field, the value and what is allowed (S28).

use truyvet_model::{Duration, Hops, Interval, Question, Timestamp};
use truyvet_testkit::Sketch;
use truyvet_testkit::sketch::{INF, question};

use truyvet_tests::stored::{self, NAMES, Plan, bad_question};

fn sketch() -> Sketch {
    Sketch::new()
        .kind(0, "market")
        .visit(0, 0, 100..200)
        .visit(1, 0, 150..250)
}

/// Asks a store of five people and compares the message.
fn check(sketch: Sketch, question: &Question, message: &str) {
    let stored = stored::write(&sketch.world(), 5, &Plan::PLAIN, &NAMES);
    let error = stored::ask(&stored.snapshot, question, 1).map_err(bad_question);
    assert_eq!(error.unwrap_err().to_string(), message);
}

fn always() -> Question {
    question(&[(0, 0..INF)])
}

#[test]
fn s28_every_bad_field_is_named_with_its_value() {
    let seconds = Duration::from_seconds;
    let t = Timestamp::from_seconds;
    let window = |a, b| Some(Interval::new(t(a), t(b)).unwrap());
    for (bad, message) in [
        (
            Question::default(),
            "cases: none given; name at least one case with the interval in which it was infectious",
        ),
        (
            question(&[(0, 0..9), (7, 0..9)]),
            "cases: no person `p7` in the store; check the id and its namespace",
        ),
        (
            Question {
                hops: Hops::AtMost(0),
                ..always()
            },
            "hops: `0` is not allowed; expected a whole number from 1, or `all`",
        ),
        (
            Question {
                min_overlap: Duration::ZERO,
                ..always()
            },
            "min_overlap: 0s is not allowed; expected 1s or more, and not inf",
        ),
        (
            Question {
                latent: seconds(60),
                until: seconds(60),
                ..always()
            },
            "until: 1m is not allowed with latent 1m; expected until > latent, and latent not inf",
        ),
        (
            Question {
                lag: [("ferry".parse().unwrap(), seconds(60))].into(),
                ..always()
            },
            "lag: no place of the store has the kind `ferry`; its kinds are: unknown, market",
        ),
        (
            Question {
                lag: [("market".parse().unwrap(), Duration::FOREVER)].into(),
                ..always()
            },
            "lag: inf is not allowed for kind `market`; expected a length of time such as 30m",
        ),
        (
            Question {
                window: window(250, 300),
                ..always()
            },
            "window: 1970-01-01T00:04:10Z to 1970-01-01T00:05:00Z is outside the store's time range, 1970-01-01T00:01:40Z to 1970-01-01T00:04:10Z",
        ),
    ] {
        check(sketch(), &bad, message);
    }
}

#[test]
fn s28_a_store_without_records_answers_nothing() {
    check(
        Sketch::new(),
        &always(),
        "the store holds no visits and no contacts, so it cannot say who was exposed; import records first",
    );
}

#[test]
fn s28_valid_questions_with_empty_answers() {
    let stored = stored::write(&sketch().world(), 5, &Plan::PLAIN, &NAMES);
    let t = Timestamp::from_seconds;
    let empty = |question: &Question| {
        let told = stored::ask(&stored.snapshot, question, 1).unwrap();
        assert!(told.rows.is_empty());
    };
    // A known person without records.
    empty(&question(&[(4, 0..INF)]));
    // A case who was infectious when nothing was recorded.
    empty(&question(&[(0, 0..100)]));
    // A window that reaches out of the time range, with one of the two records in it.
    let window = Some(Interval::new(t(200), t(9999)).unwrap());
    empty(&Question { window, ..always() });
    // A lag for a kind that truyvet knows and this store does not have.
    let lag = [("bus".parse().unwrap(), Duration::from_seconds(60))].into();
    let told = stored::ask(&stored.snapshot, &Question { lag, ..always() }, 1).unwrap();
    assert_eq!(told.rows.len(), 1);
}
