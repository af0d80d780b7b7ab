//! Paths of units, each kept once and known by a number.

use hashbrown::HashMap;

/// Paths by number.
#[derive(Debug, Clone, Default)]
pub(super) struct Paths {
    list: Vec<String>,
    bytes: usize,
    numbers: HashMap<String, u32, foldhash::fast::RandomState>,
}

impl Paths {
    /// The number of a path, a new one if it is new.
    pub(super) fn number(&mut self, path: &str) -> u32 {
        if let Some(number) = self.numbers.get(path) {
            return *number;
        }
        // A path takes far more than a byte, so memory ends before the numbers do.
        let number = u32::try_from(self.list.len()).unwrap_or(u32::MAX);
        self.list.push(path.to_owned());
        self.bytes = self.bytes.saturating_add(path.len());
        self.numbers.insert(path.to_owned(), number);
        number
    }

    /// The path of a number.
    pub(super) fn get(&self, number: u32) -> Option<&str> {
        self.list.get(number as usize).map(String::as_str)
    }

    /// All of them, in the order of their numbers.
    pub(super) fn iter(&self) -> impl ExactSizeIterator<Item = &str> {
        self.list.iter().map(String::as_str)
    }

    /// About how many bytes of memory they take.
    pub(super) fn memory(&self) -> usize {
        const EACH: usize = 2 * size_of::<String>() + size_of::<u32>() + 1;
        2 * self.bytes + self.list.len() * EACH
    }
}
