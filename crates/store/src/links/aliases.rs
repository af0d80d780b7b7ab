//! Numbers that stand for one thing: from links between two to groups, and back.

use std::collections::BTreeSet;
use std::ops::Deref;

/// Links between numbers, and the groups that they make.
///
/// The *canonical* number of a group is its lowest. Looking up takes two dependent reads and no
/// search, whether or not the number is linked; memory is a byte or two per linked number where
/// these are dense, and at most 1.5 KiB each where they are far apart.
///
/// ```
/// use truyvet_store::links::Aliases;
///
/// let people = Aliases::new(&[(7, 3), (7, 12)]);
/// assert_eq!((people.canonical(12), people.canonical(4)), (3, 4));
/// assert_eq!(*people.members(3), [3, 7, 12]);
/// assert_eq!(*people.without((12, 7)).members(3), [3, 7]);
/// ```
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Aliases {
    /// Lower number first, ascending, none twice.
    edges: Vec<(u32, u32)>,
    /// Chunk of `words` by number / [`CHUNK`]; 0 where no number is linked.
    top: Vec<u32>,
    /// Chunks of [`CHUNK_WORDS`], the first without links.
    words: Vec<Word>,
    /// Canonical numbers of the aliases, in the order of these.
    canonical: Vec<u32>,
    /// Canonical numbers of the groups, ascending.
    roots: Vec<u32>,
    /// Where the members of each group end.
    ends: Vec<u32>,
    /// Members, ascending within each group.
    members: Vec<u32>,
}

/// What 64 numbers are.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
struct Word {
    /// Those with another canonical number.
    aliases: u64,
    /// Those that are the canonical number of others.
    roots: u64,
    aliases_before: u32,
    roots_before: u32,
}

const WORD: u32 = u64::BITS;
const CHUNK_WORDS: u32 = 64;
const CHUNK: u32 = WORD * CHUNK_WORDS;

/// All numbers of one group, ascending; at least one.
#[derive(Debug, Clone, Copy)]
pub struct Members<'a> {
    alone: [u32; 1],
    group: &'a [u32],
}

impl Deref for Members<'_> {
    type Target = [u32];

    #[inline]
    fn deref(&self) -> &[u32] {
        if self.group.is_empty() {
            &self.alone
        } else {
            self.group
        }
    }
}

impl Aliases {
    /// The groups that these links make, given in any order and direction. One that is given
    /// twice counts once, and one between a number and itself not at all.
    #[must_use]
    pub fn new(edges: &[(u32, u32)]) -> Self {
        let edges = edges.iter().map(|e| (e.0.min(e.1), e.0.max(e.1)));
        let mut edges: Vec<(u32, u32)> = edges.filter(|e| e.0 < e.1).collect();
        edges.sort_unstable();
        edges.dedup();
        let mut nodes: Vec<u32> = edges.iter().flat_map(|e| [e.0, e.1]).collect();
        nodes.sort_unstable();
        nodes.dedup();
        let canonical = canonical_of(&nodes, &edges);
        let mut aliases = Self {
            edges,
            ..Self::default()
        };
        if nodes.is_empty() {
            return aliases;
        }
        aliases.fill(&nodes, &canonical);
        aliases
    }

    /// Fills the tables from the linked numbers, ascending, and the canonical number of each.
    fn fill(&mut self, nodes: &[u32], canonical: &[u32]) {
        self.words = vec![Word::default(); CHUNK_WORDS as usize];
        for (&node, &root) in nodes.iter().zip(canonical) {
            let word = self.word_mut(node);
            let bit = 1 << (node % WORD);
            if node == root {
                word.roots |= bit;
                self.roots.push(node);
            } else {
                word.aliases |= bit;
                self.canonical.push(root);
            }
        }
        // Chunks were made in the order of numbers.
        let (mut aliases, mut roots) = (0, 0);
        for word in &mut self.words {
            (word.aliases_before, word.roots_before) = (aliases, roots);
            aliases += word.aliases.count_ones();
            roots += word.roots.count_ones();
        }
        let mut groups: Vec<(u32, u32)> = canonical
            .iter()
            .copied()
            .zip(nodes.iter().copied())
            .collect();
        groups.sort_unstable();
        for group in groups.chunk_by(|x, y| x.0 == y.0) {
            self.members.extend(group.iter().map(|(_, node)| node));
            // 2^32 - 1 members would need 2^31 links, 16 GiB of them.
            let end = u32::try_from(self.members.len()).unwrap_or(u32::MAX);
            self.ends.push(end);
        }
    }

