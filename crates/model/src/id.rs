//! Names of people and places: `namespace:id` outside, dense numbers inside.

use std::fmt;

/// The number of a person inside one store: dense, from 0, never reused.
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize, serde::Deserialize,
)]
pub struct PersonNo(pub u32);

/// The number of a place inside one store: dense, from 0, never reused.
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize, serde::Deserialize,
)]
pub struct PlaceNo(pub u32);

impl PersonNo {
    /// The number as an index.
    #[must_use]
    pub const fn index(self) -> usize {
        self.0 as usize
    }
}

impl PlaceNo {
    /// The number as an index.
    #[must_use]
    pub const fn index(self) -> usize {
        self.0 as usize
    }
}

/// An id as the outside world writes it: `cccd:034…`, `phone:09…`, or bare in the default
/// namespace (S6).
///
/// The namespace is the text before the first `:`; an id of the default namespace that itself
/// holds a `:` is written with a leading one (`:a:b`). Any UTF-8 is allowed except control
/// characters; neither part is trimmed or changed in case.
///
/// `Debug` does not show the id: ids of people do not belong in logs.
///
/// ```
/// use truyvet_model::ExternalId;
/// let id: ExternalId = "cccd:034 201".parse()?;
/// assert_eq!((id.namespace(), id.local()), ("cccd", "034 201"));
/// let bare: ExternalId = "An".parse()?;
/// assert_eq!((bare.namespace(), bare.to_string().as_str()), ("", "An"));
/// assert_eq!(":a:b".parse::<ExternalId>()?.to_string(), ":a:b");
/// # Ok::<(), truyvet_model::IdError>(())
/// ```
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize, serde::Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct ExternalId {
    namespace: Box<str>,
    local: Box<str>,
}

/// An id split into its parts, borrowed: what [`ExternalId::split`] gives.
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct IdParts<'a> {
    /// The namespace; empty for the default one.
    pub namespace: &'a str,
    /// The id within the namespace; never empty.
    pub local: &'a str,
}

impl ExternalId {
    /// The most bytes an id may have, namespace included.
    pub const MAX_LEN: usize = 1024;

    /// The id `local` in `namespace` (empty: the default one).
    ///
    /// # Errors
    /// [`IdError`].
    pub fn new(namespace: &str, local: &str) -> Result<Self, IdError> {
        if namespace.contains(':') {
            return Err(IdError::Namespace {
                namespace: namespace.to_owned(),
            });
        }
        check(namespace, local)?;
        Ok(Self {
            namespace: namespace.into(),
            local: local.into(),
        })
    }

    /// Reads `namespace:id`, `id` or `:id` without copying.
    ///
    /// # Errors
    /// [`IdError`].
    pub fn split(text: &str) -> Result<IdParts<'_>, IdError> {
        let (namespace, local) = text.split_once(':').unwrap_or(("", text));
        check(namespace, local)?;
        Ok(IdParts { namespace, local })
    }

    /// The namespace; empty for the default one.
    #[must_use]
    pub fn namespace(&self) -> &str {
        &self.namespace
    }

    /// The id within its namespace.
    #[must_use]
    pub fn local(&self) -> &str {
        &self.local
    }
}

fn check(namespace: &str, local: &str) -> Result<(), IdError> {
    if local.is_empty() {
        return Err(IdError::Empty);
    }
    let length = namespace.len().saturating_add(local.len());
    if length > ExternalId::MAX_LEN {
        return Err(IdError::TooLong { length });
    }
    if namespace.chars().chain(local.chars()).any(char::is_control) {
        return Err(IdError::Control);
    }
    Ok(())
}

impl std::str::FromStr for ExternalId {
    type Err = IdError;
    fn from_str(text: &str) -> Result<Self, IdError> {
        let parts = Self::split(text)?;
        Ok(Self {
            namespace: parts.namespace.into(),
            local: parts.local.into(),
        })
    }
}

impl TryFrom<String> for ExternalId {
    type Error = IdError;
    fn try_from(text: String) -> Result<Self, IdError> {
        text.parse()
    }
}

impl From<ExternalId> for String {
    fn from(id: ExternalId) -> Self {
        id.to_string()
    }
}

impl fmt::Display for ExternalId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.namespace.is_empty() && !self.local.contains(':') {
            return f.pad(&self.local);
        }
        f.pad(&format!("{}:{}", self.namespace, self.local))
    }
}

impl fmt::Debug for ExternalId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("ExternalId(…)")
    }
}

/// Why a text is not an id. The messages do not repeat the id.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum IdError {
    /// Nothing there.
    #[error("the id is empty: write an id, or namespace:id")]
    Empty,
    /// More than [`ExternalId::MAX_LEN`] bytes.
    #[error(
        "the id has {length} bytes: at most {} are allowed",
        ExternalId::MAX_LEN
    )]
    TooLong {
        /// Bytes given.
        length: usize,
    },
    /// Line ends, tabs, NUL and the like.
    #[error("the id holds a control character (a line end, a tab, NUL): remove it")]
    Control,
    /// A `:` in a namespace.
    #[error("the namespace `{namespace}` holds a `:`, which separates it from the id")]
    Namespace {
        /// The namespace given.
        namespace: String,
    },
}

#[cfg(test)]
#[path = "id_tests.rs"]
mod tests;
