//! Tests of lines from a thread.

use super::*;

fn all(bytes: &'static [u8]) -> Vec<String> {
    let lines = Lines::of(bytes).unwrap();
    let mut all = Vec::new();
    loop {
        match lines.next(None).unwrap() {
            Next::Lines(some) => all.extend(some),
            Next::Nothing => panic!("nobody said how long to wait"),
            Next::End => break,
        }
    }
    all.into_iter()
        .map(|line| String::from_utf8(line).unwrap())
        .collect()
}

#[test]
fn every_line_once_and_in_order() {
    assert_eq!(all(b""), [""; 0]);
    assert_eq!(all(b"a\nb\r\n\nc"), ["a\n", "b\r\n", "\n", "c"]);
    let many: String = (0..5000).map(|i| format!("{i}\n")).collect();
    assert_eq!(all(many.leak().as_bytes()).concat().lines().count(), 5000);
}

#[test]
fn waiting_ends() {
    struct Never;
    impl Read for Never {
        fn read(&mut self, _: &mut [u8]) -> io::Result<usize> {
            thread::sleep(Duration::from_secs(5));
            Ok(0)
        }
    }
    let lines = Lines::of(Never).unwrap();
    let next = lines.next(Some(Duration::from_millis(1))).unwrap();
    assert!(matches!(next, Next::Nothing));
}
