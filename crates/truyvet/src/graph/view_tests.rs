//! The contact view against a graph built pair by pair, on any world; petgraph's algorithms on both.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use petgraph::algo::{connected_components, dijkstra, maximal_cliques, min_spanning_tree};
use petgraph::data::Element;
use petgraph::graphmap::UnGraphMap;
use petgraph::visit::{
    Bfs, Dfs, EdgeRef, GraphBase, IntoEdgeReferences, IntoEdges, IntoEdgesDirected, IntoNeighbors,
    IntoNodeIdentifiers, IntoNodeReferences, NodeCount, NodeIndexable, Visitable, Walker,
};
use proptest::prelude::*;
use truyvet_model::{Grade, Place, PlaceNo, Timestamp};
use truyvet_testkit::World;
use truyvet_testkit::sketch::{person_id, place_id};
use truyvet_testkit::strategies::{Scene, scenes};

use super::*;
use crate::{ExternalId, MemoryVfs, Options, PlaceDetails, Store};

/// An overlap of `of` with another person: who, where, when, how sure.
type Together = (ExternalId, Option<ExternalId>, Interval, Grade);

/// `world` in a store; what is committed last stays in the log.
fn stored(world: &World, day: u32) -> Snapshot {
    let options = Options {
        partition: Duration::from_seconds(day),
        dwell: world.dwell.clone(),
        ..Options::default()
    };
    let store = Store::create_in(Arc::new(MemoryVfs::new()), options).unwrap();
    let mut writer = store.writer().unwrap();
    for (number, place) in (0..).zip(&world.places) {
        let Place { kind, shared, .. } = place.clone();
        let details = PlaceDetails {
            kind,
            shared,
            ..PlaceDetails::default()
        };
        let id = place_id(PlaceNo(number));
        writer.place(&id, &details).unwrap();
    }
    for (n, visit) in world.visits.iter().map(|visit| &visit.what).enumerate() {
        let (person, place) = (person_id(visit.person), place_id(visit.place));
        writer
            .visit(&person, &place, visit.start, visit.end)
            .unwrap();
        if n == world.visits.len() / 2 {
            writer.publish().unwrap();
        }
    }
    for contact in world.contacts.iter().map(|contact| &contact.what) {
        let (a, b) = (person_id(contact.a), person_id(contact.b));
        let (start, end) = (contact.interval.start(), contact.interval.end());
        writer.contact(&a, &b, start, end).unwrap();
    }
    writer.commit().unwrap();
    store.snapshot().unwrap()
}

/// Every overlap from both sides, by the person it is seen from: pair by pair.
fn together(world: &World, window: Interval, least: i64) -> BTreeMap<PersonNo, Vec<Together>> {
    let mut found: BTreeMap<PersonNo, Vec<Together>> = BTreeMap::new();
    let counts = |i: Interval| i.length().seconds() >= least;
    let stays: Vec<_> = world.stays();
    let stays = stays.iter().filter(|s| s.interval.intersects(window));
    for a in stays.clone().filter(|a| !world.place(a.place).shared) {
        for b in stays.clone() {
            let overlap = a.interval.intersection(b.interval);
            let apart = a.place != b.place || a.person == b.person;
            let Some(overlap) = overlap.filter(|o| counts(*o) && !apart) else {
                continue;
            };
            let grade = match a.open || b.open {
                true => Grade::AssumedEnd,
                false => Grade::Recorded,
            };
            let (other, place) = (person_id(b.person), Some(place_id(a.place)));
            let list = found.entry(a.person).or_default();
            list.push((other, place, overlap, grade));
        }
    }
    for contact in world.s3_contacts().into_iter().map(|contact| contact.what) {
        let (a, b, interval) = (contact.a, contact.b, contact.interval);
        if interval.intersects(window) && counts(interval) {
            for (of, other) in [(a, b), (b, a)] {
                let row = (person_id(other), None, interval, Grade::Recorded);
                found.entry(of).or_default().push(row);
            }
        }
    }
    for list in found.values_mut() {
        list.sort();
    }
    found
}

