//! Bytes from a fuzzer, taken as small numbers from the front; after their end they are zeros.

/// What is left of the bytes.
#[derive(Debug, Clone, Copy)]
pub(super) struct Input<'a>(&'a [u8]);

impl<'a> Input<'a> {
    pub(super) const fn new(data: &'a [u8]) -> Self {
        Self(data)
    }

    pub(super) const fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    pub(super) fn byte(&mut self) -> u8 {
        let Some((first, rest)) = self.0.split_first() else {
            return 0;
        };
        self.0 = rest;
        *first
    }

    pub(super) fn u16(&mut self) -> u16 {
        u16::from_le_bytes([self.byte(), self.byte()])
    }

    /// A number below `limit`; 0 if `limit` is 0.
    pub(super) fn below(&mut self, limit: usize) -> usize {
        usize::from(self.u16()).checked_rem(limit).unwrap_or(0)
    }

    /// One of `items`, which must not be empty.
    pub(super) fn one_of<T: Copy + Default>(&mut self, items: &[T]) -> T {
        let at = usize::from(self.byte()).checked_rem(items.len());
        at.and_then(|at| items.get(at)).copied().unwrap_or_default()
    }

    /// Up to `length` bytes.
    pub(super) fn take(&mut self, length: usize) -> &'a [u8] {
        let (front, rest) = self.0.split_at(length.min(self.0.len()));
        self.0 = rest;
        front
    }

    /// Everything that is left.
    pub(super) const fn rest(self) -> &'a [u8] {
        self.0
    }
}
