//! One folder as the disk and its cache hold it, and what of it is left after power loss.

use std::collections::{BTreeMap, BTreeSet};

use super::chance::Chance;

/// What a disk writes whole or not at all.
const SECTOR: usize = 512;

/// A folder. What was not synced is kept apart, piece by piece, until it is.
#[derive(Debug, Clone, Default)]
pub(super) struct Disk {
    pub(super) exists: bool,
    /// Whether power loss spares the folder itself.
    exists_durably: bool,
    /// Every file there ever was; an entry names one by its position.
    files: Vec<File>,
    entries: BTreeMap<String, usize>,
    /// The entries that power loss spares.
    durable: BTreeMap<String, usize>,
    /// What was done to the entries since, in order.
    changes: Vec<Change>,
    pub(super) locks: BTreeSet<String>,
}

#[derive(Debug, Clone, Default)]
struct File {
    /// The content that power loss spares.
    durable: Vec<u8>,
    /// What was appended since, in order.
    appends: Vec<Vec<u8>>,
    /// A sync failed and the system took its pages for written: no later sync helps.
    forgotten: bool,
}

#[derive(Debug, Clone)]
enum Change {
    Put(String, usize),
    Remove(String),
    /// Atomic: both names change, or none.
    Rename(String, String, usize),
}

/// How much of what is not synced power loss takes.
#[derive(Debug, Clone)]
enum Fate {
    /// All of it.
    Lost,
    /// Nothing.
    Kept,
    Drawn(Chance),
}

impl Disk {
    pub(super) fn names(&self) -> Vec<String> {
        self.entries.keys().cloned().collect()
    }

    pub(super) fn file(&self, name: &str) -> Option<usize> {
        self.entries.get(name).copied()
    }

    /// The content as programs see it as long as the power is on.
    pub(super) fn content(&self, file: usize) -> Vec<u8> {
        let Some(file) = self.files.get(file) else {
            return Vec::new();
        };
        let mut content = file.durable.clone();
        content.extend(file.appends.iter().flatten());
        content
    }

    /// A new, empty file, in place of any of that name.
    pub(super) fn create(&mut self, name: &str) -> usize {
        if self.entries.contains_key(name) {
            self.changes.push(Change::Remove(name.to_owned()));
        }
        let file = self.files.len();
        self.files.push(File::default());
        self.entries.insert(name.to_owned(), file);
        self.changes.push(Change::Put(name.to_owned(), file));
        file
    }

    pub(super) fn append(&mut self, file: usize, bytes: &[u8]) {
        if let Some(file) = self.files.get_mut(file) {
            file.appends.push(bytes.to_vec());
        }
    }

    /// Empties a file; power loss does not bring its content back.
    pub(super) fn truncate(&mut self, file: usize) {
        if let Some(file) = self.files.get_mut(file) {
            *file = File::default();
        }
    }

    pub(super) fn sync(&mut self, file: usize) {
        if let Some(file) = self.files.get_mut(file)
            && !file.forgotten
        {
            let appends = std::mem::take(&mut file.appends);
            file.durable.extend(appends.into_iter().flatten());
        }
    }

    pub(super) fn forget(&mut self, file: usize) {
        if let Some(file) = self.files.get_mut(file) {
            file.forgotten = true;
        }
    }

    /// Whether there was such a file.
    pub(super) fn rename(&mut self, from: &str, to: &str) -> bool {
        let Some(file) = self.entries.remove(from) else {
            return false;
        };
        self.entries.insert(to.to_owned(), file);
        let change = Change::Rename(from.to_owned(), to.to_owned(), file);
        self.changes.push(change);
        true
    }

    pub(super) fn remove(&mut self, name: &str) {
        if self.entries.remove(name).is_some() {
            self.changes.push(Change::Remove(name.to_owned()));
        }
    }

    pub(super) fn sync_dir(&mut self) {
        self.exists_durably = true;
        self.durable = self.entries.clone();
        self.changes.clear();
    }

    /// What is there when the power is back: seed 0 loses all that was not synced, seed 1 keeps
    /// it, and any other draws.
    pub(super) fn after_crash(&self, seed: u64) -> Self {
        let mut fate = match seed {
            0 => Fate::Lost,
            1 => Fate::Kept,
            _ => Fate::Drawn(Chance::new(seed)),
        };
        if !self.exists || !(self.exists_durably || fate.keeps()) {
            return Self::default();
        }
        let mut entries = self.durable.clone();
        for change in &self.changes {
            if fate.keeps() {
                change.apply(&mut entries);
            }
        }
        let files = self.files.iter().map(|file| File {
            durable: file.after_crash(&mut fate),
            ..File::default()
        });
        Self {
            exists: true,
            exists_durably: true,
            files: files.collect(),
            durable: entries.clone(),
            entries,
            ..Self::default()
        }
    }
}

impl Change {
    fn apply(&self, entries: &mut BTreeMap<String, usize>) {
        match self {
            Self::Put(name, file) => {
                entries.insert(name.clone(), *file);
            }
            Self::Remove(name) => {
                entries.remove(name);
            }
            Self::Rename(from, to, file) => {
                entries.remove(from);
                entries.insert(to.clone(), *file);
            }
        }
    }
}

impl File {
    fn after_crash(&self, fate: &mut Fate) -> Vec<u8> {
        let mut image = self.durable.clone();
        let mut offset = image.len();
        for append in &self.appends {
            let left = fate.of_append(append, offset);
            if !left.is_empty() {
                // Where an earlier append was lost there is a hole.
                image.resize(offset, 0);
                image.extend_from_slice(&left);
            }
            offset = offset.saturating_add(append.len());
        }
        image
    }
}

impl Fate {
    fn keeps(&mut self) -> bool {
        match self {
            Self::Lost => false,
            Self::Kept => true,
            Self::Drawn(chance) => chance.below(2) == 1,
        }
    }

    /// What is left of one append that begins at `offset` of its file.
    fn of_append(&mut self, bytes: &[u8], offset: usize) -> Vec<u8> {
        let chance = match self {
            Self::Lost => return Vec::new(),
            Self::Kept => return bytes.to_vec(),
            Self::Drawn(chance) => chance,
        };
        match chance.below(6) {
            0 => Vec::new(),
            1 => vec![0; bytes.len()],
            2 => {
                let kept = chance.below(bytes.len());
                bytes.get(..kept).unwrap_or_default().to_vec()
            }
            3 => torn(bytes, offset, chance, |_| 0),
            4 => torn(bytes, offset, chance, Chance::byte),
            _ => bytes.to_vec(),
        }
    }
}

/// The bytes with one sector of the disk filled by `filling`.
fn torn(
    bytes: &[u8],
    offset: usize,
    chance: &mut Chance,
    filling: impl Fn(&mut Chance) -> u8,
) -> Vec<u8> {
    let at = offset.saturating_add(chance.below(bytes.len())) / SECTOR * SECTOR;
    let from = at.saturating_sub(offset);
    let to = at.saturating_add(SECTOR).saturating_sub(offset);
    let mut torn = bytes.to_vec();
    let sector = torn.iter_mut().take(to).skip(from);
    sector.for_each(|byte| *byte = filling(chance));
    torn
}