/// The same as a graph in the numbers of `snapshot`; `among` says whose.
fn graph_of(
    snapshot: &Snapshot,
    together: &BTreeMap<PersonNo, Vec<Together>>,
    among: &[PersonNo],
) -> UnGraphMap<PersonNo, u64> {
    let mut graph = UnGraphMap::new();
    for person in among {
        graph.add_node(*person);
    }
    for (of, list) in together {
        let of = number(snapshot, &person_id(*of));
        for (other, _, overlap, _) in list {
            let other = number(snapshot, other);
            let both = graph.contains_node(of) && graph.contains_node(other);
            if of < other && both {
                let sum = graph.edge_weight(of, other).copied().unwrap_or(0);
                let seconds = u64::try_from(overlap.length().seconds()).unwrap();
                graph.add_edge(of, other, sum + seconds);
            }
        }
    }
    graph
}

fn number(snapshot: &Snapshot, id: &ExternalId) -> PersonNo {
    snapshot.person(id).unwrap().unwrap()
}

fn edges<G>(graph: G) -> BTreeSet<(PersonNo, PersonNo, u64)>
where
    G: IntoEdgeReferences + GraphBase<NodeId = PersonNo>,
    G: petgraph::visit::Data<EdgeWeight = u64>,
{
    let edge = |e: G::EdgeRef| {
        let (a, b) = (e.source(), e.target());
        (a.min(b), a.max(b), *e.weight())
    };
    graph.edge_references().map(edge).collect()
}

/// Seconds at the least between any two in a spanning forest: the sum over its edges.
fn forest<G>(graph: G) -> u64
where
    G: IntoNodeReferences + IntoEdgeReferences + NodeIndexable,
    G: petgraph::visit::Data<EdgeWeight = u64>,
    G::NodeWeight: Clone,
{
    let weight = |element| match element {
        Element::Edge { weight, .. } => weight,
        Element::Node { .. } => 0,
    };
    min_spanning_tree(graph).map(weight).sum()
}

fn cliques(found: Vec<impl IntoIterator<Item = PersonNo>>) -> BTreeSet<Vec<PersonNo>> {
    let sorted = |clique: BTreeSet<PersonNo>| clique.into_iter().collect();
    let found = found.into_iter();
    found.map(|c| sorted(c.into_iter().collect())).collect()
}

/// Nodes, edges and algorithms agree.
fn same(view: &ContactView, graph: &UnGraphMap<PersonNo, u64>) -> Result<(), TestCaseError> {
    let nodes: Vec<PersonNo> = view.node_identifiers().collect();
    let wanted: BTreeSet<PersonNo> = graph.nodes().collect();
    prop_assert_eq!(&nodes, &wanted.into_iter().collect::<Vec<_>>());
    prop_assert_eq!(view.node_count(), view.node_bound());
    for (index, node) in nodes.iter().enumerate() {
        prop_assert_eq!(view.to_index(*node), index);
        prop_assert_eq!(view.from_index(index), *node);
    }
    prop_assert_eq!(edges(view), edges(graph));
    prop_assert_eq!(connected_components(view), connected_components(graph));
    prop_assert_eq!(forest(view), forest(graph));
    prop_assert_eq!(
        cliques(maximal_cliques(view)),
        cliques(maximal_cliques(graph))
    );
    for &start in &nodes {
        prop_assert_eq!(
            view.neighbors(start).collect::<BTreeSet<_>>(),
            graph.neighbors(start).collect::<BTreeSet<_>>()
        );
        prop_assert!(view.edges(start).all(|edge| edge.source() == start));
        let mut incoming = view.edges_directed(start, petgraph::Direction::Incoming);
        prop_assert!(incoming.all(|edge| edge.target() == start));
        let reached: BTreeSet<_> = Bfs::new(view, start).iter(view).collect();
        let deep: BTreeSet<_> = Dfs::new(view, start).iter(view).collect();
        let wanted: BTreeSet<_> = Bfs::new(graph, start).iter(graph).collect();
        prop_assert_eq!(&reached, &wanted);
        prop_assert_eq!(&deep, &wanted);
        let through_view = dijkstra(view, start, None, |edge| *edge.weight());
        let through_graph = dijkstra(graph, start, None, |(_, _, seconds)| *seconds);
        prop_assert_eq!(through_view, through_graph);
    }
    prop_assert!(view.error().is_none());
    Ok(())
}

