//! Checks of `sink`: a file appears only when it is complete, and only a regular file is replaced.

use std::fs;
use std::io::Write;

use super::Sink;

#[test]
fn a_file_appears_only_when_finished() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("answer.csv");
    fs::write(&path, "old").unwrap();

    let mut sink = Sink::open(Some(&path)).unwrap();
    sink.write_all(b"new").unwrap();
    sink.flush().unwrap();
    assert_eq!(fs::read_to_string(&path).unwrap(), "old");
    drop(sink);
    assert_eq!(fs::read_to_string(&path).unwrap(), "old");

    let mut sink = Sink::open(Some(&path)).unwrap();
    sink.write_all(b"new").unwrap();
    sink.finish().unwrap();
    assert_eq!(fs::read_to_string(&path).unwrap(), "new");
    assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 1);
}

#[cfg(unix)]
#[test]
fn links_and_devices_stay_what_they_are() {
    let folder = tempfile::tempdir().unwrap();
    let real = folder.path().join("real.csv");
    let link = folder.path().join("link.csv");
    fs::write(&real, "old").unwrap();
    std::os::unix::fs::symlink(&real, &link).unwrap();
    let mut sink = Sink::open(Some(&link)).unwrap();
    sink.write_all(b"new").unwrap();
    sink.finish().unwrap();
    assert!(link.is_symlink());
    assert_eq!(fs::read_to_string(&real).unwrap(), "new");

    let null = std::path::Path::new("/dev/null");
    let mut sink = Sink::open(Some(null)).unwrap();
    sink.write_all(b"gone").unwrap();
    sink.finish().unwrap();
    assert!(!fs::metadata(null).unwrap().is_file());
}

#[test]
fn a_folder_is_no_file() {
    let folder = tempfile::tempdir().unwrap();
    let Err(why) = Sink::open(Some(folder.path())) else {
        panic!("wrote to a folder");
    };
    assert_eq!(why.code(), 3);
    assert!(why.to_string().contains("directory"), "{why}");
}
