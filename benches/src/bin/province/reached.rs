//! The table of figures that were set as reach, and how far each is.

use truyvet_benches::ask::{Kind, Times};
use truyvet_benches::report::goals::{Goal, Reach};

use crate::asking::{Asked, Series};

/// What the table needs besides the times of questions.
#[derive(Debug)]
pub(crate) struct Measured {
    pub threads: usize,
    pub bytes_per_visit: Option<f64>,
    pub decode_per_s: f64,
    /// F1, F2, F3 of many segments to those of one.
    pub segments: Option<[f64; 3]>,
    /// Whole answers to levels only.
    pub columns: Option<f64>,
    pub cold_s: Option<f64>,
}

/// Every figure, in the order in which the reach was set.
pub(crate) fn goals(asked: &Asked, measured: &Measured) -> Vec<Goal> {
    let mut goals = bytes(measured);
    goals.extend(hops(asked, measured.threads));
    goals.extend(usual(asked, measured.threads));
    let cold = measured.cold_s.map(|s| s * 1e3);
    let cold = Goal::new("F1, cold files, median", cold, "ms", Reach::AtMost(6.0));
    goals.push(cold.note("new tracer each time; opening apart"));
    for hop in 0..3 {
        let ratio = measured
            .segments
            .and_then(|ratios| ratios.get(hop).copied());
        let figure = format!("F{}, day segments to one segment", hop + 1);
        goals.push(Goal::new(&figure, ratio, "", Reach::AtMost(1.15)));
    }
    goals.extend(hundred(asked, measured.threads));
    let figure = "F3, whole answer to levels only";
    let columns = Goal::new(figure, measured.columns, "", Reach::AtMost(2.0));
    goals.push(match measured.columns {
        Some(_) => columns,
        None => columns.note("the engine cannot leave columns out"),
    });
    goals
}

fn bytes(measured: &Measured) -> Vec<Goal> {
    let bytes = measured.bytes_per_visit;
    let decode = Some(measured.decode_per_s / 1e9);
    let figure = "bytes a visit, all indexes, names aside";
    let note = "all columns, checksums known to be good";
    vec![
        Goal::new(figure, bytes, "bytes", Reach::AtMost(7.2)),
        Goal::new(
            "decode of place blocks, one core",
            decode,
            "G visits/s",
            Reach::AtLeast(2.0),
        )
        .note(note),
    ]
}

fn one(asked: &Asked, kind: Kind, hops: u32, threads: usize) -> Option<Times> {
    asked.of(Series {
        kind,
        hops,
        cases: 1,
        threads,
    })
}

/// F1, F2, F3 of one case, unbounded U.
fn hops(asked: &Asked, threads: usize) -> Vec<Goal> {
    let of = |hops, threads| one(asked, Kind::Unbounded, hops, threads);
    let ms = |times: Option<Times>, part: fn(&Times) -> f64| times.map(|t| part(&t) * 1e3);
    let median = |times| ms(times, |t| t.median_s);
    let goal = |figure: &str, value, most| Goal::new(figure, value, "ms", Reach::AtMost(most));
    let (f1, f2) = (of(1, threads), of(2, threads));
    let mut goals = vec![
        goal("F1, median", median(f1), 0.1).moonshot(0.05),
        goal("F1, p95", ms(f1, |t| t.p95_s), 0.5),
        goal("F2, median", median(f2), 40.0).moonshot(15.0),
    ];
    for (threads, most, moonshot) in [(1, 950.0, None), (2, 550.0, Some(350.0))] {
        let times = of(3, threads);
        let largest = ms(times, |t| t.largest_s);
        let figure = format!("F3, {threads} threads, largest answer");
        let note = times.map_or_else(
            || format!("not asked with {threads} threads"),
            |t| {
                format!(
                    "{} people exposed; median {:.0} ms",
                    t.largest,
                    t.median_s * 1e3
                )
            },
        );
        let goal = goal(&figure, largest, most).note(&note);
        goals.push(match moonshot {
            Some(best) => goal.moonshot(best),
            None => goal,
        });
    }
    goals
}

/// The usual question as a multiple of the unbounded one.
fn usual(asked: &Asked, threads: usize) -> Vec<Goal> {
    let mut goals = Vec::new();
    for hops in 1..=3 {
        let both =
            one(asked, Kind::Usual, hops, threads).zip(one(asked, Kind::Unbounded, hops, threads));
        let median = both.map(|(usual, unbounded)| usual.median_s / unbounded.median_s);
        let p95 = both.map(|(usual, unbounded)| usual.p95_s / unbounded.p95_s);
        for (name, ratio) in [("median", median), ("p95", p95)] {
            let figure = format!("F{hops}, usual to unbounded, {name}");
            goals.push(Goal::new(&figure, ratio, "", Reach::AtMost(1.5)));
        }
    }
    goals
}

/// F3 of a hundred cases as a multiple of F3 of one.
fn hundred(asked: &Asked, threads: usize) -> Vec<Goal> {
    let mut goals = Vec::new();
    for kind in Kind::ALL {
        let series = Series {
            kind,
            hops: 3,
            cases: 100,
            threads,
        };
        let both = asked.of(series).zip(one(asked, kind, 3, threads));
        let ratio = both.map(|(hundred, one)| hundred.median_s / one.largest_s);
        let median = both.map(|(hundred, one)| hundred.median_s / one.median_s);
        let figure = format!("F3, 100 cases to the largest of one, {}", kind.name());
        let note = median.map_or_else(String::new, |m| format!("to the median of one: {m:.1}"));
        goals.push(Goal::new(&figure, ratio, "", Reach::AtMost(1.5)).note(&note));
    }
    goals
}
