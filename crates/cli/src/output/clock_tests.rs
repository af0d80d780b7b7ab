//! Checks of `clock`: the same text as the type itself shows.

use truyvet::Timestamp;

use super::Clock;

#[test]
fn shows_what_the_type_shows() {
    let mut clock = Clock::default();
    let edges = [
        i64::MAX,
        0,
        -1,
        1,
        -86_400,
        -86_401,
        86_399,
        1_620_432_000,
        1_620_518_399,
        951_782_400, // 2000-02-29
        Timestamp::MIN.seconds(),
        Timestamp::MAX.seconds(),
        -62_167_219_201, // the last second before the year 0
    ];
    // A walk in odd steps over some 400 years.
    let walk = (0..4000).map(|i| -6_000_000_000 + i * 3_141_597);
    for seconds in edges.into_iter().chain(walk) {
        let t = Timestamp::from_seconds(seconds);
        let mut out = Vec::new();
        clock.write(t, &mut out);
        assert_eq!(String::from_utf8(out), Ok(t.to_string()), "{seconds}");
    }
}
