//! The timeline as SVG: days across, a lane for each kind of place, the infectious time shaded.

use maud::{Markup, html};
use truyvet_model::{Duration, Interval, Kind, Timestamp};

use super::super::CaseSheet;
use super::super::parts::SheetStay;
use super::look::Look;

/// Of the picture, in its own units; the page scales it.
const WIDTH: f64 = 1000.0;
const GUTTER: f64 = 150.0;
const TOP: f64 = 30.0;
const LANE: f64 = 26.0;
const BAR: f64 = 16.0;

/// So many dates fit above the picture.
const DATES: usize = 14;

/// A date takes that much.
const ROOM: f64 = 42.0;

/// Further than this beyond the stays the infectious time is not drawn.
const FURTHER: Duration = Duration::from_seconds(14 * 86_400);

const DAY: i64 = 86_400;

/// The class that gives stays of a kind their colour.
pub(super) fn class(kind: &Kind) -> &'static str {
    match kind.name() {
        "household" | "boarding_house" => "home",
        "line" | "company" | "factory" | "office" | "park" => "work",
        "class" | "school" => "learn",
        "canteen" | "restaurant" => "food",
        "market" | "stall" | "shop" => "trade",
        "bus" | "coach" | "vehicle" | "checkpoint" => "travel",
        "hospital" | "health_station" | "quarantine" => "care",
        _ => "other",
    }
}

/// From when to when the picture goes, and how that becomes a place on it.
struct Scale {
    start: i64,
    end: i64,
}

impl Scale {
    /// The stays, and the infectious time as far as it is not much further.
    fn new(sheet: &CaseSheet) -> Option<Self> {
        let spans = sheet.stays.iter().map(|stay| stay.during);
        let stays = spans.reduce(Interval::hull)?;
        let (mut start, mut end) = (stays.start(), stays.end());
        for infectious in &sheet.infectious {
            if infectious.start() < start && infectious.start() >= stays.start() - FURTHER {
                start = infectious.start();
            }
            if infectious.end() > end && infectious.end() <= stays.end() + FURTHER {
                end = infectious.end();
            }
        }
        Some(Self {
            start: start.seconds(),
            end: end.seconds(),
        })
    }

    #[expect(clippy::cast_precision_loss, reason = "a place on a picture")]
    fn x(&self, t: Timestamp) -> f64 {
        let long = self.end.saturating_sub(self.start).max(1);
        let since = t
            .seconds()
            .clamp(self.start, self.end)
            .saturating_sub(self.start);
        GUTTER + (since as f64 / long as f64) * (WIDTH - GUTTER)
    }

    /// Where each day begins.
    fn days(&self, look: &Look<'_>) -> Vec<Timestamp> {
        let mut days = Vec::new();
        let mut at = self.start;
        while at < self.end {
            if let Some(day) = look.zone.day_start(Timestamp::from_seconds(at))
                && days.last() != Some(&day)
            {
                days.push(day);
            }
            at = at.saturating_add(DAY);
        }
        let last = look
            .zone
            .day_start(Timestamp::from_seconds(self.end.saturating_sub(1)));
        days.extend(last.filter(|last| days.last() != Some(last)));
        days
    }
}

#[expect(clippy::cast_precision_loss, reason = "a place on a picture")]
fn lane_y(lane: usize) -> f64 {
    TOP + lane as f64 * LANE
}

/// The picture; a sentence if there is nothing to draw.
pub(super) fn timeline(sheet: &CaseSheet, look: &Look<'_>) -> Markup {
    let words = look.words;
    let Some(scale) = Scale::new(sheet) else {
        return html! { p { (words.no_stays) } };
    };
    let mut kinds: Vec<&Kind> = sheet.stays.iter().map(|stay| &stay.place.kind).collect();
    kinds.sort_by_key(|kind| (class(kind), kind.name().to_owned()));
    kinds.dedup();
    let bottom = lane_y(kinds.len());
    let height = bottom + 6.0;
    html! {
        svg viewBox={ "0 0 " (WIDTH) " " (height) } role="img" aria-labelledby="timeline-title timeline-about" {
            title id="timeline-title" { (words.timeline) }
            desc id="timeline-about" { (words.timeline_about) }
            @for infectious in &sheet.infectious {
                @let (from, to) = (scale.x(infectious.start()), scale.x(infectious.end()));
                rect.shade x=(px(from)) y=(px(TOP)) width=(px(to - from)) height=(px(bottom - TOP)) {}
                @for edge in [from, to] {
                    line.edge x1=(px(edge)) x2=(px(edge)) y1=(px(TOP)) y2=(px(bottom)) {}
                }
            }
            (dates(&scale, look, bottom))
            @for (lane, kind) in kinds.iter().enumerate() {
                text x="0" y=(px(lane_y(lane) + 18.0)) font-size="14" { (look.lang.kind(kind)) }
                line.grid x1="0" x2=(WIDTH) y1=(px(lane_y(lane + 1))) y2=(px(lane_y(lane + 1))) {}
                @for stay in sheet.stays.iter().filter(|stay| &stay.place.kind == *kind) {
                    (bar(stay, lane, &scale, look))
                }
            }
        }
    }
}

fn dates(scale: &Scale, look: &Look<'_>, bottom: f64) -> Markup {
    let days = scale.days(look);
    let step = days.len().div_ceil(DATES).max(1);
    // A first day of which little is shown would stand under the date of the second.
    let first = match (days.first(), days.get(1)) {
        (Some(first), Some(second)) if scale.x(*second) - scale.x(*first) < ROOM => 1,
        _ => 0,
    };
    html! {
        @for (at, day) in days.iter().enumerate() {
            @let x = scale.x(*day);
            line.grid x1=(px(x)) x2=(px(x)) y1=(px(TOP)) y2=(px(bottom)) {}
            @if at >= first && (at - first).is_multiple_of(step) && x < WIDTH - ROOM {
                text.dim x=(px(x + 2.0)) y=(px(TOP - 9.0)) font-size="13" { (look.day(*day)) }
            }
        }
    }
}

fn bar(stay: &SheetStay, lane: usize, scale: &Scale, look: &Look<'_>) -> Markup {
    let (from, to) = (scale.x(stay.during.start()), scale.x(stay.during.end()));
    // Short stays must be seen, too.
    let width = (to - from).max(2.5);
    let open = if stay.open { " open" } else { "" };
    html! {
        rect class={ (class(&stay.place.kind)) (open) } x=(px(from)) y=(px(lane_y(lane) + (LANE - BAR) / 2.0))
            width=(px(width)) height=(px(BAR)) rx="2" {
            title {
                (Look::name(&stay.place)) ", " (look.date(stay.during.start())) " " (look.hours(stay.during))
                @if stay.open { ", " (look.words.open) }
            }
        }
    }
}

/// A number of the picture's units, to a tenth.
pub(super) fn px(number: f64) -> String {
    let text = format!("{number:.1}");
    text.strip_suffix(".0")
        .map_or_else(|| text.clone(), str::to_owned)
}
