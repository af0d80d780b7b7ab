//! An outbreak over the province's visits, with known truth: who infected whom, where and when.
//!
//! Susceptible, exposed, infectious, removed (SEIR). Two people in one circle of a place at one
//! time may infect each other: the moment of infection is exponential with the rate of the place's
//! kind times the infector's own infectiousness; the first moment of all counts. Windows of one
//! day are worked off one after the other: nobody is infectious within a day of being infected, so
//! that what happens in a window does not depend on itself.

use std::collections::BTreeMap;
use std::ops::Range;

use crate::chance::exponential;
use crate::circle::{Circle, Circles};
use crate::course::{Infection, Origin, OutbreakSpec, course};
use crate::day::midnight;
use crate::draws::{Draws, Purpose, key, purpose};
use crate::place::PlaceKind;
use crate::record::SynthVisit;
use crate::spec::SynthError;

/// All infections of a province.
///
/// ```
/// use truyvet_synth::{Circles, Outbreak, OutbreakSpec, Province, ProvinceSpec};
/// let province = Province::new(&ProvinceSpec { people: 2000, ..ProvinceSpec::default() })?;
/// let circles = Circles::new(&province);
/// let outbreak = Outbreak::run(&circles, &OutbreakSpec::default(), &mut |_| {})?;
/// let brought_in = outbreak.infections().iter().filter(|i| i.infector.is_none());
/// assert_eq!(brought_in.count(), 5);
/// # Ok::<(), truyvet_synth::SynthError>(())
/// ```
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Outbreak {
    infections: Vec<Infection>,
    by_person: BTreeMap<u32, usize>,
}

/// An infectious person's stay in the window.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Shed {
    circle: Circle,
    start: i64,
    end: i64,
    infector: u32,
    /// Which infection.
    at: usize,
}

/// An infection that would happen if no earlier one does.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Candidate {
    person: u32,
    time: i64,
    infector: u32,
    place: u32,
}

/// People are worked off in so many parts, by as many threads as there are.
const PARTS: u32 = 64;

impl Outbreak {
    /// Lets the disease of `spec` run through the province of `circles`, over all its days.
    /// `progress` is told how many days are done.
    ///
    /// # Errors
    /// [`SynthError::Spec`] for a field out of range.
    pub fn run(
        circles: &Circles<'_>,
        spec: &OutbreakSpec,
        progress: &mut dyn FnMut(u32),
    ) -> Result<Self, SynthError> {
        let province = circles.province();
        spec.check(province.person_count())?;
        let mut outbreak = Self::default();
        outbreak.seed(circles, spec);
        let mut carried: Vec<Vec<SynthVisit>> = vec![Vec::new(); PARTS as usize];
        for day in 0..province.spec().days {
            if outbreak.infections.is_empty() {
                break;
            }
            let start = midnight(province.spec().start.seconds(), day);
            let end = midnight(province.spec().start.seconds(), day + 1);
            let window = Window {
                circles,
                spec,
                outbreak: &outbreak,
                day,
                span: start..end,
                shed: Vec::new(),
                marked: Vec::new(),
            };
            let found = window.look(&mut carried);
            outbreak.add(circles, spec, found);
            progress(day + 1);
        }
        outbreak.infections.sort_by_key(|i| (i.time, i.person));
        outbreak.by_person = (outbreak.infections.iter().enumerate())
            .map(|(at, i)| (i.person, at))
            .collect();
        Ok(outbreak)
    }

    fn seed(&mut self, circles: &Circles<'_>, spec: &OutbreakSpec) {
        let province = circles.province();
        let seed = province.layout().seed;
        let mut draws = Draws::new(purpose(seed, Purpose::Transmissions));
        while self.infections.len() < spec.seeds as usize {
            let person = draws.below(province.person_count());
            let ago = i64::from(draws.below(3 * 86_400));
            let origin = Origin {
                infector: None,
                place: None,
                time: province.spec().start.seconds() - 1 - ago,
                generation: 0,
            };
            self.push(course(spec, seed, person, origin));
        }
    }

