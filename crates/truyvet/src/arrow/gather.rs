//! The columns of an answer in the order of its rows, and whose ids they need.

use std::sync::{Mutex, PoisonError};

use truyvet_model::{Exposures, Grade, Setting, Timestamp, Witness};

use super::numbers::{Numbers, Seen};
use crate::error::Error;
use crate::exposures::Order;
use crate::jobs::{Job, PART, work};

/// Stands for no number of a place. No number is as high.
const NOWHERE: u32 = u32::MAX;

/// Columns with a value for each row.
#[derive(Debug, Default)]
pub(super) struct Gathered {
    pub(super) level: Vec<u32>,
    /// First and earliest exposure, start and end of the overlap, in seconds.
    pub(super) times: [Vec<i64>; 4],
    pub(super) person_seconds: Vec<u64>,
    pub(super) grade: Vec<i8>,
    /// Nothing if risk was not asked for.
    pub(super) risk: Vec<f64>,
    /// Numbers of persons, infectors, places.
    pub(super) numbers: [Vec<i32>; 3],
}

/// What else is found on the way.
#[derive(Debug)]
pub(super) struct Found {
    /// The persons, infectors and places that there are.
    pub(super) numbers: [Numbers; 3],
    /// Whether some time of a column is for ever.
    pub(super) forever: [bool; 4],
    /// Whether some row has no place.
    pub(super) contacts: bool,
}

/// What one thread has seen.
struct Notes {
    seen: [Seen; 3],
    forever: [bool; 4],
    contacts: bool,
}

/// The same rows of all columns.
struct Slices<'a> {
    level: &'a mut [u32],
    times: [&'a mut [i64]; 4],
    person_seconds: &'a mut [u64],
    grade: &'a mut [i8],
    risk: &'a mut [f64],
    numbers: [&'a mut [i32]; 3],
}

impl Gathered {
    fn new(rows: usize, risk: bool) -> Self {
        Self {
            level: vec![0; rows],
            times: [(); 4].map(|()| vec![0; rows]),
            person_seconds: vec![0; rows],
            grade: vec![0; rows],
            risk: vec![0.0; if risk { rows } else { 0 }],
            numbers: [(); 3].map(|()| vec![0; rows]),
        }
    }

    fn slices(&mut self) -> Slices<'_> {
        Slices {
            level: &mut self.level,
            times: self.times.each_mut().map(Vec::as_mut_slice),
            person_seconds: &mut self.person_seconds,
            grade: &mut self.grade,
            risk: &mut self.risk,
            numbers: self.numbers.each_mut().map(Vec::as_mut_slice),
        }
    }
}

impl<'a> Slices<'a> {
    /// Takes the first `rows` off.
    fn take(&mut self, rows: usize) -> Slices<'a> {
        fn cut<'a, V>(from: &mut &'a mut [V], rows: usize) -> &'a mut [V] {
            let all = std::mem::take(from);
            let (first, rest) = all.split_at_mut(rows.min(all.len()));
            *from = rest;
            first
        }
        Slices {
            level: cut(&mut self.level, rows),
            times: self.times.each_mut().map(|times| cut(times, rows)),
            person_seconds: cut(&mut self.person_seconds, rows),
            grade: cut(&mut self.grade, rows),
            risk: cut(&mut self.risk, rows),
            numbers: self.numbers.each_mut().map(|numbers| cut(numbers, rows)),
        }
    }

    /// Fills them with these rows.
    fn fill(self, columns: &Exposures, rows: impl Rows, notes: &mut Notes) {
        put(self.level, rows.of(&columns.level), |level| *level);
        let seconds = rows.of(&columns.person_seconds);
        put(self.person_seconds, seconds, |seconds| *seconds);
        put(self.risk, rows.of(&columns.risk), |risk| *risk);
        let [first, earliest, start, end] = self.times;
        let [first_ends, earliest_ends, start_ends, end_ends] = &mut notes.forever;
        let times = rows.of(&columns.first_exposure);
        put(first, times, |time| second(*time, first_ends));
        let times = rows.of(&columns.earliest_exposure);
        put(earliest, times, |time| second(*time, earliest_ends));
        let [seen_people, seen_infectors, seen_places] = &mut notes.seen;
        let [people, infectors, places] = self.numbers;
        put(people, rows.of(&columns.person), |person| {
            person.0.cast_signed()
        });
        let seen = rows.of(&columns.person).map(|person| person.0);
        seen_people.extend(seen);
        let events = || rows.of(&columns.witness);
        put(start, events(), |event| {
            second(event.overlap.start(), start_ends)
        });
        put(end, events(), |event| second(event.overlap.end(), end_ends));
        put(infectors, events(), |event| event.infector.0.cast_signed());
        seen_infectors.extend(events().map(|event| event.infector.0));
        let place = |event: &Witness| match event.setting {
            Setting::Place(place) => place.0,
            Setting::Contact => NOWHERE,
        };
        put(places, events(), |event| place(event).cast_signed());
        notes.contacts |= events().any(|event| place(event) == NOWHERE);
        seen_places.extend(events().map(place).filter(|place| *place != NOWHERE));
        put(self.grade, events(), |event| match event.grade {
            Grade::Recorded => 0,
            Grade::AssumedEnd => 1,
            Grade::Coarse => 2,
        });
    }
}

