//! Writes worlds through the store, asks the engine, and puts its answer beside the oracle's.

use std::num::NonZeroUsize;
use std::sync::Arc;

use proptest::prelude::*;
use truyvet_model::{
    ChainStep, Duration, Exposure, Exposures, ExternalId, Interval, PersonDetails, PersonNo, Place,
    PlaceNo, Question, QuestionError,
};
use truyvet_store::{MemoryVfs, Options, Snapshot, Store, StoreError, Writer};
use truyvet_testkit::sketch::{person_id, place_id};
use truyvet_testkit::strategies::Scene;
use truyvet_testkit::{Ids, Traced, World};
use truyvet_trace::{TraceError, TraceOptions, trace};

use crate::expected::expected;

/// How the records of a world come into a store.
#[derive(Clone, Debug)]
pub struct Plan {
    /// Width of a partition.
    pub partition_s: u32,
    /// In how many commits.
    pub commits: usize,
    /// In which of them the places are declared.
    pub declare_in: usize,
    /// Whether people get their numbers from the last one down, so that the store's numbers
    /// are not those of the world.
    pub reverse: bool,
}

impl Plan {
    /// One commit, day partitions.
    pub const PLAIN: Self = Self {
        partition_s: 86_400,
        commits: 1,
        declare_in: 0,
        reverse: false,
    };
}

/// Any [`Plan`].
pub fn plans() -> impl Strategy<Value = Plan> {
    let widths = prop_oneof![Just(86_400u32), Just(7), Just(3_600), Just(30 * 86_400)];
    (widths, 1..=4usize, 0..4usize, any::<bool>()).prop_map(
        |(partition_s, commits, declare_in, reverse)| Plan {
            partition_s,
            commits,
            declare_in: declare_in % commits,
            reverse,
        },
    )
}

/// A store in memory.
#[derive(Debug)]
pub struct Stored {
    /// Its folder.
    pub files: MemoryVfs,
    /// Its newest state.
    pub snapshot: Snapshot,
}

/// Names of the people and places of a world.
pub struct Names<'a> {
    /// Of a person.
    pub person: &'a dyn Fn(PersonNo) -> ExternalId,
    /// Of a place.
    pub place: &'a dyn Fn(PlaceNo) -> ExternalId,
}

/// `p0`, `p1` … and `q0`, `q1` …
pub const NAMES: Names<'static> = Names {
    person: &person_id,
    place: &place_id,
};

/// Writes `world`, whose people are numbered below `people`, as `plan` says.
///
/// # Panics
/// If the store does not take it.
#[must_use]
pub fn write(world: &World, people: u32, plan: &Plan, names: &Names<'_>) -> Stored {
    expected("writing a world", written(world, people, plan, names))
}

fn written(
    world: &World,
    people: u32,
    plan: &Plan,
    names: &Names<'_>,
) -> Result<Stored, StoreError> {
    let files = MemoryVfs::new();
    let options = Options {
        partition: Duration::from_seconds(plan.partition_s),
        dwell: world.dwell.clone(),
        ..Options::default()
    };
    let store = Store::create_in(Arc::new(files.clone()), options)?;
    for commit in 0..plan.commits {
        let mut writer = store.writer()?;
        if commit == 0 {
            let mut order: Vec<u32> = (0..people).collect();
            if plan.reverse {
                order.reverse();
            }
            for person in order {
                writer.person((names.person)(PersonNo(person)))?;
            }
        }
        if commit == plan.declare_in {
            declare(&mut writer, &world.places, names)?;
            for (person, doses) in &world.doses {
                let person = writer.person((names.person)(*person))?;
                let details = PersonDetails {
                    unit: None,
                    doses: Some(*doses),
                };
                writer.declare_person(person, &details)?;
            }
        }
        add(&mut writer, world, plan, commit, names)?;
        // Published, or in the log only: the answers are the same.
        if plan.commits.is_multiple_of(2) {
            writer.publish()?;
        } else {
            writer.commit()?;
        }
    }
    let snapshot = store.snapshot()?;
    Ok(Stored { files, snapshot })
}

fn declare(writer: &mut Writer, places: &[Place], names: &Names<'_>) -> Result<(), StoreError> {
    for (number, place) in (0u32..).zip(places) {
        let parent = place
            .parent
            .map(|parent| writer.place((names.place)(parent)));
        let place = Place {
            parent: parent.transpose()?,
            ..place.clone()
        };
        let number = writer.place((names.place)(PlaceNo(number)))?;
        writer.declare_place(number, &place)?;
    }
    Ok(())
}

