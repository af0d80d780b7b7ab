//! A reader that keeps the text of the row at hand, so that a bad row can be shown as it was.

use std::cell::Cell;
use std::io::{self, Read};

/// No row is longer: more is a quote that was never closed.
pub(crate) const LONGEST_ROW: usize = 1 << 20;

/// Passes bytes on and keeps those from the mark on.
pub(crate) struct History {
    source: Box<dyn Read>,
    /// What was passed on, from offset `from`.
    kept: Vec<u8>,
    from: u64,
    /// Nothing before this offset will be asked for.
    mark: Cell<u64>,
    ended: bool,
    overlong: bool,
}

impl History {
    pub(crate) fn new(source: Box<dyn Read>) -> Self {
        Self {
            source,
            kept: Vec::new(),
            from: 0,
            mark: Cell::new(0),
            ended: false,
            overlong: false,
        }
    }

    /// Forgets, in time, what lies before `offset`.
    pub(crate) fn mark(&self, offset: u64) {
        self.mark.set(offset);
    }

    /// The bytes from `start` to `end`, as far as they are kept.
    pub(crate) fn kept(&self, start: u64, end: u64) -> &[u8] {
        let at =
            |offset: u64| usize::try_from(offset.saturating_sub(self.from)).unwrap_or(usize::MAX);
        let end = at(end).min(self.kept.len());
        self.kept.get(at(start)..end).unwrap_or_default()
    }

    /// Whether the end of the source was reached.
    pub(crate) const fn ended(&self) -> bool {
        self.ended
    }

    /// Whether reading failed because a row is too long.
    pub(crate) const fn overlong(&self) -> bool {
        self.overlong
    }
}

impl Read for History {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        let gone = self.mark.get().saturating_sub(self.from);
        let gone = usize::try_from(gone).map_or(self.kept.len(), |n| n.min(self.kept.len()));
        self.kept.drain(..gone);
        self.from = self.from.saturating_add(u64::try_from(gone).unwrap_or(0));
        if self.kept.len() > LONGEST_ROW {
            self.overlong = true;
            return Err(io::Error::other("the row is too long"));
        }
        loop {
            match self.source.read(into) {
                Ok(count) => {
                    self.kept.extend(into.iter().take(count));
                    self.ended = count == 0;
                    return Ok(count);
                }
                Err(e) if e.kind() == io::ErrorKind::Interrupted => {}
                Err(e) => return Err(e),
            }
        }
    }
}

/// Whether the text of a row (of its own, from its start) ends inside a quoted field, by the rules
/// of the CSV reader: a quote opens a field only as its first character, and two are one.
pub(crate) fn ends_in_quotes(row: &[u8]) -> bool {
    #[derive(Clone, Copy, PartialEq)]
    enum At {
        Start,
        Plain,
        Quoted,
        Quote,
    }
    let mut at = At::Start;
    for &byte in row {
        at = match (at, byte) {
            (At::Quoted, b'"') => At::Quote,
            (At::Quoted, _) | (At::Start | At::Quote, b'"') => At::Quoted,
            (_, b',' | b'\n' | b'\r') => At::Start,
            _ => At::Plain,
        };
    }
    at == At::Quoted
}

#[cfg(test)]
#[path = "history_tests.rs"]
mod tests;
