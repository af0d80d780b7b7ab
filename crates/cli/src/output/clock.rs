//! Instants as RFC 3339 text, fast enough for millions of rows.

use std::collections::HashMap;

use truyvet::Timestamp;

const DAY: i64 = 86_400;

/// Writes instants exactly as `Timestamp` displays them, but lets it work out every calendar day
/// only once.
#[derive(Debug, Default)]
pub(crate) struct Clock {
    days: HashMap<i64, Option<Box<str>>>,
}

impl Clock {
    /// Appends `t` to `out`: `2021-05-08T00:00:00Z`, or `inf`.
    pub(crate) fn write(&mut self, t: Timestamp, out: &mut Vec<u8>) {
        if t.is_forever() {
            out.extend_from_slice(b"inf");
            return;
        }
        let day = t.seconds().div_euclid(DAY);
        let second = t.seconds().rem_euclid(DAY);
        let date = self.days.entry(day).or_insert_with(|| date_of(day));
        let Some(date) = date else {
            // Beyond the calendar: let the type itself say what it shows then.
            out.extend_from_slice(t.to_string().as_bytes());
            return;
        };
        out.extend_from_slice(date.as_bytes());
        for (mark, number) in [
            (b'T', second / 3600),
            (b':', second / 60 % 60),
            (b':', second % 60),
        ] {
            out.push(mark);
            out.push(digit(number / 10));
            out.push(digit(number % 10));
        }
        out.push(b'Z');
    }
}

fn date_of(day: i64) -> Option<Box<str>> {
    let midnight = Timestamp::new(day.checked_mul(DAY)?).ok()?.to_string();
    midnight.split_once('T').map(|(date, _)| date.into())
}

fn digit(number: i64) -> u8 {
    u8::try_from(number % 10).map_or(b'?', |n| b'0'.wrapping_add(n))
}

#[cfg(test)]
#[path = "clock_tests.rs"]
mod tests;
