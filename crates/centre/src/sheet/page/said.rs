//! What a page says in sentences: the question, and what has to be noted.

use truyvet_model::{Filter, Hops, Question};

use super::super::notice::Notice;
use super::look::Look;

/// The question as one line. Everything that differs from the defaults is told.
pub(super) fn question(question: &Question, look: &Look<'_>) -> String {
    let w = look.words;
    let length = |d: truyvet_model::Duration| match u64::try_from(d.seconds()) {
        Ok(seconds) if !d.is_forever() => look.lang.length(seconds),
        _ => w.never.to_owned(),
    };
    let mut said = vec![match question.hops {
        Hops::All => w.all_hops.to_owned(),
        Hops::AtMost(k) => format!("{} {k}", w.hops),
    }];
    said.push(format!(
        "{} {}",
        w.min_overlap,
        length(question.min_overlap)
    ));
    if let Some(sum) = question.cumulative {
        let (total, within) = (length(sum.min_total), length(sum.within));
        said.push(format!(
            "{} {total} {} {within}",
            w.cumulative, w.within_span
        ));
    }
    said.push(format!("{} {}", w.latent, length(question.latent)));
    said.push(format!("{} {}", w.until, length(question.until)));
    if let Some(window) = question.window {
        said.push(format!("{} {}", w.window, look.interval(window)));
    }
    for (kind, lag) in &question.lag {
        said.push(format!(
            "{} ({}) {}",
            w.lag,
            look.lang.kind(kind),
            length(*lag)
        ));
    }
    if let Some(kind) = &question.roll_up {
        said.push(format!("{} {}", w.roll_up, look.lang.kind(kind)));
    }
    if question.only != Filter::default() || question.except != Filter::default() {
        said.push(w.filters.to_owned());
    }
    let measures = [
        question.isolation.is_empty(),
        question.closures.is_empty(),
        question.splits.is_empty(),
    ];
    if measures.contains(&false) {
        said.push(w.measures.to_owned());
    }
    said.join("; ")
}

/// A notice as a sentence.
pub(super) fn notice(notice: &Notice, look: &Look<'_>) -> String {
    let w = look.words;
    let n = |text: &str, count: u64| text.replace("{n}", &look.lang.number(count));
    match notice {
        Notice::NothingRecorded => w.nothing_recorded.to_owned(),
        Notice::RecordsEnd { at } => w.records_end.replace("{at}", &look.instant(*at)),
        Notice::OpenStays { count } => n(w.open_stays, *count),
        Notice::SharedStays {
            count,
            rolled_up: false,
        } => n(w.shared_stays, *count),
        Notice::SharedStays {
            count,
            rolled_up: true,
        } => n(w.shared_nowhere, *count),
        Notice::LeftOut { rule, count } => {
            n(w.left_out, *count).replace("{rule}", look.lang.rule(rule))
        }
        Notice::Nameless { count } => n(w.nameless_places, *count),
        Notice::UnknownKinds { count } => n(w.unknown_kinds, *count),
        Notice::TooShort { count, needed } => {
            let needed = u64::try_from(needed.seconds()).unwrap_or(u64::MAX);
            n(w.too_short, *count).replace("{d}", &look.lang.length(needed))
        }
        Notice::Contacts { count } => n(w.by_contact, *count),
        Notice::AssumedEnds { count } => n(w.assumed_ends, *count),
        Notice::Coarse { count } => n(w.coarse_f1, *count),
        Notice::HomesUnknown { count } => n(w.homes_unknown, *count),
        Notice::OffTimeline { before, after } => {
            let text = w
                .off_timeline
                .replace("{before}", &look.lang.number(*before));
            text.replace("{after}", &look.lang.number(*after))
        }
    }
}
