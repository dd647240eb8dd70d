//! Times as people read them: relative on the page, exact in the title, and durations in whole minutes.

use std::fmt::Write;

use time::OffsetDateTime;

const MINUTE_MS: i64 = 60_000;
const HOUR_MS: i64 = 60 * MINUTE_MS;
const DAY_MS: i64 = 24 * HOUR_MS;

/// A point in time, three ways.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Moment {
    /// For machines: `2026-11-23T21:20:08Z`.
    pub iso: String,
    /// For the title: "23 November 2026, 21:20:08 UTC".
    pub exact: String,
    /// For the page: "3 minutes ago".
    pub relative: String,
}

impl Moment {
    /// `at_ms` as seen at `now_ms`, both in milliseconds since 1970.
    pub fn new(at_ms: i64, now_ms: i64) -> Moment {
        let at = at_second(at_ms);
        Moment {
            iso: iso(at_ms),
            exact: exact(at),
            relative: relative(at, now_ms.saturating_sub(at_ms)),
        }
    }
}

/// `at_ms` for machines: `2026-11-23T21:20:08Z` (RFC 3339), by hand: a page has a hundred of them.
pub fn iso(at_ms: i64) -> String {
    let at = at_second(at_ms);
    let mut text = String::with_capacity(20);
    // Beyond the year 9999, and before the year 0, there is no such form.
    let Ok(year) = u16::try_from(at.year()) else {
        return text;
    };
    two_digits(&mut text, (year / 100 % 100) as u8);
    two_digits(&mut text, (year % 100) as u8);
    text.push('-');
    two_digits(&mut text, at.month().into());
    text.push('-');
    two_digits(&mut text, at.day());
    text.push('T');
    time_of_day(&mut text, at);
    text.push('Z');
    text
}

fn exact(at: OffsetDateTime) -> String {
    let mut text = String::with_capacity(36);
    // Writing to a text can't fail.
    let _ = write!(text, "{} {} {}, ", at.day(), at.month(), at.year());
    time_of_day(&mut text, at);
    text.push_str(" UTC");
    text
}

fn time_of_day(text: &mut String, at: OffsetDateTime) {
    two_digits(text, at.hour());
    text.push(':');
    two_digits(text, at.minute());
    text.push(':');
    two_digits(text, at.second());
}

/// A number below a hundred.
fn two_digits(text: &mut String, number: u8) {
    text.push(char::from(b'0' + number / 10));
    text.push(char::from(b'0' + number % 10));
}

fn at_second(at_ms: i64) -> OffsetDateTime {
    OffsetDateTime::from_unix_timestamp(at_ms.div_euclid(1000))
        .unwrap_or(OffsetDateTime::UNIX_EPOCH)
}

fn relative(at: OffsetDateTime, ago_ms: i64) -> String {
    let ago = |count: i64, unit: &str| match count {
        1 => format!("1 {unit} ago"),
        _ => format!("{count} {unit}s ago"),
    };
    match ago_ms {
        // A clock that was set back is no reason to speak of the future.
        ..MINUTE_MS => "just now".into(),
        MINUTE_MS..HOUR_MS => ago(ago_ms / MINUTE_MS, "minute"),
        HOUR_MS..DAY_MS => ago(ago_ms / HOUR_MS, "hour"),
        _ if ago_ms < 14 * DAY_MS => ago(ago_ms / DAY_MS, "day"),
        _ => format!("on {}", day(at)),
    }
}

fn day(at: OffsetDateTime) -> String {
    format!("{} {} {}", at.day(), at.month(), at.year())
}

/// How long something still lasts: "for 6 more days". What is left of the last unit counts as a whole one.
pub fn remaining(ms: i64) -> String {
    let more = |unit_ms: i64, unit: &str| match (ms + unit_ms - 1) / unit_ms {
        1 => format!("for 1 more {unit}"),
        count => format!("for {count} more {unit}s"),
    };
    match ms {
        ..=HOUR_MS => more(MINUTE_MS, "minute"),
        _ if ms <= DAY_MS => more(HOUR_MS, "hour"),
        _ => more(DAY_MS, "day"),
    }
}

