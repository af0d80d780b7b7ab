//! Times as files write them: RFC 3339 at UTC+7, and dates.

/// Seconds by which local time is ahead of UTC.
pub(crate) const OFFSET: i64 = 7 * 3_600;

/// Year, month and day of the local date of `instant` (Howard Hinnant's `civil_from_days`).
fn civil(instant: i64) -> (i64, i64, i64) {
    let days = (instant + OFFSET).div_euclid(86_400) + 719_468;
    let era = days.div_euclid(146_097);
    let day_of_era = days.rem_euclid(146_097);
    let year = (day_of_era - day_of_era / 1_460 + day_of_era / 36_524 - day_of_era / 146_096) / 365;
    let day_of_year = day_of_era - (365 * year + year / 4 - year / 100);
    let march = (5 * day_of_year + 2) / 153;
    let day = day_of_year - (153 * march + 2) / 5 + 1;
    let month = if march < 10 { march + 3 } else { march - 9 };
    let year = year + era * 400 + i64::from(month <= 2);
    (year, month, day)
}

/// Two digits of `n`, 0 to 99.
fn two(n: i64) -> [u8; 2] {
    let digit = |n: i64| b'0' + u8::try_from(n.rem_euclid(10)).unwrap_or(0);
    [digit(n / 10), digit(n)]
}

/// Puts `2021-05-03T07:30:00+07:00` behind `text`.
pub(crate) fn push_time(text: &mut String, instant: i64) {
    push_date(text, instant);
    let second = (instant + OFFSET).rem_euclid(86_400);
    for (mark, n) in [
        ('T', second / 3_600),
        (':', second / 60 % 60),
        (':', second % 60),
    ] {
        text.push(mark);
        text.extend(two(n).map(char::from));
    }
    text.push_str("+07:00");
}

/// Puts `2021-05-03` behind `text`.
pub(crate) fn push_date(text: &mut String, instant: i64) {
    let (year, month, day) = civil(instant);
    for pair in [two(year / 100), two(year % 100)] {
        text.extend(pair.map(char::from));
    }
    for n in [month, day] {
        text.push('-');
        text.extend(two(n).map(char::from));
    }
}

/// `2021-05-03`.
pub(crate) fn date(instant: i64) -> String {
    let mut text = String::new();
    push_date(&mut text, instant);
    text
}

/// `2021-05-03T07:30:00+07:00`.
pub(crate) fn time(instant: i64) -> String {
    let mut text = String::new();
    push_time(&mut text, instant);
    text
}

#[cfg(test)]
#[path = "clock_tests.rs"]
mod tests;
