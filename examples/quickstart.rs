//! Three visits and one contact, one question, the answer with its reasons.
//!
//! `cargo run -p truyvet-examples --example quickstart`

use std::io::Write;

use truyvet::{Options, Store, ToDuration};

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let folder = tempfile::tempdir()?;
    let store = Store::create(folder.path().join("store"), Options::default())?;

    // An and Bình were at the market together for 25 minutes; later Bình met Chi on the street.
    let mut writer = store.writer()?;
    let day = |time| format!("2021-05-08T{time}+07:00");
    let visits = [
        ("An", "market:7", day("07:00:00"), day("07:40:00")),
        ("Bình", "market:7", day("07:15:00"), day("08:00:00")),
        ("Dung", "market:7", day("07:45:00"), day("08:30:00")),
    ];
    for (person, place, start, end) in &visits {
        writer.visit(person, place, start.as_str(), Some(end.as_str()))?;
    }
    let (start, end) = (day("19:00:00"), day("19:20:00"));
    writer.contact("Bình", "Chi", start.as_str(), end.as_str())?;
    writer.commit()?;

    // An was infectious from midnight on; who was near for 15 minutes, directly or in a chain?
    let midnight = day("00:00:00");
    let trace = store
        .snapshot()?
        .trace()
        .case("An", midnight.as_str()..)
        .hops(3)
        .min_overlap(15.minutes())
        .forward()?;

    let mut out = std::io::stdout().lock();
    for row in trace.exposures() {
        let row = row?;
        let place = row
            .place
            .map_or("by a contact".to_owned(), |place| format!("at {place}"));
        writeln!(
            out,
            "F{}: {}, exposed to {} {place} from {}",
            row.level, row.person, row.infector, row.overlap
        )?;
    }
    writeln!(out, "The chain to Chi:")?;
    for event in trace.chain("Chi")?.events() {
        writeln!(out, "  {} -> {}", event.infector, event.exposed)?;
    }

    // Bình met An for 25 minutes, Chi met Bình for 20. Dung came when An had left, and met Bình,
    // who was infectious by then, for 15.
    assert_eq!(trace.count_by_level(), [1, 2]);
    Ok(())
}