/// How long it is until something: "in 6 days". Only whole units count, so that nobody thinks they have longer.
pub fn ahead(ms: i64) -> String {
    let ahead = |unit_ms: i64, unit: &str| match ms / unit_ms {
        1 => format!("in 1 {unit}"),
        count => format!("in {count} {unit}s"),
    };
    match ms {
        ..MINUTE_MS => "in less than a minute".into(),
        MINUTE_MS..HOUR_MS => ahead(MINUTE_MS, "minute"),
        _ if ms < 2 * DAY_MS => ahead(HOUR_MS, "hour"),
        _ => ahead(DAY_MS, "day"),
    }
}

/// A time as the field of a form has it, in UTC: `2026-11-23T21:20`.
pub fn local(at_ms: i64) -> String {
    iso(at_ms).chars().take(16).collect()
}

/// A duration in whole minutes: "12 min".
pub fn minutes(ms: u64) -> String {
    format!("{} min", ms / 60_000)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_time_is_told_as_people_tell_it() {
        let now = 1_795_468_808_000;
        let check = |ago_ms: i64, relative: &str| {
            assert_eq!(Moment::new(now - ago_ms, now).relative, relative);
        };
        check(-5_000, "just now");
        check(0, "just now");
        check(59_999, "just now");
        check(60_000, "1 minute ago");
        check(59 * MINUTE_MS, "59 minutes ago");
        check(HOUR_MS, "1 hour ago");
        check(23 * HOUR_MS, "23 hours ago");
        check(DAY_MS, "1 day ago");
        check(13 * DAY_MS, "13 days ago");
        check(14 * DAY_MS, "on 9 November 2026");
    }

    #[test]
    fn the_exact_time_is_in_utc() {
        let moment = Moment::new(1_795_468_808_999, 0);
        assert_eq!(moment.iso, "2026-11-23T21:20:08Z");
        assert_eq!(moment.exact, "23 November 2026, 21:20:08 UTC");
        let early = Moment::new(-62_135_596_800_000, 0);
        assert_eq!(early.iso, "0001-01-01T00:00:00Z");
        assert_eq!(early.exact, "1 January 1, 00:00:00 UTC");
        assert_eq!(iso(253_402_300_799_000), "9999-12-31T23:59:59Z");
        assert_eq!(iso(-100_000_000_000_000), "");
        assert_eq!(Moment::new(i64::MAX, 0).iso, "1970-01-01T00:00:00Z");
        assert_eq!(
            Moment::new(i64::MIN, i64::MAX).relative,
            "on 1 January 1970"
        );
    }

    #[test]
    fn what_is_left_is_told_in_the_unit_that_fits() {
        let check = |ms: i64, words: &str| assert_eq!(remaining(ms), words);
        check(1, "for 1 more minute");
        check(HOUR_MS, "for 60 more minutes");
        check(HOUR_MS + 1, "for 2 more hours");
        check(DAY_MS, "for 24 more hours");
        check(7 * DAY_MS, "for 7 more days");
        check(6 * DAY_MS + 1, "for 7 more days");
    }

    #[test]
    fn what_is_to_come_is_told_in_the_unit_that_fits() {
        let check = |ms: i64, words: &str| assert_eq!(ahead(ms), words);
        check(1, "in less than a minute");
        check(HOUR_MS - 1, "in 59 minutes");
        check(2 * HOUR_MS - 1, "in 1 hour");
        check(2 * DAY_MS - 1, "in 47 hours");
        check(3 * DAY_MS - 1, "in 2 days");
        assert_eq!(local(1_795_468_808_000), "2026-11-23T21:20");
    }

    #[test]
    fn durations_are_whole_minutes() {
        assert_eq!(minutes(59_999), "0 min");
        assert_eq!(minutes(45 * 60_000), "45 min");
    }
}
