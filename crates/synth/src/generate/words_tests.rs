//! Tests of places in words.
use super::*;

#[test]
fn marks_come_off_and_nothing_else() {
    assert_eq!(plain("Chợ 7"), "Cho 7");
    assert_eq!(plain("Trạm y tế 12"), "Tram y te 12");
    assert_eq!(plain("Chuyền 3, Công ty 2"), "Chuyen 3, Cong ty 2");
    assert_eq!(plain("Nhà trọ đỏ"), "Nha tro do");
}
