//! What a store keeps of an id: the id itself, or a pseudonym of it.

use std::sync::Arc;

use truyvet_model::ExternalId;
use truyvet_model::id::IdParts;

use super::key::{KeyRing, NAMESPACE, Pseudonym, from_hex, to_hex};
use crate::error::StoreError;

/// How the ids of people are stored. Those of places are always plain: exposure sites are
/// announced.
#[derive(Debug, Clone, Default)]
pub enum Naming {
    /// As they are.
    #[default]
    Plain,
    /// As pseudonyms under these keys; shown as `pseudonym:` and 32 hexadecimal digits.
    Pseudonymous(Arc<KeyRing>),
    /// As pseudonyms, but the keys were not given: people can be asked for by pseudonym alone,
    /// and none added.
    Sealed,
}

/// What is stored of one id.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kept {
    /// `namespace`, a NUL, the id.
    Plain,
    Pseudonym(Pseudonym),
}

impl Naming {
    /// Whether people are stored as pseudonyms.
    #[must_use]
    pub const fn is_pseudonymous(&self) -> bool {
        !matches!(self, Self::Plain)
    }

    /// What is stored of `id`; an id of the namespace `pseudonym` stands for a stored pseudonym,
    /// where there are any.
    pub(super) fn kept(&self, id: IdParts<'_>) -> Result<Kept, StoreError> {
        match self {
            Self::Plain => Ok(Kept::Plain),
            _ if id.namespace == NAMESPACE => from_hex(id.local)
                .map(Kept::Pseudonym)
                .ok_or_else(no_pseudonym),
            Self::Pseudonymous(keys) => Ok(Kept::Pseudonym(keys.pseudonym(id))),
            Self::Sealed => Err(StoreError::KeyNeeded),
        }
    }
}

fn no_pseudonym() -> StoreError {
    StoreError::Record {
        record: "person",
        field: "id",
        value: format!("of the namespace {NAMESPACE} and no pseudonym"),
        expected: "32 hexadecimal digits after `pseudonym:`, as answers show it".to_owned(),
    }
}

/// The bytes that are stored of a name: of a plain one `namespace`, a NUL, the id; of a
/// pseudonym 16 bytes; none where a name was erased. `Debug` does not show them.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) struct StoredName<'a>(pub(crate) &'a [u8]);

impl AsRef<[u8]> for StoredName<'_> {
    fn as_ref(&self) -> &[u8] {
        self.0
    }
}

impl std::fmt::Debug for StoredName<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("StoredName(…)")
    }
}

impl StoredName<'_> {
    /// The id that it is shown as; `None` if it is none.
    pub(crate) fn external_id(self, pseudonymous: bool) -> Option<ExternalId> {
        if pseudonymous {
            let bytes: &Pseudonym = self.0.try_into().ok()?;
            return ExternalId::new(NAMESPACE, &to_hex(bytes)).ok();
        }
        let text = std::str::from_utf8(self.0).ok()?;
        let (namespace, local) = text.split_once('\0')?;
        ExternalId::new(namespace, local).ok()
    }

    /// Adds the id that it is shown as to `out`, as [`ExternalId`] is written; `None` if it is none.
    pub(crate) fn write(self, pseudonymous: bool, out: &mut String) -> Option<()> {
        let usual = |text: &&str| text.bytes().all(|byte| matches!(byte, 0 | b' '..=b'~'));
        let text = std::str::from_utf8(self.0).ok().filter(usual);
        match text.and_then(|text| text.split_once('\0')) {
            // The many: no control character, a namespace without `:`, an id.
            Some((namespace, local))
                if !pseudonymous
                    && !namespace.contains(':')
                    && !local.is_empty()
                    && !local.contains('\0')
                    && text.is_some_and(|text| text.len() <= ExternalId::MAX_LEN) =>
            {
                if !namespace.is_empty() || local.contains(':') {
                    out.push_str(namespace);
                    out.push(':');
                }
                out.push_str(local);
            }
            _ => out.push_str(&self.external_id(pseudonymous)?.to_string()),
        }
        Some(())
    }
}

/// The plain stored name of an id.
pub(super) fn plain(id: IdParts<'_>) -> Vec<u8> {
    let mut bytes = Vec::with_capacity(id.namespace.len().saturating_add(1 + id.local.len()));
    bytes.extend_from_slice(id.namespace.as_bytes());
    bytes.push(0);
    bytes.extend_from_slice(id.local.as_bytes());
    bytes
}
