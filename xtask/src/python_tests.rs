//! Tests of the step for Python: the one wheel, and which Python will do.

use super::*;

#[test]
fn there_must_be_a_small_wheel() {
    let folder = tempfile::tempdir().unwrap();
    assert!(the_wheel(folder.path()).is_err());
    let wheel = folder
        .path()
        .join("truyvet-0.1.0-cp311-abi3-linux_x86_64.whl");
    fs::write(&wheel, b"small").unwrap();
    assert_eq!(the_wheel(folder.path()).unwrap(), wheel);
    let file = fs::File::create(&wheel).unwrap();
    file.set_len(LARGEST).unwrap();
    let error = the_wheel(folder.path()).unwrap_err();
    assert!(error.to_string().contains("10000000 bytes"), "{error}");
}

#[test]
fn what_is_no_python_will_not_do() {
    assert!(!runs("no-such-python", PROBE));
}
