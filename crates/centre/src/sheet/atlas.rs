//! Places and homes by number, looked up once each.

use std::collections::HashMap;

use truyvet_model::{ExternalId, Kind, PersonNo, PlaceNo};
use truyvet_store::Snapshot;
use truyvet_trace::{Answer, TraceError, unit_of};

use super::parts::{SheetHome, SheetPlace, SheetUnit};

/// Kinds of places where people live: their names are not announced.
const HOMES: [&str; 2] = ["household", "boarding_house"];

/// Kinds of places where people work or learn.
const WORK: [&str; 6] = ["line", "company", "factory", "office", "class", "school"];

/// Kinds that are no employer: a company lies in a park, and does not belong to it.
const AREAS: [&str; 3] = ["park", "industrial_park", "cluster"];

/// How deep places can be nested before declarations are taken to run in a circle.
const DEEPEST: usize = 64;

/// What is known of places and people, kept as it is looked up.
pub(super) struct Atlas<'a> {
    snapshot: &'a Snapshot,
    places: HashMap<PlaceNo, Known>,
    /// The names of units, by path.
    units: HashMap<String, String>,
}

#[derive(Clone)]
struct Known {
    shown: SheetPlace,
    /// The outermost place above it that is no area; itself if there is none.
    root: PlaceNo,
}

impl<'a> Atlas<'a> {
    pub(super) fn new(snapshot: &'a Snapshot) -> Result<Self, TraceError> {
        let named = snapshot.units()?.into_iter();
        let named = named.filter_map(|unit| Some((unit.path, unit.details.name?)));
        Ok(Self {
            snapshot,
            places: HashMap::new(),
            units: named.collect(),
        })
    }

    /// A unit with its own name and those of the units around it, the nearest first, as far as they
    /// have one: `Xã 2, Huyện 1, Bắc Giang`.
    fn unit(&self, path: String) -> SheetUnit {
        let ends = path
            .match_indices('/')
            .map(|(at, _)| at)
            .chain([path.len()]);
        let names = ends.filter_map(|end| self.units.get(path.get(..end)?));
        let mut names: Vec<&str> = names.map(String::as_str).collect();
        names.reverse();
        let name = (!names.is_empty()).then(|| names.join(", "));
        SheetUnit { path, name }
    }

    /// What is shown of a place.
    pub(super) fn place(&mut self, number: PlaceNo) -> Result<SheetPlace, TraceError> {
        Ok(self.known(number)?.shown)
    }

    /// The company of a line, the school of a class.
    pub(super) fn root(&mut self, number: PlaceNo) -> Result<PlaceNo, TraceError> {
        Ok(self.known(number)?.root)
    }

    /// Where somebody lives, by the register, else by records; and the number of the workplace.
    pub(super) fn home_and_work(
        &mut self,
        answer: &Answer,
        person: PersonNo,
    ) -> Result<(Option<SheetHome>, Option<PlaceNo>), TraceError> {
        let mut seconds: HashMap<PlaceNo, i64> = HashMap::new();
        for stay in answer.stays(self.snapshot, person)? {
            let of = seconds.entry(stay.place).or_default();
            *of = of.saturating_add(stay.interval.length().seconds());
        }
        let mut most: Vec<(PlaceNo, i64)> = seconds.into_iter().collect();
        most.sort_unstable_by_key(|&(place, seconds)| (std::cmp::Reverse(seconds), place));
        let (mut home, mut work) = (None, None);
        for (number, _) in most {
            let kind = self.known(number)?.shown.kind;
            let (lives, works) = (is_one(&kind, &HOMES), is_one(&kind, &WORK));
            if home.is_none() && lives {
                home = Some(number);
            }
            if work.is_none() && works {
                work = Some(number);
            }
        }
        let place = home.map(|home| self.place(home)).transpose()?;
        let registered = self.snapshot.person_details(person)?.unit;
        let home = match (registered, place) {
            (Some(path), place) => Some(SheetHome {
                unit: Some(self.unit(path)),
                place,
                registered: true,
            }),
            (None, Some(place)) => Some(SheetHome {
                unit: place.unit.clone(),
                place: Some(place),
                registered: false,
            }),
            (None, None) => None,
        };
        Ok((home, work))
    }

    fn known(&mut self, number: PlaceNo) -> Result<Known, TraceError> {
        if let Some(known) = self.places.get(&number) {
            return Ok(known.clone());
        }
        let known = self.look_up(number)?;
        self.places.insert(number, known.clone());
        Ok(known)
    }

    fn look_up(&self, number: PlaceNo) -> Result<Known, TraceError> {
        let snapshot = self.snapshot;
        let record = snapshot.place_record(number)?;
        let (mut root, mut outermost) = (number, number);
        for _ in 0..DEEPEST {
            let parent = snapshot.place_parent(outermost)?;
            let Some(parent) = parent.filter(|&parent| parent != number) else {
                break;
            };
            if !is_one(&snapshot.place_record(parent)?.kind, &AREAS) {
                root = parent;
            }
            outermost = parent;
        }
        let id: ExternalId = snapshot.place_id(number)?;
        let around = if root == number { outermost } else { root };
        let within = if around == number {
            None
        } else {
            let name = snapshot.place_record(around)?.name;
            Some(match name {
                Some(name) => name,
                None => snapshot.place_id(around)?.to_string(),
            })
        };
        let shown = SheetPlace {
            place: id,
            name: record.name,
            home: is_one(&record.kind, &HOMES),
            kind: record.kind,
            unit: unit_of(snapshot, number)?.map(|unit| self.unit(unit)),
            within,
            shared: record.shared,
        };
        Ok(Known { shown, root })
    }
}

fn is_one(kind: &Kind, of: &[&str]) -> bool {
    of.contains(&kind.name())
}
