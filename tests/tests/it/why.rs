//! Why somebody is not in an answer, rule by rule (S31).

use std::num::{NonZeroU32, NonZeroUsize};

use truyvet_model::{
    Closure, Cumulative, Direction, Duration, Filter, Hops, Interval, Isolation, PersonNo,
    Question, Setting, Split, Timestamp,
};
use truyvet_store::Snapshot;
use truyvet_testkit::Sketch;
use truyvet_testkit::sketch::{INF, person_id, place_id, question};
use truyvet_trace::{Miss, Rule, Side, TraceOptions, Tracer, Why};

use truyvet_tests::stored::{self, NAMES, Plan};

fn seconds(n: u32) -> Duration {
    Duration::from_seconds(n)
}

fn during(start: i64, end: i64) -> Interval {
    let t = Timestamp::from_seconds;
    Interval::new(t(start), t(end)).unwrap()
}

pub(crate) fn tracer(snapshot: &Snapshot) -> Tracer {
    let options = TraceOptions {
        threads: NonZeroUsize::MIN,
        ..TraceOptions::default()
    };
    Tracer::new(snapshot.clone(), options)
}

/// Why person `n` is not in the answer, in a store of five people.
fn why_at(sketch: Sketch, question: &Question, n: u32, expected: Option<u32>) -> Why {
    let stored = stored::write(&sketch.world(), 5, &Plan::PLAIN, &NAMES);
    let tracer = tracer(&stored.snapshot);
    let answer = tracer.trace(question).unwrap();
    let person = stored.snapshot.person(&person_id(PersonNo(n))).unwrap();
    let expected = expected.map(|level| NonZeroU32::new(level).unwrap());
    tracer.why_not(&answer, person.unwrap(), expected).unwrap()
}

fn why(sketch: Sketch, question: &Question, n: u32) -> Why {
    why_at(sketch, question, n, None)
}

/// The only miss of person 1.
fn miss(sketch: Sketch, question: &Question) -> Miss {
    match why(sketch, question, 1) {
        Why::Missed { misses, .. } => {
            assert_eq!(misses.len(), 1, "{misses:?}");
            misses.into_iter().next().unwrap()
        }
        other => panic!("{other:?}"),
    }
}

/// The rule of the only miss, and the seconds that it lacked.
fn rule(sketch: Sketch, question: &Question) -> (Rule, i64) {
    let miss = miss(sketch, question);
    (miss.rule, miss.lacking.seconds())
}

/// Person 0, the case, at the market from 100 to 200; person 1 from 150 to 250.
fn market() -> Sketch {
    Sketch::new()
        .kind(0, "market")
        .visit(0, 0, 100..200)
        .visit(1, 0, 150..250)
}

fn asked() -> Question {
    question(&[(0, 0..INF)])
}

#[test]
fn s31_too_short() {
    let asked = Question {
        min_overlap: seconds(60),
        ..asked()
    };
    let miss = miss(market(), &asked);
    let total = None;
    let (overlap, needed) = (seconds(50), seconds(60));
    let rule = Rule::TooShort {
        overlap,
        needed,
        total,
    };
    assert_eq!((miss.rule, miss.lacking), (rule, seconds(10)));
    assert_eq!(miss.infector, PersonNo(0));
    assert!(matches!(miss.setting, Setting::Place(_)));
    assert_eq!(
        (miss.own, miss.theirs),
        (during(150, 250), during(100, 200))
    );
}

#[test]
fn s31_too_short_in_total() {
    let asked = Question {
        min_overlap: seconds(60),
        cumulative: Some(Cumulative {
            min_total: seconds(100),
            within: seconds(1000),
        }),
        ..asked()
    };
    let sketch = market().visit(0, 0, 400..420).visit(1, 0, 400..420);
    let Why::Missed { misses, .. } = why(sketch, &asked, 1) else {
        panic!("exposed");
    };
    let Some(Rule::TooShort { total, .. }) = misses.first().map(|miss| miss.rule) else {
        panic!("{misses:?}");
    };
    let total = total.unwrap();
    assert_eq!((total.most, total.needed), (seconds(70), seconds(100)));
}

