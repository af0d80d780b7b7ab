//! Checks of `rules`: the built-in table band by band, and tables that cannot be used.

use super::{RulesError, Treatment, When, ZoneRules};

#[test]
fn s26_vn_4800_has_the_levels_of_the_public_summary() {
    let rules = ZoneRules::vn_4800();
    let bands = [0.0, 19.999, 20.0, 49.999, 50.0, 149.999, 150.0, 9000.0];
    let levels = |coverage, treatment| {
        let level = |rate: &f64| rules.level(*rate, coverage, treatment).0;
        bands.iter().map(level).collect::<Vec<_>>()
    };
    let ok = Some(Treatment::Ok);
    assert_eq!(levels(Some(70.0), ok), [1, 1, 1, 1, 2, 2, 3, 3]);
    for (coverage, treatment) in [
        (Some(69.999), ok),
        (None, ok),
        (Some(95.0), Some(Treatment::Short)),
        (Some(95.0), None),
    ] {
        assert_eq!(levels(coverage, treatment), [1, 1, 2, 2, 3, 3, 4, 4]);
    }
    assert_eq!(rules.level(200.0, None, ok), (4, "red"));
    assert_eq!(rules.level(0.0, None, ok), (1, "green"));
    assert!(rules.needs_treatment());
    assert_eq!(rules.check("built in"), Ok(()));
    assert_eq!(ZoneRules::named("vn-4800"), Some(rules));
    assert_eq!(ZoneRules::named("vn-218"), None);
}

#[test]
fn s26_a_bound_belongs_to_the_band_above_it() {
    let rules = ZoneRules::vn_4800();
    // 1 case among 5,000 in a week is 20 per 100,000 exactly; 1 among 5,001 is less.
    let level = |population| {
        let rate = rules.incidence(1, population, 7).unwrap();
        rules.level(rate, None, None).0
    };
    assert_eq!((level(5_000), level(5_001)), (2, 1));
    assert_eq!(rules.incidence(3, 30_000, 21), Some(10.0 / 3.0));
    assert_eq!(rules.incidence(0, 30_000, 7), Some(0.0));
}

#[test]
fn tables_are_written_and_read() {
    let rules = ZoneRules::vn_4800();
    let toml = toml::to_string(&rules).unwrap();
    assert_eq!(ZoneRules::read("a.toml", &toml), Ok(rules.clone()));
    let json = serde_json::to_string(&rules).unwrap();
    assert_eq!(ZoneRules::read("a.json", &json), Ok(rules));
}

#[test]
fn a_table_that_leaves_a_doubt_is_refused_by_field() {
    type Change = fn(&mut ZoneRules);
    let cases: [(Change, &str); 9] = [
        (|r| r.people = 0, "people, days: 0"),
        (|r| r.days = 0, "people, days: 0"),
        (|r| r.bands.clear(), "bands: []"),
        (
            |r| r.bands = vec![50.0, 20.0, 150.0],
            "bands: [50.0, 20.0, 150.0]",
        ),
        (|r| r.bands = vec![0.0, 20.0, 150.0], "bands: [0.0"),
        (|r| r.when.truncate(1), "when: the last entry"),
        (|r| r.when[0].levels = vec![1, 2], "expected 4 levels"),
        (
            |r| r.when[0].levels = vec![1, 2, 3, 5],
            "levels from 1 to 4",
        ),
        (|r| r.when[0].coverage = Some(700.0), "when.coverage: 700"),
    ];
    for (change, said) in cases {
        let mut rules = ZoneRules::vn_4800();
        change(&mut rules);
        let RulesError { file, problem } = rules.check("mine.toml").unwrap_err();
        assert_eq!(file, "mine.toml");
        assert!(problem.contains(said), "{problem}");
    }
}

#[test]
fn text_that_is_no_table_is_refused_by_line() {
    let error = ZoneRules::read("mine.toml", "name = \"x\"\ncolour = 1").unwrap_err();
    assert!(error.to_string().starts_with("mine.toml: "), "{error}");
    assert!(error.to_string().contains("colour"), "{error}");
    assert!(!error.to_string().contains('\n'), "{error}");
    let error = ZoneRules::read("mine.json", "{\"name\": 1}").unwrap_err();
    assert!(error.to_string().contains("line 1"), "{error}");
}

#[test]
fn the_first_entry_that_holds_decides() {
    let mut rules = ZoneRules::vn_4800();
    let short = When {
        coverage: None,
        treatment: Some(Treatment::Short),
        levels: vec![4, 4, 4, 4],
    };
    rules.when.insert(0, short);
    assert_eq!(rules.level(0.0, Some(90.0), Some(Treatment::Short)).0, 4);
    assert_eq!(rules.level(0.0, Some(90.0), Some(Treatment::Ok)).0, 1);
    assert_eq!(Treatment::parse("ok"), Some(Treatment::Ok));
}
