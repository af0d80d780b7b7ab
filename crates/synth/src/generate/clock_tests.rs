//! Tests of times as files write them: against the model's reader.
use super::*;
use truyvet_model::Timestamp;

#[test]
fn times_are_read_as_what_was_written() {
    for step in 0..20_000i64 {
        let instant = step * 200_003 + 17;
        let written = time(instant);
        assert_eq!(written.len(), 25);
        let read = Timestamp::parse(&written).unwrap();
        assert_eq!(read.seconds(), instant, "{written}");
        assert!(written.starts_with(&date(instant)));
    }
    assert_eq!(time(1_619_974_800), "2021-05-03T00:00:00+07:00");
}