    fn push(&mut self, infection: Infection) {
        let at = self.infections.len();
        if let std::collections::btree_map::Entry::Vacant(room) =
            self.by_person.entry(infection.person)
        {
            room.insert(at);
            self.infections.push(infection);
        }
    }

    fn add(&mut self, circles: &Circles<'_>, spec: &OutbreakSpec, mut found: Vec<Candidate>) {
        // By person, the earliest first: the others do not happen.
        found.sort_unstable();
        for candidate in found {
            let generation = self.of(candidate.infector).map_or(0, |i| i.generation);
            let origin = Origin {
                infector: Some(candidate.infector),
                place: Some(candidate.place),
                time: candidate.time,
                generation: generation + 1,
            };
            let seed = circles.province().layout().seed;
            self.push(course(spec, seed, candidate.person, origin));
        }
    }

    /// All infections, in order of time.
    #[must_use]
    pub fn infections(&self) -> &[Infection] {
        &self.infections
    }

    /// The infection of `person`.
    #[must_use]
    pub fn of(&self, person: u32) -> Option<&Infection> {
        self.infections.get(*self.by_person.get(&person)?)
    }

    /// What is left of a visit: people in isolation go nowhere.
    #[must_use]
    pub fn cut(&self, visit: SynthVisit) -> Option<SynthVisit> {
        if self.infections.is_empty() {
            return Some(visit);
        }
        let isolated = self.of(visit.person).and_then(|i| i.isolated);
        let end = visit.end.min(isolated.unwrap_or(i64::MAX));
        (end > visit.start).then_some(SynthVisit { end, ..visit })
    }
}

/// One day of an outbreak, from midnight to midnight.
struct Window<'a> {
    circles: &'a Circles<'a>,
    spec: &'a OutbreakSpec,
    outbreak: &'a Outbreak,
    day: u32,
    span: Range<i64>,
    shed: Vec<Shed>,
    /// A bit per place: somebody infectious is there.
    marked: Vec<u64>,
}

