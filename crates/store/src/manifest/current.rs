//! `CURRENT`: the one file that changes; it names the manifest and seals it.

use crate::error::StoreError;
use crate::io::Vfs;

/// The file that names the manifest.
pub(crate) const CURRENT: &str = "CURRENT";
/// What it is called before the switch.
pub(crate) const TEMPORARY: &str = "CURRENT.tmp";

/// The content of `CURRENT`: `manifest-000007 <64 hexadecimal digits>` and a line end.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Current {
    /// The manifest's file name.
    pub(crate) manifest: String,
    /// BLAKE3 of the manifest.
    pub(crate) blake3: [u8; 32],
}

impl Current {
    pub(crate) fn text(&self) -> String {
        let hash = blake3::Hash::from_bytes(self.blake3).to_hex();
        format!("{} {hash}\n", self.manifest)
    }

    fn parse(text: &[u8]) -> Option<Self> {
        let line = std::str::from_utf8(text).ok()?.strip_suffix('\n')?;
        let (manifest, hash) = line.split_once(' ')?;
        manifest.strip_prefix("manifest-")?.parse::<u64>().ok()?;
        let current = Self {
            manifest: manifest.to_owned(),
            blake3: *blake3::Hash::from_hex(hash).ok()?.as_bytes(),
        };
        // What reads the same but is written otherwise (capitals) was not written by a store.
        (current.text().as_bytes() == text).then_some(current)
    }

    /// Reads it.
    pub(crate) fn read(vfs: &dyn Vfs) -> Result<Self, StoreError> {
        if !vfs.dir_exists()? {
            return Err(not_a_store(vfs, "there is no such folder"));
        }
        if !vfs.exists(CURRENT)? {
            let names = vfs.list()?;
            let commit = |name: &String| name.starts_with("manifest-") && name != "manifest-000000";
            return Err(if names.iter().any(commit) {
                StoreError::damaged(CURRENT, "it is missing")
            } else {
                not_a_store(vfs, "the folder has no file CURRENT")
            });
        }
        Self::parse(&vfs.read(CURRENT)?)
            .ok_or_else(|| StoreError::damaged(CURRENT, "it does not name a manifest"))
    }

    /// Switches to it, atomically and durably.
    pub(crate) fn switch(&self, vfs: &dyn Vfs) -> Result<(), StoreError> {
        crate::io::write_file(vfs, TEMPORARY, self.text().as_bytes())?;
        // What CURRENT will name must be durable before it.
        vfs.sync_dir()?;
        vfs.rename(TEMPORARY, CURRENT)?;
        vfs.sync_dir()
    }
}

fn not_a_store(vfs: &dyn Vfs, what: &str) -> StoreError {
    StoreError::NotAStore {
        path: vfs.location(),
        what: what.to_owned(),
    }
}
