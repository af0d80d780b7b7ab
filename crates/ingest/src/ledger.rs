//! Which files are known already: a hash of what a file holds and of how it is read.

use std::io::Read;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread::JoinHandle;

use crate::error::IngestError;
use crate::input::{Input, io};
use crate::kind::FileKind;
use crate::mapping::Mapping;
use crate::report::ImportOptions;

/// Bytes hashed at a time.
const PIECE: usize = 1 << 20;

/// The hash of a file, worked out by a thread of its own while the file is read.
pub(crate) struct FileHash {
    worker: Option<JoinHandle<Result<[u8; 32], std::io::Error>>>,
    hash: Option<[u8; 32]>,
    /// Tells the thread that nobody wants to know any more.
    stop: Arc<AtomicBool>,
    name: String,
}

impl FileHash {
    /// Begins; `None` for what can be read only once (the standard input, a pipe).
    pub(crate) fn begin(
        input: &Input,
        kind: FileKind,
        mapping: &Mapping,
        options: &ImportOptions,
    ) -> Result<Option<Self>, IngestError> {
        let Some(bytes) = input.again() else {
            return Ok(None);
        };
        let bytes = bytes?;
        let salt = salt(kind, mapping, options)?;
        let stop = Arc::new(AtomicBool::new(false));
        let stopped = Arc::clone(&stop);
        let name = input.name();
        let worker = std::thread::Builder::new()
            .name("truyvet-hash".to_owned())
            .spawn(move || hash(bytes, &salt, &stopped))
            .map_err(|e| io(&name, "hash", e))?;
        Ok(Some(Self {
            worker: Some(worker),
            hash: None,
            stop,
            name,
        }))
    }

    /// Waits for it.
    pub(crate) fn get(&mut self) -> Result<[u8; 32], IngestError> {
        if let Some(worker) = self.worker.take() {
            let done = worker.join();
            let failed = || Err(std::io::Error::other("the thread that hashes it failed"));
            let hash = done.unwrap_or_else(|_| failed());
            self.hash = Some(hash.map_err(|e| io(&self.name, "read", e))?);
        }
        self.hash
            .ok_or_else(|| io(&self.name, "read", std::io::Error::other("no hash of it")))
    }
}

impl Drop for FileHash {
    fn drop(&mut self) {
        self.stop.store(true, Ordering::Relaxed);
    }
}

/// What else decides what the rows of a file mean.
fn salt(
    kind: FileKind,
    mapping: &Mapping,
    options: &ImportOptions,
) -> Result<Vec<u8>, IngestError> {
    let zone = options.zone.as_ref().map(ToString::to_string);
    let zone = zone.unwrap_or_default();
    let source = options.source.as_deref().unwrap_or_default();
    let mut salt = format!("truyvet import\0{kind}\0{zone}\0{source}\0").into_bytes();
    // As before there were mappings and files beside, so that older imports are still known.
    if options.mapping.is_some() {
        salt.extend_from_slice(blake3::hash(mapping.text().as_bytes()).as_bytes());
    }
    if let (FileKind::Residence, Some(roster)) = (kind, &options.roster_mapping) {
        salt.extend_from_slice(blake3::hash(roster.text().as_bytes()).as_bytes());
    }
    if let Some(gap) = options.join_gap {
        salt.extend_from_slice(format!("join {gap}\0").as_bytes());
    }
    let beside: &[&Option<Input>] = match kind {
        FileKind::Bluezone => &[&options.ids],
        FileKind::Places | FileKind::People => &[&options.units],
        FileKind::Residence => &[&options.roster],
        _ => &[],
    };
    for input in beside.iter().filter_map(|input| input.as_ref()) {
        match input.again() {
            Some(bytes) => {
                let never = AtomicBool::new(false);
                let hash = hash(bytes?, b"", &never);
                salt.extend_from_slice(&hash.map_err(|e| io(&input.name(), "read", e))?);
            }
            None => salt.extend_from_slice(b"read once"),
        }
    }
    Ok(salt)
}

fn hash(
    mut bytes: Box<dyn Read + Send>,
    salt: &[u8],
    stop: &AtomicBool,
) -> Result<[u8; 32], std::io::Error> {
    let mut hasher = blake3::Hasher::new();
    hasher.update(salt);
    let mut piece = vec![0; PIECE];
    while !stop.load(Ordering::Relaxed) {
        match bytes.read(&mut piece) {
            Ok(0) => break,
            Ok(count) => {
                hasher.update(piece.get(..count).unwrap_or_default());
            }
            Err(e) if e.kind() == std::io::ErrorKind::Interrupted => {}
            Err(e) => return Err(e),
        }
    }
    Ok(*hasher.finalize().as_bytes())
}
