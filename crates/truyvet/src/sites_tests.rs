//! Tests of `sites`: names, order, backward (S23).

use std::sync::Arc;

use crate::{Direction, Error, ExposureSite, MemoryVfs, Options, Store};

/// An meets Bình in two canteens and by a contact.
fn store() -> Result<Store, Error> {
    let store = Store::create_in(Arc::new(MemoryVfs::new()), Options::default())?;
    let mut w = store.writer()?;
    for (person, place, start) in [
        ("An", "b", 0),
        ("Bình", "b", 50),
        ("An", "a", 1000),
        ("Bình", "a", 1050),
    ] {
        w.visit(person, place, start, Some(start + 100))?;
    }
    w.contact("An", "Bình", 5000, 5050)?;
    w.commit()?;
    Ok(store)
}

fn shown(sites: &[ExposureSite]) -> Vec<String> {
    let show = |site: &ExposureSite| {
        let place = site
            .place
            .as_ref()
            .map_or("-".to_owned(), ToString::to_string);
        let (who, whom) = (site.infectious, site.exposed);
        let times = site.intervals.intervals();
        format!("{place} {who}>{whom} {}s {times:?}", site.person_seconds)
    };
    sites.iter().map(show).collect()
}

#[test]
fn s23_ties_go_by_contact_then_id() -> Result<(), Error> {
    let snapshot = store()?.snapshot()?;
    let trace = snapshot.trace().case("An", 0..99_999).ask()?;
    assert_eq!(
        shown(&trace.sites()?),
        [
            "- 1>1 50s [[5000s, 5050s)]",
            "a 1>1 50s [[1050s, 1100s)]",
            "b 1>1 50s [[50s, 100s)]",
        ]
    );
    let nobody = snapshot.trace().case("An", 90_000..99_999).ask()?;
    assert_eq!(nobody.sites()?, []);
    Ok(())
}

#[test]
fn s23_backward_is_in_real_time() -> Result<(), Error> {
    let snapshot = store()?.snapshot()?;
    let asked = snapshot.trace().case("Bình", 0..1080);
    let trace = asked.direction(Direction::Backward).ask()?;
    assert_eq!(
        shown(&trace.sites()?),
        ["b 1>1 50s [[50s, 100s)]", "a 1>1 30s [[1050s, 1080s)]"]
    );
    Ok(())
}
