//! petgraph's visit traits on the contact view.

use std::collections::HashSet;
use std::iter::{Map, Repeat, Zip, repeat};
use std::sync::Arc;

use petgraph::visit::{
    Data, EdgeRef, GetAdjacencyMatrix, GraphBase, GraphProp, IntoEdgeReferences, IntoEdges,
    IntoEdgesDirected, IntoNeighbors, IntoNeighborsDirected, IntoNodeIdentifiers,
    IntoNodeReferences, NodeCompactIndexable, NodeCount, NodeIndexable, Visitable,
};
use petgraph::{Direction, Undirected};
use truyvet_model::PersonNo;

use super::view::{ContactView, List};

/// Two people who were together, and how long.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ContactEdge {
    source: PersonNo,
    target: PersonNo,
    seconds: u64,
}

impl ContactEdge {
    /// How long they were together, all overlaps added up.
    #[must_use]
    pub const fn seconds(&self) -> u64 {
        self.seconds
    }
}

impl EdgeRef for ContactEdge {
    type NodeId = PersonNo;
    type EdgeId = (PersonNo, PersonNo);
    type Weight = u64;

    fn source(&self) -> PersonNo {
        self.source
    }

    fn target(&self) -> PersonNo {
        self.target
    }

    fn weight(&self) -> &u64 {
        &self.seconds
    }

    /// The two, the lower number first: the same from both ends.
    fn id(&self) -> (PersonNo, PersonNo) {
        let (a, b) = (self.source, self.target);
        (a.min(b), a.max(b))
    }
}

/// The people of a [`ContactView`], ascending.
#[derive(Clone, Debug)]
pub struct ContactPeople {
    people: Arc<[u32]>,
    next: usize,
}

impl Iterator for ContactPeople {
    type Item = PersonNo;

    fn next(&mut self) -> Option<PersonNo> {
        let person = self.people.get(self.next).copied()?;
        self.next = self.next.saturating_add(1);
        Some(PersonNo(person))
    }

    fn size_hint(&self) -> (usize, Option<usize>) {
        let left = self.people.len().saturating_sub(self.next);
        (left, Some(left))
    }
}

/// The edges of one person, by the number of the other.
#[derive(Clone, Debug)]
pub struct ContactEdges {
    source: PersonNo,
    list: List,
    next: usize,
}

impl Iterator for ContactEdges {
    type Item = ContactEdge;

    fn next(&mut self) -> Option<ContactEdge> {
        let (target, seconds) = self.list.get(self.next).copied()?;
        self.next = self.next.saturating_add(1);
        Some(ContactEdge {
            source: self.source,
            target: PersonNo(target),
            seconds,
        })
    }

    fn size_hint(&self) -> (usize, Option<usize>) {
        let left = self.list.len().saturating_sub(self.next);
        (left, Some(left))
    }
}

/// All edges of a view, each once, from the lower number to the higher.
#[derive(Clone, Debug)]
pub struct AllContactEdges<'v> {
    view: &'v ContactView,
    people: ContactPeople,
    edges: Option<ContactEdges>,
}

impl Iterator for AllContactEdges<'_> {
    type Item = ContactEdge;

    fn next(&mut self) -> Option<ContactEdge> {
        loop {
            let upward = |edge: &ContactEdge| edge.source < edge.target;
            if let Some(edge) = self.edges.as_mut().and_then(|edges| edges.find(upward)) {
                return Some(edge);
            }
            self.edges = Some(self.view.edges(self.people.next()?));
        }
    }
}

impl GraphBase for ContactView {
    type NodeId = PersonNo;
    type EdgeId = (PersonNo, PersonNo);
}

impl GraphProp for ContactView {
    type EdgeType = Undirected;
}

impl Data for ContactView {
    type NodeWeight = ();
    /// Seconds together.
    type EdgeWeight = u64;
}

impl NodeCount for ContactView {
    fn node_count(&self) -> usize {
        self.people().len()
    }
}

impl NodeIndexable for ContactView {
    fn node_bound(&self) -> usize {
        self.people().len()
    }

    /// The rank among the people of the view; for somebody else, one that nobody has.
    fn to_index(&self, person: PersonNo) -> usize {
        self.rank(person).unwrap_or(usize::MAX)
    }

    fn from_index(&self, index: usize) -> PersonNo {
        let person = self.people().get(index).copied();
        PersonNo(person.unwrap_or(u32::MAX))
    }
}

impl NodeCompactIndexable for ContactView {}

impl Visitable for ContactView {
    /// A set, because an algorithm that starts at a person mostly sees few of all.
    type Map = HashSet<PersonNo>;

    fn visit_map(&self) -> Self::Map {
        HashSet::new()
    }

    fn reset_map(&self, map: &mut Self::Map) {
        map.clear();
    }
}

impl GetAdjacencyMatrix for ContactView {
    /// Nothing: the lists of neighbours serve.
    type AdjMatrix = ();

    fn adjacency_matrix(&self) {}

    fn is_adjacent(&self, (): &(), a: PersonNo, b: PersonNo) -> bool {
        let list = self.list(a);
        list.binary_search_by_key(&b.0, |near| near.0).is_ok()
    }
}

impl IntoNodeIdentifiers for &ContactView {
    type NodeIdentifiers = ContactPeople;

    fn node_identifiers(self) -> ContactPeople {
        ContactPeople {
            people: Arc::clone(self.people()),
            next: 0,
        }
    }
}

impl IntoNodeReferences for &ContactView {
    type NodeRef = (PersonNo, ());
    type NodeReferences = Zip<ContactPeople, Repeat<()>>;

    fn node_references(self) -> Self::NodeReferences {
        self.node_identifiers().zip(repeat(()))
    }
}

impl<'v> IntoEdgeReferences for &'v ContactView {
    type EdgeRef = ContactEdge;
    type EdgeReferences = AllContactEdges<'v>;

    fn edge_references(self) -> AllContactEdges<'v> {
        AllContactEdges {
            view: self,
            people: self.node_identifiers(),
            edges: None,
        }
    }
}

impl IntoEdges for &ContactView {
    type Edges = ContactEdges;

    fn edges(self, person: PersonNo) -> ContactEdges {
        ContactEdges {
            source: person,
            list: self.list(person),
            next: 0,
        }
    }
}

impl IntoEdgesDirected for &ContactView {
    type EdgesDirected = Map<ContactEdges, fn(ContactEdge) -> ContactEdge>;

    fn edges_directed(self, person: PersonNo, direction: Direction) -> Self::EdgesDirected {
        let turn: fn(ContactEdge) -> ContactEdge = match direction {
            Direction::Outgoing => |edge| edge,
            Direction::Incoming => |edge| ContactEdge {
                source: edge.target,
                target: edge.source,
                ..edge
            },
        };
        self.edges(person).map(turn)
    }
}

impl IntoNeighbors for &ContactView {
    type Neighbors = Map<ContactEdges, fn(ContactEdge) -> PersonNo>;

    fn neighbors(self, person: PersonNo) -> Self::Neighbors {
        self.edges(person).map(|edge| edge.target)
    }
}

impl IntoNeighborsDirected for &ContactView {
    type NeighborsDirected = Self::Neighbors;

    fn neighbors_directed(self, person: PersonNo, _: Direction) -> Self::Neighbors {
        self.neighbors(person)
    }
}
