//! The tree as SVG: the case, its F1 by place, and how many each may have infected in turn.

use std::collections::BTreeMap;

use maud::{Markup, html};
use truyvet_model::ExternalId;

use super::super::CaseSheet;
use super::super::parts::SheetBranch;
use super::look::Look;
use super::timeline::{class, px};

const WIDTH: f64 = 1000.0;
const ROW: f64 = 24.0;
/// Where the columns begin: places, F1, F2.
const PLACES: f64 = 210.0;
const PEOPLE: f64 = 520.0;
const ONWARD: f64 = 740.0;

/// So many places are drawn, and so many F1 of each; the others are counted.
const MOST_PLACES: usize = 8;
const MOST_PEOPLE: usize = 5;

/// So many letters fit in a column.
const LETTERS: usize = 32;

/// A place of the tree with those of its F1 that are drawn.
struct Bough<'a> {
    label: String,
    class: &'static str,
    people: Vec<&'a SheetBranch>,
    /// How many there are.
    all: usize,
}

/// The picture, with a sentence if not everybody is in it.
pub(super) fn tree(sheet: &CaseSheet, look: &Look<'_>) -> Markup {
    let words = look.words;
    let boughs = boughs(sheet, look);
    if boughs.is_empty() {
        return html! { p { (words.no_f1) } };
    }
    let drawn: usize = boughs.iter().map(|bough| bough.people.len()).sum();
    let rows: usize = boughs.iter().map(rows_of).sum();
    let height = y_of(rows) + 6.0;
    let middle = height / 2.0;
    html! {
        @if drawn < sheet.tree.len() {
            @let folded = words.folded.replace("{shown}", &look.lang.number(whole(drawn)));
            p.small { (folded.replace("{all}", &look.lang.number(whole(sheet.tree.len())))) }
        }
        svg viewBox={ "0 0 " (WIDTH) " " (px(height)) } role="img" aria-labelledby="tree-title tree-about" {
            title id="tree-title" { (words.tree) }
            desc id="tree-about" { (words.tree_about) }
            @for (top, bough) in tops(&boughs) {
                (branch(top, bough, middle, look))
            }
            rect.root x="0" y=(px(middle - 16.0)) width="150" height="32" rx="6" {}
            text.on x="75" y=(px(middle + 5.0)) font-size="14" text-anchor="middle" {
                (short(&sheet.person.to_string(), 18))
            }
        }
    }
}

fn branch(top: usize, bough: &Bough<'_>, middle: f64, look: &Look<'_>) -> Markup {
    let rows = rows_of(bough);
    #[expect(clippy::cast_precision_loss, reason = "a place on a picture")]
    let y = y_of(top) + (rows.saturating_sub(1) as f64) * ROW / 2.0;
    let people = look.lang.number(whole(bough.all));
    html! {
        path.twig d=(twig((150.0, middle), (PLACES, y))) {}
        circle class=(bough.class) cx=(px(PLACES + 5.0)) cy=(px(y)) r="5" {}
        text x=(px(PLACES + 16.0)) y=(px(y + 5.0)) font-size="13" {
            (short(&bough.label, LETTERS)) " · " (people)
        }
        @for (at, person) in bough.people.iter().enumerate() {
            @let line = y_of(top + at);
            path.twig d=(twig((PEOPLE - 36.0, y), (PEOPLE, line))) {}
            text x=(px(PEOPLE + 6.0)) y=(px(line + 5.0)) font-size="13" { (short(&person.person.to_string(), 24)) }
            @if person.onward > 0 { (onward(person, line, look)) }
        }
        @if bough.people.len() < bough.all {
            @let line = y_of(top + bough.people.len());
            @let more = bough.all.saturating_sub(bough.people.len());
            @if !bough.people.is_empty() { path.twig d=(twig((PEOPLE - 36.0, y), (PEOPLE, line))) {} }
            text.dim x=(px(PEOPLE + 6.0)) y=(px(line + 5.0)) font-size="13" {
                "+ " (look.lang.number(whole(more))) " " (look.words.more)
            }
        }
    }
}

