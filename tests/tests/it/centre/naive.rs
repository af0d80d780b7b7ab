//! Zones and panorama written down a second time, as loops over plain lists.

use std::collections::BTreeSet;

use super::world::{DAY, SOURCES, World};

/// The figures of one unit.
#[derive(Debug)]
pub(crate) struct Counts {
    pub(crate) people: u64,
    pub(crate) population: (u64, &'static str),
    pub(crate) cases: u64,
    pub(crate) isolated: u64,
    pub(crate) exposed: Vec<u64>,
    pub(crate) coverage: Option<f64>,
    pub(crate) places: u64,
    pub(crate) by_source: Vec<u64>,
    pub(crate) by_day: Vec<u64>,
    pub(crate) sites: u64,
}

pub(crate) fn holds(path: &str, unit: &str) -> bool {
    unit == path || unit.starts_with(&format!("{path}/"))
}

/// Every unit that is named, or that a named one lies in.
fn known(world: &World) -> BTreeSet<String> {
    let homes = world.people.iter().filter_map(|person| person.0);
    let places = (0..world.places.len()).filter_map(|place| world.unit_of(place));
    let declared = world.units.iter().map(|unit| unit.0);
    let mut known = BTreeSet::new();
    for path in homes.chain(places).chain(declared) {
        for (at, _) in path.match_indices('/') {
            known.insert(path[..at].to_owned());
        }
        known.insert(path.to_owned());
    }
    known
}

/// Units of a level, which is a depth here, inside another one; ids have no letters before `/`, so
/// the order of text is that of paths.
pub(crate) fn listed(world: &World, scope: &str, level: &str) -> Vec<String> {
    let depth = match level {
        "province" => 1,
        "district" => 2,
        "commune" => 3,
        _ => return Vec::new(),
    };
    let inside = |path: &String| scope.is_empty() || holds(scope, path) && path != scope;
    let units = known(world).into_iter();
    units
        .filter(|path| path.split('/').count() == depth && inside(path))
        .collect()
}

fn population(world: &World, path: &str) -> (u64, &'static str) {
    if let Some((_, declared)) = world.units.iter().find(|unit| unit.0 == path) {
        return (*declared, "declared");
    }
    let at_home = world
        .people
        .iter()
        .filter(|person| person.0 == Some(path))
        .count() as u64;
    let (mut sum, mut from) = (at_home, "registered");
    for child in known(world) {
        if child
            .rsplit_once('/')
            .is_some_and(|(above, _)| above == path)
        {
            let (more, source) = population(world, &child);
            sum += more;
            if source != "registered" {
                from = "parts";
            }
        }
    }
    (sum, from)
}

fn window(world: &World) -> (i64, i64) {
    (world.at - i64::from(world.days) * DAY, world.at)
}

fn in_window(world: &World, time: i64) -> bool {
    let (from, to) = window(world);
    from <= time && time < to
}

/// The cases of the window and when they were infectious: from two days before the sample to
/// isolation, at most 14 days after it.
pub(crate) fn infectious(world: &World) -> Vec<(usize, (i64, i64))> {
    let mut found = Vec::new();
    for case in world
        .cases
        .iter()
        .filter(|case| in_window(world, case.tested))
    {
        let from = case.tested - 2 * DAY;
        let latest = case.tested + 14 * DAY;
        let to = case
            .isolated
            .map_or(latest, |isolated| isolated.min(latest));
        if from < to {
            found.push((case.person, (from, to)));
        }
    }
    found
}

/// Every pair of visits, every contact: who was exposed at first hand, and at which places.
fn events(world: &World) -> (BTreeSet<usize>, BTreeSet<usize>) {
    let cases = infectious(world);
    let is_case = |person| cases.iter().any(|case| case.0 == person);
    let (mut exposed, mut sites) = (BTreeSet::new(), BTreeSet::new());
    for (case, (from, to)) in &cases {
        for a in world.visits.iter().filter(|visit| visit.person == *case) {
            for b in world.visits.iter().filter(|visit| visit.place == a.place) {
                let start = a.start.max(b.start).max(*from);
                let end = a.end.min(b.end).min(*to);
                if start < end && !is_case(b.person) {
                    exposed.insert(b.person);
                    sites.insert(a.place);
                }
            }
        }
        for contact in &world.contacts {
            let other = match (contact.a == *case, contact.b == *case) {
                (true, _) => contact.b,
                (_, true) => contact.a,
                _ => continue,
            };
            if contact.start.max(*from) < contact.end.min(*to) && !is_case(other) {
                exposed.insert(other);
            }
        }
    }
    (exposed, sites)
}

pub(crate) fn first_contacts(world: &World) -> Vec<usize> {
    events(world).0.into_iter().collect()
}

/// The figures of whoever and whatever is in a unit that `within` is true of.
pub(crate) fn counts(
    world: &World,
    exposed: &[Vec<usize>],
    path: &str,
    within: &dyn Fn(Option<&str>) -> bool,
) -> Counts {
    let lives = |person: usize| within(world.people[person].0);
    let lies = |place: usize| within(world.unit_of(place));
    let here: Vec<usize> = (0..world.people.len())
        .filter(|person| lives(*person))
        .collect();
    let count = |people: BTreeSet<usize>| people.into_iter().filter(|p| lives(*p)).count() as u64;
    let sampled = world
        .cases
        .iter()
        .filter(|case| in_window(world, case.tested));
    let isolated = world.cases.iter().filter(|case| {
        case.isolated.is_some_and(|since| since <= world.at) && world.at < case.tested + 14 * DAY
    });
    let kept = world
        .visits
        .iter()
        .filter(|visit| visit.place == 11 && visit.start <= world.at && world.at < visit.end);
    let isolated = isolated
        .map(|case| case.person)
        .chain(kept.map(|visit| visit.person));
    let doses: Vec<Option<u8>> = here.iter().map(|person| world.people[*person].1).collect();
    let covered = doses.iter().filter(|doses| doses.unwrap_or(0) >= 1).count() as f64;
    let begun = || {
        let begun = world
            .visits
            .iter()
            .filter(|visit| in_window(world, visit.start));
        begun.filter(|visit| lies(visit.place))
    };
    let sources = sources_met(world);
    let by_source = sources
        .iter()
        .map(|source| begun().filter(|visit| visit.source == *source).count() as u64);
    let by_day = (0..i64::from(world.days)).map(|day| {
        let from = window(world).0 + day * DAY;
        let that_day = |start: i64| from <= start && start < from + DAY;
        begun().filter(|visit| that_day(visit.start)).count() as u64
    });
    Counts {
        people: here.len() as u64,
        population: population(world, path),
        cases: count(sampled.map(|case| case.person).collect()),
        isolated: count(isolated.collect()),
        exposed: exposed
            .iter()
            .map(|level| count(level.iter().copied().collect()))
            .collect(),
        coverage: doses
            .iter()
            .any(Option::is_some)
            .then(|| covered * 100.0 / here.len() as f64),
        places: (0..world.places.len()).filter(|place| lies(*place)).count() as u64,
        by_source: by_source.collect(),
        by_day: by_day.collect(),
        sites: events(world)
            .1
            .into_iter()
            .filter(|place| lies(*place))
            .count() as u64,
    }
}

/// The level by vn-4800 with treatment capacity.
pub(crate) fn level(counts: &Counts, days: u32) -> Option<u8> {
    let population = counts.population.0;
    if population == 0 {
        return None;
    }
    let rate = counts.cases as f64 * 700_000.0 / (population as f64 * f64::from(days));
    let band = if rate < 20.0 {
        0
    } else if rate < 50.0 {
        1
    } else if rate < 150.0 {
        2
    } else {
        3
    };
    let covered = counts.coverage.is_some_and(|percent| percent >= 70.0);
    Some(if covered {
        [1, 1, 2, 3][band]
    } else {
        [1, 2, 3, 4][band]
    })
}

/// The sources that a record came from, by number; 0 is none.
fn sources_met(world: &World) -> Vec<usize> {
    let met = |source: &usize| {
        *source > 0
            || world.visits.iter().any(|visit| visit.source == 0)
            || world.contacts.iter().any(|contact| contact.source == 0)
    };
    (0..SOURCES.len()).filter(met).collect()
}

/// Contacts of the window, and the last start, of the source at that place of the list.
pub(crate) fn source(world: &World, at: usize) -> (u64, Option<i64>) {
    let source = sources_met(world)[at];
    let contacts = world
        .contacts
        .iter()
        .filter(|contact| contact.source == source);
    let begun = contacts
        .clone()
        .filter(|contact| in_window(world, contact.start))
        .count();
    let visits = world.visits.iter().filter(|visit| visit.source == source);
    let starts = visits
        .map(|visit| visit.start)
        .chain(contacts.map(|contact| contact.start));
    (
        begun as u64,
        starts.filter(|start| *start <= world.at).max(),
    )
}
