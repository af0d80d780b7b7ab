//! `truyvet case-sheet`: one case of the tiny world, in every form; the page in a browser.

use std::path::Path;
use std::process::{Command, Stdio};

use crate::world::world;

/// An was at the market with "Bình, Trần" (30 min) and Chi (10 min: no F1), on the bus with Em, whose
/// end is assumed, and met Dũng and Giang directly.
#[test]
fn table_and_csv() {
    world().check(
        r#"$ truyvet case-sheet w --cases cases.csv --hops 1 --min-overlap 15m
snapshot 1: case An, 4 F1
question: 1 case, 1 hop, overlap 15m or more, latent 0s, until inf
note: The records end at [..], before the infectious time does.
note: Places without a name, shown by their ids: 2.
note: People who were with the case for less than 15 min, and are no F1: 1.
note: F1 by direct contacts, of which no place is known: 2.
note: F1 that rest on an assumed end: 1.
note: F1 of whom the unit of the home is not known: 4.

places and times to announce
start                 end                   place                  name  kind    unit  exposed  briefly  home   open   left_out
2021-05-08T08:00:00Z  2021-05-08T09:00:00Z  Chợ Bến Thành, quầy 7  -     market  -     1        1        false  false  -
2021-05-08T12:30:00Z  2021-05-08T13:00:00Z  bus:08                 -     bus     -     1        0        false  false  -

F1 by place
place                  person      first                 times  person_seconds  longest  grade        qualifies  home_unit  work
contact                Giang       2021-05-08T15:00:00Z  1      30m             30m      recorded     true       -          -
contact                Dũng        2021-05-08T10:00:00Z  1      20m             20m      recorded     true       -          -
Chợ Bến Thành, quầy 7  Bình, Trần  2021-05-08T08:30:00Z  1      30m             30m      recorded     true       -          -
bus:08                 Em          2021-05-08T12:30:00Z  1      30m             30m      assumed_end  true       -          -

timeline
start                 end                   place                  name  kind    open
2021-05-08T08:00:00Z  2021-05-08T09:00:00Z  Chợ Bến Thành, quầy 7  -     market  false
2021-05-08T12:30:00Z  2021-05-08T13:00:00Z  bus:08                 -     bus     false

F1 by unit
not known: 4 live there, 0 work there
$ truyvet case-sheet w --cases cases.csv --hops 1 --min-overlap 15m --format csv
start,end,place,name,kind,unit,exposed,briefly,home,open,shared,counts_at,left_out
2021-05-08T08:00:00Z,2021-05-08T09:00:00Z,"Chợ Bến Thành, quầy 7",,market,,1,1,false,false,false,,
2021-05-08T12:30:00Z,2021-05-08T13:00:00Z,bus:08,,bus,,1,0,false,false,false,,
$ truyvet case-sheet w --cases cases.csv --hops 1 --min-overlap 30m --format csv --part contacts
place,name,kind,person,first,last,times,person_seconds,longest,grade,qualifies,home_unit,registered,work,work_unit
,,,Giang,2021-05-08T15:00:00Z,2021-05-08T15:30:00Z,1,1800,1800,recorded,true,,false,,
"Chợ Bến Thành, quầy 7",,market,"Bình, Trần",2021-05-08T08:30:00Z,2021-05-08T09:00:00Z,1,1800,1800,recorded,true,,false,,
bus:08,,bus,Em,2021-05-08T12:30:00Z,2021-05-08T13:00:00Z,1,1800,1800,assumed_end,true,,false,,
"#,
    );
}

#[test]
fn a_sheet_of_two_cases_or_backward_is_refused() {
    world().check(
        "\
$ truyvet case-sheet w --case An,0,inf --case Chi,0,inf
! truyvet: cases: a case sheet is about one case, the question names 2; ask for one sheet each
? 1
$ truyvet case-sheet w --case An,0,inf --backward
! truyvet: direction: a case sheet says whom the case may have infected, and the question goes backward; ask it forward
? 1
",
    );
}

#[test]
fn json_and_pages_in_both_languages() {
    let folder = world();
    let ask = "truyvet case-sheet w --cases cases.csv --min-overlap 15m --tz Asia/Ho_Chi_Minh";
    let done = folder.run(&format!("{ask} --format json"));
    let sheet: serde_json::Value = serde_json::from_slice(&done.stdout).unwrap();
    assert_eq!(sheet["person"], "An");
    assert_eq!(sheet["stops"][0]["exposed"], 1);
    assert_eq!(sheet["people_by_level"][0], 4);
    assert!(
        sheet["notices"]
            .as_array()
            .unwrap()
            .iter()
            .any(|n| n["notice"] == "assumed_ends")
    );
    for (lang, title) in [("vi", "Phiếu điều tra ca bệnh"), ("en", "Case sheet")] {
        let done = folder.run(&format!("{ask} --format html --lang {lang} -o {lang}.html"));
        assert_eq!(done.status.code(), Some(0), "{done:?}");
        let page = folder.read(&format!("{lang}.html"));
        assert!(page.contains(&format!("<html lang=\"{lang}\">")) && page.contains(title));
        // 08:00 UTC, in the zone asked for, which the page names.
        assert!(page.contains("15:00–16:00") && page.contains("Asia/Ho_Chi_Minh"));
    }
}

/// A browser on this machine.
fn browser() -> Option<&'static str> {
    ["chromium", "chromium-browser", "google-chrome"]
        .into_iter()
        .find(|name| {
            let mut tried = Command::new(name);
            tried
                .arg("--version")
                .stdout(Stdio::null())
                .stderr(Stdio::null());
            tried.status().is_ok_and(|status| status.success())
        })
}

fn browse(browser: &str, folder: &Path, what: &[&str]) -> std::process::Output {
    let profile = folder.join("profile");
    Command::new(browser)
        .args([
            "--headless",
            "--no-sandbox",
            "--disable-gpu",
            "--disable-quic",
            "--no-first-run",
        ])
        .args([
            "--disable-background-networking",
            "--disable-component-update",
            "--disable-sync",
        ])
        .args(["--enable-logging=stderr", "--virtual-time-budget=2000"])
        .arg(format!("--user-data-dir={}", profile.display()))
        .args(what)
        .arg(format!("file://{}", folder.join("an.html").display()))
        .output()
        .unwrap()
}

/// Skipped, and says so, where there is no browser.
#[test]
fn a_browser_shows_the_page_without_complaint_and_prints_it() {
    let Some(browser) = browser() else {
        println!("skipped: no chromium on this machine");
        return;
    };
    let folder = world();
    let ask = "truyvet case-sheet w --cases cases.csv --min-overlap 15m --format html -o an.html";
    assert_eq!(folder.run(ask).status.code(), Some(0));
    let home = folder.path(".");
    let shown = browse(browser, &home, &["--dump-dom"]);
    let (dom, said) = (
        String::from_utf8_lossy(&shown.stdout),
        String::from_utf8_lossy(&shown.stderr),
    );
    assert!(
        dom.contains("<html lang=\"vi\">") && dom.contains("Chợ Bến Thành, quầy 7"),
        "{said}"
    );
    assert!(!said.contains("CONSOLE"), "{said}");
    let pdf = folder.path("an.pdf");
    let to = format!("--print-to-pdf={}", pdf.display());
    let printed = browse(browser, &home, &["--no-pdf-header-footer", &to]);
    let bytes = std::fs::read(&pdf).unwrap_or_default();
    assert!(
        bytes.starts_with(b"%PDF") && bytes.len() > 10_000,
        "{printed:?}"
    );
}
