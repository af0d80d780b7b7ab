//! The page of a small sheet: to the byte, harmless whatever names hold, and complete.

use std::path::Path;

use truyvet_model::{TimeZone, Timestamp};

use super::super::tests::sheet;
use super::super::words::Lang;

fn page(names: [&str; 2], lang: Lang) -> String {
    let mut sheet = sheet(names);
    // The clock of this machine is not the page's business.
    sheet.committed_at = Timestamp::from_seconds(1_620_500_000);
    sheet.to_html(lang, &TimeZone::named("+07:00").unwrap())
}

#[test]
fn the_golden_pages() {
    for (lang, file) in [(Lang::Vi, "golden.vi.html"), (Lang::En, "golden.en.html")] {
        let path = Path::new(env!("CARGO_MANIFEST_DIR"))
            .join("src/sheet/page")
            .join(file);
        let page = page(["Nhà ăn", "Mai"], lang);
        if std::env::var_os("TRUYVET_WRITE_GOLDEN").is_some() {
            std::fs::write(&path, &page).unwrap();
        }
        let golden = std::fs::read_to_string(&path).unwrap();
        // Not `assert_eq`: nobody reads two pages in one line each.
        let at = page.bytes().zip(golden.bytes()).position(|(a, b)| a != b);
        let shown = |text: &str| -> String {
            let skip = at.unwrap_or(0).saturating_sub(40);
            text.get(skip..).unwrap_or(text).chars().take(120).collect()
        };
        assert!(
            page == golden,
            "{file} differs: look at the page and write it anew with TRUYVET_WRITE_GOLDEN=1\n{}\n{}",
            shown(&page),
            shown(&golden),
        );
    }
}

#[test]
fn a_name_is_text_and_nothing_else() {
    let evil = "<script>alert(1)</script>\"><img src=x onerror=alert(2)>";
    for lang in [Lang::Vi, Lang::En] {
        let page = page([evil, "\"'><svg onload=alert(3)>&"], lang);
        assert!(!page.contains("<script"));
        assert!(!page.contains("<img"));
        assert!(!page.contains("<svg onload"));
        assert!(page.contains("&lt;script&gt;alert(1)&lt;/script&gt;"));
        assert!(page.contains("&lt;svg onload=alert(3)&gt;&amp;"));
    }
}

#[test]
fn nothing_is_loaded_and_nothing_is_unbalanced() {
    for lang in [Lang::Vi, Lang::En] {
        let page = page(["Nhà ăn", "Mai"], lang);
        assert!(page.starts_with("<!DOCTYPE html><html lang=\""));
        for outside in [
            "http://", "https://", "url(", "@import", "<script", "src=", "<link",
        ] {
            assert!(!page.contains(outside), "{outside}");
        }
        assert!(page.contains("default-src 'none'"));
        for tag in [
            "html", "main", "table", "thead", "tbody", "tr", "section", "svg", "ul", "dl",
        ] {
            let opened = page.matches(&format!("<{tag}>")).count()
                + page.matches(&format!("<{tag} ")).count();
            assert_eq!(opened, page.matches(&format!("</{tag}>")).count(), "{tag}");
        }
        // Every picture has a title and says what it shows.
        assert_eq!(
            page.matches("role=\"img\"").count(),
            page.matches("<desc ").count()
        );
        assert!(!page.contains('{') || page.contains("<style>"));
        let body = page.split("</style>").nth(1).unwrap();
        assert!(!body.contains('{'), "a gap was not filled in");
    }
}

#[test]
fn both_languages_say_everything_that_has_to_be_said() {
    let sheet = sheet(["Nhà ăn", "Mai"]);
    let zone = TimeZone::named("+07:00").unwrap();
    let [vi, en] = [Lang::Vi, Lang::En].map(|lang| sheet.notes(lang, &zone));
    assert_eq!(vi.len(), sheet.notices.len());
    assert_eq!(vi.len(), en.len());
    assert_eq!(
        en.first().unwrap(),
        "The records end at 2021-05-08 21:00, before the infectious time does."
    );
    assert_eq!(
        vi.first().unwrap(),
        "Dữ liệu chỉ có đến 21:00 08/05/2021, trước khi hết thời kỳ lây nhiễm."
    );
    for (vi, en) in vi.iter().zip(&en) {
        assert_ne!(vi, en);
        assert!(!vi.contains('{') && !en.contains('{'));
    }
}

/// sRGB luminance by WCAG 2.
fn luminance(hex: &str) -> f64 {
    let wide: String = match hex.len() {
        3 => hex.chars().flat_map(|c| [c, c]).collect(),
        _ => hex.to_owned(),
    };
    let part = |at: usize| {
        let value = u8::from_str_radix(wide.get(at..at + 2).unwrap(), 16).unwrap();
        let c = f64::from(value) / 255.0;
        if c <= 0.04045 {
            c / 12.92
        } else {
            ((c + 0.055) / 1.055).powf(2.4)
        }
    };
    0.2126 * part(0) + 0.7152 * part(2) + 0.0722 * part(4)
}

fn contrast(a: &str, b: &str) -> f64 {
    let (a, b) = (luminance(a), luminance(b));
    (a.max(b) + 0.05) / (a.min(b) + 0.05)
}

#[test]
fn text_has_contrast_enough_in_light_in_dark_and_on_paper() {
    let blocks: Vec<&str> = super::STYLE.split("--paper:#").skip(1).collect();
    assert_eq!(blocks.len(), 3);
    for block in blocks {
        let color = |name: &str| -> String {
            let named = format!("--{name}:#");
            let text = format!("--paper:#{block}");
            let after = text.split(&named).nth(1).unwrap().to_owned();
            after.chars().take_while(char::is_ascii_hexdigit).collect()
        };
        let (paper, wash) = (color("paper"), color("wash"));
        for ink in ["ink", "soft", "mark"] {
            let least = contrast(&color(ink), &paper).min(contrast(&color(ink), &wash));
            assert!(least >= 4.5, "{ink}: {least}");
        }
        // The case's name stands on the accent; bars are no text.
        assert!(contrast(&paper, &color("accent")) >= 4.5);
        for bar in [
            "home", "work", "learn", "food", "trade", "travel", "care", "other",
        ] {
            let least = contrast(&color(bar), &paper).min(contrast(&color(bar), &color("shade")));
            assert!(least >= 3.0, "{bar}: {least}");
        }
    }
}
