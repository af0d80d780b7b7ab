//! Tests of goals: the verdict follows the sense of the reach.
use super::*;

#[test]
fn less_is_better_or_more_is() {
    let verdict = |value, reach| Goal::new("f", value, "", reach).moonshot(10.0).verdict();
    assert_eq!(verdict(Some(20.0), Reach::AtMost(20.0)), "reached");
    assert_eq!(verdict(Some(10.0), Reach::AtMost(20.0)), "moonshot");
    assert_eq!(verdict(Some(20.1), Reach::AtMost(20.0)), "NOT reached");
    assert_eq!(verdict(Some(5.0), Reach::AtLeast(5.0)), "reached");
    assert_eq!(verdict(Some(4.9), Reach::AtLeast(5.0)), "NOT reached");
    assert_eq!(verdict(Some(11.0), Reach::AtLeast(5.0)), "moonshot");
    assert_eq!(verdict(None, Reach::AtLeast(5.0)), "not measured");
    assert_eq!(Reach::AtMost(2.0).distance(3.0), 1.5);
    assert_eq!(Reach::AtLeast(2.0).distance(1.0), 2.0);
}

#[test]
fn tables_have_a_line_a_goal_and_a_column_a_run() {
    let goal = Goal::new("F1", Some(0.2), "ms", Reach::AtMost(0.1)).note("a note");
    let mut out = Vec::new();
    table(std::slice::from_ref(&goal), &mut out).unwrap();
    let text = String::from_utf8(out).unwrap();
    let line = "| F1 | 0.20 | <= 0.10 ms | 2.00x | NOT reached | a note |";
    assert!(text.contains(line), "{text}");
    let mut out = Vec::new();
    let runs = [
        ("20,000".to_owned(), vec![goal]),
        ("200,000".to_owned(), vec![]),
    ];
    growth(&runs, &mut out).unwrap();
    let text = String::from_utf8(out).unwrap();
    assert!(
        text.contains("| figure | 20,000 | 200,000 | reach |"),
        "{text}"
    );
    assert!(text.contains("| F1 | 0.20 |  | <= 0.10 ms |"), "{text}");
}