#[test]
fn s31_not_infectious_then() {
    let asked = question(&[(0, 0..40), (0, 300..900)]);
    let nearest = during(300, 900);
    let rule = rule(market(), &asked);
    assert_eq!(rule, (Rule::NotInfectiousThen { nearest }, 101));
}

#[test]
fn s31_not_infectious_then_backward() {
    let asked = Question {
        direction: Direction::Backward,
        ..question(&[(0, 0..40), (0, 300..900)])
    };
    let nearest = during(300, 900);
    let rule = rule(market(), &asked).0;
    assert_eq!(rule, Rule::NotInfectiousThen { nearest });
}

#[test]
fn s31_apart() {
    let later = |start| {
        Sketch::new()
            .kind(0, "market")
            .visit(0, 0, 100..200)
            .visit(1, 0, start..start + 10)
    };
    let gap = seconds(30);
    assert_eq!(rule(later(230), &asked()), (Rule::Apart { gap }, 31));
    let with_lag = Question {
        lag: [("market".parse().unwrap(), seconds(20))].into(),
        ..asked()
    };
    let gap = seconds(10);
    assert_eq!(rule(later(230), &with_lag).0, Rule::Apart { gap });
    let gap = seconds(86_400);
    assert_eq!(rule(later(200 + 86_400), &asked()).0, Rule::Apart { gap });
    let far = why(later(201 + 86_400), &asked(), 1);
    assert_eq!(far, Why::NoCommonPlace { records: 1 });
}

#[test]
fn s31_outside_window() {
    let asked = Question {
        window: Some(during(210, 300)),
        ..asked()
    };
    assert_eq!(rule(market(), &asked), (Rule::OutsideWindow, 0));
}

#[test]
fn s31_filtered() {
    let check = |only: Filter, except: Filter, by: &'static str| {
        let asked = Question {
            only,
            except,
            ..asked()
        };
        let sketch = market().kind(1, "bus").unit(0, "a/b").unit(1, "c");
        let sketch = sketch.source("qr").visit(2, 1, 100..200);
        assert_eq!(rule(sketch, &asked), (Rule::Filtered { by }, 0), "{by}");
    };
    let none = Filter::default;
    let market = Filter {
        kinds: ["market".parse().unwrap()].into(),
        ..none()
    };
    let bus = Filter {
        kinds: ["bus".parse().unwrap()].into(),
        ..none()
    };
    let place = Filter {
        places: [place_id(truyvet_model::PlaceNo(0))].into(),
        ..none()
    };
    let unit = Filter {
        units: ["a".to_owned()].into(),
        ..none()
    };
    let source = Filter {
        sources: ["qr".to_owned()].into(),
        ..none()
    };
    let person = Filter {
        persons: [person_id(PersonNo(0))].into(),
        ..none()
    };
    check(none(), market, "except.kinds");
    check(bus, none(), "only.kinds");
    check(none(), place, "except.places");
    check(none(), unit, "except.units");
    check(source, none(), "only.sources");
    check(person.clone(), none(), "only.persons");
    check(none(), person, "except.persons");
}

#[test]
fn s31_filtered_contact() {
    let sketch = market().visit(1, 1, 500..510).contact(2, 0, 300..400);
    let asked = Question {
        except: Filter {
            kinds: ["contact".parse().unwrap()].into(),
            ..Filter::default()
        },
        ..asked()
    };
    let Why::Missed { misses, .. } = why(sketch, &asked, 2) else {
        panic!("exposed");
    };
    assert_eq!(misses[0].setting, Setting::Contact);
    assert_eq!(misses[0].rule, Rule::Filtered { by: "except.kinds" });
}

#[test]
fn s31_shared_place() {
    let asked = asked();
    assert_eq!(rule(market().shared(0), &asked), (Rule::SharedPlace, 0));
}

