//! For tests: asks the oracle about a sketched world and compares rows and chains as lines of text.

use std::ops::Range;

use truyvet_model::{
    Closure, Cumulative, Direction, Duration, Grade, Interval, Isolation, PersonNo, PlaceNo,
    Question, QuestionError, Rate, Rates, Setting, Split, Timestamp, Witness,
};

use crate::oracle::{Traced, trace};
use crate::sketch::{self, INF, Sketch, person_id, place_id, question};

/// The oracle's answer to a sketched world of up to nine people.
pub(crate) fn ask(sketch: &Sketch, question: &Question) -> Result<Traced, QuestionError> {
    let world = sketch.clone().world();
    trace(&world, question, &sketch::ids(9, &world))
}

/// `by p0 q3 5..10`, `?` after it if it rests on an assumed end, `~` if on a roll-up.
pub(crate) fn event(witness: &Witness) -> String {
    let setting = match witness.setting {
        Setting::Contact => "contact".to_owned(),
        Setting::Place(place) => format!("q{}", place.0),
    };
    let (x, y) = (witness.overlap.start(), witness.overlap.end());
    let mark = match witness.grade {
        Grade::Recorded => "",
        Grade::AssumedEnd => "?",
        Grade::Coarse => "~",
    };
    let (x, y) = (x.seconds(), y.seconds());
    format!("p{} {setting} {x}..{y}{mark}", witness.infector.0)
}

/// Asks and compares the rows, written as
/// `person Flevel first-exposure (earliest) by witness, person-seconds`.
pub(crate) fn check(sketch: &Sketch, question: &Question, expected: &[&str]) {
    let traced = ask(sketch, question).unwrap();
    let row = |row: &truyvet_model::Exposure| {
        format!(
            "p{} F{} {} ({}) by {}, {}s",
            row.person.0,
            row.level,
            row.first_exposure.seconds(),
            row.earliest_exposure.seconds(),
            event(&row.witness),
            row.person_seconds
        )
    };
    let rows: Vec<String> = traced.rows().iter().map(row).collect();
    assert_eq!(rows, expected);
}

/// Asks and compares the chain to `to`, written as `hop: witness > exposed`.
pub(crate) fn check_chain(sketch: &Sketch, question: &Question, to: u32, expected: &[&str]) {
    let chain = ask(sketch, question).unwrap().chain(PersonNo(to)).unwrap();
    let step = |step: &truyvet_model::ChainStep| {
        format!("{}: {} > p{}", step.hop, event(&step.event), step.exposed.0)
    };
    let steps: Vec<String> = chain.iter().map(step).collect();
    assert_eq!(steps, expected);
}

pub(crate) fn seconds(n: u32) -> Duration {
    Duration::from_seconds(n)
}

/// With that d, in seconds.
pub(crate) fn overlap_at_least(d: u32, question: Question) -> Question {
    Question {
        min_overlap: seconds(d),
        ..question
    }
}

/// With those L and U, in seconds.
pub(crate) fn latent_until(latent: u32, until: u32, question: Question) -> Question {
    Question {
        latent: seconds(latent),
        until: seconds(until),
        ..question
    }
}

/// With that W.
pub(crate) fn window(start: i64, end: i64, question: Question) -> Question {
    let t = Timestamp::from_seconds;
    Question {
        window: Some(Interval::new(t(start), t(end)).unwrap()),
        ..question
    }
}

/// With that lag for a kind, in seconds.
pub(crate) fn lag(kind: &str, length: u32, mut question: Question) -> Question {
    question.lag.insert(kind.parse().unwrap(), seconds(length));
    question
}

/// That one case, infectious all the time.
pub(crate) fn always(case: u32) -> Question {
    question(&[(case, -1000..INF)])
}

/// With T within R, in seconds (S17).
pub(crate) fn cumulative(total: u32, within: u32, question: Question) -> Question {
    Question {
        cumulative: Some(Cumulative {
            min_total: seconds(total),
            within: seconds(within),
        }),
        ..question
    }
}

/// With that person isolated then (S18).
pub(crate) fn isolated(person: u32, during: Range<i64>, mut question: Question) -> Question {
    question.isolation.push(Isolation {
        person: person_id(PersonNo(person)),
        during: sketch::interval(during),
    });
    question
}

/// With that place closed then.
pub(crate) fn closed(place: u32, during: Range<i64>, mut question: Question) -> Question {
    question.closures.push(Closure {
        place: place_id(PlaceNo(place)),
        during: sketch::interval(during),
    });
    question
}

/// With that place split.
pub(crate) fn split(place: u32, parts: u32, mut question: Question) -> Question {
    let place = place_id(PlaceNo(place));
    question.splits.push(Split { place, parts });
    question
}

/// With visits counted at the ancestor of that kind (S20).
pub(crate) fn roll_up(kind: &str, question: Question) -> Question {
    Question {
        roll_up: Some(kind.parse().unwrap()),
        ..question
    }
}

/// Asked backward (S21).
pub(crate) fn backward(question: Question) -> Question {
    Question {
        direction: Direction::Backward,
        ..question
    }
}

/// With the rate of one an hour for `bus`, half of it for all else, and contacts as said (S22).
pub(crate) fn risk(contact: Option<u32>, question: Question) -> Question {
    let rate = Rate::from_millionths;
    let mut rates = Rates {
        otherwise: rate(500_000),
        ..Rates::default()
    };
    rates
        .by_kind
        .insert("bus".parse().unwrap(), rate(1_000_000));
    if let Some(contact) = contact {
        rates
            .by_kind
            .insert("contact".parse().unwrap(), rate(contact));
    }
    Question {
        risk: Some(rates),
        ..question
    }
}
