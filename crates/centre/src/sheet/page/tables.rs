//! The tables of a page: places and times, F1 by place, units and workplaces.

use std::collections::HashMap;

use maud::{Markup, html};
use truyvet_model::{ExternalId, Kind};

use super::super::CaseSheet;
use super::super::parts::{SheetContact, SheetGroup, SheetHome, SheetStop, SheetUnit};
use super::look::Look;

/// The places and times to announce.
pub(super) fn sites(sheet: &CaseSheet, look: &Look<'_>) -> Markup {
    let w = look.words;
    if sheet.stops.is_empty() {
        return html! { p { (w.no_sites) } };
    }
    html! {
        p.about { (w.sites_about) }
        div.scroll {
            table {
                thead { tr {
                    @for name in [w.date, w.time, w.place, w.kind, w.unit] { th scope="col" { (name) } }
                    th.n scope="col" { (w.exposed) }
                    th scope="col" { (w.note) }
                } }
                tbody {
                    @for stop in &sheet.stops {
                        tr {
                            td.t { (look.date(stop.during.start())) }
                            td.t { (look.hours(stop.during)) }
                            th scope="row" { (Look::place(&stop.place)) }
                            td { (look.lang.kind(&stop.place.kind)) }
                            td { (look.known(stop.place.unit.as_ref().map(SheetUnit::label))) }
                            td.n {
                                (look.lang.number(stop.exposed))
                                @if stop.briefly > 0 {
                                    br; span.dim { "+" (look.lang.number(stop.briefly)) " " (w.briefly) }
                                }
                            }
                            td { (notes(stop, look)) }
                        }
                    }
                }
            }
        }
    }
}

/// What has to be known of a stop before it is announced.
fn notes(stop: &SheetStop, look: &Look<'_>) -> Markup {
    let w = look.words;
    let mut notes: Vec<String> = Vec::new();
    if stop.place.home {
        notes.push(w.private.to_owned());
    }
    if stop.place.kind.name() == Kind::UNKNOWN {
        notes.push(w.check_kind.to_owned());
    }
    if stop.place.name.is_none() && !stop.place.home {
        notes.push(w.nameless.to_owned());
    }
    if stop.open {
        notes.push(w.open.to_owned());
    }
    if let Some(rule) = stop.left_out {
        notes.push(look.lang.rule(rule).to_owned());
    }
    if let Some(site) = &stop.counts_at {
        notes.push(format!("{} {site}", w.counts_at));
    }
    html! { span.flag[stop.place.home || stop.left_out.is_some()] { (notes.join("; ")) } }
}

/// The F1, place by place.
pub(super) fn contacts(sheet: &CaseSheet, look: &Look<'_>) -> Markup {
    let w = look.words;
    if sheet.groups.is_empty() {
        return html! { p { (w.no_f1) } };
    }
    let of: HashMap<&ExternalId, &SheetContact> = sheet
        .contacts
        .iter()
        .map(|contact| (&contact.person, contact))
        .collect();
    html! {
        p.about { (w.f1_about) }
        div.scroll {
            table {
                thead { tr {
                    th scope="col" { (w.person) }
                    th scope="col" { (w.first) }
                    @for name in [w.times, w.total, w.longest] { th.n scope="col" { (name) } }
                    @for name in [w.grade, w.lives, w.works] { th scope="col" { (name) } }
                } }
                @for group in &sheet.groups { (group_rows(group, &of, look)) }
            }
        }
    }
}

fn group_rows(
    group: &SheetGroup,
    of: &HashMap<&ExternalId, &SheetContact>,
    look: &Look<'_>,
) -> Markup {
    let (w, lang) = (look.words, look.lang);
    let people = u64::try_from(group.people.len()).unwrap_or(u64::MAX);
    html! {
        tbody {
            tr { th scope="rowgroup" colspan="8" {
                @match &group.place {
                    Some(place) => {
                        (Look::name(place)) " "
                        span.dim {
                            (lang.kind(&place.kind))
                            @if let Some(within) = &place.within { ", " (within) }
                            @if place.home { ", " (w.private) }
                        }
                    }
                    None => (w.contacts),
                }
                span.dim { " · " (lang.number(people)) " " (w.people) }
            } }
            @for met in &group.people {
                @let contact = of.get(&met.person);
                tr {
                    th.id scope="row" { (met.person) }
                    td.t { (look.instant(met.between.start())) }
                    td.n { (lang.number(met.times)) }
                    td.n { (lang.length(met.person_seconds)) }
                    td.n { (lang.length(met.longest_s)) }
                    td {
                        (lang.grade(met.grade))
                        @if !met.qualifies { br; span.dim { (w.elsewhere) } }
                    }
                    td { (home(contact.and_then(|contact| contact.home.as_ref()), look)) }
                    td {
                        @match contact.and_then(|contact| contact.work.as_ref()) {
                            Some(work) => (Look::place_in_short(work)),
                            None => span.dim { "–" },
                        }
                    }
                }
            }
        }
    }
}

/// Where somebody lives: the unit, else the place.
pub(super) fn home(home: Option<&SheetHome>, look: &Look<'_>) -> Markup {
    let unit = home.and_then(|home| home.unit.as_ref());
    let unit = unit.map(|unit| unit.label().to_owned());
    let place = home.and_then(|home| home.place.as_ref()).map(Look::name);
    html! {
        (look.known(unit.or(place).as_deref()))
        @if home.is_some_and(|home| home.registered) { " " span.dim { "(" (look.words.registered) ")" } }
    }
}

/// How many F1 live and work where.
pub(super) fn units(sheet: &CaseSheet, look: &Look<'_>) -> Markup {
    let (w, lang) = (look.words, look.lang);
    html! {
        div.two {
            @if !sheet.units.is_empty() {
                section {
                    h3 { (w.units) }
                    table {
                        thead { tr {
                            th scope="col" { (w.unit) }
                            th.n scope="col" { (w.living) }
                            th.n scope="col" { (w.working) }
                        } }
                        tbody { @for row in &sheet.units { tr {
                            th scope="row" { (look.known(row.unit.as_ref().map(SheetUnit::label))) }
                            td.n { (lang.number(row.lives)) }
                            td.n { (lang.number(row.works)) }
                        } } }
                    }
                }
            }
            @if !sheet.workplaces.is_empty() {
                section {
                    h3 { (w.workplaces) }
                    table {
                        thead { tr {
                            th scope="col" { (w.place) }
                            th scope="col" { (w.kind) }
                            th.n scope="col" { "F1" }
                        } }
                        tbody { @for row in &sheet.workplaces { tr {
                            th scope="row" { (Look::place(&row.place)) }
                            td { (lang.kind(&row.place.kind)) }
                            td.n { (lang.number(row.people)) }
                        } } }
                    }
                }
            }
        }
    }
}
