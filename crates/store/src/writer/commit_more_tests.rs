//! Every operation of a commit fails once: the store is as before or as after, never between.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use super::super::naive::{Record, add, data, model, options, rows, without_compaction};
use crate::error::StoreError;
use crate::io::{Bytes, MemoryVfs, Probe, Vfs, VfsLock, VfsWrite};
use crate::{Snapshot, Store};

/// A folder whose writing operation number `left` fails, and those after it.
#[derive(Debug, Clone)]
struct Failing {
    inner: MemoryVfs,
    left: Arc<AtomicUsize>,
}

impl Failing {
    fn step(&self, name: &str) -> Result<(), StoreError> {
        let less = |left: usize| left.checked_sub(1);
        let left = self
            .left
            .fetch_update(Ordering::SeqCst, Ordering::SeqCst, less);
        match left {
            Ok(_) => Ok(()),
            Err(_) => Err(StoreError::io(
                "write",
                name,
                std::io::ErrorKind::StorageFull.into(),
            )),
        }
    }
}

impl Vfs for Failing {
    fn location(&self) -> String {
        self.inner.location()
    }
    fn create_dir(&self) -> Result<(), StoreError> {
        self.inner.create_dir()
    }
    fn dir_exists(&self) -> Result<bool, StoreError> {
        self.inner.dir_exists()
    }
    fn exists(&self, name: &str) -> Result<bool, StoreError> {
        self.inner.exists(name)
    }
    fn list(&self) -> Result<Vec<String>, StoreError> {
        self.inner.list()
    }
    fn read(&self, name: &str) -> Result<Vec<u8>, StoreError> {
        self.inner.read(name)
    }
    fn open_read(&self, name: &str) -> Result<Bytes, StoreError> {
        self.inner.open_read(name)
    }
    fn create_write(&self, name: &str) -> Result<Box<dyn VfsWrite>, StoreError> {
        self.step(name)?;
        Ok(Box::new(FailingWrite {
            inner: self.inner.create_write(name)?,
            vfs: self.clone(),
        }))
    }
    fn rename(&self, from: &str, to: &str) -> Result<(), StoreError> {
        self.step(from)?;
        self.inner.rename(from, to)
    }
    fn remove(&self, name: &str) -> Result<(), StoreError> {
        self.inner.remove(name)
    }
    fn sync_dir(&self) -> Result<(), StoreError> {
        self.step("folder")?;
        self.inner.sync_dir()
    }
    fn lock(&self, name: &str, note: &str) -> Result<Box<dyn VfsLock>, StoreError> {
        self.inner.lock(name, note)
    }
    fn probe(&self, name: &str) -> Result<Probe, StoreError> {
        self.inner.probe(name)
    }
    fn open_append(&self, name: &str) -> Result<Box<dyn VfsWrite>, StoreError> {
        Ok(Box::new(FailingWrite {
            inner: self.inner.open_append(name)?,
            vfs: self.clone(),
        }))
    }
    fn read_from(&self, name: &str, offset: u64) -> Result<Vec<u8>, StoreError> {
        self.inner.read_from(name, offset)
    }
    fn length(&self, name: &str) -> Result<u64, StoreError> {
        self.inner.length(name)
    }
}

#[derive(Debug)]
struct FailingWrite {
    inner: Box<dyn VfsWrite>,
    vfs: Failing,
}

impl VfsWrite for FailingWrite {
    fn append(&mut self, bytes: &[u8]) -> Result<(), StoreError> {
        self.vfs.step("file")?;
        self.inner.append(bytes)
    }
    fn sync(&mut self) -> Result<(), StoreError> {
        self.vfs.step("file")?;
        self.inner.sync()
    }
    fn seal(self: Box<Self>) -> Result<(), StoreError> {
        self.vfs.step("file")?;
        self.inner.seal()
    }
}

const BEFORE: [Record; 3] = [
    Record::Visit(0, 0, 0, None),
    Record::Visit(1, 1, 12, Some(14)),
    Record::Contact(0, 1, 3, 5),
];
const AFTER: [Record; 5] = [
    Record::Visit(0, 1, 2, Some(4)),
    Record::Visit(1, 1, 12, Some(19)),
    Record::Contact(0, 1, 3, 9),
    Record::Declare(1, 2),
    Record::Visit(3, 2, 30, None),
];

fn write(store: &Store, records: &[Record]) -> Result<(), StoreError> {
    let mut writer = store.writer_with(without_compaction())?;
    for record in records {
        add(&mut writer, record)?;
    }
    let result = writer.publish();
    if result.is_err() {
        let again = writer.publish().unwrap_err();
        assert!(matches!(again, StoreError::Poisoned { .. }), "{again}");
    }
    result.map(drop)
}

fn open(vfs: &MemoryVfs) -> Snapshot {
    let store = Store::open_in(Arc::new(vfs.clone())).unwrap();
    store.snapshot().unwrap()
}

#[test]
fn a_commit_that_fails_anywhere_leaves_the_state_before_or_after() {
    let all: Vec<Record> = BEFORE.iter().chain(&AFTER).cloned().collect();
    let (before, after) = (model(&BEFORE), model(&all));
    let mut failures = 0;
    for operations in 0.. {
        let vfs = MemoryVfs::new();
        let left = Arc::new(AtomicUsize::new(usize::MAX));
        let failing = Failing {
            inner: vfs.clone(),
            left: Arc::clone(&left),
        };
        let store = Store::create_in(Arc::new(failing), options(10)).unwrap();
        write(&store, &BEFORE).unwrap();
        let files = data(&vfs);
        left.store(operations, Ordering::SeqCst);
        let result = write(&store, &AFTER);
        left.store(usize::MAX, Ordering::SeqCst);
        let snapshot = open(&vfs);
        if result.is_ok() {
            assert_eq!(rows(&snapshot).unwrap(), after);
            break;
        }
        failures += 1;
        let seen = rows(&snapshot).unwrap();
        let state = if snapshot.number() == 1 {
            &before
        } else {
            &after
        };
        assert_eq!(&seen, state, "after {operations} operations");
        assert!(snapshot.verify(&mut |_| {}).is_sound());
        let now = data(&vfs);
        let new = |name: &String| name.starts_with("manifest-") && !files.contains_key(name);
        if !now.keys().any(new) {
            // What failed before the switch was begun is cleared away.
            assert!(
                now == files,
                "after {operations} operations: {:?}",
                now.keys()
            );
        }
        write(&store, &AFTER).unwrap();
        assert_eq!(rows(&open(&vfs)).unwrap(), after, "repeated");
        assert!(open(&vfs).verify(&mut |_| {}).is_sound());
        assert!(!vfs.exists("CURRENT.tmp").unwrap());
    }
    assert!(failures > 20, "only {failures} operations failed");
}
