//! Writes worlds through the store, and asks the engine.

use std::num::NonZeroUsize;
use std::sync::Arc;

use proptest::prelude::*;
use truyvet_model::{ChainStep, Duration, Exposures, ExternalId, PersonNo, PlaceNo, Question};
use truyvet_model::{Place, QuestionError};
use truyvet_store::{MemoryVfs, Options, Snapshot, Store, Writer};
use truyvet_testkit::sketch::{person_id, place_id};
use truyvet_testkit::{Ids, World};
use truyvet_trace::{TraceError, TraceOptions, trace};

/// How the records of a world come into a store.
#[derive(Clone, Debug)]
pub(crate) struct Plan {
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
    pub(crate) const PLAIN: Self = Self {
        partition_s: 86_400,
        commits: 1,
        declare_in: 0,
        reverse: false,
    };
}

pub(crate) fn plans() -> impl Strategy<Value = Plan> {
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
pub(crate) struct Stored {
    pub files: MemoryVfs,
    pub snapshot: Snapshot,
}

/// Names of the people and places of a world.
pub(crate) struct Names<'a> {
    pub person: &'a dyn Fn(PersonNo) -> ExternalId,
    pub place: &'a dyn Fn(PlaceNo) -> ExternalId,
}

/// `p0`, `p1` … and `q0`, `q1` …
pub(crate) const NAMES: Names<'static> = Names {
    person: &person_id,
    place: &place_id,
};

/// Writes `world`, whose people are numbered below `people`, as `plan` says.
pub(crate) fn write(world: &World, people: u32, plan: &Plan, names: &Names<'_>) -> Stored {
    let files = MemoryVfs::new();
    let options = Options {
        partition: Duration::from_seconds(plan.partition_s),
        dwell: world.dwell.clone(),
        ..Options::default()
    };
    let store = Store::create_in(Arc::new(files.clone()), options).unwrap();
    for commit in 0..plan.commits {
        let mut writer = store.writer().unwrap();
        if commit == 0 {
            let mut order: Vec<u32> = (0..people).collect();
            if plan.reverse {
                order.reverse();
            }
            for person in order {
                writer.person((names.person)(PersonNo(person))).unwrap();
            }
        }
        if commit == plan.declare_in {
            declare(&mut writer, &world.places, names);
        }
        add(&mut writer, world, plan, commit, names);
        // Published, or in the log only: the answers are the same.
        if plan.commits.is_multiple_of(2) {
            writer.publish().unwrap();
        } else {
            writer.commit().unwrap();
        }
    }
    let snapshot = store.snapshot().unwrap();
    Stored { files, snapshot }
}

fn declare(writer: &mut Writer, places: &[Place], names: &Names<'_>) {
    for (number, place) in (0u32..).zip(places) {
        let parent = place
            .parent
            .map(|parent| writer.place((names.place)(parent)).unwrap());
        let place = Place {
            parent,
            ..place.clone()
        };
        let number = writer.place((names.place)(PlaceNo(number))).unwrap();
        writer.declare_place(number, &place).unwrap();
    }
}

/// Adds that commit's share of the records, in order of arrival.
fn add(writer: &mut Writer, world: &World, plan: &Plan, commit: usize, names: &Names<'_>) {
    let share = |count: usize| count * commit / plan.commits..count * (commit + 1) / plan.commits;
    for visit in &world.visits[share(world.visits.len())] {
        set_source(writer, visit.source.as_deref());
        let mut visit = visit.what;
        visit.person = writer.person((names.person)(visit.person)).unwrap();
        visit.place = writer.place((names.place)(visit.place)).unwrap();
        writer.visit(visit).unwrap();
    }
    for contact in &world.contacts[share(world.contacts.len())] {
        set_source(writer, contact.source.as_deref());
        let mut contact = contact.what;
        contact.a = writer.person((names.person)(contact.a)).unwrap();
        contact.b = writer.person((names.person)(contact.b)).unwrap();
        writer.contact(contact).unwrap();
    }
}

fn set_source(writer: &mut Writer, source: Option<&str>) {
    writer.set_source(source.unwrap_or_default()).unwrap();
}

/// `world` in the numbers of `snapshot`.
pub(crate) fn in_numbers_of(snapshot: &Snapshot, world: &World) -> World {
    let person = |p| snapshot.person(&person_id(p)).unwrap().unwrap();
    let place = |q| snapshot.place(&place_id(q)).unwrap().unwrap();
    world.renumbered(person, place)
}

/// The numbers in `snapshot` of the people of `world`, who are numbered below `people` in it,
/// and of its places.
pub(crate) fn ids(snapshot: &Snapshot, world: &World, people: u32) -> Ids {
    let people = (0..people).map(PersonNo).map(person_id);
    let places = world.place_numbers().into_iter().map(place_id);
    Ids {
        people: people
            .map(|id| (id.clone(), snapshot.person(&id).unwrap().unwrap()))
            .collect(),
        places: places
            .map(|id| (id.clone(), snapshot.place(&id).unwrap().unwrap()))
            .collect(),
    }
}

/// Rows, and the chain of every person in them.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Told {
    pub rows: Exposures,
    pub chains: Vec<Vec<ChainStep>>,
}

/// What the engine answers with that many threads.
pub(crate) fn ask(
    snapshot: &Snapshot,
    question: &Question,
    threads: usize,
) -> Result<Told, TraceError> {
    let options = TraceOptions {
        threads: NonZeroUsize::new(threads).unwrap(),
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

/// The bad question behind an error of the engine; any other error fails the test.
pub(crate) fn bad_question(error: TraceError) -> QuestionError {
    match error {
        TraceError::Question(error) => error,
        other => panic!("not a bad question: {other}"),
    }
}
