//! Tests of `presets`: they are questions, they say where they come from, the arithmetic is right.

use super::*;
use truyvet_model::{Duration, Hops, Kind, Question, Rates, ToDuration};

fn asked(name: &str) -> Question {
    Preset::named(name)
        .unwrap()
        .draft()
        .unwrap()
        .question()
        .unwrap()
}

#[test]
fn every_preset_is_a_question_with_a_source() {
    for preset in Preset::all() {
        let name = preset.name();
        assert!(!preset.sources().is_empty() && !preset.leaves_out().is_empty());
        assert!(preset.title().chars().count() < 80, "{name}");
        let text = preset.to_toml();
        let read = Draft::from_toml(name, &text).unwrap();
        assert_eq!(read, preset.draft().unwrap(), "{name}");
        for line in text.lines() {
            assert!(line.chars().count() <= 96, "{name}: {line}");
        }
        assert!(!read.fields().any(|field| field == "cases"), "{name}");
        let mut question = read.question().unwrap();
        question.cases.push(truyvet_model::Case {
            person: "An".parse().unwrap(),
            infectious: truyvet_model::Interval::ALWAYS,
        });
        assert_eq!(question.check(), Ok(()), "{name}");
    }
    let names: Vec<_> = Preset::all().iter().map(Preset::name).collect();
    assert!(names.is_sorted());
    assert_eq!(
        Preset::named("x").unwrap_err().to_string(),
        "preset: there is no preset `x`; there are: cdc-15min-24h, covid-wild-2020, vn-3638, who-close-contact"
    );
}

#[test]
fn definitions_say_what_their_texts_say() {
    let vn = asked("vn-3638");
    assert_eq!((vn.hops, vn.min_overlap), (Hops::AtMost(2), 1.seconds()));
    assert_eq!((vn.latent, vn.until), (0.seconds(), Duration::FOREVER));
    let who = asked("who-close-contact");
    assert_eq!((who.hops, who.min_overlap), (Hops::AtMost(1), 15.minutes()));
    assert_eq!(who.cumulative, None);
    let cdc = asked("cdc-15min-24h").cumulative.unwrap();
    assert_eq!((cdc.min_total, cdc.within), (15.minutes(), 24.hours()));
}

fn rate(rates: &Rates, kind: &str) -> f64 {
    let kind = Kind::new(kind).unwrap();
    f64::from(rates.by_kind.get(&kind).copied().unwrap_or(rates.otherwise))
}

/// The table of docs/risk.md: an attack rate, the hours it is spread over, the share of them that
/// is spent close by.
#[test]
fn s22_rates_give_the_published_attack_rates() {
    let rates = asked(Preset::RISK).risk.unwrap();
    for (kind, attack_rate, hours, close) in [
        ("household", 0.166, 70.0, 1.0),
        ("boarding_house", 0.166, 70.0, 1.0),
        ("contact", 0.011, 1.0, 1.0),
        ("bus", 0.0015, 1.0, 1.0),
        ("hospital", 0.036, 16.0, 1.0),
        ("health_station", 0.036, 16.0, 1.0),
        ("company", 0.019, 40.0, 1.0),
        ("line", 0.019, 40.0, 1.0),
        ("office", 0.019, 40.0, 1.0),
        ("class", 0.019, 40.0, 1.0),
        ("school", 0.019, 40.0, 1.0),
        ("restaurant", 0.059, 6.0, 0.25),
        ("canteen", 0.059, 6.0, 0.25),
        ("worship", 0.059, 6.0, 0.25),
        ("market", 0.011, 1.0, 0.02),
    ] {
        let hourly = -f64::ln_1p(-attack_rate) / hours * close;
        let given = rate(&rates, kind);
        assert!(
            (given - hourly).abs() <= 0.12 * hourly,
            "{kind}: {given} for {hourly}"
        );
    }
    let kinds = rates.by_kind.keys().map(Kind::name);
    let page = include_str!("../../../docs/risk.md");
    for kind in kinds {
        assert!(page.contains(&format!("`{kind}`")), "docs/risk.md: {kind}");
    }
}
