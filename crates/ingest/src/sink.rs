//! Where records go: the store's writer, or a list in tests.

use truyvet_model::id::IdParts;
use truyvet_model::{Contact, PersonNo, Place, PlaceNo, Visit};
use truyvet_store::{StoreError, Writer};

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
}

/// A sink that writes records down as text.
#[cfg(test)]
pub(crate) mod fake {
    use super::{Contact, IdParts, PersonNo, Place, PlaceNo, RecordSink, StoreError, Visit};

    /// What was given, as lines, and the names in order of their numbers.
    #[derive(Default)]
    pub(crate) struct Records {
        pub(crate) lines: Vec<String>,
        pub(crate) people: Vec<String>,
        pub(crate) places: Vec<String>,
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
            self.lines.push(format!(
                "visit {} {} {} {end}",
                self.people[person],
                self.places[place],
                visit.start.seconds()
            ));
            Ok(())
        }
        fn contact(&mut self, contact: Contact) -> Result<(), StoreError> {
            let (a, b) = (contact.a.index(), contact.b.index());
            self.lines.push(format!(
                "contact {} {} {} {}",
                self.people[a],
                self.people[b],
                contact.interval.start().seconds(),
                contact.interval.end().seconds()
            ));
            Ok(())
        }
        fn declare_place(&mut self, place: PlaceNo, details: &Place) -> Result<(), StoreError> {
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
    }
}
