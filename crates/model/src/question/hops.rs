//! How many hops a question follows (S13).

use std::fmt;

use super::error::QuestionError;

/// How many hops to follow.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Hops {
    /// At most that many, from 1.
    AtMost(u32),
    /// Until nothing changes.
    All,
}

impl Hops {
    /// Whether hop number `h` (from 1) is still asked for.
    #[must_use]
    pub const fn includes(self, h: u32) -> bool {
        match self {
            Self::AtMost(k) => h <= k,
            Self::All => true,
        }
    }

    /// Reads `3` or `all`.
    ///
    /// # Errors
    /// [`QuestionError::Hops`].
    pub fn parse(text: &str) -> Result<Self, QuestionError> {
        match text.trim() {
            "all" => Ok(Self::All),
            number => match number.parse::<u32>() {
                Ok(k) if k >= 1 => Ok(Self::AtMost(k)),
                _ => Err(QuestionError::Hops {
                    value: text.to_owned(),
                }),
            },
        }
    }
}

impl From<u32> for Hops {
    fn from(k: u32) -> Self {
        Self::AtMost(k)
    }
}

impl std::str::FromStr for Hops {
    type Err = QuestionError;
    fn from_str(text: &str) -> Result<Self, QuestionError> {
        Self::parse(text)
    }
}

impl fmt::Display for Hops {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::AtMost(k) => write!(f, "{k}"),
            Self::All => f.write_str("all"),
        }
    }
}

impl serde::Serialize for Hops {
    fn serialize<S: serde::Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        match self {
            Self::AtMost(k) => to.serialize_u32(*k),
            Self::All => to.serialize_str("all"),
        }
    }
}

impl<'de> serde::Deserialize<'de> for Hops {
    fn deserialize<D: serde::Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        #[derive(serde::Deserialize)]
        #[serde(
            untagged,
            expecting = "not a number of hops; expected a whole number from 1, or \"all\""
        )]
        enum Written {
            Number(i64),
            Text(String),
        }
        let text = match Written::deserialize(from)? {
            Written::Number(k) => k.to_string(),
            Written::Text(text) => text,
        };
        Self::parse(&text).map_err(serde::de::Error::custom)
    }
}
