//! A set of people by number, as bits.

/// A set of people by number.
#[derive(Debug, Default)]
pub(super) struct People {
    words: Vec<u64>,
    count: usize,
}

impl People {
    /// How many.
    pub(super) const fn len(&self) -> usize {
        self.count
    }

    pub(super) const fn is_empty(&self) -> bool {
        self.count == 0
    }

    pub(super) fn insert(&mut self, person: u32) {
        let at = person as usize / 64;
        if at >= self.words.len() {
            self.words.resize(at + 1, 0);
        }
        let bit = 1_u64 << (person % 64);
        if let Some(word) = self.words.get_mut(at).filter(|w| **w & bit == 0) {
            *word |= bit;
            self.count += 1;
        }
    }

    pub(super) fn has(&self, person: u32) -> bool {
        let word = self.words.get(person as usize / 64);
        word.is_some_and(|w| w & (1 << (person % 64)) != 0)
    }

    pub(super) fn iter(&self) -> impl Iterator<Item = u32> + '_ {
        (0_u32..)
            .step_by(64)
            .zip(&self.words)
            .flat_map(|(first, &word)| {
                (0..64)
                    .filter(move |bit| word & (1 << bit) != 0)
                    .map(move |bit| first + bit)
            })
    }
}
