//! Who was together with An, and which groups hang together: the graph view, and petgraph on it.
//!
//! `cargo run -p truyvet-examples --example neighbours`

use std::io::Write;

use truyvet::graph::petgraph::algo::connected_components;
use truyvet::graph::petgraph::visit::{Bfs, Walker};
use truyvet::{Options, Store, ToDuration};

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let folder = tempfile::tempdir()?;
    let path = folder.path().join("store");
    let store = Store::create(&path, Options::default())?;

    let mut writer = store.writer()?;
    let day = |time| format!("2021-05-08T{time}+07:00");
    for (person, place, start, end) in [
        ("An", "market:7", "07:00:00", "07:40:00"),
        ("Bình", "market:7", "07:15:00", "08:00:00"),
        ("Chi", "market:7", "07:35:00", "08:30:00"),
        ("Dung", "park", "07:00:00", "09:00:00"),
        ("Em", "park", "08:00:00", "09:00:00"),
    ] {
        let (start, end) = (day(start), day(end));
        writer.visit(person, place, start.as_str(), Some(end.as_str()))?;
    }
    writer.commit()?;
    drop(writer);

    let (midnight, next) = (day("00:00:00"), day("23:59:59"));
    let window = || midnight.as_str()..next.as_str();
    let snapshot = store.snapshot()?;
    let graph = snapshot.graph();

    let mut out = std::io::stdout().lock();
    writeln!(out, "With An, at least 5 minutes at a time:")?;
    for near in graph.neighbours("An", window(), 5.minutes())? {
        let near = near?;
        writeln!(out, "  {} for {}", near.person, near.overlap.length())?;
    }

    // Edges are worked out as petgraph comes to them.
    let view = graph.contact_view(window(), 15.minutes())?;
    let an = snapshot.person("An")?.ok_or("An is in the store")?;
    let reached = Bfs::new(&view, an).iter(&view).count();
    let groups = connected_components(&view);
    if let Some(error) = view.error() {
        return Err(error.into());
    }
    writeln!(
        out,
        "{reached} people hang together with An; {groups} groups in all"
    )?;
    assert_eq!((reached, groups), (3, 2));

    // A program that only traces gives up listing who was at a place.
    let tracing = Store::open_for_tracing(&path)?.snapshot()?.graph();
    match tracing.visitors_of("park", window()) {
        Err(refused) if refused.is_tracing_only() => writeln!(out, "{refused}")?,
        other => return Err(format!("it was not refused: {other:?}").into()),
    }
    Ok(())
}
