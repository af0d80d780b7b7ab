//! Tests of the CSV files: headers, row counts, known rows, errors that name the file.
use super::*;
use crate::spec::ProvinceSpec;

#[test]
fn the_files_say_what_the_province_says() {
    let spec = ProvinceSpec {
        people: 300,
        days: 2,
        contacts_per_1000: 500,
        ..ProvinceSpec::default()
    };
    let province = Province::new(&spec).unwrap();
    let dir = tempfile::tempdir().unwrap();
    let files = province.write_csv(dir.path()).unwrap();
    let read = |path: &Path| std::fs::read_to_string(path).unwrap();
    let (places, visits, contacts) = (
        read(&files.places),
        read(&files.visits),
        read(&files.contacts),
    );
    let total = places.len() + visits.len() + contacts.len();
    assert_eq!(files.bytes, total as u64);
    assert_eq!(places.lines().count(), province.place_count() as usize + 1);
    assert_eq!(visits.lines().count() as u64, files.visit_rows + 1);
    assert_eq!(contacts.lines().count() as u64, files.contact_rows + 1);
    assert!(files.contact_rows > 200);
    let first = province.day(0).next().unwrap();
    let expect = format!("p0000000,household:1,{},{}", first.start, first.end);
    assert_eq!(visits.lines().nth(1), Some(expect.as_str()));
    let line = places.lines().find(|l| l.starts_with("line:1,")).unwrap();
    assert!(
        line.starts_with("line:1,line,company:1,district-01/commune-0001,\"Line 1, Company 1\","),
        "{line}"
    );
    assert!(places.lines().all(|l| !l.contains(", ,")));
}

#[test]
fn a_folder_that_is_not_there_is_named() {
    let province = Province::new(&ProvinceSpec {
        people: 1,
        ..ProvinceSpec::default()
    })
    .unwrap();
    let error = province
        .write_csv(Path::new("/nonexistent/folder"))
        .unwrap_err();
    assert!(error.to_string().contains("/nonexistent/folder/places.csv"));
}
