//! What must come out well, for code that tests and fuzzers call.

/// What must have come out well.
///
/// # Panics
/// With an error: that is how a test or a fuzzer is told.
#[expect(clippy::panic, reason = "that is how a test or a fuzzer is told")]
#[track_caller]
pub fn expected<T, E: std::fmt::Display>(what: &str, result: Result<T, E>) -> T {
    match result {
        Ok(value) => value,
        Err(error) => panic!("{what}: {error}"),
    }
}
