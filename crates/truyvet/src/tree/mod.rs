//! The tree of an answer: who was exposed by whom, as a graph (S25).

mod dot;

mod graphml;

use std::collections::HashMap;

use petgraph::graph::{DiGraph, NodeIndex};
use truyvet_model::{Direction, ExternalId, Grade, Interval, Level, PersonNo};
use truyvet_trace::{TraceError, Watch};

use crate::error::Error;
use crate::exposures::ExposureRow;
use crate::trace::Trace;

/// A node of a [`Tree`].
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum TreeNode {
    /// A case, or somebody of the answer.
    Person {
        /// Who.
        id: ExternalId,
        /// The level; 0 for a case.
        level: Level,
    },
    /// A place that an edge names. No edge leads to it.
    Place {
        /// Which.
        id: ExternalId,
    },
}

/// An edge of a [`Tree`]: the event that stands in a row as the reason. It leads from the person
/// who may have infected to the one who may have been.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TreeEdge {
    /// The hop of the event: the level of the person of the row.
    pub hop: Level,
    /// Where, as a node; `None` for a direct contact.
    pub place: Option<NodeIndex>,
    /// When they were together.
    pub overlap: Interval,
    /// How sure.
    pub grade: Grade,
}

/// The cases and people of an answer with the event of each row, as a graph for petgraph's
/// algorithms (S25).
///
/// Nodes are the cases by id, then people in the order of rows, then places by id. Everybody but
/// the cases has one edge, to (backward: from) somebody of a lower level, so the people are a
/// forest. A path in it is no proof: an infector may have been infectious by another event than
/// that of his own row. [`Trace::chain`] is one.
#[derive(Clone, Debug)]
pub struct Tree {
    graph: DiGraph<TreeNode, TreeEdge>,
    direction: Direction,
    left_out: usize,
}

impl Trace {
    /// The tree of the whole answer.
    ///
    /// ```
    /// use truyvet::{MemoryVfs, Options, Store};
    /// # let store = Store::create_in(std::sync::Arc::new(MemoryVfs::new()), Options::default())?;
    /// let mut writer = store.writer()?;
    /// writer.visit("An", "canteen", 0, Some(1800))?;
    /// writer.visit("Bình", "canteen", 600, Some(2400))?;
    /// writer.commit()?;
    /// let tree = store.snapshot()?.trace().case("An", 0..7200).ask()?.graph()?;
    /// assert_eq!((tree.graph().node_count(), tree.graph().edge_count()), (3, 1));
    /// let mut dot = Vec::new();
    /// tree.write_dot(&mut dot)?;
    /// assert!(String::from_utf8_lossy(&dot).contains("n0 -> n1"));
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    ///
    /// # Errors
    /// [`Error::is_damaged`]; [`Error::is_exceeded`] beyond the limits of the question, where rows
    /// are the people shown.
    pub fn graph(&self) -> Result<Tree, Error> {
        self.graph_of_first(usize::MAX)
    }

    /// The tree of the cases and the first `people` of the rows. Rows come level by level, so
    /// everybody in it has the one in it whom the row names.
    ///
    /// # Errors
    /// As [`Self::graph`].
    pub fn graph_of_first(&self, people: usize) -> Result<Tree, Error> {
        let watch = self.options().watch();
        let mut building = Building {
            graph: DiGraph::new(),
            people: HashMap::new(),
            direction: self.question().direction,
        };
        let id = |person: PersonNo| self.snapshot().person_id(person);
        let mut cases = self
            .answer()
            .cases()
            .map(id)
            .collect::<Result<Vec<_>, _>>()?;
        cases.sort_unstable();
        for case in cases {
            building.person(case, 0);
        }
        let rows = self.exposures().take(people);
        let rows = named(rows, &watch)?;
        for row in &rows {
            building.person(row.person.clone(), row.level);
        }
        let mut places: Vec<&ExternalId> =
            rows.iter().filter_map(|row| row.place.as_ref()).collect();
        places.sort_unstable();
        places.dedup();
        let add = |place: &ExternalId| {
            let id = place.clone();
            (
                place.clone(),
                building.graph.add_node(TreeNode::Place { id }),
            )
        };
        let places: HashMap<ExternalId, NodeIndex> = places.into_iter().map(add).collect();
        for some in rows.chunks(AT_ONCE) {
            watch.check().map_err(TraceError::from)?;
            for row in some {
                building.edge(row, &places);
            }
        }
        Ok(Tree {
            graph: building.graph,
            direction: building.direction,
            left_out: self.len().saturating_sub(rows.len()),
        })
    }
}

