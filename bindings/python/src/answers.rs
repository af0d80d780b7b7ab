//! What is asked around an answer as tables: chains, sites, differences, near misses, visits.

use pyo3::IntoPyObjectExt;
use pyo3::prelude::*;
use pyo3::types::PyDict;
use truyvet::graph::{ContactRow, NeighbourRow, VisitRow};
use truyvet::{
    BetweenEvent, Chain, Change, CommonSite, Coordinates, Difference, Direction, ExposureSite,
    Interval, NearMiss, Rule, Side, Tree, TreeNode, WhyNot,
};

use crate::clock::moment;
use crate::columns::Columns;
use crate::table::Table;

fn text(id: &truyvet::ExternalId) -> Option<String> {
    Some(id.to_string())
}

fn place(id: Option<&truyvet::ExternalId>) -> Option<String> {
    id.map(ToString::to_string)
}

const OVERLAP: [&str; 2] = ["overlap_start", "overlap_end"];

pub(crate) fn chain(chain: &Chain, direction: Direction) -> PyResult<Table> {
    let events = chain.events();
    let [from, to] = match direction {
        Direction::Forward => ["infector", "exposed"],
        Direction::Backward => ["infected", "infector"],
    };
    Columns::default()
        .count("hop", events.iter().map(|e| Some(e.hop.into())))
        .text(from, events.iter().map(|e| text(&e.infector)))
        .text(to, events.iter().map(|e| text(&e.exposed)))
        .text("place", events.iter().map(|e| place(e.place.as_ref())))
        .interval(OVERLAP, events.iter().map(|e| Some(e.overlap)))
        .text("grade", events.iter().map(|e| Some(e.grade.name())))
        .of_people()
}

pub(crate) fn between(events: &[BetweenEvent]) -> PyResult<Table> {
    Columns::default()
        .count("hop", events.iter().map(|e| Some(e.hop.into())))
        .text("place", events.iter().map(|e| place(e.place.as_ref())))
        .interval(OVERLAP, events.iter().map(|e| Some(e.overlap)))
        .text("grade", events.iter().map(|e| Some(e.grade.name())))
        .flag("qualifies", events.iter().map(|e| e.qualifies))
        .table()
}

/// Sites, each with the coordinates of its place where they are known.
pub(crate) fn sites(sites: &[(ExposureSite, Option<Coordinates>)]) -> PyResult<Table> {
    let at = || sites.iter().map(|(_, at)| *at);
    let sites = || sites.iter().map(|(site, _)| site);
    Columns::default()
        .text("place", sites().map(|s| place(s.place.as_ref())))
        .text(
            "kind",
            sites().map(|s| s.kind.as_ref().map(truyvet::Kind::name)),
        )
        .count("exposed", sites().map(|s| Some(s.exposed)))
        .count("infectious", sites().map(|s| Some(s.infectious)))
        .count("person_seconds", sites().map(|s| Some(s.person_seconds)))
        .time("first", sites().map(|s| Some(s.intervals.hull()?.start())))
        .time("last", sites().map(|s| Some(s.intervals.hull()?.end())))
        .intervals("intervals", sites().map(|s| &s.intervals))
        .amount("lat", at().map(|at| at.map(Coordinates::lat)))
        .amount("lon", at().map(|at| at.map(Coordinates::lon)))
        .table()
}

pub(crate) fn common_sites(sites: &[CommonSite]) -> PyResult<Table> {
    Columns::default()
        .text("place", sites.iter().map(|s| text(&s.place)))
        .text("kind", sites.iter().map(|s| Some(s.kind.name())))
        .count("cases", sites.iter().map(|s| Some(s.cases)))
        .amount("expected", sites.iter().map(|s| Some(s.expected)))
        .amount("p", sites.iter().map(|s| Some(s.p)))
        .amount("p_adjusted", sites.iter().map(|s| Some(s.p_adjusted)))
        .table()
}

pub(crate) fn difference(difference: &Difference, direction: Direction) -> PyResult<Table> {
    let rows = difference.rows();
    let before = || rows.iter().map(|row| row.before);
    let after = || rows.iter().map(|row| row.after);
    let [first, earliest] = direction.time_columns();
    let name = |column: &str, when: &str| format!("{column}_{when}");
    Columns::default()
        .text("person", rows.iter().map(|row| text(&row.person)))
        .text(
            "change",
            rows.iter().map(|row| Some(Change::name(row.change))),
        )
        .count("level_before", before().map(|s| Some(s?.level.into())))
        .count("level_after", after().map(|s| Some(s?.level.into())))
        .time(
            &name(first, "before"),
            before().map(|s| Some(s?.first_exposure)),
        )
        .time(
            &name(first, "after"),
            after().map(|s| Some(s?.first_exposure)),
        )
        .time(
            &name(earliest, "before"),
            before().map(|s| Some(s?.earliest_exposure)),
        )
        .time(
            &name(earliest, "after"),
            after().map(|s| Some(s?.earliest_exposure)),
        )
        .of_people()
}

