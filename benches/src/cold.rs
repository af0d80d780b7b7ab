//! Dropping a folder's files out of the page cache, and how much was read from the disk since.

use std::fs::{self, File};
use std::io;
use std::path::Path;

/// Asks the system to forget the pages of all files below `folder`. Pages that somebody has mapped
/// stay, so no snapshot of the store may be open.
///
/// # Errors
/// Whatever the system says; also where it knows no such request.
pub fn drop_pages(folder: &Path) -> io::Result<()> {
    for entry in fs::read_dir(folder)? {
        let path = entry?.path();
        if path.is_dir() {
            drop_pages(&path)?;
        } else {
            forget(&File::open(path)?)?;
        }
    }
    Ok(())
}

#[cfg(target_os = "linux")]
fn forget(file: &File) -> io::Result<()> {
    // Pages not written yet would stay.
    file.sync_data()?;
    Ok(rustix::fs::fadvise(
        file,
        0,
        None,
        rustix::fs::Advice::DontNeed,
    )?)
}

#[cfg(not(target_os = "linux"))]
fn forget(_: &File) -> io::Result<()> {
    Err(io::ErrorKind::Unsupported.into())
}

/// Bytes that this process has had read from disks; `None` where the system does not say.
#[must_use]
pub fn read_from_disk() -> Option<u64> {
    let io = fs::read_to_string("/proc/self/io").ok()?;
    let line = io
        .lines()
        .find_map(|line| line.strip_prefix("read_bytes:"))?;
    line.trim().parse().ok()
}