#[test]
fn s31_isolated() {
    for (person, who) in [(0, Side::Infector), (1, Side::Person)] {
        let asked = Question {
            isolation: vec![Isolation {
                person: person_id(PersonNo(person)),
                during: during(140, 210),
            }],
            ..asked()
        };
        assert_eq!(rule(market(), &asked), (Rule::Isolated { who }, 0));
    }
}

#[test]
fn s31_isolated_in_part_is_too_short() {
    let asked = Question {
        min_overlap: seconds(20),
        isolation: vec![Isolation {
            person: person_id(PersonNo(1)),
            during: during(0, 190),
        }],
        ..asked()
    };
    let (rule, lacking) = rule(market(), &asked);
    assert!(matches!(rule, Rule::TooShort { .. }), "{rule:?}");
    assert_eq!(lacking, 10);
}

#[test]
fn s31_closed() {
    let asked = Question {
        closures: vec![Closure {
            place: place_id(truyvet_model::PlaceNo(1)),
            during: during(0, 1000),
        }],
        ..asked()
    };
    let sketch = market().kind(1, "company").part_of(0, 1);
    assert_eq!(rule(sketch, &asked), (Rule::Closed, 0));
}

#[test]
fn s31_split() {
    let asked = Question {
        splits: vec![Split {
            place: place_id(truyvet_model::PlaceNo(0)),
            parts: 2,
        }],
        ..asked()
    };
    assert_eq!(rule(market(), &asked), (Rule::Split, 0));
}

/// 0 infects 1, 1 infects 2.
fn chain() -> Sketch {
    Sketch::new().contact(0, 1, 0..10).contact(1, 2, 20..30)
}

#[test]
fn s31_beyond_hops() {
    let one = Question {
        hops: Hops::AtMost(1),
        ..asked()
    };
    let Why::Missed { level, misses } = why(chain(), &one, 2) else {
        panic!("exposed");
    };
    assert_eq!(level, None);
    let overlap = seconds(10);
    assert_eq!(misses[0].rule, Rule::BeyondHops { hop: 2, overlap });
    assert_eq!(misses[0].infector, PersonNo(1));
}

#[test]
fn s31_not_at_the_level_expected() {
    let Why::Missed { level, misses } = why_at(chain(), &asked(), 2, Some(1)) else {
        panic!("exposed at level 1");
    };
    assert_eq!(level, Some(2));
    assert!(matches!(misses[0].rule, Rule::BeyondHops { hop: 2, .. }));
    let at_two = why_at(chain(), &asked(), 2, Some(2));
    assert_eq!(at_two, Why::Exposed { level: 2 });
    let nearer = why_at(chain(), &asked(), 1, Some(2));
    assert_eq!(nearer, Why::Exposed { level: 1 });
}

#[test]
fn s31_person_is_case_and_no_common_place() {
    assert_eq!(why(market(), &asked(), 0), Why::Case);
    let alone = market().visit(3, 7, 0..10).visit(3, 7, 20..30);
    assert_eq!(why(alone, &asked(), 3), Why::NoCommonPlace { records: 2 });
    assert_eq!(
        why(market(), &asked(), 4),
        Why::NoCommonPlace { records: 0 }
    );
}

#[test]
fn s31_the_nearest_come_first_and_twenty_at_most() {
    let mut sketch = Sketch::new();
    for n in 0..30 {
        let start = n * 1000;
        sketch = sketch.visit(0, 0, start..start + 100);
        sketch = sketch.visit(1, 0, start + 99 - n..start + 100);
    }
    let asked = Question {
        min_overlap: seconds(60),
        ..asked()
    };
    let Why::Missed { misses, .. } = why(sketch, &asked, 1) else {
        panic!("exposed");
    };
    assert_eq!(misses.len(), Why::MOST);
    assert_eq!(misses[0].lacking, seconds(30));
    assert!(misses.is_sorted_by_key(|miss| miss.lacking));
}
