//! For tests: asks the oracle about a sketched world and compares rows and chains as lines of text.

use truyvet_model::{
    Duration, Grade, Interval, PersonNo, Question, QuestionError, Setting, Timestamp, Witness,
};

use crate::oracle::{Traced, forward};
use crate::sketch::{self, INF, Sketch, question};

/// The oracle's answer to a sketched world of up to nine people.
pub(crate) fn ask(sketch: &Sketch, question: &Question) -> Result<Traced, QuestionError> {
    forward(&sketch.clone().world(), question, &sketch::cases(9))
}

/// `by p0 q3 5..10`, `?` after it if it rests on an assumed end.
pub(crate) fn event(witness: &Witness) -> String {
    let setting = match witness.setting {
        Setting::Contact => "contact".to_owned(),
        Setting::Place(place) => format!("q{}", place.0),
    };
    let (x, y) = (witness.overlap.start(), witness.overlap.end());
    let mark = if witness.grade == Grade::Recorded {
        ""
    } else {
        "?"
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
