//! Tables that begin as zeros, whose rows each lie in one cache line.

use zerocopy::FromZeros;

/// Bytes of a cache line.
const LINE: usize = 64;

/// A table of rows of `2 N` words each, at most one cache line long.
///
/// The system gives the memory when it is first touched, so that a table for a province costs
/// nothing until somebody is in it. An aligned type would not do: memory for it is cleared by hand.
pub(crate) struct Zeros<U, const N: usize> {
    halves: Vec<[U; 2]>,
    /// Where the first row begins.
    first: usize,
}

impl<U, const N: usize> Default for Zeros<U, N> {
    fn default() -> Self {
        Self {
            halves: Vec::new(),
            first: 0,
        }
    }
}

impl<U: FromZeros + Default, const N: usize> Zeros<U, N> {
    /// So many rows.
    pub(crate) fn new(count: usize) -> Self {
        let spare = LINE / size_of::<[U; 2]>().max(1);
        let halves: Vec<[U; 2]> = zeroed(count.saturating_mul(N).saturating_add(spare));
        let first = halves.as_ptr().align_offset(LINE);
        Self {
            first: if first < spare { first } else { 0 },
            halves,
        }
    }

    /// How many rows there are.
    pub(crate) fn len(&self) -> usize {
        let spare = LINE / size_of::<[U; 2]>().max(1);
        self.halves.len().saturating_sub(spare) / N
    }

    fn at(&self, row: usize) -> std::ops::Range<usize> {
        let from = row.saturating_mul(N).saturating_add(self.first);
        from..from.saturating_add(N)
    }

    /// A row; `None` past the last.
    #[inline]
    pub(crate) fn get(&self, row: usize) -> Option<&[[U; 2]; N]> {
        self.halves.get(self.at(row))?.first_chunk()
    }

    /// The same, to be changed.
    #[inline]
    pub(crate) fn get_mut(&mut self, row: usize) -> Option<&mut [[U; 2]; N]> {
        let at = self.at(row);
        self.halves.get_mut(at)?.first_chunk_mut()
    }

    /// Makes all of it zeros again.
    pub(crate) fn clear(&mut self) {
        for half in &mut self.halves {
            *half = Default::default();
        }
    }

    /// Bytes of memory, touched or not.
    pub(crate) fn bytes(&self) -> usize {
        size_of_val(self.halves.as_slice())
    }
}

/// So many items of zeros, of which the system gives the memory when they are first touched.
pub(crate) fn zeroed<T: FromZeros + Default>(count: usize) -> Vec<T> {
    let otherwise = || std::iter::repeat_with(T::default).take(count).collect();
    T::new_vec_zeroed(count).unwrap_or_else(|_| otherwise())
}

#[cfg(test)]
#[path = "zeros_tests.rs"]
mod tests;
