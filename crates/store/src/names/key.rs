//! The keys of a pseudonymous store: from an id to a pseudonym, and not back.

use truyvet_model::id::IdParts;
use truyvet_model::{ExternalId, IdError};

use crate::error::StoreError;

/// What is stored of a person in a pseudonymous store.
pub(crate) type Pseudonym = [u8; 16];

/// The namespace that pseudonyms are shown in and can be asked for by.
pub(super) const NAMESPACE: &str = "pseudonym";

/// The most keys in a ring.
const MOST: usize = 16;

/// What the check value is the pseudonym of. No id holds two NULs.
const CHECKED: &[u8] = b"\0truyvet key check\0";

/// One to sixteen keys of 32 bytes, applied one after the other.
///
/// The pseudonym of an id is the first 16 bytes of BLAKE3 of `namespace`, a NUL and the id, keyed
/// with the first key; then, for every further key, the first 16 bytes of BLAKE3 of that, keyed
/// with it. So a store gets a new key by adding one to the ring: what it holds can be rewritten
/// without the ids, and from then on all keys are needed to find anybody.
///
/// `Debug` shows how many keys there are. Dropping it overwrites them.
///
/// ```
/// use truyvet_store::KeyRing;
/// let key = KeyRing::parse(&"07".repeat(32))?;
/// assert_eq!(format!("{key:?}"), "KeyRing(1 key)");
/// assert_eq!(key.check(), KeyRing::parse(&key.to_text())?.check());
/// # Ok::<(), truyvet_store::StoreError>(())
/// ```
#[derive(Clone, PartialEq, Eq)]
pub struct KeyRing {
    /// Never empty.
    keys: Vec<[u8; 32]>,
}

impl KeyRing {
    /// Reads a key file: a key to a line, 64 hexadecimal digits; empty lines and what follows a
    /// `#` do not count.
    ///
    /// # Errors
    /// [`StoreError::Key`], which names the line and never shows it.
    pub fn parse(text: &str) -> Result<Self, StoreError> {
        let mut ring = Self { keys: Vec::new() };
        for (line, text) in (1_usize..).zip(text.lines()) {
            let digits = text.split('#').next().unwrap_or_default().trim();
            if digits.is_empty() {
                continue;
            }
            let key = from_hex(digits).ok_or_else(|| StoreError::Key {
                what: format!("line {line} is not 64 hexadecimal digits"),
            })?;
            ring.keys.push(key);
        }
        match ring.keys.len() {
            1..=MOST => Ok(ring),
            found => Err(StoreError::Key {
                what: format!("it holds {found} keys, not 1 to {MOST}"),
            }),
        }
    }

    /// A ring of one new key, from the operating system's random bytes.
    ///
    /// # Errors
    /// [`StoreError::Io`] where the system has no `/dev/urandom`.
    pub fn generate() -> Result<Self, StoreError> {
        let key = crate::io::random()?;
        Ok(Self { keys: vec![key] })
    }

    /// The keys of this ring, then those of `newer`.
    ///
    /// # Errors
    /// [`StoreError::Key`] for more than 16.
    pub fn followed_by(&self, newer: &Self) -> Result<Self, StoreError> {
        let keys = [self.keys.as_slice(), newer.keys.as_slice()].concat();
        let ring = Self { keys };
        if ring.keys.len() > MOST {
            let found = ring.keys.len();
            return Err(StoreError::Key {
                what: format!("there would be {found} keys, at most {MOST} fit"),
            });
        }
        Ok(ring)
    }

    /// The content of a key file. It is the secret itself: write it where only its owner reads.
    #[must_use]
    pub fn to_text(&self) -> String {
        let mut text = String::new();
        for key in &self.keys {
            text.push_str(&to_hex(key));
            text.push('\n');
        }
        text
    }

    /// A value by which to know the right keys again, and nothing else.
    #[must_use]
    pub fn check(&self) -> [u8; 16] {
        self.of(CHECKED)
    }

