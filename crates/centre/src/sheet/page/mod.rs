//! A case sheet as one HTML page that needs no network and no script, for screens and for paper.

mod look;

mod said;

mod timeline;

mod tree;

mod tables;

use maud::{DOCTYPE, Markup, PreEscaped, html};
use truyvet_model::TimeZone;

use super::CaseSheet;
use super::words::Lang;
use look::Look;

/// Everything about how it looks.
const STYLE: &str = include_str!("style.css");

/// Nothing is loaded and nothing runs, whatever a name in the records may hold.
const POLICY: &str = "default-src 'none'; style-src 'unsafe-inline'";

impl CaseSheet {
    /// The sheet as one HTML page: no network, no script; light and dark; A4. Times are those of
    /// `zone`, which the page names.
    #[must_use]
    pub fn to_html(&self, lang: Lang, zone: &TimeZone) -> String {
        let look = Look::new(lang, zone);
        let words = look.words;
        let page = html! {
            (DOCTYPE)
            html lang=(lang.name()) {
                head {
                    meta charset="utf-8";
                    meta http-equiv="Content-Security-Policy" content=(POLICY);
                    meta name="viewport" content="width=device-width,initial-scale=1";
                    meta name="color-scheme" content="light dark";
                    meta name="robots" content="noindex";
                    title { (words.title) " " (self.person) }
                    style { (PreEscaped(STYLE)) }
                }
                body { main {
                    (head(self, &look))
                    (noted(self, &look))
                    section {
                        h2 { (words.sites) }
                        (tables::sites(self, &look))
                    }
                    section {
                        h2 { (words.timeline) }
                        p.about { (words.timeline_about) }
                        (timeline::timeline(self, &look))
                    }
                    section {
                        h2 { (words.f1) }
                        (tables::contacts(self, &look))
                        (tables::units(self, &look))
                    }
                    section {
                        h2 { (words.tree) }
                        p.about { (words.tree_about) }
                        (tree::tree(self, &look))
                    }
                    footer { (words.source) }
                } }
            }
        };
        page.into_string()
    }

    /// What has to be said besides the rows, as sentences; times are those of `zone`.
    #[must_use]
    pub fn notes(&self, lang: Lang, zone: &TimeZone) -> Vec<String> {
        let look = Look::new(lang, zone);
        let notices = self.notices.iter();
        notices.map(|notice| said::notice(notice, &look)).collect()
    }
}

/// Who, what was asked, of which data, and how many were found.
fn head(sheet: &CaseSheet, look: &Look<'_>) -> Markup {
    let (w, lang) = (look.words, look.lang);
    let others: Vec<String> = sheet
        .ids
        .iter()
        .filter(|id| **id != sheet.person)
        .map(ToString::to_string)
        .collect();
    html! {
        header {
            h1 { (w.title) " · " (sheet.person) }
            p.secret { (w.confidential) }
            ul.count {
                @for (level, count) in (1u32..).zip(&sheet.people_by_level) {
                    li { b { (lang.number(*count)) } "F" (level) }
                }
                li { b { (lang.number(whole(sheet.stops.len()))) } (w.sites) }
            }
            dl {
                @if !others.is_empty() { dt { (w.other_ids) } dd { (others.join(", ")) } }
                dt { (w.infectious) }
                dd { @for i in &sheet.infectious { div { (look.interval(*i)) } } }
                @for test in &sheet.tests {
                    dt { (w.tested) } dd { (look.instant(test.tested)) }
                    dt { (w.onset) } dd { (known(test.onset, look)) }
                    dt { (w.isolated) } dd { (known(test.isolated, look)) }
                }
                @if let Some(doses) = sheet.doses { dt { (w.doses) } dd { (doses) } }
                dt { (w.lives) } dd { (tables::home(sheet.home.as_ref(), look)) }
                dt { (w.works) }
                dd {
                    @match &sheet.work {
                        Some(work) => (Look::place(work)),
                        None => (look.known(None)),
                    }
                }
                dt { (w.question) } dd { (said::question(&sheet.question, look)) }
                dt { (w.snapshot) }
                dd { (w.state) " " (sheet.snapshot) ", " (w.as_of) " " (look.instant(sheet.committed_at)) }
            }
            p.small { (w.zone) " " (look.zone_name()) ". " (w.half_open) }
        }
    }
}

fn known(t: Option<truyvet_model::Timestamp>, look: &Look<'_>) -> Markup {
    look.known(t.map(|t| look.instant(t)).as_deref())
}

/// What has to be said besides.
fn noted(sheet: &CaseSheet, look: &Look<'_>) -> Markup {
    html! {
        @if !sheet.notices.is_empty() {
            section {
                h2 { (look.words.notices) }
                ul.notes { @for note in sheet.notes(look.lang, look.zone) { li { (note) } } }
            }
        }
    }
}

fn whole(number: usize) -> u64 {
    u64::try_from(number).unwrap_or(u64::MAX)
}

#[cfg(test)]
#[path = "mod_tests.rs"]
mod tests;
