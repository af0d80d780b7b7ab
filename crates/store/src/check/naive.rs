//! The check once more, record against record, as its report is described: for tests.

use truyvet_model::{Duration, Interval, PersonNo, Place, PlaceNo, Timestamp, Visit};

use super::ground::great_circle;
use super::{CheckOptions, Overlap, Stay, Travel};

/// A world of visits with resolved ends.
pub(super) struct Naive<'a> {
    pub(super) places: &'a [Place],
    /// With the resolved end, and whether it is assumed.
    pub(super) visits: &'a [(Visit, i64, bool)],
}

type Seen<'a> = &'a (Visit, i64, bool);

fn stay(seen: Seen<'_>) -> Stay {
    Stay {
        place: seen.0.place,
        interval: Interval::new(seen.0.start, Timestamp::from_seconds(seen.1)).unwrap(),
    }
}

impl Naive<'_> {
    fn is_part(&self, mut place: PlaceNo, of: PlaceNo) -> bool {
        loop {
            if place == of {
                return true;
            }
            match self.places[place.index()].parent {
                Some(parent) => place = parent,
                None => return false,
            }
        }
    }

    fn related(&self, x: PlaceNo, y: PlaceNo) -> bool {
        self.is_part(x, y) || self.is_part(y, x)
    }

    /// The visits of a person in order of start, then place.
    fn of(&self, person: PersonNo) -> Vec<Seen<'_>> {
        let mut visits: Vec<_> = self
            .visits
            .iter()
            .filter(|v| v.0.person == person)
            .collect();
        visits.sort_by_key(|v| (v.0.start, v.0.place));
        visits
    }

    pub(super) fn overlaps(&self, people: u32, options: &CheckOptions) -> Vec<Overlap> {
        let mut found = Vec::new();
        for person in (0..people).map(PersonNo) {
            let visits = self.of(person);
            for (i, later) in visits.iter().enumerate() {
                let start = later.0.start.seconds();
                let length = |earlier: Seen<'_>| earlier.1.min(later.1) - start;
                let odd = |earlier: &Seen<'_>| {
                    !earlier.2
                        && !later.2
                        && !self.related(earlier.0.place, later.0.place)
                        && length(earlier) > options.tolerance.seconds()
                };
                let earlier = visits[..i].iter().copied().filter(odd);
                let earlier = earlier.max_by_key(|v| {
                    let place = std::cmp::Reverse(v.0.place);
                    (v.1, place, v.0.start)
                });
                found.extend(earlier.map(|earlier| Overlap {
                    person,
                    earlier: stay(earlier),
                    later: stay(later),
                    length: Duration::new(length(earlier)).unwrap(),
                }));
            }
        }
        found
    }

    pub(super) fn travels(&self, people: u32, options: &CheckOptions) -> Vec<Travel> {
        let mut found = Vec::new();
        for person in (0..people).map(PersonNo) {
            for pair in self.of(person).windows(2) {
                let (from, to) = (pair[0], pair[1]);
                let left = if from.2 {
                    from.0.start.seconds()
                } else {
                    from.1
                };
                let seconds = to.0.start.seconds() - left;
                let time = seconds + options.tolerance.seconds();
                let at = |seen: Seen<'_>| self.places[seen.0.place.index()].coordinates;
                let (Some(x), Some(y)) = (at(from), at(to)) else {
                    continue;
                };
                let metres = great_circle(x, y);
                let reach = time as f64 * f64::from(options.max_speed_kmh) / 3.6;
                if time >= 0 && metres > reach && !self.related(from.0.place, to.0.place) {
                    found.push(Travel {
                        person,
                        from: stay(from),
                        to: stay(to),
                        #[expect(
                            clippy::cast_possible_truncation,
                            clippy::cast_sign_loss,
                            reason = "half of the way around the Earth at most"
                        )]
                        metres: metres.round() as u64,
                        seconds,
                    });
                }
            }
        }
        found
    }
}