    /// What a store under these keys shows for a person of that id.
    ///
    /// ```
    /// use truyvet_store::KeyRing;
    /// let shown = KeyRing::parse(&"07".repeat(32))?.pseudonym_of(&"cccd:1".parse()?)?;
    /// assert_eq!(shown.namespace(), "pseudonym");
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    ///
    /// # Errors
    /// None that can happen: 32 hexadecimal digits are an id.
    pub fn pseudonym_of(&self, id: &ExternalId) -> Result<ExternalId, IdError> {
        let parts = IdParts {
            namespace: id.namespace(),
            local: id.local(),
        };
        ExternalId::new(NAMESPACE, &to_hex(&self.pseudonym(parts)))
    }

    /// The same as text, as the manifest keeps it.
    pub(crate) fn check_text(&self) -> String {
        to_hex(&self.check())
    }

    /// Whether these are the keys of `old` and one more.
    pub(crate) fn extends(&self, old: &Self) -> bool {
        let older = self.keys.split_last().map(|(_, older)| older);
        older == Some(old.keys.as_slice())
    }

    /// The pseudonym of an id.
    pub(crate) fn pseudonym(&self, id: IdParts<'_>) -> Pseudonym {
        let Some((first, later)) = self.keys.split_first() else {
            return [0; 16];
        };
        let mut hasher = blake3::Hasher::new_keyed(first);
        hasher.update(id.namespace.as_bytes());
        hasher.update(&[0]);
        hasher.update(id.local.as_bytes());
        through(later, front(&hasher.finalize()))
    }

    /// The pseudonym of a plain stored name.
    pub(crate) fn of(&self, plain: &[u8]) -> Pseudonym {
        let Some((first, later)) = self.keys.split_first() else {
            return [0; 16];
        };
        through(later, front(&blake3::keyed_hash(first, plain)))
    }

    /// From the pseudonym that the keys before the last one gave, that of all: for re-keying.
    pub(crate) fn last_step(&self, before: &[u8]) -> Pseudonym {
        self.keys
            .last()
            .map_or([0; 16], |key| front(&blake3::keyed_hash(key, before)))
    }
}

impl Drop for KeyRing {
    fn drop(&mut self) {
        self.keys.fill([0; 32]);
        // Keeps the line above from being optimised away.
        std::hint::black_box(&self.keys);
    }
}

impl std::fmt::Debug for KeyRing {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self.keys.len() {
            1 => f.write_str("KeyRing(1 key)"),
            n => write!(f, "KeyRing({n} keys)"),
        }
    }
}

fn through(keys: &[[u8; 32]], first: Pseudonym) -> Pseudonym {
    keys.iter().fold(first, |before, key| {
        front(&blake3::keyed_hash(key, &before))
    })
}

fn front(hash: &blake3::Hash) -> Pseudonym {
    hash.as_bytes().first_chunk().copied().unwrap_or_default()
}

/// The bytes that the hexadecimal digits stand for, if they are as many.
pub(super) fn from_hex<const N: usize>(digits: &str) -> Option<[u8; N]> {
    let (pairs, []) = digits.as_bytes().as_chunks::<2>() else {
        return None;
    };
    if pairs.len() != N {
        return None;
    }
    let digit = |c: u8| char::from(c).to_digit(16);
    let mut bytes = [0; N];
    for (byte, [high, low]) in bytes.iter_mut().zip(pairs) {
        *byte = u8::try_from(digit(*high)? << 4 | digit(*low)?).ok()?;
    }
    Some(bytes)
}

/// The bytes in hexadecimal digits.
pub(super) fn to_hex(bytes: &[u8]) -> String {
    let digit = |d: u8| char::from_digit(u32::from(d), 16).unwrap_or('0');
    bytes
        .iter()
        .flat_map(|b| [digit(b >> 4), digit(b & 15)])
        .collect()
}

#[cfg(test)]
#[path = "key_tests.rs"]
mod tests;
