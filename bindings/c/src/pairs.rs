//! Who was together with whom, pair by pair: the edges that an algorithm on graphs starts from.

use std::sync::Mutex;

use truyvet::graph::petgraph::visit::{EdgeRef, IntoEdges, IntoNodeIdentifiers};
use truyvet::graph::{ContactEdges, ContactPeople, ContactView};
use truyvet::{PersonNo, Snapshot};

use crate::error::tv_error;
use crate::fault::Fault;
use crate::gate;
use crate::graph::{least, window};
use crate::handles::{self, Handled};
use crate::lift::{self, Grows, Report, tv_text};
use crate::lists::{Line, turn};
use crate::snapshot::{SnapshotObject, tv_snapshot};
use crate::status::tv_status;

/// Pairs of people, to be read with tv_pairs_next as they are found, by one thread at a time:
/// another one gets TV_BUSY.
pub struct tv_pairs(());

/// Two people who were together. The texts live until the next pair is asked for, or the tv_pairs
/// is freed.
#[repr(C)]
#[derive(Clone, Copy, Debug)]
pub struct tv_pair {
    /// sizeof(tv_pair), set by the caller.
    pub struct_size: usize,
    /// One of the two.
    pub a: tv_text,
    /// The other one.
    pub b: tv_text,
    /// How many seconds, all overlaps added up; a place and a contact at one time count twice.
    pub seconds: u64,
}

// SAFETY: `repr(C)`, begins with its size, numbers and pointers only.
unsafe impl Grows for tv_pair {
    const NAME: &'static str = "tv_pair";
}

struct Pairing {
    snapshot: Snapshot,
    view: ContactView,
    people: ContactPeople,
    edges: Option<ContactEdges>,
    /// The texts of the pair that was given last.
    line: Line,
}

struct PairsObject(Mutex<Pairing>);

impl Handled for PairsObject {
    const NAME: &'static str = "tv_pairs";
}

impl Pairing {
    fn new(snapshot: Snapshot, view: ContactView) -> Self {
        Self {
            people: (&view).node_identifiers(),
            snapshot,
            view,
            edges: None,
            line: Line::default(),
        }
    }

    /// The next pair, each once: at the person of the lower number.
    fn next(&mut self) -> Result<Option<(PersonNo, PersonNo, u64)>, Fault> {
        loop {
            for edge in self.edges.iter_mut().flatten() {
                if edge.source() < edge.target() {
                    return Ok(Some((edge.source(), edge.target(), edge.seconds())));
                }
            }
            // From an error on the view gives no edges, so there is one as soon as these end.
            if let Some(error) = self.view.error() {
                return Err(Fault::of(&error));
            }
            let Some(person) = self.people.next() else {
                return Ok(None);
            };
            self.edges = Some((&self.view).edges(person));
        }
    }

    fn show(&mut self, (a, b, seconds): (PersonNo, PersonNo, u64)) -> Result<tv_pair, Fault> {
        self.line.clear();
        let a = self.line.add(&self.snapshot.person_id(a)?);
        let b = self.line.add(&self.snapshot.person_id(b)?);
        Ok(tv_pair {
            struct_size: 0,
            a: self.line.show(a),
            b: self.line.show(b),
            seconds,
        })
    }
}

/// Who was together with whom for at least so many seconds at a time, by records that meet the
/// window (S8), as tv_snapshot_neighbours finds them: each pair once. `people` says between whom;
/// with `count` 0, between all.
///
/// A pair is worked out when the reading comes to it, and a province has thousands of times as many
/// as people: take a short window, a longer overlap, or the people of an answer.
///
/// Owner: the caller frees *pairs with tv_pairs_free. Threads: any. Errors: TV_QUESTION for
/// somebody unknown, a window without any record, an overlap below 1 s; TV_TRACING_ONLY for all
/// people of a store for tracing only; TV_DAMAGED, TV_IO, TV_HANDLE, TV_ARGUMENT.
///
/// # Safety
/// Pointers are as the head of this header says.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn tv_snapshot_pairs(
    snapshot: *const tv_snapshot,
    people: *const tv_text,
    count: usize,
    start: i64,
    end: i64,
    min_overlap_s: i64,
    pairs: *mut *mut tv_pairs,
    error: *mut *mut tv_error,
) -> tv_status {
    // SAFETY: the caller keeps what the head of truyvet.h says of pointers.
    unsafe {
        gate::make(pairs, error, || {
            let (window, least) = (window(start, end)?, least(min_overlap_s)?);
            let people = lift::array(people, count, "people")?.iter();
            let people = people.map(|one| lift::text(one.data, one.len, "people"));
            let people = people.collect::<Result<Vec<&str>, Fault>>()?;
            let snapshot = handles::get::<SnapshotObject, _>(snapshot)?;
            let graph = snapshot.0.graph();
            let view = if people.is_empty() {
                graph.contact_view(window, least)?
            } else {
                graph.contact_view_of(people, window, least)?
            };
            let pairing = Pairing::new(snapshot.0.clone(), view);
            Ok(PairsObject(Mutex::new(pairing)))
        })
    }
}

/// The next pair; TV_END after the last one. Set pair->struct_size first. The texts of the pair
/// before are gone.
///
/// Threads: one at a time. Errors: TV_DAMAGED, TV_IO, TV_BUSY, TV_HANDLE, TV_ARGUMENT.
///
/// # Safety
/// Pointers are as the head of this header says.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn tv_pairs_next(
    pairs: *mut tv_pairs,
    pair: *mut tv_pair,
    error: *mut *mut tv_error,
) -> tv_status {
    // SAFETY: the caller keeps what the head of truyvet.h says of pointers.
    unsafe {
        gate::enter(error, || {
            let report = Report::at(pair)?;
            let object = handles::get::<PairsObject, _>(pairs)?;
            let mut pairing = turn(&object.0, PairsObject::NAME)?;
            let Some(next) = pairing.next()? else {
                return Ok(tv_status::TV_END);
            };
            report.fill(&pairing.show(next)?);
            Ok(tv_status::TV_OK)
        })
    }
}

/// Ends the reading. Null is nothing to free.
///
/// Threads: any. Returns TV_OK, or TV_HANDLE.
///
/// # Safety
/// There is nothing to keep: a wrong handle is told apart.
#[unsafe(no_mangle)]
pub extern "C" fn tv_pairs_free(pairs: *mut tv_pairs) -> tv_status {
    gate::release::<PairsObject, _>(pairs)
}
