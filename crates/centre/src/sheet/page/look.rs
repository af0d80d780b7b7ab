//! How a page shows times, lengths and places.

use maud::{Markup, html};
use truyvet_model::{Interval, LocalTime, TimeZone, Timestamp};

use super::super::parts::SheetPlace;
use super::super::words::{Lang, Words};

/// What everything on a page is written with.
pub(super) struct Look<'a> {
    pub(super) lang: Lang,
    pub(super) words: &'static Words,
    pub(super) zone: &'a TimeZone,
}

impl<'a> Look<'a> {
    pub(super) const fn new(lang: Lang, zone: &'a TimeZone) -> Self {
        Self {
            lang,
            words: lang.words(),
            zone,
        }
    }

    fn local(&self, t: Timestamp) -> Option<LocalTime> {
        self.zone.local(t)
    }

    /// `08/05/2021`, in English `2021-05-08`.
    pub(super) fn date(&self, t: Timestamp) -> String {
        match (self.local(t), self.lang) {
            (Some(l), Lang::Vi) => format!("{:02}/{:02}/{:04}", l.day, l.month, l.year),
            (Some(l), Lang::En) => format!("{:04}-{:02}-{:02}", l.year, l.month, l.day),
            (None, _) => t.to_string(),
        }
    }

    /// `08/05`, in English `05-08`: where the year is plain.
    pub(super) fn day(&self, t: Timestamp) -> String {
        match (self.local(t), self.lang) {
            (Some(l), Lang::Vi) => format!("{:02}/{:02}", l.day, l.month),
            (Some(l), Lang::En) => format!("{:02}-{:02}", l.month, l.day),
            (None, _) => t.to_string(),
        }
    }

    /// `11:40`.
    pub(super) fn clock(&self, t: Timestamp) -> String {
        let shown = self.local(t);
        shown.map_or_else(
            || t.to_string(),
            |l| format!("{:02}:{:02}", l.hour, l.minute),
        )
    }

    /// `11:40 08/05/2021`, in English `2021-05-08 11:40`.
    pub(super) fn instant(&self, t: Timestamp) -> String {
        if t.is_forever() {
            return self.words.no_end.to_owned();
        }
        match self.lang {
            Lang::Vi => format!("{} {}", self.clock(t), self.date(t)),
            Lang::En => format!("{} {}", self.date(t), self.clock(t)),
        }
    }

    /// An interval with both dates.
    pub(super) fn interval(&self, interval: Interval) -> String {
        let start = if interval.start() == Interval::ALWAYS.start() {
            self.words.no_start.to_owned()
        } else {
            self.instant(interval.start())
        };
        format!("{start} – {}", self.instant(interval.end()))
    }

    /// An interval beside its date: `22:00–06:00 (09/05)`.
    pub(super) fn hours(&self, interval: Interval) -> String {
        let (start, end) = (interval.start(), interval.end());
        if end.is_forever() {
            return format!("{}– {}", self.clock(start), self.words.no_end);
        }
        let day = |t| self.zone.day_start(t);
        let (from, to) = (self.clock(start), self.clock(end));
        if day(start) == day(end) {
            format!("{from}–{to}")
        } else {
            format!("{from}–{to} ({})", self.day(end))
        }
    }

    /// A name or id as one line of text.
    pub(super) fn name(place: &SheetPlace) -> String {
        place
            .name
            .clone()
            .unwrap_or_else(|| place.place.to_string())
    }

    /// What a place is part of, unless its name says so.
    pub(super) fn within(place: &SheetPlace) -> Option<&str> {
        let within = place.within.as_deref()?;
        let said = place
            .name
            .as_ref()
            .is_some_and(|name| name.contains(within));
        (!said).then_some(within)
    }

    /// A place in one line: its name or id, and what it is part of.
    pub(super) fn place_in_short(place: &SheetPlace) -> Markup {
        html! {
            (Self::name(place))
            @if let Some(within) = Self::within(place) { span.dim { ", " (within) } }
        }
    }

    /// The name of a place, its id where that is another, and what it is part of.
    pub(super) fn place(place: &SheetPlace) -> Markup {
        html! {
            (Self::name(place))
            @if place.name.is_some() { " " span.dim { (place.place) } }
            @if let Some(within) = Self::within(place) { br; span.dim { (within) } }
        }
    }

    /// The zone of all times: `UTC+07`, `Asia/Ho_Chi_Minh`.
    pub(super) fn zone_name(&self) -> String {
        let name = self.zone.to_string();
        if name.starts_with(['+', '-']) {
            format!("UTC{name}")
        } else {
            name
        }
    }

    /// A text that may not be known.
    pub(super) fn known(&self, text: Option<&str>) -> Markup {
        html! {
            @match text {
                Some(text) => (text),
                None => span.dim { (self.words.not_known) },
            }
        }
    }
}
