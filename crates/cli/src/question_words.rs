//! A question as one line for people.

use truyvet::{Direction, Filter, Hops, Interval, Question};

/// The question as one line for people: `2 cases, 3 hops, overlap 15m or more, …`. Everything that
/// differs from the defaults is told.
pub(crate) fn in_words(question: &Question) -> String {
    let rest = without_cases(question);
    match question.cases.len() {
        1 => format!("1 case, {rest}"),
        n => format!("{n} cases, {rest}"),
    }
}

/// The same for a question whose cases are told elsewhere.
pub(crate) fn without_cases(question: &Question) -> String {
    let mut words = Vec::new();
    if question.direction == Direction::Backward {
        words.push("backward".to_owned());
    }
    words.push(match question.hops {
        Hops::All => "all hops".to_owned(),
        Hops::AtMost(1) => "1 hop".to_owned(),
        Hops::AtMost(k) => format!("{k} hops"),
    });
    words.push(format!("overlap {} or more", question.min_overlap));
    if let Some(cumulative) = question.cumulative {
        let (total, within) = (cumulative.min_total, cumulative.within);
        words.push(format!("or {total} in total within {within}"));
    }
    words.push(format!("latent {}", question.latent));
    words.push(format!("until {}", question.until));
    if let Some(window) = question.window {
        words.push(format!("window {window}"));
    }
    for (kind, lag) in &question.lag {
        words.push(format!("lag {kind}={lag}"));
    }
    filter("only", &question.only, &mut words);
    filter("except", &question.except, &mut words);
    if let Some(kind) = &question.roll_up {
        words.push(format!("rolled up to {kind}"));
    }
    for isolation in &question.isolation {
        let (person, during) = (&isolation.person, isolation.during);
        words.push(format!("{person} isolated {during}"));
    }
    for closure in &question.closures {
        let place = &closure.place;
        words.push(if closure.during == Interval::ALWAYS {
            format!("{place} closed")
        } else {
            format!("{place} closed {}", closure.during)
        });
    }
    for split in &question.splits {
        words.push(format!("{} split in {}", split.place, split.parts));
    }
    if question.risk.is_some() {
        words.push("with risk".to_owned());
    }
    words.join(", ")
}

fn filter(word: &str, filter: &Filter, words: &mut Vec<String>) {
    let mut say = |key: &str, values: Vec<String>| {
        if !values.is_empty() {
            words.push(format!("{word} {key} {}", values.join(" or ")));
        }
    };
    say(
        "kind",
        filter.kinds.iter().map(ToString::to_string).collect(),
    );
    say(
        "place",
        filter.places.iter().map(ToString::to_string).collect(),
    );
    say("unit", filter.units.iter().cloned().collect());
    say("source", filter.sources.iter().cloned().collect());
    say(
        "person",
        filter.persons.iter().map(ToString::to_string).collect(),
    );
}
