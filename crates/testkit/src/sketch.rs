//! Worlds and questions sketched by hand, a short line per record, people and places by number.

use std::ops::Range;

use truyvet_model::{
    Case, Contact, Duration, ExternalId, Interval, Kind, PersonNo, Place, PlaceNo, Question,
    Timestamp, Visit,
};

use crate::world::{Ids, Recorded, World};

/// No end: for `0..INF`.
pub const INF: i64 = i64::MAX;

/// A world written record by record.
///
/// ```
/// use truyvet_testkit::sketch::{self, Sketch};
/// let world = Sketch::new().visit(0, 7, 0..10).visit(1, 7, 5..20).world();
/// let ids = sketch::ids(2, &world);
/// let traced = truyvet_testkit::trace(&world, &sketch::question(&[(0, 0..10)]), &ids)?;
/// assert_eq!(traced.rows()[0].person_seconds, 5);
/// # Ok::<(), truyvet_model::QuestionError>(())
/// ```
#[derive(Clone, Debug, Default)]
pub struct Sketch(World, Option<String>);

impl Sketch {
    /// Nothing yet.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// `person` was at `place` from check-in to check-out.
    #[must_use]
    pub fn visit(self, person: u32, place: u32, during: Range<i64>) -> Self {
        let end = Some(Timestamp::from_seconds(during.end));
        self.add(person, place, during.start, end)
    }

    /// `person` checked in at `place` and has not checked out.
    #[must_use]
    pub fn open(self, person: u32, place: u32, start: i64) -> Self {
        self.add(person, place, start, None)
    }

    fn sourced<T>(&self, what: T) -> Recorded<T> {
        let source = self.1.clone();
        Recorded { what, source }
    }

    /// Everything added from here on comes from that source (S32).
    #[must_use]
    pub fn source(mut self, name: &str) -> Self {
        self.1 = Some(name.to_owned());
        self
    }

    fn add(mut self, person: u32, place: u32, start: i64, end: Option<Timestamp>) -> Self {
        let visit = Visit {
            person: PersonNo(person),
            place: PlaceNo(place),
            start: Timestamp::from_seconds(start),
            end,
        };
        self.0.visits.push(self.sourced(visit));
        self
    }

    /// `a` and `b` met directly.
    #[must_use]
    pub fn contact(mut self, a: u32, b: u32, during: Range<i64>) -> Self {
        let contact = Contact {
            a: PersonNo(a),
            b: PersonNo(b),
            interval: interval(during),
        };
        self.0.contacts.push(self.sourced(contact));
        self
    }

    /// `place` is of that kind.
    #[must_use]
    pub fn kind(mut self, place: u32, kind: &str) -> Self {
        self.place(place).kind = kind.parse().unwrap_or_default();
        self
    }

    /// `place` is part of `parent` (S5).
    #[must_use]
    pub fn part_of(mut self, place: u32, parent: u32) -> Self {
        self.place(place).parent = Some(PlaceNo(parent));
        self
    }

    /// `place` lies in that administrative unit (S5).
    #[must_use]
    pub fn unit(mut self, place: u32, unit: &str) -> Self {
        self.place(place).unit = Some(unit.to_owned());
        self
    }

    /// `place` stands for a whole site (S5).
    #[must_use]
    pub fn shared(mut self, place: u32) -> Self {
        self.place(place).shared = true;
        self
    }

    /// Open visits to places of that kind last at most that long (S4).
    #[must_use]
    pub fn dwell(mut self, kind: &str, seconds: u32) -> Self {
        let kind: Kind = kind.parse().unwrap_or_default();
        let dwell = Duration::from_seconds(seconds);
        self.0.dwell.insert(kind, dwell);
        self
    }

    /// A person with so many doses of a vaccine (S35).
    #[must_use]
    pub fn doses(mut self, person: u32, doses: u8) -> Self {
        self.0.doses.insert(PersonNo(person), doses);
        self
    }

    fn place(&mut self, number: u32) -> &mut Place {
        let index = number as usize;
        if self.0.places.len() <= index {
            self.0.places.resize(index + 1, Place::default());
        }
        #[expect(
            clippy::indexing_slicing,
            reason = "the list was made long enough two lines above"
        )]
        &mut self.0.places[index]
    }

    /// The world.
    #[must_use]
    pub fn world(self) -> World {
        self.0
    }
}

#[expect(
    clippy::expect_used,
    reason = "an interval sketched the wrong way round is a mistake in the test that sketched it"
)]
pub(crate) fn interval(during: Range<i64>) -> Interval {
    let (start, end) = (during.start, during.end);
    Interval::new(Timestamp::from_seconds(start), Timestamp::from_seconds(end))
        .expect("start before end")
}

/// `p7` for person number 7.
#[must_use]
pub fn person_id(person: PersonNo) -> ExternalId {
    id(&format!("p{}", person.0))
}

/// `q3` for place number 3.
#[must_use]
pub fn place_id(place: PlaceNo) -> ExternalId {
    id(&format!("q{}", place.0))
}

#[expect(
    clippy::expect_used,
    reason = "a letter and a number are an id by the rules of ExternalId"
)]
fn id(text: &str) -> ExternalId {
    text.parse().expect("a letter and a number")
}

/// The numbers of the first `people` people by [`person_id`] and of the places of `world` by
/// [`place_id`].
#[must_use]
pub fn ids(people: u32, world: &World) -> Ids {
    let people = (0..people).map(PersonNo).map(|n| (person_id(n), n));
    let places = world.place_numbers().into_iter().map(|n| (place_id(n), n));
    Ids {
        people: people.collect(),
        places: places.collect(),
    }
}

/// A question with these cases and all else as [`Question::default`] has it.
#[must_use]
pub fn question(cases: &[(u32, Range<i64>)]) -> Question {
    Question {
        cases: cases
            .iter()
            .map(|(person, infectious)| Case {
                person: person_id(PersonNo(*person)),
                infectious: interval(infectious.clone()),
            })
            .collect(),
        ..Question::default()
    }
}
