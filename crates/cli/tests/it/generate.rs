//! `truyvet generate`: presets as files, the same to the byte, and what is refused.

use crate::transcript::Folder;

#[test]
fn a_province_is_written_and_told() {
    let folder = Folder::with(&[]);
    let line = "truyvet generate bac-giang --people 2000 --days 2 --outbreak-seeds 3";
    let done = folder.run(&format!("{line} -o one"));
    assert_eq!(done.status.code(), Some(0), "{done:?}");
    let told = String::from_utf8(done.stdout).unwrap();
    assert!(
        told.starts_with("bac-giang in one: 2,000 people, "),
        "{told}"
    );
    assert!(
        told.contains("3 infections; ") && told.contains("truth/visits.csv"),
        "{told}"
    );
    folder.run(&format!("{line} -o two"));
    for name in [
        "qr-scan.csv",
        "roster.csv",
        "truth/visits.csv",
        "province.toml",
    ] {
        let read = |dir: &str| folder.read(&format!("{dir}/{name}"));
        assert!(
            !read("one").is_empty() && read("one") == read("two"),
            "{name}"
        );
    }
    let visits = folder.read("one/truth/visits.csv");
    assert!(visits.starts_with("person,place,start,end\np0000000,household:1,2021-05-03T"));
}

#[test]
fn without_a_preset_they_are_listed() {
    let folder = Folder::with(&[]);
    let done = folder.run("truyvet generate");
    let told = String::from_utf8(done.stdout).unwrap();
    assert_eq!(done.status.code(), Some(0));
    for name in [
        "bac-giang",
        "quang-ninh",
        "quang-nam",
        "binh-duong",
        "quang-ngai",
        "national",
    ] {
        assert!(told.contains(name), "{told}");
    }
}

#[test]
fn what_cannot_be_made_is_refused() {
    let folder = Folder::with(&[]);
    std::fs::create_dir(folder.path("full")).unwrap();
    folder.write("full/file", b"x");
    for (line, says) in [
        (
            "truyvet generate ha-noi -o new",
            "there are bac-giang, quang-ninh",
        ),
        (
            "truyvet generate bac-giang",
            "name a new or an empty folder with -o",
        ),
        ("truyvet generate bac-giang -o full", "full is not empty"),
        (
            "truyvet generate bac-giang --people 0 -o new",
            "people: 0 is not allowed",
        ),
        (
            "truyvet generate bac-giang --people 5 --outbreak-seeds 9 -o new",
            "seeds: 9",
        ),
        ("truyvet generate bac-giang --bluezone 101 -o new", "101"),
    ] {
        let done = folder.run(line);
        let told = String::from_utf8(done.stderr).unwrap();
        assert_eq!(done.status.code(), Some(1), "{line}: {told}");
        assert!(told.contains(says), "{line}: {told}");
    }
}
