//! Tests of the front door to a living store: errors and their sorts, imports in parts.

use std::fs;

use tempfile::TempDir;

use super::*;

type Outcome = Result<(), Box<dyn std::error::Error>>;

fn folder(files: &[(&str, &str)]) -> TempDir {
    let folder = tempfile::tempdir().unwrap();
    for (name, content) in files {
        fs::write(folder.path().join(name), content).unwrap();
    }
    folder
}

#[test]
fn every_error_has_a_sort() -> Outcome {
    let folder = folder(&[]);
    let path = |name: &str| folder.path().join(name);
    let keys = KeyRing::generate()?;
    let options = Options {
        keys: Some(keys.clone()),
        ..Options::default()
    };
    let store = Store::create(path("store"), options)?;
    let mut w = store.writer()?;
    assert!(store.writer().unwrap_err().is_locked());
    w.visit("An", "p", 0, Some(5))?;
    w.commit()?;
    for error in [
        w.retract_visit("Bình", "p", 0).unwrap_err(),
        w.retract_contact("An", "Bình", 0).unwrap_err(),
        w.unlink("An", "Bình").unwrap_err(),
        w.unlink_places("p", "q").unwrap_err(),
        w.erase("Bình").unwrap_err(),
    ] {
        assert!(error.is_unknown() && error.is_value(), "{error}");
        assert!(!error.to_string().contains("Bình"), "{error}");
    }
    assert!(w.link("An", "An").unwrap_err().is_value());
    assert!(store.snapshot_as_of(9).unwrap_err().is_not_kept());
    assert!(store.snapshot_at(0).unwrap_err().is_not_kept());
    assert!(store.snapshot_at("noon").unwrap_err().is_value());
    assert!(w.retain(1 << 37).unwrap_err().is_value());
    let other = Store::open_with(path("store"), KeyRing::generate()?);
    assert!(other.unwrap_err().is_key());
    let sealed = Store::open(path("store"))?.snapshot()?;
    assert!(sealed.person("An").unwrap_err().is_key());
    let error = KeyRing::parse("x").map_err(Error::from).unwrap_err();
    assert!(error.is_key());
    w.rekey(&keys.followed_by(&KeyRing::generate()?)?)?;
    assert!(w.commit().unwrap_err().is_poisoned());
    Ok(())
}

#[test]
fn an_import_in_parts_goes_on_where_it_was_ended() -> Outcome {
    let mut csv = "person,place,start,end\n".to_owned();
    for i in 0..400_000 {
        csv.push_str(&format!("p{},l{},{},{}\n", i % 1000, i % 70, i, i + 60));
    }
    let bad = format!("{csv}An,p,noon,\n");
    let folder = folder(&[("good.csv", &csv), ("bad.csv", &bad)]);
    let path = |name: &str| folder.path().join(name);
    let options = ImportOptions {
        memory_limit: Some(64 << 20),
        ..ImportOptions::default()
    };
    let store = Store::create(path("store"), Options::default())?;
    let bad = [ImportFile::visits(path("bad.csv"))];
    for _ in 0..2 {
        let mut w = store.writer()?;
        assert!(
            w.import(&bad, &options, &mut |_| {})
                .unwrap_err()
                .is_import()
        );
        assert!(w.commit().is_err());
        assert!(store.snapshot()?.stats()?.visits > 100_000);
    }
    let skip = ImportOptions {
        on_error: OnError::Skip { rejects: None },
        ..options.clone()
    };
    let mut w = store.writer()?;
    let report = w.import(&bad, &skip, &mut |_| {})?;
    w.publish()?;
    let file = report.files.first().unwrap();
    assert!(file.rows_before > 0 && file.rows_rejected() == 1);
    assert_eq!(file.rows_before + file.rows_read, 400_001);
    assert_eq!(store.snapshot()?.stats()?.visits, 400_000);
    let again = w.import(&bad, &options, &mut |_| {})?;
    assert!(again.files.first().unwrap().already.is_some());
    let good = [ImportFile::visits(path("good.csv"))];
    let report = w.import(&good, &options, &mut |_| {})?;
    let all = report.in_all(&w.publish()?);
    assert_eq!((all.visits_added, all.visits_unchanged), (0, 400_000));
    Ok(())
}