    /// The word of `number`, made if it is new; numbers must come in ascending order.
    #[expect(
        clippy::indexing_slicing,
        reason = "both tables are made long enough just before"
    )]
    fn word_mut(&mut self, number: u32) -> &mut Word {
        let at = (number / CHUNK) as usize;
        if at >= self.top.len() {
            self.top.resize(at + 1, 0);
        }
        if self.top[at] == 0 {
            let next = self.words.len() / CHUNK_WORDS as usize;
            self.top[at] = u32::try_from(next).unwrap_or(0);
            let words = self.words.len() + CHUNK_WORDS as usize;
            self.words.resize(words, Word::default());
        }
        let first = self.top[at] * CHUNK_WORDS;
        &mut self.words[(first + number % CHUNK / WORD) as usize]
    }

    #[inline]
    fn word(&self, number: u32) -> Option<&Word> {
        let chunk = self.top.get((number / CHUNK) as usize)?;
        let at = chunk * CHUNK_WORDS + number % CHUNK / WORD;
        self.words.get(at as usize)
    }

    /// The lowest number of the group of `number`; itself if it is not linked.
    #[inline]
    #[must_use]
    pub fn canonical(&self, number: u32) -> u32 {
        match self.word(number) {
            Some(word) => {
                let bit = 1_u64 << (number % WORD);
                if word.aliases & bit == 0 {
                    return number;
                }
                let before = (word.aliases & (bit - 1)).count_ones();
                let rank = (word.aliases_before + before) as usize;
                self.canonical.get(rank).copied().unwrap_or(number)
            }
            None => number,
        }
    }

    /// Whether `number` has another canonical number.
    #[inline]
    #[must_use]
    pub fn is_alias(&self, number: u32) -> bool {
        let bit = 1_u64 << (number % WORD);
        self.word(number).is_some_and(|w| w.aliases & bit != 0)
    }

    /// The group of `number`, which may be its canonical number or any other of it; only itself
    /// if it is not linked.
    #[inline]
    #[must_use]
    pub fn members(&self, number: u32) -> Members<'_> {
        let canonical = self.canonical(number);
        Members {
            alone: [number],
            group: self.group(canonical).unwrap_or_default(),
        }
    }

    fn group(&self, root: u32) -> Option<&[u32]> {
        let word = self.word(root)?;
        let bit = 1_u64 << (root % WORD);
        if word.roots & bit == 0 {
            return None;
        }
        let rank = (word.roots_before + (word.roots & (bit - 1)).count_ones()) as usize;
        let before = rank.checked_sub(1).and_then(|r| self.ends.get(r));
        let start = before.map_or(0, |end| *end as usize);
        self.members.get(start..*self.ends.get(rank)? as usize)
    }

    /// The canonical numbers of all groups of two and more, ascending.
    #[must_use]
    pub fn roots(&self) -> &[u32] {
        &self.roots
    }

    /// The links: lower number first, ascending, none twice.
    #[must_use]
    pub fn edges(&self) -> &[(u32, u32)] {
        &self.edges
    }

    /// Whether there are no links.
    #[must_use]
    pub const fn is_empty(&self) -> bool {
        self.edges.is_empty()
    }

    /// These links and one more, in any direction.
    #[must_use]
    pub fn with(&self, edge: (u32, u32)) -> Self {
        let mut edges = self.edges.clone();
        edges.push(edge);
        Self::new(&edges)
    }

    /// These links without this very one, in any direction; numbers may stay connected by
    /// others.
    #[must_use]
    pub fn without(&self, edge: (u32, u32)) -> Self {
        let edge = (edge.0.min(edge.1), edge.0.max(edge.1));
        let mut edges = self.edges.clone();
        edges.retain(|e| *e != edge);
        Self::new(&edges)
    }

    /// These links after changes in order: each edge is linked (`true`) or no longer.
    #[must_use]
    pub fn changed(&self, changes: impl IntoIterator<Item = (bool, (u32, u32))>) -> Self {
        let mut edges: BTreeSet<(u32, u32)> = self.edges.iter().copied().collect();
        for (linked, (a, b)) in changes {
            let edge = (a.min(b), a.max(b));
            if linked {
                edges.insert(edge);
            } else {
                edges.remove(&edge);
            }
        }
        Self::new(&edges.into_iter().collect::<Vec<_>>())
    }
}

/// The canonical number of each of the linked numbers, which are ascending.
fn canonical_of(nodes: &[u32], edges: &[(u32, u32)]) -> Vec<u32> {
    // Positions in `nodes`; a position's parent is never after it.
    let mut parents: Vec<usize> = (0..nodes.len()).collect();
    for (a, b) in edges {
        let (Ok(a), Ok(b)) = (nodes.binary_search(a), nodes.binary_search(b)) else {
            continue;
        };
        let (a, b) = (root(&mut parents, a), root(&mut parents, b));
        if let Some(parent) = parents.get_mut(a.max(b)) {
            *parent = a.min(b);
        }
    }
    (0..nodes.len())
        .filter_map(|at| nodes.get(root(&mut parents, at)).copied())
        .collect()
}

/// The first of the parents of a position; halves the way there.
fn root(parents: &mut [usize], mut at: usize) -> usize {
    while let Some(&parent) = parents.get(at).filter(|parent| **parent != at) {
        let grand = parents.get(parent).copied().unwrap_or(parent);
        if let Some(own) = parents.get_mut(at) {
            *own = grand;
        }
        at = grand;
    }
    at
}

#[cfg(test)]
#[path = "aliases_tests.rs"]
mod tests;