/// Which rows of the columns.
trait Rows: Copy {
    /// What a column has there.
    fn of<F>(self, column: &[F]) -> impl Iterator<Item = &F>;
}

/// From one row to before another.
#[derive(Clone, Copy)]
struct Span(usize, usize);

impl Rows for Span {
    fn of<F>(self, column: &[F]) -> impl Iterator<Item = &F> {
        column.get(self.0..self.1).unwrap_or_default().iter()
    }
}

/// One after the other as they are listed.
#[derive(Clone, Copy)]
struct Listed<'o>(&'o [u32]);

impl Rows for Listed<'_> {
    fn of<F>(self, column: &[F]) -> impl Iterator<Item = &F> {
        let rows = self.0.iter();
        rows.filter_map(move |row| column.get(*row as usize))
    }
}

fn put<'c, F: 'c, T>(
    to: &mut [T],
    from: impl Iterator<Item = &'c F>,
    mut value: impl FnMut(&F) -> T,
) {
    for (slot, from) in to.iter_mut().zip(from) {
        *slot = value(from);
    }
}

fn second(time: Timestamp, forever: &mut bool) -> i64 {
    *forever |= time.is_forever();
    time.seconds()
}

/// The first `limit` rows in that order; of a store with so many people and places.
///
/// # Errors
/// None of its own.
pub(super) fn gather(
    columns: &Exposures,
    (order, limit): (Order<'_>, usize),
    risk: bool,
    [people, places]: [u32; 2],
    threads: usize,
) -> Result<(Gathered, Found), Error> {
    let rows = columns.len().min(limit);
    let mut gathered = Gathered::new(rows, risk);
    let notes = Mutex::new(Vec::<Notes>::new());
    let new = || Notes {
        seen: [people, people, places].map(|count| Seen::new(rows, count)),
        forever: [false; 4],
        contacts: false,
    };
    let kept = || notes.lock().unwrap_or_else(PoisonError::into_inner);
    let mut left = gathered.slices();
    let jobs = (0..rows).step_by(PART).map(|from| -> Job<'_> {
        let to = from.saturating_add(PART).min(rows);
        let slices = left.take(to.saturating_sub(from));
        let kept = &kept;
        Box::new(move || {
            let mut own = { kept().pop() }.unwrap_or_else(new);
            match order {
                Order::Stored => slices.fill(columns, Span(from, to), &mut own),
                Order::Rows(order) => {
                    let order = order.get(from..to).unwrap_or_default();
                    slices.fill(columns, Listed(order), &mut own);
                }
            }
            kept().push(own);
            Ok(())
        })
    });
    work(jobs.collect(), threads)?;
    let notes = notes.into_inner().unwrap_or_else(PoisonError::into_inner);
    let mut forever = [false; 4];
    let mut contacts = false;
    let mut seen: [Vec<Seen>; 3] = Default::default();
    for own in notes {
        contacts |= own.contacts;
        forever
            .iter_mut()
            .zip(own.forever)
            .for_each(|(any, own)| *any |= own);
        seen.iter_mut()
            .zip(own.seen)
            .for_each(|(all, own)| all.push(own));
    }
    let numbers = seen.map(Numbers::of);
    let found = Found {
        numbers,
        forever,
        contacts,
    };
    Ok((gathered, found))
}