/// So many rows are looked at before it is seen whether to go on.
const AT_ONCE: usize = 256;

/// What a row takes besides its ids: itself, and a node and an edge of the graph.
const OF_A_ROW: usize = size_of::<ExposureRow>() + size_of::<TreeNode>() + size_of::<TreeEdge>();

/// The rows, as long as `watch` allows.
fn named(
    rows: impl Iterator<Item = Result<ExposureRow, Error>>,
    watch: &Watch,
) -> Result<Vec<ExposureRow>, Error> {
    let (mut named, mut bytes): (Vec<ExposureRow>, usize) = (Vec::new(), 0);
    watch.check().map_err(TraceError::from)?;
    for row in rows {
        let row = row?;
        // The id of a person is in a row, in a node and among the known.
        let ids = [&row.person, &row.person, &row.person, &row.infector];
        let ids = ids.map(|id| id.local().len()).iter().sum::<usize>();
        bytes = bytes.saturating_add(ids).saturating_add(OF_A_ROW);
        named.push(row);
        if named.len().is_multiple_of(AT_ONCE) {
            watch.check().map_err(TraceError::from)?;
            watch
                .size(named.len(), || bytes)
                .map_err(TraceError::from)?;
        }
    }
    watch
        .size(named.len(), || bytes)
        .map_err(TraceError::from)?;
    Ok(named)
}

struct Building {
    graph: DiGraph<TreeNode, TreeEdge>,
    people: HashMap<ExternalId, NodeIndex>,
    direction: Direction,
}

impl Building {
    fn person(&mut self, id: ExternalId, level: Level) {
        let node = TreeNode::Person {
            id: id.clone(),
            level,
        };
        let node = self.graph.add_node(node);
        self.people.insert(id, node);
    }

    fn edge(&mut self, row: &ExposureRow, places: &HashMap<ExternalId, NodeIndex>) {
        let ends = (self.people.get(&row.infector), self.people.get(&row.person));
        let (Some(&infector), Some(&person)) = ends else {
            return;
        };
        let edge = TreeEdge {
            hop: row.level,
            place: row
                .place
                .as_ref()
                .and_then(|place| places.get(place))
                .copied(),
            overlap: row.overlap,
            grade: row.grade,
        };
        // Backward the person of the row is who may have infected the other.
        match self.direction {
            Direction::Forward => self.graph.add_edge(infector, person, edge),
            Direction::Backward => self.graph.add_edge(person, infector, edge),
        };
    }
}

impl Tree {
    /// The graph.
    #[must_use]
    pub fn graph(&self) -> &DiGraph<TreeNode, TreeEdge> {
        &self.graph
    }

    /// Which way the trace went. Edges lead from the cases forward, to the cases backward.
    #[must_use]
    pub fn direction(&self) -> Direction {
        self.direction
    }

    /// How many people of the answer are not in it.
    #[must_use]
    pub fn left_out(&self) -> usize {
        self.left_out
    }

    /// The place of an edge; `None` for a direct contact.
    #[must_use]
    pub fn place(&self, edge: &TreeEdge) -> Option<&ExternalId> {
        match self.graph.node_weight(edge.place?)? {
            TreeNode::Place { id } => Some(id),
            TreeNode::Person { .. } => None,
        }
    }
}

#[cfg(test)]
#[path = "mod_tests.rs"]
mod tests;
