//! What the engine takes by itself, for `benches/overhead.py`: the same work without Python.

use std::sync::Arc;
use std::time::Instant;

use pyo3::prelude::*;
use truyvet::{MemoryVfs, Options, PlaceDetails, Store, Timestamp};
use truyvet_synth::Province;

use crate::error::raised;
use crate::synth::PyProvince;
use crate::trace::PyTrace;

/// Seconds that each of so many answers to the question of a trace takes in Rust: the middle one.
#[pyfunction]
pub(crate) fn _rust_trace(py: Python<'_>, trace: &PyTrace, times: usize) -> PyResult<f64> {
    let trace = Arc::clone(&trace.trace);
    let taken = py.detach(move || {
        let mut taken = Vec::with_capacity(times);
        for _ in 0..times.max(1) {
            let begin = Instant::now();
            let asked = trace.snapshot().trace();
            let again = asked.with_question(trace.question().clone()).ask()?;
            std::hint::black_box(again.len());
            taken.push(begin.elapsed().as_secs_f64());
        }
        taken.sort_by(f64::total_cmp);
        Ok(taken.get(taken.len() / 2).copied().unwrap_or_default())
    });
    taken.map_err(raised)
}

/// Seconds of a bulk build of a province in memory: of its names, of its visits with publishing,
/// and of making the visits alone.
#[pyfunction]
pub(crate) fn _rust_build(py: Python<'_>, province: &PyProvince) -> PyResult<(f64, f64, f64)> {
    py.detach(|| build(province.province())).map_err(raised)
}

fn build(province: &Province) -> Result<(f64, f64, f64), truyvet::Error> {
    let begin = Instant::now();
    province.each_visit(|visit| {
        std::hint::black_box(visit);
    });
    let made = begin.elapsed().as_secs_f64();
    let store = Store::create_in(Arc::new(MemoryVfs::new()), Options::default())?;
    let mut writer = store.writer()?;
    let begin = Instant::now();
    let people = province.persons().map(|id| writer.person_number(id));
    let people = people.collect::<Result<Vec<_>, _>>()?;
    let mut places = Vec::new();
    for place in province.places() {
        let number = writer.place_number(place.id.as_str())?;
        let details = PlaceDetails {
            kind: place.record().kind,
            unit: Some(place.unit.clone()),
            coordinates: place.coordinates,
            ..PlaceDetails::default()
        };
        writer.place(place.id.as_str(), &details)?;
        places.push(number);
    }
    let names = begin.elapsed().as_secs_f64();
    let begin = Instant::now();
    let mut result = Ok(());
    province.each_visit(|visit| {
        let numbers = people
            .get(visit.person as usize)
            .zip(places.get(visit.place as usize));
        if let (Ok(()), Some((&person, &place))) = (&result, numbers) {
            let [start, end] = [visit.start, visit.end].map(Timestamp::from_seconds);
            result = writer.visit_numbered(person, place, start, Some(end));
        }
    });
    result?;
    writer.publish()?;
    Ok((names, begin.elapsed().as_secs_f64(), made))
}
