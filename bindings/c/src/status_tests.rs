//! Every status has its number and its word.

use super::tv_status;

#[test]
fn numbers_and_words_go_together() {
    for (number, status) in (0i32..).zip(tv_status::ALL) {
        assert_eq!(status as i32, number);
        assert_eq!(tv_status::of(number), Some(status));
        assert_eq!(status.name(), format!("{status:?}\0"));
    }
    assert_eq!(tv_status::of(24), None);
    assert_eq!(tv_status::of(-1), None);
}