impl Window<'_> {
    /// Everybody who may be infected in the window. `carried` are stays that began before it, part
    /// by part; they are replaced by those that reach beyond it.
    fn look(mut self, carried: &mut [Vec<SynthVisit>]) -> Vec<Candidate> {
        self.mark();
        let people = self.circles.province().person_count();
        let threads = std::thread::available_parallelism().map_or(1, std::num::NonZero::get);
        let share = carried.len().div_ceil(threads.max(1)).max(1);
        let mut found = Vec::new();
        std::thread::scope(|scope| {
            let mut work = Vec::new();
            for (thread, parts) in carried.chunks_mut(share).enumerate() {
                let window = &self;
                work.push(scope.spawn(move || {
                    let mut found = Vec::new();
                    for (i, stays) in parts.iter_mut().enumerate() {
                        let part = u32::try_from(thread * share + i).unwrap_or(PARTS);
                        let cut = |n: u32| {
                            let upto = u64::from(n) * u64::from(people) / u64::from(PARTS);
                            u32::try_from(upto).unwrap_or(people)
                        };
                        window.look_at(cut(part)..cut(part + 1), stays, &mut found);
                    }
                    found
                }));
            }
            for thread in work {
                match thread.join() {
                    Ok(mut part) => found.append(&mut part),
                    Err(why) => std::panic::resume_unwind(why),
                }
            }
        });
        found
    }

    /// Notes where infectious people are.
    fn mark(&mut self) {
        let province = self.circles.province();
        self.marked = vec![0; province.place_count() as usize / 64 + 1];
        for (at, infection) in self.outbreak.infections.iter().enumerate() {
            let (from, until) = (infection.infectious, infection.until());
            if from >= self.span.end || until <= self.span.start {
                continue;
            }
            let (from, until) = (from.max(self.span.start), until.min(self.span.end));
            let yesterday = self.day.checked_sub(1);
            for day in yesterday.into_iter().chain([self.day]) {
                for visit in province.visits_of(infection.person, day) {
                    let (start, end) = (visit.start.max(from), visit.end.min(until));
                    if start < end {
                        if let Some(bits) = self.marked.get_mut(visit.place as usize / 64) {
                            *bits |= 1 << (visit.place % 64);
                        }
                        self.shed.push(Shed {
                            circle: self.circles.of(&visit),
                            start,
                            end,
                            infector: infection.person,
                            at,
                        });
                    }
                }
            }
        }
        self.shed.sort_unstable();
    }

    fn look_at(
        &self,
        people: Range<u32>,
        carried: &mut Vec<SynthVisit>,
        found: &mut Vec<Candidate>,
    ) {
        let province = self.circles.province();
        for visit in carried.drain(..) {
            self.meet(&visit, found);
        }
        let mut each = |visit: &SynthVisit| {
            if visit.start < self.span.end {
                self.meet(visit, found);
            }
            if visit.end > self.span.end {
                carried.push(*visit);
            }
        };
        province.each_visit_of(people, self.day, &mut each);
    }

    /// Whether one of the infectious people of the visit's circle infects the visitor.
    fn meet(&self, visit: &SynthVisit, found: &mut Vec<Candidate>) {
        let bits = self.marked.get(visit.place as usize / 64);
        if bits.is_none_or(|bits| bits & (1 << (visit.place % 64)) == 0)
            || self.outbreak.by_person.contains_key(&visit.person)
        {
            return;
        }
        let circle = self.circles.of(visit);
        let first = self.shed.partition_point(|shed| shed.circle < circle);
        let here = self.shed.get(first..).unwrap_or_default();
        for shed in here.iter().take_while(|shed| shed.circle == circle) {
            let (start, end) = (
                visit.start.max(shed.start).max(self.span.start),
                visit.end.min(shed.end).min(self.span.end),
            );
            if start < end
                && let Some(time) = self.infects(visit, shed, start, end)
            {
                found.push(Candidate {
                    person: visit.person,
                    time,
                    infector: shed.infector,
                    place: visit.place,
                });
            }
        }
    }

    /// When in `start..end` the infector of `shed` infects the visitor, if at all.
    fn infects(&self, visit: &SynthVisit, shed: &Shed, start: i64, end: i64) -> Option<i64> {
        let layout = self.circles.province().layout();
        let kind = layout.places.row(visit.place)?.kind;
        let infectiousness = self.outbreak.infections.get(shed.at)?.infectiousness;
        let per_hour = rate(self.spec, kind) * self.spec.strength * infectiousness;
        let pair = (u64::from(shed.infector) << 32) | u64::from(visit.person);
        let own = key(purpose(layout.seed, Purpose::Transmissions), pair);
        let mut draws = Draws::new(key(own, start.cast_unsigned()));
        let hours = exponential(&mut draws) / per_hour;
        #[expect(
            clippy::cast_possible_truncation,
            reason = "`as` saturates, and whatever is late does not happen"
        )]
        let time = start.saturating_add((hours * 3_600.0) as i64);
        (time < end).then_some(time)
    }
}

/// The rate of `spec` for places of `kind`, per hour.
const fn rate(spec: &OutbreakSpec, kind: PlaceKind) -> f64 {
    match kind {
        PlaceKind::Household | PlaceKind::BoardingHouse => spec.home_rate,
        PlaceKind::Line | PlaceKind::Office | PlaceKind::Shop | PlaceKind::Market => spec.work_rate,
        PlaceKind::Canteen | PlaceKind::Restaurant => spec.table_rate,
        PlaceKind::Bus | PlaceKind::Coach => spec.ride_rate,
        PlaceKind::Class => spec.class_rate,
        _ => spec.other_rate,
    }
}

#[cfg(test)]
#[path = "outbreak_tests.rs"]
mod tests;
