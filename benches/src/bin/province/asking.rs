//! The questions of the harness, in series, and how long each series took.

use std::num::NonZeroUsize;
use std::time::Duration as Clock;

use truyvet_benches::ask::{self, Columns, Kind, Times};
use truyvet_benches::load::Failure;
use truyvet_benches::report::Report;
use truyvet_model::Question;
use truyvet_store::Snapshot;
use truyvet_synth::ProvinceSpec;
use truyvet_trace::Tracer;

use crate::shared::{Arguments, say};

/// The least number of questions of a series.
const LEAST: usize = 5;

/// What is asked in a series.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Series {
    pub kind: Kind,
    pub hops: u32,
    /// Cases of each question.
    pub cases: usize,
    pub threads: usize,
}

/// Everything that was asked.
#[derive(Debug, Default)]
pub(crate) struct Asked(Vec<(Series, Times)>);

impl Asked {
    /// The series, if it was asked.
    pub(crate) fn of(&self, series: Series) -> Option<Times> {
        let found = self.0.iter().find(|(asked, _)| *asked == series);
        found.map(|(_, times)| *times)
    }
}

/// Questions about one case each.
pub(crate) fn single(
    arguments: &Arguments,
    spec: &ProvinceSpec,
    kind: Kind,
    hops: u32,
) -> Result<Vec<Question>, Failure> {
    let people = ask::cases(spec.people, arguments.cases.max(LEAST));
    let questions = people
        .iter()
        .map(|&person| kind.question(spec, &[person], hops));
    questions.collect()
}

/// How long a series may take.
pub(crate) fn budget(arguments: &Arguments) -> Clock {
    Clock::from_secs(arguments.budget)
}

/// A tracer that works out whole answers.
pub(crate) fn whole(snapshot: &Snapshot, threads: Option<NonZeroUsize>) -> Tracer {
    ask::tracer(snapshot.clone(), threads, Columns::All)
}

/// Asks everything: with all threads, and F3 with one as well.
pub(crate) fn all(
    arguments: &Arguments,
    spec: &ProvinceSpec,
    snapshot: &Snapshot,
    threads: NonZeroUsize,
    report: &mut Report,
) -> Result<Asked, Failure> {
    let mut asked = Asked::default();
    let many = whole(snapshot, Some(threads));
    let alone = whole(snapshot, Some(NonZeroUsize::MIN));
    for kind in Kind::ALL {
        for hops in 1..=3 {
            let questions = single(arguments, spec, kind, hops)?;
            let mut run = |tracer: &Tracer, threads: usize| {
                say(&format!(
                    "asking {}, {hops} hops, one case each",
                    kind.name()
                ));
                let times = ask::ask_each(tracer, &questions, LEAST, budget(arguments))?;
                let series = Series {
                    kind,
                    hops,
                    cases: 1,
                    threads,
                };
                asked.add(series, times, report);
                Ok::<_, Failure>(())
            };
            run(&many, threads.get())?;
            if hops == 3 && threads.get() > 1 {
                run(&alone, 1)?;
            }
        }
        let hundred = ask::cases(spec.people, 100);
        for hops in [1, 3] {
            say(&format!("asking {}, {hops} hops, 100 cases", kind.name()));
            let questions = vec![kind.question(spec, &hundred, hops)?; 5];
            let times = ask::ask_each(&many, &questions, 3, budget(arguments))?;
            let series = Series {
                kind,
                hops,
                cases: 100,
                threads: threads.get(),
            };
            asked.add(series, times, report);
        }
    }
    Ok(asked)
}

impl Asked {
    fn add(&mut self, series: Series, times: Times, report: &mut Report) {
        let cases = match series.cases {
            1 => "one case".to_owned(),
            many => format!("{many} cases"),
        };
        let threads = match series.threads {
            1 => "one thread".to_owned(),
            many => format!("{many} threads"),
        };
        let name = format!("F{}, {cases}, {threads}", series.hops);
        let group = series.kind.name();
        let note = format!(
            "{} asked, {:.0} people exposed (median)",
            times.asked, times.exposed
        );
        let median = Some(times.median_s * 1e3);
        report.add_noted(group, &format!("{name}, median"), median, "ms", note);
        report.add(group, &format!("{name}, p95"), times.p95_s * 1e3, "ms");
        if series.cases == 1 {
            let note = format!("{} people exposed", times.largest);
            let name = format!("{name}, largest answer");
            report.add_noted(group, &name, Some(times.largest_s * 1e3), "ms", note);
        }
        self.0.push((series, times));
    }
}
