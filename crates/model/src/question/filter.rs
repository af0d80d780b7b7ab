//! Which records exist for a question (S19).

use std::collections::BTreeSet;

use crate::id::ExternalId;
use crate::kind::Kind;

/// Records by what they are (S19). As `only`, a record must match every set that is not empty; as
/// `except`, a record that matches any set does not exist.
///
/// A visit matches by the place where it was recorded. A contact has no place: it matches `kinds`
/// through the word [`Filter::CONTACT`], and never `places` or `units`.
#[derive(Clone, Debug, Default, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Filter {
    /// Kinds of places; `contact` stands for direct contacts.
    #[serde(skip_serializing_if = "BTreeSet::is_empty")]
    pub kinds: BTreeSet<Kind>,
    /// Places, each for itself and not for what is part of it.
    #[serde(skip_serializing_if = "BTreeSet::is_empty")]
    pub places: BTreeSet<ExternalId>,
    /// Administrative units with everything below them: `a` holds `a/b` and `a/b/c`. The unit of
    /// a place is its own, else that of the nearest place it is part of that has one.
    #[serde(skip_serializing_if = "BTreeSet::is_empty")]
    pub units: BTreeSet<String>,
    /// Sources that records come from (S32).
    #[serde(skip_serializing_if = "BTreeSet::is_empty")]
    pub sources: BTreeSet<String>,
    /// People. As `only`, both people of a contact must be among them; as `except`, neither.
    #[serde(skip_serializing_if = "BTreeSet::is_empty")]
    pub persons: BTreeSet<ExternalId>,
}

impl Filter {
    /// The kind that stands for direct contacts.
    pub const CONTACT: &'static str = "contact";

    /// Whether it says nothing.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        *self == Self::default()
    }
}
