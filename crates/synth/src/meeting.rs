//! Meetings: two people in one circle of one place at one time, day by day.

use crate::circle::{Circle, Circles};
use crate::day::midnight;
use crate::record::SynthVisit;

/// Two people, `a < b`, close to each other at a place during `start..end`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Meeting {
    /// The one of lower number.
    pub a: u32,
    /// The other one.
    pub b: u32,
    /// Where.
    pub place: u32,
    /// From when, seconds since the epoch.
    pub start: i64,
    /// Until when, later than `start`.
    pub end: i64,
}

/// A visit by its circle, as sorted.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Stay {
    circle: Circle,
    start: i64,
    end: i64,
    person: u32,
    /// From an earlier day: meetings among these were told then.
    told: bool,
}

/// Meetings of a province, one day after the other. Each meeting is told once, on the day when
/// the later of the two visits begins.
#[derive(Debug)]
pub struct Meetings<'a> {
    circles: &'a Circles<'a>,
    next: u32,
    stays: Vec<Stay>,
}

impl<'a> Meetings<'a> {
    /// From day 0 on.
    #[must_use]
    pub const fn new(circles: &'a Circles<'a>) -> Self {
        Self {
            circles,
            next: 0,
            stays: Vec::new(),
        }
    }

    /// Calls `each` with the meetings of the next day, in an order that is always the same.
    /// `see` says which visits count, and may cut them.
    pub fn next_day(
        &mut self,
        see: impl Fn(SynthVisit) -> Option<SynthVisit>,
        mut each: impl FnMut(Meeting),
    ) {
        let province = self.circles.province();
        let start = midnight(province.spec().start.seconds(), self.next);
        self.stays.retain(|stay| stay.end > start);
        for stay in &mut self.stays {
            stay.told = true;
        }
        province.each_visit_on(self.next, |visit| {
            if let Some(visit) = see(visit) {
                self.stays.push(Stay {
                    circle: self.circles.of(&visit),
                    start: visit.start,
                    end: visit.end,
                    person: visit.person,
                    told: false,
                });
            }
        });
        self.next += 1;
        self.stays.sort_unstable();
        let mut here: Vec<Stay> = Vec::new();
        let mut circle = None;
        for stay in &self.stays {
            if circle != Some(stay.circle) {
                circle = Some(stay.circle);
                here.clear();
            }
            here.retain(|other| other.end > stay.start);
            for other in &here {
                if other.person != stay.person && !(other.told && stay.told) {
                    each(Meeting {
                        a: stay.person.min(other.person),
                        b: stay.person.max(other.person),
                        place: stay.circle.place(),
                        start: stay.start,
                        end: stay.end.min(other.end),
                    });
                }
            }
            here.push(*stay);
        }
    }
}

/// How many different people everybody meets on day `day` (not the first), for a minute or more; by person.
#[must_use]
pub fn met_on(circles: &Circles<'_>, day: u32) -> Vec<u32> {
    let province = circles.province();
    let people = province.person_count() as usize;
    let mut pairs: Vec<(u32, u32)> = Vec::new();
    let (from, to) = {
        let start = province.spec().start.seconds();
        (midnight(start, day), midnight(start, day + 1))
    };
    let mut meetings = Meetings::new(circles);
    meetings.next = day.saturating_sub(1);
    for _ in 0..2 {
        meetings.next_day(Some, |meeting| {
            let seconds = meeting.end.min(to) - meeting.start.max(from);
            if seconds >= 60 {
                pairs.push((meeting.a, meeting.b));
            }
        });
    }
    let mut counts = vec![0u32; people];
    pairs.sort_unstable();
    pairs.dedup();
    for pair in pairs {
        for person in [pair.0, pair.1] {
            if let Some(count) = counts.get_mut(person as usize) {
                *count += 1;
            }
        }
    }
    counts
}

#[cfg(test)]
#[path = "meeting_tests.rs"]
mod tests;
