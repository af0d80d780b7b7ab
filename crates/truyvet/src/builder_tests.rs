//! Tests of `builder`: every word sets its field, and a wrong one is told.

use std::sync::Arc;

use truyvet_model::{Direction, Rate, ToDuration};
use truyvet_store::{MemoryVfs, Options};

use super::*;
use crate::store::Store;

fn builder() -> TraceBuilder {
    let store = Store::create_in(Arc::new(MemoryVfs::new()), Options::default()).unwrap();
    store.snapshot().unwrap().trace()
}

#[test]
fn every_word_sets_its_field() {
    let rates = Rates {
        otherwise: Rate::from_millionths(5),
        ..Rates::default()
    };
    let question = builder()
        .case("An", 0..9)
        .cumulative(15.minutes(), 1.days())
        .isolate("An", 5..)
        .only_kind("market")
        .only_place("m")
        .only_unit("a/b")
        .only_source("qr")
        .only_person("An")
        .except_kind("contact")
        .except_place("n")
        .except_unit("c")
        .except_source("survey")
        .except_person("Bình")
        .roll_up("company")
        .close("m", 0..60)
        .split("m", 3)
        .risk(rates)
        .direction(Direction::Backward)
        .question()
        .unwrap();
    let text = crate::question::question_to_toml(&question).unwrap();
    let expected = r#"
        hops = 3
        min_overlap = "1s"
        latent = "0s"
        until = "inf"
        direction = "backward"
        roll_up = "company"
        cases = [{ person = "An", infectious = { start = 0, end = 9 } }]
        isolation = [{ person = "An", during = { start = 5, end = "inf" } }]
        closures = [{ place = "m", during = { start = 0, end = 60 } }]
        splits = [{ place = "m", parts = 3 }]
        cumulative = { min_total = "15m", within = "1d" }
        risk = { otherwise = 0.000005 }
        [only]
        kinds = ["market"]
        places = ["m"]
        units = ["a/b"]
        sources = ["qr"]
        persons = ["An"]
        [except]
        kinds = ["contact"]
        places = ["n"]
        units = ["c"]
        sources = ["survey"]
        persons = ["Bình"]
    "#;
    let expected = Draft::from_toml("expected", expected).unwrap();
    assert_eq!(question, expected.question().unwrap(), "{text}");
}

#[test]
fn a_preset_lies_under_what_is_said_after_it() {
    let question = builder()
        .case("An", 0..9)
        .hops(7)
        .preset("who-close-contact")
        .min_overlap(20.minutes())
        .question()
        .unwrap();
    assert_eq!((question.hops, question.cases.len()), (Hops::AtMost(1), 1));
    assert_eq!(question.min_overlap, 20.minutes());
    let unknown = builder().preset("who").case("An", 0..9).question();
    assert!(unknown.unwrap_err().to_string().starts_with("preset: "));
}

#[test]
fn s28_wrong_words_are_told() {
    for (wrong, message) in [
        (builder().isolate("", 0..1), "isolation: the id is empty"),
        (builder().only_kind("Bus"), "only.kinds: `Bus` is not"),
        (builder().except_person(""), "except.persons: the id"),
        (builder().close("m", 5..5), "closures: the interval"),
        (builder().split("", 2), "splits: the id is empty"),
        (builder().roll_up("?"), "roll_up: `?` is not"),
        (
            builder().case("An", 0..9).split("m", 1),
            "splits: `m` into 1 parts",
        ),
        (
            builder().case("An", 0..9).cumulative(2.hours(), 1.hours()),
            "cumulative: min_total 2h within 1h",
        ),
    ] {
        let error = wrong.question().unwrap_err();
        assert!(error.is_question(), "{error}");
        assert!(error.to_string().starts_with(message), "{error}");
    }
}