proptest! {
    /// S5, S6, S8, S10: the view is the graph of all pairs; so is a view of a few.
    #[test]
    fn the_view_is_the_graph_of_pairs(
        scene in scenes(),
        day in prop_oneof![Just(7u32), Just(3_600), Just(86_400)],
        every in 1..4usize,
    ) {
        let Scene { world, question, .. } = scene;
        let snapshot = stored(&world, day);
        let range = snapshot.time_range();
        let asked = question.window.unwrap_or(Interval::ALWAYS);
        let window = match range {
            Some(range) if range.intersects(asked) => asked,
            Some(range) => range,
            None => return Ok(()), // an error: see the tests of the graph
        };
        let least = question.min_overlap;
        let pairs = together(&world, window, least.seconds());
        let graph = snapshot.graph();

        let all: Vec<PersonNo> = (0..snapshot.person_count()).map(PersonNo).collect();
        same(&graph.contact_view(window, least).unwrap(), &graph_of(&snapshot, &pairs, &all))?;
        let few: Vec<PersonNo> = all.iter().copied().step_by(every).collect();
        let ids: Vec<ExternalId> = few.iter().map(|n| snapshot.person_id(*n).unwrap()).collect();
        let view = graph.contact_view_of(&ids, window, least).unwrap();
        same(&view, &graph_of(&snapshot, &pairs, &few))?;

        for person in all {
            let id = snapshot.person_id(person).unwrap();
            let rows = graph.neighbours(&id, window, least).unwrap();
            let mut rows: Vec<Together> = rows
                .map(|row| row.unwrap())
                .map(|row| (row.person, row.place, row.overlap, row.grade))
                .collect();
            rows.sort();
            let of = (0..).map(PersonNo).find(|n| person_id(*n) == id).unwrap();
            prop_assert_eq!(rows, pairs.get(&of).cloned().unwrap_or_default());
        }
    }
}

#[test]
fn somebody_outside_the_view_has_no_neighbours() {
    let (t, mut world) = (Timestamp::from_seconds, World::default());
    for person in 0..3 {
        let visit = truyvet_model::Visit {
            person: PersonNo(person),
            place: PlaceNo(0),
            start: t(0),
            end: Some(t(100)),
        };
        world.visits.push(visit.into());
    }
    let snapshot = stored(&world, 86_400);
    let graph = snapshot.graph();
    let two = ["p0", "p2", "p0"];
    let least = Duration::from_seconds(60);
    let view = graph.contact_view_of(two, Interval::ALWAYS, least).unwrap();
    let (p0, p1, p2) = (PersonNo(0), PersonNo(1), PersonNo(2));
    assert_eq!(view.neighbors(p0).collect::<Vec<_>>(), [p2]);
    assert_eq!(view.neighbors(p0).collect::<Vec<_>>(), [p2], "kept");
    assert_eq!(view.neighbors(p1).count(), 0);
    assert_eq!(view.to_index(p2), 1);
    let mut seen = view.visit_map();
    seen.insert(p0);
    view.reset_map(&mut seen);
    assert!(seen.is_empty());
    let shown = format!("{view:?}");
    assert!(shown.contains("people: 2"), "{shown}");
}
