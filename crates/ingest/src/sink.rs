//! Where records go: the store's writer, or a list in tests.

use truyvet_model::id::IdParts;
use truyvet_model::{
    CaseRecord, Contact, PersonDetails, PersonNo, Place, PlaceNo, Timestamp, UnitDetails, Visit,
};
use truyvet_store::{Imported, Published, StoreError, Writer};

/// Takes names and records, as [`Writer`] does.
pub(crate) trait RecordSink {
    /// The number of a person, new or known.
    fn person(&mut self, id: IdParts<'_>) -> Result<PersonNo, StoreError>;
    /// The number of a place, new or known.
    fn place(&mut self, id: IdParts<'_>) -> Result<PlaceNo, StoreError>;
    /// Adds a visit.
    fn visit(&mut self, visit: Visit) -> Result<(), StoreError>;
    /// Adds a contact.
    fn contact(&mut self, contact: Contact) -> Result<(), StoreError>;
    /// Says what a place is.
    fn declare_place(&mut self, place: PlaceNo, details: &Place) -> Result<(), StoreError>;
    /// What is known of a place so far.
    fn place_details(&self, place: PlaceNo) -> Result<Place, StoreError>;
    /// How many people have a number.
    fn person_count(&self) -> u32;
    /// How many places have a number.
    fn place_count(&self) -> u32;
    /// Takes back a visit of the source that was set; one that there is not is no error.
    fn withdraw_visit(
        &mut self,
        person: PersonNo,
        place: PlaceNo,
        start: Timestamp,
    ) -> Result<(), StoreError>;
    /// Takes back a contact of the source that was set; one that there is not is no error.
    fn withdraw_contact(
        &mut self,
        a: PersonNo,
        b: PersonNo,
        start: Timestamp,
    ) -> Result<(), StoreError>;
    /// Says that two ids are one person (S6).
    fn link_people(&mut self, a: PersonNo, b: PersonNo) -> Result<(), StoreError>;
    /// Says what is known of a person (S35).
    fn declare_person(
        &mut self,
        person: PersonNo,
        details: &PersonDetails,
    ) -> Result<(), StoreError>;
    /// Says what is known of an administrative unit (S35).
    fn declare_unit(&mut self, path: &str, details: &UnitDetails) -> Result<(), StoreError>;
    /// Adds a confirmed case (S36).
    fn declare_case(&mut self, case: &CaseRecord) -> Result<(), StoreError>;
    /// Says where the records come from that follow.
    fn set_source(&mut self, name: &str) -> Result<(), StoreError>;
    /// What is known of a file with that hash.
    fn imported(&self, hash: &[u8; 32]) -> Option<Imported>;
    /// Whether any file is known.
    fn any_imported(&self) -> bool;
    /// Notes how far the import of a file is; durable with the records.
    fn note_import(&mut self, hash: [u8; 32], rows: u64, complete: bool);
    /// Bytes that publishing what is held would take at its height, for rows and for names.
    fn publishing_bytes(&self) -> (u64, u64);
    /// Makes durable and visible what was added, and forgets it here.
    fn publish(&mut self) -> Result<Published, StoreError>;
}

impl RecordSink for Writer {
    fn person(&mut self, id: IdParts<'_>) -> Result<PersonNo, StoreError> {
        Self::person(self, id)
    }
    fn place(&mut self, id: IdParts<'_>) -> Result<PlaceNo, StoreError> {
        Self::place(self, id)
    }
    fn visit(&mut self, visit: Visit) -> Result<(), StoreError> {
        Self::visit(self, visit)
    }
    fn contact(&mut self, contact: Contact) -> Result<(), StoreError> {
        Self::contact(self, contact)
    }
    fn declare_place(&mut self, place: PlaceNo, details: &Place) -> Result<(), StoreError> {
        Self::declare_place(self, place, details)
    }
    fn place_details(&self, place: PlaceNo) -> Result<Place, StoreError> {
        Self::place_details(self, place)
    }
    fn person_count(&self) -> u32 {
        Self::person_count(self)
    }
    fn place_count(&self) -> u32 {
        Self::place_count(self)
    }
    fn withdraw_visit(
        &mut self,
        person: PersonNo,
        place: PlaceNo,
        start: Timestamp,
    ) -> Result<(), StoreError> {
        Self::withdraw_visit(self, person, place, start)
    }
    fn withdraw_contact(
        &mut self,
        a: PersonNo,
        b: PersonNo,
        start: Timestamp,
    ) -> Result<(), StoreError> {
        Self::withdraw_contact(self, a, b, start)
    }
    fn link_people(&mut self, a: PersonNo, b: PersonNo) -> Result<(), StoreError> {
        Self::link_people(self, a, b)
    }
    fn declare_person(
        &mut self,
        person: PersonNo,
        details: &PersonDetails,
    ) -> Result<(), StoreError> {
        Self::declare_person(self, person, details)
    }
    fn declare_unit(&mut self, path: &str, details: &UnitDetails) -> Result<(), StoreError> {
        Self::declare_unit(self, path, details)
    }
    fn declare_case(&mut self, case: &CaseRecord) -> Result<(), StoreError> {
        Self::declare_case(self, case)
    }
    fn set_source(&mut self, name: &str) -> Result<(), StoreError> {
        Self::set_source(self, name).map(|_| ())
    }
    fn imported(&self, hash: &[u8; 32]) -> Option<Imported> {
        Self::imported(self, hash)
    }
    fn any_imported(&self) -> bool {
        Self::any_imported(self)
    }
    fn note_import(&mut self, hash: [u8; 32], rows: u64, complete: bool) {
        Self::note_import(self, hash, rows, complete);
    }
    fn publishing_bytes(&self) -> (u64, u64) {
        Self::publishing_bytes(self)
    }
    fn publish(&mut self) -> Result<Published, StoreError> {
        Self::publish(self)
    }
}

/// A sink that writes records down as text.
#[cfg(test)]
pub(crate) mod fake {
    use std::collections::BTreeMap;

    use super::{
        CaseRecord, Contact, IdParts, Imported, PersonDetails, PersonNo, Place, PlaceNo, Published,
        RecordSink, StoreError, Timestamp, UnitDetails, Visit,
    };

    /// What was given, as lines, and the names in order of their numbers.
    #[derive(Default)]
    pub(crate) struct Records {
        pub(crate) lines: Vec<String>,
        pub(crate) people: Vec<String>,
        pub(crate) places: Vec<String>,
        /// The files noted: rows, and whether these are all.
        pub(crate) ledger: BTreeMap<[u8; 32], (u64, bool)>,
        /// After how many lines it published.
        pub(crate) published: Vec<usize>,
        source: String,
        details: BTreeMap<u32, Place>,
    }

    impl Records {
        /// What a store would hold of visits and contacts after these lines (S2, S3): by key, as
        /// `key = end`, sorted. A source takes back only what it said itself.
        pub(crate) fn kept(&self) -> Vec<String> {
            let mut kept: BTreeMap<String, (String, &str)> = BTreeMap::new();
            for line in &self.lines {
                let (line, source) = line.split_once(" from ").unwrap_or((line, ""));
                let (verb, rest) = line.split_once(' ').unwrap_or((line, ""));
                // A contact has no direction.
                let mut words: Vec<&str> = rest.split(' ').collect();
                if let (true, Some(pair)) = (verb.ends_with("contact"), words.get_mut(..2)) {
                    pair.sort_unstable();
                }
                let rest = words.join(" ");
                if let Some(what) = verb.strip_prefix("retract-") {
                    let key = format!("{what} {rest}");
                    if kept.get(&key).is_some_and(|(_, said)| *said == source) {
                        kept.remove(&key);
                    }
                } else if verb == "visit" || verb == "contact" {
                    let (key, end) = rest.rsplit_once(' ').unwrap_or((&rest, ""));
                    kept.insert(format!("{verb} {key}"), (end.to_owned(), source));
                }
            }
            kept.into_iter()
                .map(|(key, (end, _))| format!("{key} = {end}"))
                .collect()
        }

        fn add(&mut self, mut line: String) {
            if !self.source.is_empty() {
                line.push_str(&format!(" from {}", self.source));
            }
            self.lines.push(line);
        }
    }

    fn number(names: &mut Vec<String>, id: IdParts<'_>) -> u32 {
        let name = match id.namespace {
            "" if !id.local.contains(':') => id.local.to_owned(),
            namespace => format!("{namespace}:{}", id.local),
        };
        let at = names.iter().position(|known| *known == name);
        let at = at.unwrap_or_else(|| {
            names.push(name);
            names.len() - 1
        });
        u32::try_from(at).unwrap()
    }

    impl RecordSink for Records {
        fn person(&mut self, id: IdParts<'_>) -> Result<PersonNo, StoreError> {
            Ok(PersonNo(number(&mut self.people, id)))
        }
        fn place(&mut self, id: IdParts<'_>) -> Result<PlaceNo, StoreError> {
            Ok(PlaceNo(number(&mut self.places, id)))
        }
        fn visit(&mut self, visit: Visit) -> Result<(), StoreError> {
            let (person, place) = (visit.person.index(), visit.place.index());
            let end = visit
                .end
                .map_or("open".to_owned(), |end| end.seconds().to_string());
            self.add(format!(
                "visit {} {} {} {end}",
                self.people[person],
                self.places[place],
                visit.start.seconds()
            ));
            Ok(())
        }
        fn contact(&mut self, contact: Contact) -> Result<(), StoreError> {
            let (a, b) = (contact.a.index(), contact.b.index());
            self.add(format!(
                "contact {} {} {} {}",
                self.people[a],
                self.people[b],
                contact.interval.start().seconds(),
                contact.interval.end().seconds()
            ));
            Ok(())
        }
        fn place_details(&self, place: PlaceNo) -> Result<Place, StoreError> {
            Ok(self.details.get(&place.0).cloned().unwrap_or_default())
        }
        fn person_count(&self) -> u32 {
            u32::try_from(self.people.len()).unwrap()
        }
        fn place_count(&self) -> u32 {
            u32::try_from(self.places.len()).unwrap()
        }
        fn withdraw_visit(
            &mut self,
            person: PersonNo,
            place: PlaceNo,
            start: Timestamp,
        ) -> Result<(), StoreError> {
            self.add(format!(
                "retract-visit {} {} {}",
                self.people[person.index()],
                self.places[place.index()],
                start.seconds()
            ));
            Ok(())
        }
        fn withdraw_contact(
            &mut self,
            a: PersonNo,
            b: PersonNo,
            start: Timestamp,
        ) -> Result<(), StoreError> {
            self.add(format!(
                "retract-contact {} {} {}",
                self.people[a.index()],
                self.people[b.index()],
                start.seconds()
            ));
            Ok(())
        }
        fn link_people(&mut self, a: PersonNo, b: PersonNo) -> Result<(), StoreError> {
            let line = format!("link {} {}", self.people[a.index()], self.people[b.index()]);
            self.lines.push(line);
            Ok(())
        }
        fn declare_person(
            &mut self,
            person: PersonNo,
            details: &PersonDetails,
        ) -> Result<(), StoreError> {
            self.lines.push(format!(
                "person {} unit={} doses={}",
                self.people[person.index()],
                details.unit.as_deref().unwrap_or("-"),
                details
                    .doses
                    .map_or("-".to_owned(), |doses| doses.to_string())
            ));
            Ok(())
        }
        fn declare_unit(&mut self, path: &str, details: &UnitDetails) -> Result<(), StoreError> {
            let population = details.population.map(|n| n.to_string());
            self.lines.push(format!(
                "unit {path} name={} level={} population={}",
                details.name.as_deref().unwrap_or("-"),
                details.level.map_or("-", truyvet_model::UnitLevel::name),
                population.as_deref().unwrap_or("-")
            ));
            Ok(())
        }
        fn declare_case(&mut self, case: &CaseRecord) -> Result<(), StoreError> {
            let or_none =
                |time: Option<Timestamp>| time.map_or("-".to_owned(), |t| t.seconds().to_string());
            self.lines.push(format!(
                "case {} tested={} onset={} isolated={}",
                self.people[case.person.index()],
                case.tested.seconds(),
                or_none(case.onset),
                or_none(case.isolated)
            ));
            Ok(())
        }
        fn declare_place(&mut self, place: PlaceNo, details: &Place) -> Result<(), StoreError> {
            self.details.insert(place.0, details.clone());
            let or_none = |text: &Option<String>| text.clone().unwrap_or("-".to_owned());
            let parent = details.parent.map(|p| self.places[p.index()].clone());
            let at = details
                .coordinates
                .map(|c| format!("{} {}", c.lat(), c.lon()));
            self.lines.push(format!(
                "place {} {} parent={} unit={} name={} at={} shared={}",
                self.places[place.index()],
                details.kind,
                or_none(&parent),
                or_none(&details.unit),
                or_none(&details.name),
                or_none(&at),
                details.shared
            ));
            Ok(())
        }
        fn set_source(&mut self, name: &str) -> Result<(), StoreError> {
            name.clone_into(&mut self.source);
            Ok(())
        }
        fn imported(&self, hash: &[u8; 32]) -> Option<Imported> {
            self.ledger.get(hash).map(|&(rows, complete)| Imported {
                rows,
                complete,
                time: Timestamp::from_seconds(7),
            })
        }
        fn any_imported(&self) -> bool {
            !self.ledger.is_empty()
        }
        fn note_import(&mut self, hash: [u8; 32], rows: u64, complete: bool) {
            self.ledger.insert(hash, (rows, complete));
        }
        /// A hundred megabytes a line.
        fn publishing_bytes(&self) -> (u64, u64) {
            let before = self.published.last().copied().unwrap_or(0);
            ((self.lines.len() - before) as u64 * 100_000_000, 0)
        }
        fn publish(&mut self) -> Result<Published, StoreError> {
            let mut published = Published::default();
            let before = self.published.last().copied().unwrap_or(0);
            published.visits_added = (self.lines.len() - before) as u64;
            self.published.push(self.lines.len());
            published.number = self.published.len() as u64;
            Ok(published)
        }
    }
}