fn onward(person: &SheetBranch, line: f64, look: &Look<'_>) -> Markup {
    let named: Vec<String> = person.named.iter().map(ToString::to_string).collect();
    let left = person.onward.saturating_sub(whole(named.len()));
    let names = short(&named.join(", "), 24);
    html! {
        line.twig x1=(px(ONWARD - 30.0)) x2=(px(ONWARD)) y1=(px(line)) y2=(px(line)) {}
        text x=(px(ONWARD + 6.0)) y=(px(line + 5.0)) font-size="13" {
            (look.lang.number(person.onward)) " F2: "
            tspan.dim { (names) @if left > 0 { " + " (look.lang.number(left)) } }
        }
    }
}

/// By place, the most people first; those beyond are one more.
fn boughs<'a>(sheet: &'a CaseSheet, look: &Look<'_>) -> Vec<Bough<'a>> {
    let mut places: BTreeMap<Option<&ExternalId>, Vec<&SheetBranch>> = BTreeMap::new();
    for branch in &sheet.tree {
        places
            .entry(branch.place.as_ref())
            .or_default()
            .push(branch);
    }
    let mut places: Vec<_> = places.into_iter().collect();
    places.sort_by_key(|(_, people)| std::cmp::Reverse(people.len()));
    let rest = places.split_off(places.len().min(MOST_PLACES));
    let shown = |(id, mut people): (Option<&ExternalId>, Vec<&'a SheetBranch>)| {
        let all = people.len();
        people.truncate(MOST_PEOPLE);
        let group = sheet.groups.iter().find(|group| {
            let place = group.place.as_ref();
            place.map(|place| &place.place) == id
        });
        let place = group.and_then(|group| group.place.as_ref());
        Bough {
            label: place.map_or_else(|| look.words.contacts.to_owned(), Look::name),
            class: place.map_or("other", |place| class(&place.kind)),
            people,
            all,
        }
    };
    let mut boughs: Vec<Bough<'a>> = places.into_iter().map(shown).collect();
    if !rest.is_empty() {
        boughs.push(Bough {
            label: format!(
                "{} ({})",
                look.words.other_places,
                look.lang.number(whole(rest.len()))
            ),
            class: "other",
            people: Vec::new(),
            all: rest.iter().map(|(_, people)| people.len()).sum(),
        });
    }
    boughs
}

/// How many lines it takes: its people, and one for those left out.
fn rows_of(bough: &Bough<'_>) -> usize {
    bough
        .people
        .len()
        .saturating_add(usize::from(bough.people.len() < bough.all))
}

/// Each with the line on which it begins.
fn tops<'b, 'a>(boughs: &'b [Bough<'a>]) -> impl Iterator<Item = (usize, &'b Bough<'a>)> {
    boughs.iter().scan(0, |top: &mut usize, bough| {
        let now = *top;
        *top = top.saturating_add(rows_of(bough));
        Some((now, bough))
    })
}

#[expect(clippy::cast_precision_loss, reason = "a place on a picture")]
fn y_of(row: usize) -> f64 {
    16.0 + row as f64 * ROW
}

/// A line that leaves and arrives level.
fn twig(from: (f64, f64), to: (f64, f64)) -> String {
    let half = (from.0 + to.0) / 2.0;
    let [x, y, u, v, m] = [from.0, from.1, to.0, to.1, half].map(px);
    format!("M{x} {y}C{m} {y} {m} {v} {u} {v}")
}

/// A text that fits, with a mark where it was cut.
fn short(text: &str, letters: usize) -> String {
    if text.chars().count() <= letters {
        return text.to_owned();
    }
    let kept: String = text.chars().take(letters.saturating_sub(1)).collect();
    format!("{kept}…")
}

fn whole(number: usize) -> u64 {
    u64::try_from(number).unwrap_or(u64::MAX)
}
