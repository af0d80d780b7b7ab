//! Time that two groups of different people share at one place, without looking at pairs (S23).

/// A stretch of time of somebody: start, end, person.
pub(crate) type Span = (i64, i64, u32);

/// What two groups share.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Together {
    /// When somebody of each was there; in order, of each call by itself.
    pub times: Vec<(i64, i64)>,
    /// Who of the first group was there with anybody of the second; some perhaps twice.
    pub infectious: Vec<u32>,
    /// Who of the second group was there with anybody of the first; some perhaps twice.
    pub exposed: Vec<u32>,
    /// The sum over all pairs of the time that they share.
    pub seconds: u64,
}

/// Adds to `all` what `sheds` and `stays` share. The stays are in order of their starts; the sheds
/// are put into it.
pub(crate) fn together(sheds: &mut [Span], stays: &[Span], all: &mut Together) {
    let Some(end) = sheds.iter().map(|span| span.1).max() else {
        return;
    };
    sheds.sort_by_key(|span| span.0);
    let start = sheds.first().map_or(i64::MAX, |first| first.0);
    // Most stays are long before or long after.
    let met = |stay: &&Span| start < stay.1 && stay.0 < end;
    let stays: Vec<Span> = stays.iter().filter(met).copied().collect();
    let stays = stays.as_slice();
    let (infectious, exposed) = (union(sheds), union(stays));
    let before = all.times.len();
    intersect(&infectious, &exposed, &mut all.times);
    if all.times.len() == before {
        return;
    }
    members(sheds, &exposed, &mut all.infectious);
    members(stays, &infectious, &mut all.exposed);
    all.seconds = all.seconds.saturating_add(seconds(sheds, stays));
}

/// The times at which anybody is there; of spans in order of their starts.
fn union(spans: &[Span]) -> Vec<(i64, i64)> {
    let mut joined: Vec<(i64, i64)> = Vec::new();
    for &(start, end, _) in spans {
        match joined.last_mut() {
            Some(last) if start <= last.1 => last.1 = last.1.max(end),
            _ => joined.push((start, end)),
        }
    }
    joined
}

fn intersect(a: &[(i64, i64)], b: &[(i64, i64)], out: &mut Vec<(i64, i64)>) {
    let (mut left, mut right) = (a.iter().peekable(), b.iter().peekable());
    while let (Some(&&a), Some(&&b)) = (left.peek(), right.peek()) {
        let (x, y) = (a.0.max(b.0), a.1.min(b.1));
        if x < y {
            out.push((x, y));
        }
        if a.1 <= b.1 {
            left.next();
        } else {
            right.next();
        }
    }
}

/// The people of the spans that meet any of `times`, which are disjoint and in order.
fn members(spans: &[Span], times: &[(i64, i64)], out: &mut Vec<u32>) {
    let mut from = 0usize;
    for &(start, end, person) in spans {
        // The spans are in order of their starts, so what ends before one ends before the next.
        while times.get(from).is_some_and(|time| time.1 <= start) {
            from = from.saturating_add(1);
        }
        if times.get(from).is_some_and(|time| time.0 < end) {
            out.push(person);
        }
    }
}

/// The integral over time of how many of the one are there times how many of the other.
fn seconds(a: &[Span], b: &[Span]) -> u64 {
    // Sorting finds the starts in order, and the ends in a few ordered runs.
    let sorted = |spans: &[Span], of: fn(&Span) -> i64| {
        let mut times: Vec<i64> = spans.iter().map(of).collect();
        times.sort();
        times
    };
    let edges = [
        (sorted(a, |span| span.0), 1i64, 0i64),
        (sorted(a, |span| span.1), -1, 0),
        (sorted(b, |span| span.0), 0, 1),
        (sorted(b, |span| span.1), 0, -1),
    ];
    let mut at = [0usize; 4];
    let (mut here, mut there, mut now) = (0i64, 0i64, 0i64);
    let mut sum = 0u64;
    loop {
        let mut next: Option<i64> = None;
        for ((times, ..), &at) in edges.iter().zip(&at) {
            if let Some(&time) = times.get(at) {
                next = Some(next.map_or(time, |next| next.min(time)));
            }
        }
        let Some(next) = next else { return sum };
        let pairs = u64::try_from(here.saturating_mul(there)).unwrap_or(0);
        let length = u64::try_from(next.saturating_sub(now)).unwrap_or(0);
        sum = sum.saturating_add(pairs.saturating_mul(length));
        now = next;
        for ((times, of_a, of_b), at) in edges.iter().zip(&mut at) {
            while times.get(*at) == Some(&now) {
                here = here.saturating_add(*of_a);
                there = there.saturating_add(*of_b);
                *at = at.saturating_add(1);
            }
        }
    }
}

#[cfg(test)]
#[path = "shared_time_tests.rs"]
mod tests;
