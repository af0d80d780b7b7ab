//! What a check of the records found: counts, and examples as tables.

use pyo3::prelude::*;
use pyo3::types::PyDict;
use truyvet::{CheckOptions, CheckReport, Interval, PersonNo, PlaceNo, Snapshot};

use crate::columns::Columns;
use crate::error::raised;
use crate::table::Table;

/// Checks the records; examples are told if some were asked for.
pub(crate) fn run<'py>(
    py: Python<'py>,
    state: &Snapshot,
    options: &CheckOptions,
) -> PyResult<Bound<'py, PyDict>> {
    let report = py.detach(|| state.check(options, &mut |_| ()));
    let report = report.map_err(raised)?;
    let told = PyDict::new(py);
    told.set_item("visits", report.visits)?;
    told.set_item("contacts", report.contacts)?;
    told.set_item("overlaps", report.overlaps.count)?;
    told.set_item("travels", report.travels.count)?;
    told.set_item("open_visits", report.open.count())?;
    told.set_item("long_visits", report.long_visits.count)?;
    told.set_item("long_contacts", report.long_contacts.count)?;
    told.set_item("shared", report.shared.count)?;
    if options.examples > 0 {
        let shown = Shown { state };
        let examples = PyDict::new(py);
        examples.set_item("overlaps", shown.overlaps(&report)?)?;
        examples.set_item("travels", shown.travels(&report)?)?;
        examples.set_item("open_visits", shown.open(&report)?)?;
        examples.set_item("long_visits", shown.long_visits(&report)?)?;
        examples.set_item("long_contacts", shown.long_contacts(&report)?)?;
        examples.set_item("shared", shown.shared(&report)?)?;
        told.set_item("examples", examples)?;
    }
    Ok(told)
}

/// Names for the numbers of a report.
struct Shown<'s> {
    state: &'s Snapshot,
}

impl Shown<'_> {
    fn people(&self, all: impl Iterator<Item = PersonNo>) -> PyResult<Vec<Option<String>>> {
        all.map(|number| {
            let id = self.state.person_id(number).map_err(raised)?;
            Ok(Some(id.to_string()))
        })
        .collect()
    }

    fn places(&self, all: impl Iterator<Item = PlaceNo>) -> PyResult<Vec<Option<String>>> {
        all.map(|number| {
            let id = self.state.place_id(number).map_err(raised)?;
            Ok(Some(id.to_string()))
        })
        .collect()
    }

    fn overlaps(&self, report: &CheckReport) -> PyResult<Table> {
        let found = &report.overlaps.examples;
        let earlier = || found.iter().map(|it| it.earlier);
        let later = || found.iter().map(|it| it.later);
        Columns::default()
            .text("person", self.people(found.iter().map(|it| it.person))?)
            .text("place", self.places(earlier().map(|stay| stay.place))?)
            .interval(["start", "end"], earlier().map(|stay| Some(stay.interval)))
            .text("other_place", self.places(later().map(|stay| stay.place))?)
            .interval(
                ["other_start", "other_end"],
                later().map(|stay| Some(stay.interval)),
            )
            .of_people()
    }

    fn travels(&self, report: &CheckReport) -> PyResult<Table> {
        let found = &report.travels.examples;
        let (from, to) = (
            || found.iter().map(|it| it.from),
            || found.iter().map(|it| it.to),
        );
        let seconds = found.iter().map(|it| Some(seconds(it.seconds)));
        Columns::default()
            .text("person", self.people(found.iter().map(|it| it.person))?)
            .text("place", self.places(from().map(|stay| stay.place))?)
            .interval(["start", "end"], from().map(|stay| Some(stay.interval)))
            .text("other_place", self.places(to().map(|stay| stay.place))?)
            .interval(
                ["other_start", "other_end"],
                to().map(|stay| Some(stay.interval)),
            )
            .count("metres", found.iter().map(|it| Some(it.metres)))
            .amount("seconds", seconds)
            .of_people()
    }

    fn open(&self, report: &CheckReport) -> PyResult<Table> {
        let found = &report.open.oldest;
        Columns::default()
            .text("person", self.people(found.iter().map(|it| it.person))?)
            .text("place", self.places(found.iter().map(|it| it.place))?)
            .time("start", found.iter().map(|it| Some(it.start)))
            .of_people()
    }

    fn long_visits(&self, report: &CheckReport) -> PyResult<Table> {
        let found = &report.long_visits.examples;
        let stays = || found.iter().map(|it| it.stay);
        Columns::default()
            .text("person", self.people(found.iter().map(|it| it.person))?)
            .text("place", self.places(stays().map(|stay| stay.place))?)
            .interval(["start", "end"], stays().map(|stay| Some(stay.interval)))
            .of_people()
    }

    fn long_contacts(&self, report: &CheckReport) -> PyResult<Table> {
        let found = &report.long_contacts.examples;
        let when = found.iter().map(|it| Some::<Interval>(it.interval));
        Columns::default()
            .text("a", self.people(found.iter().map(|it| it.a))?)
            .text("b", self.people(found.iter().map(|it| it.b))?)
            .interval(["start", "end"], when)
            .of_people()
    }

    fn shared(&self, report: &CheckReport) -> PyResult<Table> {
        let found = &report.shared.examples;
        Columns::default()
            .text("place", self.places(found.iter().map(|it| it.place))?)
            .count("visits", found.iter().map(|it| Some(it.visits)))
            .table()
    }
}

/// Negative where the stays overlap a little.
fn seconds(seconds: i64) -> f64 {
    // Two stays of one person are less than a century apart: exact.
    i32::try_from(seconds).map_or(f64::INFINITY, f64::from)
}
