//! Which events of one hop qualify: by themselves, or adding up (S10, S11, S17).

use std::collections::BTreeMap;

use truyvet_model::{Cumulative, Interval, PersonNo, Question};

use crate::event::Event;

/// An event and whether it qualifies.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Judged {
    /// The event.
    pub event: Event,
    /// Whether it qualifies at its hop.
    pub qualifies: bool,
}

/// All `events` of one hop, judged by the thresholds of `question`.
#[must_use]
pub fn judge(events: Vec<Event>, question: &Question) -> Vec<Judged> {
    let mut pairs: BTreeMap<(PersonNo, PersonNo), Vec<Interval>> = BTreeMap::new();
    for event in &events {
        let pair = (event.witness.infector, event.exposed);
        pairs.entry(pair).or_default().push(event.witness.overlap);
    }
    let adds_up = |event: &Event| {
        let pair = (event.witness.infector, event.exposed);
        let overlaps = pairs.get(&pair).map_or(&[][..], Vec::as_slice);
        question
            .cumulative
            .is_some_and(|rule| s17_adds_up(rule, overlaps, event.witness.overlap))
    };
    events
        .into_iter()
        .map(|event| Judged {
            event,
            qualifies: event.s10_qualifies(question.min_overlap) || adds_up(&event),
        })
        .collect()
}

/// S17: whether some span `[t, t + R)` has a second of `overlap` in it and at least T of all
/// `overlaps` of the pair.
///
/// As t grows, the sum grows by a straight line for as long as no overlap enters or leaves at
/// either end of the span. It stops growing only where the span's start meets an overlap's
/// start or its end an overlap's end; besides those, the first and the last span that hold a
/// second of `overlap` have to be tried.
#[must_use]
pub fn s17_adds_up(rule: Cumulative, overlaps: &[Interval], overlap: Interval) -> bool {
    let within = rule.within.seconds();
    let (x, y) = (overlap.start().seconds(), overlap.end().seconds());
    let (first, last) = (x - within + 1, y - 1);
    let starts = overlaps.iter().map(|o| o.start().seconds());
    let ends = overlaps.iter().map(|o| o.end().seconds() - within);
    let mut spans = starts.chain(ends).chain([first, last]);
    spans.any(|t| {
        let touches = (first..=last).contains(&t);
        touches && s17_sum(overlaps, t, t + within) >= rule.min_total.seconds()
    })
}

/// How many seconds of `overlaps` lie in `[start, end)`; an hour in two places is two.
fn s17_sum(overlaps: &[Interval], start: i64, end: i64) -> i64 {
    let part = |o: &Interval| o.end().seconds().min(end) - o.start().seconds().max(start);
    overlaps.iter().map(|o| part(o).max(0)).sum()
}

#[cfg(test)]
#[path = "cumulative_tests.rs"]
mod tests;
