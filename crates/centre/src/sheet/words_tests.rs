//! Both languages have every word, with the same places to fill in.

use truyvet_model::Kind;

use super::{EN, KINDS, Lang, RULES, VI};

/// `{n}`, `{at}` … in a text, sorted.
fn gaps(text: &str) -> Vec<&str> {
    let parts = text.split('{').skip(1);
    let mut gaps: Vec<&str> = parts.filter_map(|part| part.split('}').next()).collect();
    gaps.sort_unstable();
    gaps
}

#[test]
fn no_word_is_missing_and_both_languages_fill_in_the_same() {
    let pairs = VI.all().into_iter().zip(EN.all());
    let mut seen = 0;
    for ((name, vi), (_, en)) in pairs {
        assert!(!vi.trim().is_empty() && !en.trim().is_empty(), "{name}");
        assert_ne!(vi, en, "{name} is not translated");
        assert_eq!(gaps(vi), gaps(en), "{name}");
        seen += 1;
    }
    assert!(seen > 80, "{seen}");
}

#[test]
fn every_known_kind_and_every_rule_has_words() {
    for (kind, _) in Kind::KNOWN {
        assert!(KINDS.iter().any(|(name, _, _)| *name == kind), "{kind}");
    }
    for (name, vi, en) in KINDS.iter().chain(&RULES) {
        assert!(!vi.is_empty() && !en.is_empty(), "{name}");
    }
    let odd = Kind::new("lighthouse").unwrap();
    assert_eq!(Lang::Vi.kind(&odd), "lighthouse");
}

#[test]
fn numbers_and_lengths() {
    assert_eq!(Lang::Vi.number(1_234_567), "1.234.567");
    assert_eq!(Lang::En.number(1_234), "1,234");
    assert_eq!(Lang::En.number(12), "12");
    let lengths = [
        (5, "5 giây", "5 s"),
        (900, "15 phút", "15 min"),
        (7_500, "2 giờ 05 phút", "2 h 05 min"),
        (7_200, "2 giờ", "2 h"),
        (90_000, "1 ngày 1 giờ", "1 d 1 h"),
        (172_800, "2 ngày", "2 d"),
    ];
    for (seconds, vi, en) in lengths {
        assert_eq!(Lang::Vi.length(seconds), vi);
        assert_eq!(Lang::En.length(seconds), en);
    }
}
