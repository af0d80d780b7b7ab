//! What readers must see of a state, by the model.

use std::collections::{BTreeMap, BTreeSet};

use super::facts::{Dates, Facts, KINDS, canonical, group, ordered};

/// What readers see, by canonical numbers.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct View {
    /// End, open, source by (person, place, start).
    pub(super) visits: BTreeMap<(u32, u32, i64), (i64, bool, String)>,
    /// End, source by (a, b, start), a below b.
    pub(super) contacts: BTreeMap<(u32, u32, i64), (i64, String)>,
    pub(super) range: Option<(i64, i64)>,
    /// Visits, open ones, contacts.
    pub(super) counts: (u64, u64, u64),
    /// By number, the name and all ids of the person; `None` if erased.
    pub(super) people: Vec<Option<(String, Vec<String>)>>,
    /// By name, the canonical number.
    pub(super) found_people: BTreeMap<String, Option<u32>>,
    /// By number, the name and the kind.
    pub(super) places: Vec<(String, String)>,
    pub(super) found_places: BTreeMap<String, Option<u32>>,
    /// By number, unit and doses; `None` if erased.
    pub(super) homes: Vec<Option<(Option<String>, Option<u8>)>>,
    /// Unit and population.
    pub(super) units: Vec<(String, u64)>,
    /// By (tested, person), onset and isolated.
    pub(super) cases: BTreeMap<(i64, u32), Dates>,
}

/// The units that are ever named.
pub(super) const UNITS: [&str; 3] = ["24", "24/213", "27"];

/// The sources of records by number; the first is none.
pub(super) const SOURCES: [&str; 3] = ["", "qr:1", "bluezone"];

/// The ids that are ever used.
pub(super) fn person_names() -> Vec<String> {
    (0..6).map(|n| format!("p{n}")).collect()
}

pub(super) fn place_names() -> Vec<String> {
    (0..4).map(|n| format!("l{n}")).collect()
}

impl Facts {
    /// What readers must see, if these people are erased.
    pub(super) fn view(&self, erased: &BTreeSet<u32>) -> View {
        let mut view = View::default();
        self.show_visits(&mut view);
        self.show_contacts(&mut view);
        let spans = view.visits.iter().map(|(k, v)| (k.2, v.0));
        let spans: Vec<(i64, i64)> = spans
            .chain(view.contacts.iter().map(|(k, v)| (k.2, v.0)))
            .collect();
        let first = spans.iter().map(|s| s.0).min();
        view.range = first.zip(spans.iter().map(|s| s.1).max());
        let open = view.visits.values().filter(|v| v.1).count();
        view.counts = (
            view.visits.len() as u64,
            open as u64,
            view.contacts.len() as u64,
        );
        let name = |n: u32| self.people[n as usize].clone();
        view.people = (0_u32..)
            .zip(&self.people)
            .map(|(n, _)| {
                let ids = group(&self.people_links, n).into_iter().map(name).collect();
                (!erased.contains(&n)).then(|| (name(n), ids))
            })
            .collect();
        view.places = (0..)
            .zip(&self.places)
            .map(|(n, name): (u32, _)| {
                let kind = self.kinds.get(&n).copied().unwrap_or(0);
                (name.clone(), KINDS[usize::from(kind)].0.to_owned())
            })
            .collect();
        for name in person_names() {
            let found = self.person(&name, erased);
            let found = found.map(|n| canonical(&self.people_links, n));
            view.found_people.insert(name, found);
        }
        for name in place_names() {
            let found = self.place(&name);
            let found = found.map(|n| canonical(&self.place_links, n));
            view.found_places.insert(name, found);
        }
        self.show_register(erased, &mut view);
        view
    }

    /// Of linked ids: the unit of the first that has one, the most doses, of cases with one time of
    /// test that of the first.
    fn show_register(&self, erased: &BTreeSet<u32>, view: &mut View) {
        let unit = |unit: u8| UNITS[usize::from(unit)].to_owned();
        view.homes = (0_u32..)
            .zip(&self.people)
            .map(|(n, _)| {
                let members = group(&self.people_links, n);
                let homes = || members.iter().filter_map(|n| self.homes.get(n));
                let home = homes().find_map(|home| home.0).map(unit);
                let doses = homes().filter_map(|home| home.1).max();
                (!erased.contains(&n)).then_some((home, doses))
            })
            .collect();
        let units = self.units.iter();
        view.units = units.map(|(n, people)| (unit(*n), *people)).collect();
        for ((tested, person), dates) in &self.cases {
            let person = canonical(&self.people_links, *person);
            view.cases.entry((*tested, person)).or_insert(*dates);
        }
    }

    /// Of several records with one canonical key: closed before open, then the later end, then
    /// the lower person, then the lower place.
    fn show_visits(&self, view: &mut View) {
        let mut best = BTreeMap::new();
        for (key, (end, source)) in &self.visits {
            let person = canonical(&self.people_links, key.0);
            let place = canonical(&self.place_links, key.1);
            let ends = self.end_of(key);
            let rank = (end.is_none(), -ends, key.0, key.1);
            let shown = (rank, (ends, end.is_none(), source_name(*source)));
            let entry = best
                .entry((person, place, key.2))
                .or_insert_with(|| shown.clone());
            if shown.0 < entry.0 {
                *entry = shown;
            }
        }
        view.visits = best
            .into_iter()
            .map(|(key, (_, shown))| (key, shown))
            .collect();
    }

    /// Of several: the later end, then the lower numbers; between ids of one person: none.
    fn show_contacts(&self, view: &mut View) {
        let mut best = BTreeMap::new();
        for (key, (end, source)) in &self.contacts {
            let of = |n: u32| canonical(&self.people_links, n);
            let (a, b) = ordered((of(key.0), of(key.1)));
            if a == b {
                continue;
            }
            let shown = ((-end, key.0, key.1), (*end, source_name(*source)));
            let entry = best.entry((a, b, key.2)).or_insert_with(|| shown.clone());
            if shown.0 < entry.0 {
                *entry = shown;
            }
        }
        view.contacts = best
            .into_iter()
            .map(|(key, (_, shown))| (key, shown))
            .collect();
    }
}

fn source_name(source: u8) -> String {
    SOURCES[usize::from(source)].to_owned()
}
