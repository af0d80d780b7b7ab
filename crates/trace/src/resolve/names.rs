//! Looks up the ids, kinds, units and sources of a question; an unknown one is an error (S28).

use truyvet_model::{ExternalId, Filter, Kind, QuestionError};
use truyvet_store::Snapshot;

use crate::error::TraceError;

/// Looks names up in one snapshot.
pub(super) struct Names<'a>(pub &'a Snapshot);

impl Names<'_> {
    pub(super) fn person(&self, field: &'static str, id: &ExternalId) -> Result<u32, TraceError> {
        let unknown = || QuestionError::UnknownPerson {
            field,
            id: id.to_string(),
        };
        Ok(self.0.person(id)?.ok_or_else(unknown)?.0)
    }

    pub(super) fn place(&self, field: &'static str, id: &ExternalId) -> Result<u32, TraceError> {
        let unknown = || QuestionError::UnknownPlace {
            field,
            id: id.to_string(),
        };
        Ok(self.0.place(id)?.ok_or_else(unknown)?.0)
    }

    /// The number of a source, as in [`truyvet_store::SourceNo`].
    pub(super) fn source(&self, field: &'static str, name: &str) -> Result<u16, QuestionError> {
        let found = self.0.source(name).map(|number| number.0);
        found.ok_or_else(|| QuestionError::UnknownSource {
            field,
            source_name: name.to_owned(),
            known: self.0.sources().join(", "),
        })
    }

    /// Whether there is such a kind, and its number if a place has it. `contact` is no kind.
    pub(super) fn kind(
        &self,
        field: &'static str,
        kind: &Kind,
    ) -> Result<Option<u16>, QuestionError> {
        if kind.name() == Filter::CONTACT {
            return Ok(None);
        }
        let kinds = self.0.kinds();
        let found = kinds.iter().position(|known| known == kind);
        let documented = || Kind::KNOWN.iter().any(|known| known.0 == kind.name());
        match found {
            None if !documented() => Err(QuestionError::NoSuchKind {
                field,
                kind: kind.clone(),
                known: self.kinds(),
            }),
            found => Ok(found.and_then(|at| u16::try_from(at).ok())),
        }
    }

    /// The kinds of the store, for messages.
    pub(super) fn kinds(&self) -> String {
        let names: Vec<&str> = self.0.kinds().iter().map(Kind::name).collect();
        names.join(", ")
    }
}
