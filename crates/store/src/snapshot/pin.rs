//! What readers hold: a small locked file each, so that others can see who reads which state.
//!
//! The lock ends with the process that holds it, however it ends, so a pin heals by itself. In a
//! folder that a reader may not write to there is no pin; its files are mapped or in memory, so
//! that it reads on even when they are removed.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use crate::io::{Vfs, VfsLock};

static NEXT: AtomicU64 = AtomicU64::new(0);

/// A state in use by this process.
#[derive(Debug)]
pub(crate) struct Pin {
    vfs: Arc<dyn Vfs>,
    name: String,
    /// Held as long as the pin is.
    _lock: Box<dyn VfsLock>,
}

/// What the file says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct PinNote {
    /// The manifest of the state.
    pub(crate) manifest: String,
    /// Since when, in seconds since 1970.
    pub(crate) since: i64,
}

impl Pin {
    /// Pins the state of `manifest`, if the folder can be written to.
    pub(crate) fn new(vfs: &Arc<dyn Vfs>, manifest: &str) -> Option<Arc<Self>> {
        let number = NEXT.fetch_add(1, Ordering::Relaxed);
        let name = format!("pin-{}-{number}", std::process::id());
        let note = format!("{manifest} {}", vfs.now());
        let lock = vfs.lock(&name, &note).ok()?;
        Some(Arc::new(Self {
            vfs: Arc::clone(vfs),
            name,
            _lock: lock,
        }))
    }
}

impl Drop for Pin {
    fn drop(&mut self) {
        // One that stays is unlocked, and removed by the next writer.
        drop(self.vfs.remove(&self.name));
    }
}

impl PinNote {
    /// Reads the note of a pin.
    pub(crate) fn parse(note: &str) -> Option<Self> {
        let (manifest, since) = note.trim().split_once(' ')?;
        Some(Self {
            manifest: manifest.to_owned(),
            since: since.parse().ok()?,
        })
    }
}

/// Whether a file of that name is a pin.
pub(crate) fn is_pin(name: &str) -> bool {
    name.starts_with("pin-")
}
