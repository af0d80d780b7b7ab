//! Tests of the tally of test results.

use super::{Steps, Tally};
use crate::error::XtaskError;

#[test]
fn result_lines_add_up_and_others_do_not() {
    let mut tally = Tally::default();
    for line in [
        "running 3 tests",
        "test result: ok. 5 passed; 0 failed; 1 ignored; 0 measured; 0 filtered out; finished in 0.00s",
        "test a::passed ... ok",
        "\u{1b}[32mtest result: FAILED. 2 passed; 3 failed; 0 ignored; 0 measured; 7 filtered out\n",
    ] {
        tally.add_line(line);
    }
    let expected = Tally {
        passed: 7,
        failed: 3,
        skipped: 1,
    };
    assert_eq!(tally, expected);
}

#[test]
fn a_failing_step_names_itself_and_how_to_run_it() {
    let mut steps = Steps::new(".".into(), false);
    steps.check("good", || Ok(())).unwrap();
    let findings = |count| XtaskError::Findings {
        verb: "tidy",
        count,
    };
    let error = steps.check("tidy", || Err(findings(2))).unwrap_err();
    assert!(error.to_string().contains("cargo xtask tidy"), "{error}");
    let error = steps.cargo("unknown", &["no-such-verb"], &[]).unwrap_err();
    assert!(error.to_string().contains("cargo no-such-verb"), "{error}");
}
