//! Which numbers of people or places are in some rows, and where each stands among them.

/// Numbers met so far, each as often as it came.
#[derive(Clone, Debug)]
pub(super) enum Seen {
    /// Where few of all numbers are asked for.
    Few(Vec<u32>),
    /// A bit for every number that there is.
    Bits(Vec<u64>),
}

impl Seen {
    /// For that many rows, whose numbers are below `count`.
    pub(super) fn new(rows: usize, count: u32) -> Self {
        let count = count as usize;
        if rows.saturating_mul(64) < count {
            return Self::Few(Vec::new());
        }
        Self::Bits(vec![0; count.div_ceil(64)])
    }

    /// Adds these.
    pub(super) fn extend(&mut self, numbers: impl Iterator<Item = u32>) {
        match self {
            Self::Few(few) => few.extend(numbers),
            Self::Bits(words) => {
                for number in numbers {
                    if let Some(word) = words.get_mut(number as usize / 64) {
                        *word |= 1 << (number % 64);
                    }
                }
            }
        }
    }
}

/// The numbers of some rows, ascending, each once.
#[derive(Debug)]
pub(super) enum Numbers {
    Few(Vec<u32>),
    Bits {
        words: Vec<u64>,
        /// How many numbers are in the words before each word; at the end, how many there are.
        before: Vec<u32>,
    },
}

impl Numbers {
    /// What any of them has seen; they were made for the same rows.
    pub(super) fn of(seen: impl IntoIterator<Item = Seen>) -> Self {
        let (mut few, mut words) = (Vec::new(), Vec::<u64>::new());
        for seen in seen {
            match seen {
                Seen::Few(mut numbers) => few.append(&mut numbers),
                Seen::Bits(bits) if words.is_empty() => words = bits,
                Seen::Bits(bits) => {
                    for (word, more) in words.iter_mut().zip(bits) {
                        *word |= more;
                    }
                }
            }
        }
        if words.is_empty() {
            few.sort_unstable();
            few.dedup();
            return Self::Few(few);
        }
        let mut count = 0_u32;
        let counted = words.iter().map(|word| {
            let before = count;
            count = count.saturating_add(word.count_ones());
            before
        });
        let mut before: Vec<u32> = counted.collect();
        before.push(count);
        Self::Bits { words, before }
    }

    /// How many there are.
    pub(super) fn len(&self) -> usize {
        match self {
            Self::Few(numbers) => numbers.len(),
            Self::Bits { before, .. } => before.last().map_or(0, |count| *count as usize),
        }
    }

    /// How many of them are smaller than `number`, which is one of them.
    #[inline]
    pub(super) fn rank(&self, number: u32) -> u32 {
        match self {
            // There are fewer than there are numbers.
            Self::Few(numbers) => {
                let at = numbers.partition_point(|smaller| *smaller < number);
                u32::try_from(at).unwrap_or(u32::MAX)
            }
            Self::Bits { words, before } => {
                let at = number as usize / 64;
                let below = (1_u64 << (number % 64)).wrapping_sub(1);
                let here = words.get(at).map_or(0, |word| (word & below).count_ones());
                let before = before.get(at).copied().unwrap_or_default();
                before.saturating_add(here)
            }
        }
    }

    /// Cuts them into parts of about `size`, which follow each other.
    pub(super) fn parts(&self, size: usize) -> Vec<Part<'_>> {
        let size = size.max(64);
        match self {
            Self::Few(numbers) => numbers.chunks(size).map(Part::Few).collect(),
            Self::Bits { words, before } => {
                let all = before.last().map_or(0, |count| *count as usize);
                // As many words as hold so many numbers on average.
                let wide = words.len().saturating_mul(size) / all.max(1);
                let wide = wide.clamp(1, words.len().max(1));
                let cut = words.chunks(wide).zip(before.chunks(wide));
                let firsts = (0_u32..).step_by(wide.saturating_mul(64));
                let parts = cut
                    .zip(firsts)
                    .enumerate()
                    .map(|(i, ((words, before), first))| {
                        let next = self.before(i.saturating_add(1).saturating_mul(wide));
                        let start = before.first().copied().unwrap_or_default();
                        Part::Bits {
                            words,
                            first,
                            len: next.saturating_sub(start) as usize,
                        }
                    });
                parts.collect()
            }
        }
    }

    fn before(&self, word: usize) -> u32 {
        match self {
            Self::Few(_) => 0,
            Self::Bits { before, .. } => {
                let count = before.get(word).or(before.last());
                count.copied().unwrap_or_default()
            }
        }
    }
}

/// A part of them.
#[derive(Clone, Copy, Debug)]
pub(super) enum Part<'n> {
    Few(&'n [u32]),
    Bits {
        words: &'n [u64],
        /// The number of the first bit.
        first: u32,
        len: usize,
    },
}

impl Part<'_> {
    /// How many numbers are in it.
    pub(super) const fn len(&self) -> usize {
        match self {
            Self::Few(numbers) => numbers.len(),
            Self::Bits { len, .. } => *len,
        }
    }

    /// Calls `each` for every number, ascending.
    pub(super) fn try_each<E>(&self, mut each: impl FnMut(u32) -> Result<(), E>) -> Result<(), E> {
        match *self {
            Self::Few(numbers) => numbers.iter().try_for_each(|&number| each(number)),
            Self::Bits { words, first, .. } => {
                let firsts = (first..).step_by(64);
                words.iter().zip(firsts).try_for_each(|(&word, first)| {
                    let mut left = word;
                    while left != 0 {
                        each(first.saturating_add(left.trailing_zeros()))?;
                        left &= left.wrapping_sub(1);
                    }
                    Ok(())
                })
            }
        }
    }
}

#[cfg(test)]
#[path = "numbers_tests.rs"]
mod tests;