/// Adds that commit's share of the records, in order of arrival.
fn add(
    writer: &mut Writer,
    world: &World,
    plan: &Plan,
    commit: usize,
    names: &Names<'_>,
) -> Result<(), StoreError> {
    let share = |count: usize| count * commit / plan.commits..count * (commit + 1) / plan.commits;
    let visits = world.visits.get(share(world.visits.len()));
    for visit in visits.unwrap_or_default() {
        writer.set_source(visit.source.as_deref().unwrap_or_default())?;
        let mut visit = visit.what;
        visit.person = writer.person((names.person)(visit.person))?;
        visit.place = writer.place((names.place)(visit.place))?;
        writer.visit(visit)?;
    }
    let contacts = world.contacts.get(share(world.contacts.len()));
    for contact in contacts.unwrap_or_default() {
        writer.set_source(contact.source.as_deref().unwrap_or_default())?;
        let mut contact = contact.what;
        contact.a = writer.person((names.person)(contact.a))?;
        contact.b = writer.person((names.person)(contact.b))?;
        writer.contact(contact)?;
    }
    Ok(())
}

/// A number that the store must have.
fn known<T>(found: Result<Option<T>, StoreError>) -> T {
    expected("an id", expected("an id", found).ok_or("it is unknown"))
}

/// `world` in the numbers of `snapshot`.
///
/// # Panics
/// If that does not know them.
#[must_use]
pub fn in_numbers_of(snapshot: &Snapshot, world: &World) -> World {
    let person = |p| known(snapshot.person(&person_id(p)));
    let place = |q| known(snapshot.place(&place_id(q)));
    world.renumbered(person, place)
}

/// The numbers in `snapshot` of the people of `world`, who are numbered below `people` in it,
/// and of its places.
///
/// # Panics
/// If it does not know them.
#[must_use]
pub fn ids(snapshot: &Snapshot, world: &World, people: u32) -> Ids {
    let people = (0..people).map(PersonNo).map(person_id);
    let places = world.place_numbers().into_iter().map(place_id);
    Ids {
        people: people
            .map(|id| (id.clone(), known(snapshot.person(&id))))
            .collect(),
        places: places
            .map(|id| (id.clone(), known(snapshot.place(&id))))
            .collect(),
    }
}

/// Rows, and the chain of every person in them.
#[derive(Clone, Debug, PartialEq)]
pub struct Told {
    /// The rows.
    pub rows: Exposures,
    /// In the order of rows.
    pub chains: Vec<Vec<ChainStep>>,
}

/// What the engine answers with that many threads.
///
/// # Errors
/// As [`trace`].
pub fn ask(snapshot: &Snapshot, question: &Question, threads: usize) -> Result<Told, TraceError> {
    let options = TraceOptions {
        threads: NonZeroUsize::new(threads).unwrap_or(NonZeroUsize::MIN),
        ..TraceOptions::default()
    };
    let answer = trace(snapshot, question, &options)?;
    let rows = answer.exposures().clone();
    let chains = rows.person.iter().map(|&to| answer.chain(snapshot, to));
    Ok(Told {
        chains: chains.collect::<Result<_, _>>()?,
        rows,
    })
}

/// The bad question behind an error of the engine.
///
/// # Panics
/// With any other error.
#[must_use]
pub fn bad_question(error: TraceError) -> QuestionError {
    let other = match error {
        TraceError::Question(error) => Ok(error),
        other => Err(other),
    };
    expected("not a bad question", other)
}

/// The oracle's answer in the form of the engine's.
///
/// # Panics
/// If there is no chain to somebody exposed.
#[must_use]
pub fn told(traced: &Traced) -> Told {
    let rows = traced.rows().iter();
    let chain = |row: &Exposure| traced.chain(row.person).ok_or("no chain to a row");
    Told {
        rows: traced.exposures(),
        chains: rows.map(|row| expected("a chain", chain(row))).collect(),
    }
}

/// What two sides say that must say the same: when there are records, and the answer.
#[derive(Debug, PartialEq)]
pub struct Said {
    /// The time of all records.
    pub time_range: Option<Interval>,
    /// Rows and chains, or what is wrong with the question.
    pub answer: Result<Told, QuestionError>,
}

/// What the engine says with that many threads about a scene in a store, among so many people, and
/// what the oracle does.
///
/// # Panics
/// If the store does not take the world, or cannot be read.
#[must_use]
pub fn engine_and_oracle(scene: &Scene, people: u32, plan: &Plan, threads: usize) -> [Said; 2] {
    let stored = write(&scene.world, people, plan, &NAMES);
    let world = in_numbers_of(&stored.snapshot, &scene.world);
    let ids = ids(&stored.snapshot, &scene.world, scene.people);
    let oracle = truyvet_testkit::trace(&world, &scene.question, &ids);
    let engine = Said {
        time_range: stored.snapshot.time_range(),
        answer: ask(&stored.snapshot, &scene.question, threads).map_err(bad_question),
    };
    let oracle = Said {
        time_range: world.time_range(),
        answer: oracle.as_ref().map(told).map_err(Clone::clone),
    };
    [engine, oracle]
}
