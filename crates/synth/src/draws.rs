//! Random draws, all of them: a stream of numbers per key, so that any person-day has its own.

/// 2^64 divided by the golden ratio: the step of SplitMix64.
const STEP: u64 = 0x9E37_79B9_7F4A_7C15;

/// The finaliser of SplitMix64 (Steele, Lea, Flood 2014): every bit of `x` moves every bit.
#[inline]
pub(crate) const fn mix(x: u64) -> u64 {
    let x = (x ^ (x >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
    let x = (x ^ (x >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
    x ^ (x >> 31)
}

/// The key of item `number` under `parent`: its draws are independent of any other item's.
#[inline]
pub(crate) const fn key(parent: u64, number: u64) -> u64 {
    mix(parent.wrapping_add(number.wrapping_add(1).wrapping_mul(STEP)))
}

/// What draws are for: each purpose has keys of its own.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Purpose {
    Communes,
    Homes,
    Parks,
    Markets,
    Positions,
    Persons,
    Errands,
    Frames,
    Stops,
    Meetings,
    MeetingCounts,
    Ages,
    Circles,
    Courses,
    Transmissions,
    Systems,
    Dirt,
    Phones,
    Wards,
    Trips,
    Lent,
}

/// The key of `purpose` under `parent`.
#[inline]
pub(crate) const fn purpose(parent: u64, purpose: Purpose) -> u64 {
    key(parent, purpose as u64)
}

/// A stream of draws (SplitMix64). Integers only, so that every machine draws the same.
#[derive(Clone, Debug)]
pub(crate) struct Draws {
    state: u64,
}

impl Draws {
    /// The stream of `key`.
    #[inline]
    pub(crate) const fn new(key: u64) -> Self {
        Self { state: key }
    }

    /// 64 random bits.
    #[inline]
    pub(crate) const fn bits(&mut self) -> u64 {
        self.state = self.state.wrapping_add(STEP);
        mix(self.state)
    }

    /// A number in `0..n`; 0 if `n` is 0. (A bias below n / 2^32, which no habit notices.)
    #[inline]
    pub(crate) const fn below(&mut self, n: u32) -> u32 {
        scale(self.bits() >> 32, n)
    }

    /// A number in `low..=high`, for `low <= high`.
    #[inline]
    pub(crate) fn between(&mut self, low: i32, high: i32) -> i32 {
        low.saturating_add_unsigned(self.below(high.abs_diff(low).saturating_add(1)))
    }

    /// True `n` times in a thousand.
    #[inline]
    pub(crate) const fn per_mille(&mut self, n: u32) -> bool {
        self.below(1000) < n
    }

    /// The first entry of `menu` (weights) that a draw over their sum falls on.
    #[inline]
    pub(crate) fn pick(&mut self, menu: &[u16]) -> usize {
        let total: u32 = menu.iter().map(|&w| u32::from(w)).sum();
        let mut rest = self.below(total);
        for (i, &weight) in menu.iter().enumerate() {
            let weight = u32::from(weight);
            if rest < weight {
                return i;
            }
            rest -= weight;
        }
        0
    }

    /// Puts `items` in a random order (Fisher-Yates).
    pub(crate) fn shuffle<T>(&mut self, items: &mut [T]) {
        for last in (1..items.len()).rev() {
            let n = u32::try_from(last).unwrap_or(u32::MAX).saturating_add(1);
            items.swap(last, self.below(n) as usize);
        }
    }
}

/// The high half of `random * n`: `random` (32 bits) scaled to `0..n`.
#[inline]
const fn scale(random: u64, n: u32) -> u32 {
    ((random * n as u64) >> 32) as u32
}

#[cfg(test)]
#[path = "draws_tests.rs"]
mod tests;
