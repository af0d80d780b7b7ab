//! A snapshot as a graph to be read: visits, contacts, neighbours, and petgraph's view of contacts.
//!
//! `docs/graph.md` has examples and says what a store for tracing only leaves out.

mod reading;

mod meetings;

mod rows;

mod view;

mod petgraph_traits;

use truyvet_model::{Duration, Interval, PersonNo, PlaceNo, QuestionError};

use crate::convert::{AsId, IntoInterval, external_id};
use crate::error::Error;
use crate::snapshot::Snapshot;

use meetings::Meetings;

pub use petgraph;
pub use petgraph_traits::{AllContactEdges, ContactEdge, ContactEdges, ContactPeople};
pub use rows::{ContactRow, ContactRows, NeighbourRow, NeighbourRows, VisitRow, VisitRows};
pub use view::ContactView;

impl Snapshot {
    /// The snapshot as a graph of people and places, to be read.
    ///
    /// ```
    /// use truyvet::{MemoryVfs, Options, Store, ToDuration};
    /// # let store = Store::create_in(std::sync::Arc::new(MemoryVfs::new()), Options::default())?;
    /// let mut writer = store.writer()?;
    /// writer.visit("An", "canteen", 0, Some(2400))?;
    /// writer.visit("Bình", "canteen", 1200, Some(3600))?;
    /// writer.contact("An", "Chi", 4000, 4600)?;
    /// writer.commit()?;
    ///
    /// let graph = store.snapshot()?.graph();
    /// let mut together = Vec::new();
    /// for near in graph.neighbours("An", 0..10_000, 10.minutes())? {
    ///     let near = near?;
    ///     together.push((near.person.to_string(), near.overlap.length()));
    /// }
    /// assert_eq!(together, [("Bình".into(), 20.minutes()), ("Chi".into(), 10.minutes())]);
    /// # Ok::<(), truyvet::Error>(())
    /// ```
    #[must_use]
    pub fn graph(&self) -> Graph {
        Graph {
            snapshot: self.clone(),
        }
    }
}

/// One snapshot as a graph of people and places, to be read.
///
/// A window selects records and does not cut them (S8): a record that does not meet it is ignored,
/// any other counts whole. [`Interval::ALWAYS`] selects everything. A window in which the store
/// has no record at all is an error (S28), as is somebody or some place that it has never heard
/// of; somebody known without records has no rows.
#[derive(Clone, Debug)]
pub struct Graph {
    snapshot: Snapshot,
}

impl Graph {
    /// The snapshot that is read.
    #[must_use]
    pub const fn snapshot(&self) -> &Snapshot {
        &self.snapshot
    }

    /// Where a person was, in order of time.
    ///
    /// # Errors
    /// [`Error::is_question`] for somebody unknown or a window without records,
    /// [`Error::is_damaged`].
    pub fn visits_of(
        &self,
        person: impl AsId,
        window: impl IntoInterval,
    ) -> Result<VisitRows, Error> {
        let window = self.window(window)?;
        let PersonNo(person) = self.person(&person)?;
        Ok(VisitRows::of_person(self.snapshot.clone(), person, window))
    }

    /// Whom a person met directly, in order of time.
    ///
    /// # Errors
    /// As [`Self::visits_of`].
    pub fn contacts_of(
        &self,
        person: impl AsId,
        window: impl IntoInterval,
    ) -> Result<ContactRows, Error> {
        let window = self.window(window)?;
        let PersonNo(person) = self.person(&person)?;
        Ok(ContactRows::new(self.snapshot.clone(), person, window))
    }

    /// Who was at a place, in order of time; at a shared place (S5), too.
    ///
    /// This is the one question here that begins at a place. A store for tracing only does not
    /// answer it ([`Store::for_tracing`](crate::Store::for_tracing)).
    ///
    /// # Errors
    /// [`Error::is_tracing_only`]; [`Error::is_question`] for a place unknown or a window without
    /// records, [`Error::is_damaged`].
    pub fn visitors_of(
        &self,
        place: impl AsId,
        window: impl IntoInterval,
    ) -> Result<VisitRows, Error> {
        self.snapshot.must_list("visitors_of")?;
        let window = self.window(window)?;
        let id = external_id(&place).map_err(|e| Error::argument("place", e))?;
        let Some(PlaceNo(place)) = self.snapshot.store().place(&id)? else {
            let (field, id) = ("place", id.to_string());
            return Err(QuestionError::UnknownPlace { field, id }.into());
        };
        Ok(VisitRows::at_place(self.snapshot.clone(), place, window))
    }

