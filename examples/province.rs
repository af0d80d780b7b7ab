//! A small synthetic province in memory, and what one worker's case means for it.
//!
//! `cargo run -p truyvet-examples --example province`

use std::io::Write;
use std::sync::Arc;

use truyvet::{ExternalId, Kind, MemoryVfs, Options, PlaceDetails, Store, Timestamp, ToDuration};
use truyvet_synth::{Province, ProvinceSpec, Role};

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let spec = ProvinceSpec {
        people: 2_000,
        days: 5,
        ..ProvinceSpec::default()
    };
    let province = Province::new(&spec)?;
    let store = Store::create_in(Arc::new(MemoryVfs::new()), Options::default())?;
    fill(&store, &province)?;

    let worker = (0..spec.people).find(|&n| province.role(n) == Some(Role::Worker));
    let worker = Province::person_id(worker.ok_or("nobody works on a line")?);
    let trace = store
        .snapshot()?
        .trace()
        .case(worker.as_str(), spec.start..spec.start + spec.days.days())
        .hops(2)
        .min_overlap(15.minutes())
        .latent(1.days())
        .forward()?;

    let mut out = std::io::stdout().lock();
    writeln!(out, "{worker} was infectious for {} days", spec.days)?;
    for (level, count) in (1..).zip(trace.count_by_level()) {
        writeln!(out, "F{level}: {count} of {} people", spec.people)?;
    }
    let rows = trace.exposures().collect::<Result<Vec<_>, _>>()?;
    if let Some(row) = rows.iter().max_by_key(|row| row.person_seconds) {
        let (person, level, seconds) = (&row.person, row.level, row.person_seconds);
        writeln!(
            out,
            "longest in infectious company: {person} (F{level}), {seconds} person-seconds"
        )?;
    }
    assert!(trace.len() > 10, "a line has at least twenty workers");
    Ok(())
}

/// Declares the province's places and writes its visits.
fn fill(store: &Store, province: &Province) -> Result<(), Box<dyn std::error::Error>> {
    let places: Vec<_> = province.places().collect();
    let id = |number: u32| Some(places.get(number as usize)?.id.as_str());
    let mut writer = store.writer()?;
    for place in &places {
        let parent = place.parent.and_then(id).map(str::parse::<ExternalId>);
        let details = PlaceDetails {
            kind: Kind::new(place.kind.name())?,
            parent: parent.transpose()?,
            unit: Some(place.unit.clone()),
            name: place.name.clone(),
            coordinates: place.coordinates,
            shared: false,
        };
        writer.place(&place.id, &details)?;
    }
    for visit in (0..province.spec().days).flat_map(|day| province.day(day)) {
        let person = Province::person_id(visit.person);
        let place = id(visit.place).ok_or("every visit is to a declared place")?;
        let (start, end) = (visit.start, visit.end);
        writer.visit(
            &person,
            place,
            Timestamp::from_seconds(start),
            Some(Timestamp::from_seconds(end)),
        )?;
    }
    writer.commit()?;
    Ok(())
}