pub(crate) fn visits(rows: &[VisitRow]) -> PyResult<Table> {
    Columns::default()
        .text("person", rows.iter().map(|row| text(&row.person)))
        .text("place", rows.iter().map(|row| text(&row.place)))
        .interval(["start", "end"], rows.iter().map(|row| Some(row.interval)))
        .text("grade", rows.iter().map(|row| Some(row.grade.name())))
        .of_people()
}

pub(crate) fn contacts(rows: &[ContactRow]) -> PyResult<Table> {
    Columns::default()
        .text("person", rows.iter().map(|row| text(&row.person)))
        .interval(["start", "end"], rows.iter().map(|row| Some(row.interval)))
        .of_people()
}

pub(crate) fn neighbours(rows: &[NeighbourRow]) -> PyResult<Table> {
    Columns::default()
        .text("person", rows.iter().map(|row| text(&row.person)))
        .text("place", rows.iter().map(|row| place(row.place.as_ref())))
        .interval(OVERLAP, rows.iter().map(|row| Some(row.overlap)))
        .text("grade", rows.iter().map(|row| Some(row.grade.name())))
        .of_people()
}

/// Why somebody is not in an answer, or that they are: the words of the command line's JSON.
pub(crate) fn why_not<'py>(
    py: Python<'py>,
    why: &WhyNot,
    direction: Direction,
) -> PyResult<Bound<'py, PyDict>> {
    let told = PyDict::new(py);
    let (verdict, level) = match why {
        WhyNot::Exposed { level } => ("exposed", Some(*level)),
        WhyNot::Case => ("case", None),
        WhyNot::NoCommonPlace { .. } => ("no_common_place", None),
        WhyNot::Missed { level, .. } => ("missed", *level),
    };
    told.set_item("verdict", verdict)?;
    told.set_item("level", level)?;
    if let WhyNot::NoCommonPlace { records } = why {
        told.set_item("records", records)?;
    }
    let misses = match why {
        WhyNot::Missed { misses, .. } => misses.as_slice(),
        _ => &[],
    };
    let misses = misses
        .iter()
        .map(|miss| near_miss(py, miss, direction.other_column()));
    told.set_item("misses", misses.collect::<PyResult<Vec<_>>>()?)?;
    Ok(told)
}

fn near_miss<'py>(py: Python<'py>, miss: &NearMiss, other: &str) -> PyResult<Bound<'py, PyDict>> {
    let told = PyDict::new(py);
    let span = |interval: Interval| -> PyResult<Py<PyAny>> {
        (moment(py, interval.start())?, moment(py, interval.end())?).into_py_any(py)
    };
    told.set_item(other, miss.infector.to_string())?;
    told.set_item("place", place(miss.place.as_ref()))?;
    told.set_item("own", span(miss.own)?)?;
    told.set_item("theirs", span(miss.theirs)?)?;
    told.set_item("rule", miss.rule.name())?;
    told.set_item("lacking_s", miss.lacking.seconds())?;
    match miss.rule {
        Rule::Filtered { by } => told.set_item("by", by)?,
        Rule::Isolated { who: Side::Person } => told.set_item("who", "person")?,
        Rule::Isolated {
            who: Side::Infector,
        } => told.set_item("who", other)?,
        Rule::Apart { gap } => told.set_item("gap_s", gap.seconds())?,
        Rule::NotInfectiousThen { nearest } => told.set_item("nearest", span(nearest)?)?,
        Rule::TooShort {
            overlap,
            needed,
            total,
        } => {
            told.set_item("overlap_s", overlap.seconds())?;
            told.set_item("needed_s", needed.seconds())?;
            if let Some(total) = total {
                told.set_item("total_s", total.most.seconds())?;
                told.set_item("total_needed_s", total.needed.seconds())?;
                told.set_item("within_s", total.within.seconds())?;
            }
        }
        Rule::BeyondHops { hop, overlap } => {
            told.set_item("hop", hop)?;
            told.set_item("overlap_s", overlap.seconds())?;
        }
        _ => {}
    }
    Ok(told)
}

/// The edges of a tree, from who may have infected to who was.
pub(crate) fn edges(tree: &Tree) -> PyResult<Table> {
    let graph = tree.graph();
    let ends = |edge| graph.edge_endpoints(edge);
    let person = |node| match graph.node_weight(node) {
        Some(TreeNode::Person { id, .. }) => text(id),
        _ => None,
    };
    let all: Vec<_> = graph.edge_indices().collect();
    let edge = || all.iter().filter_map(|at| graph.edge_weight(*at));
    Columns::default()
        .text("infector", all.iter().map(|at| person(ends(*at)?.0)))
        .text("exposed", all.iter().map(|at| person(ends(*at)?.1)))
        .count("hop", edge().map(|e| Some(e.hop.into())))
        .text("place", edge().map(|e| place(tree.place(e))))
        .interval(OVERLAP, edge().map(|e| Some(e.overlap)))
        .text("grade", edge().map(|e| Some(e.grade.name())))
        .of_people()
}