    /// Who was together with a person for at least `min_overlap` at a time: at a place that is not
    /// shared (S5), or in a direct contact. One row per overlap of two visits, or contact.
    ///
    /// Each of the person's visits is looked at when the iterator comes to it; nothing is stored
    /// about pairs. There is no infectious period here and no lag: [`Snapshot::trace`] is for that.
    ///
    /// # Errors
    /// As [`Self::visits_of`]; [`Error::is_question`] for a `min_overlap` below a second or without
    /// end.
    pub fn neighbours(
        &self,
        person: impl AsId,
        window: impl IntoInterval,
        min_overlap: Duration,
    ) -> Result<NeighbourRows, Error> {
        let window = self.window(window)?;
        let least = least(min_overlap)?.seconds();
        let PersonNo(person) = self.person(&person)?;
        let meetings = Meetings::new(self.snapshot.store().clone(), person, window, least);
        Ok(NeighbourRows::new(self.snapshot.clone(), meetings))
    }

    /// Everybody, and who was together with whom for at least `min_overlap` at a time, as a graph
    /// for petgraph's algorithms.
    ///
    /// ```
    /// use truyvet::graph::petgraph::{algo::connected_components, visit::{Bfs, Walker}};
    /// use truyvet::{MemoryVfs, Options, Store, ToDuration};
    /// # let store = Store::create_in(std::sync::Arc::new(MemoryVfs::new()), Options::default())?;
    /// # let mut writer = store.writer()?;
    /// # for (person, place) in [("An", "hall"), ("Bình", "hall"), ("Chi", "park")] {
    /// #     writer.visit(person, place, 0, Some(3600))?;
    /// # }
    /// # writer.commit()?;
    /// let snapshot = store.snapshot()?;
    /// let view = snapshot.graph().contact_view(0..86_400, 15.minutes())?;
    /// let an = snapshot.person("An")?.expect("somebody known");
    /// let reached = Bfs::new(&view, an).iter(&view).count();
    /// let groups = connected_components(&view);
    /// assert!(view.error().is_none(), "else these would be incomplete");
    /// assert_eq!((reached, groups), (2, 2));
    /// # Ok::<(), truyvet::Error>(())
    /// ```
    ///
    /// # Errors
    /// [`Error::is_tracing_only`]: it does not begin at a person; [`Self::contact_view_of`] does.
    /// [`Error::is_question`] for a window without records or a wrong `min_overlap`.
    pub fn contact_view(
        &self,
        window: impl IntoInterval,
        min_overlap: Duration,
    ) -> Result<ContactView, Error> {
        self.snapshot.must_list("contact_view")?;
        let (window, least) = (self.window(window)?, least(min_overlap)?);
        Ok(ContactView::new(self.snapshot.clone(), window, least, None))
    }

    /// As [`Self::contact_view`], of these people only and what was between them: of the people in
    /// an answer, say. It may be asked of a store for tracing only.
    ///
    /// # Errors
    /// As [`Self::neighbours`].
    pub fn contact_view_of<I: AsId>(
        &self,
        people: impl IntoIterator<Item = I>,
        window: impl IntoInterval,
        min_overlap: Duration,
    ) -> Result<ContactView, Error> {
        let (window, least) = (self.window(window)?, least(min_overlap)?);
        let people = people.into_iter().map(|id| Ok(self.person(&id)?.0));
        let mut people = people.collect::<Result<Vec<u32>, Error>>()?;
        people.sort_unstable();
        people.dedup();
        let snapshot = self.snapshot.clone();
        Ok(ContactView::new(snapshot, window, least, Some(people)))
    }

    /// A window that some record may meet (S28).
    fn window(&self, window: impl IntoInterval) -> Result<Interval, Error> {
        let window = window.into_interval();
        let window = window.map_err(|error| error.in_question("window"))?;
        let range = self.snapshot.time_range();
        let range = range.ok_or(QuestionError::EmptyStore)?;
        if range.intersects(window) {
            Ok(window)
        } else {
            Err(QuestionError::Window { window, range }.into())
        }
    }

    fn person(&self, id: &impl AsId) -> Result<PersonNo, Error> {
        let id = external_id(id).map_err(|e| Error::argument("person", e))?;
        let found = self.snapshot.store().person(&id)?;
        Ok(found.ok_or_else(|| QuestionError::UnknownPerson {
            field: "person",
            id: id.to_string(),
        })?)
    }
}

/// d, if it is one.
fn least(min_overlap: Duration) -> Result<Duration, QuestionError> {
    let value = min_overlap;
    if value < Duration::from_seconds(1) || value == Duration::FOREVER {
        return Err(QuestionError::MinOverlap { value });
    }
    Ok(value)
}

#[cfg(test)]
#[path = "mod_tests.rs"]
mod tests;
