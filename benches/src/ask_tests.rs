//! Tests of the choice of cases, and one small province all the way.
use super::*;
use crate::load::in_memory;
use truyvet_trace::TraceOptions;

#[test]
fn cases_are_the_same_every_time_and_spread() {
    let some = cases(1000, 200);
    assert_eq!(some, cases(1000, 200));
    assert!(some.iter().all(|&person| person < 1000));
    assert!(some.iter().filter(|&&person| person < 500).count() > 60);
}

#[test]
fn a_small_province_is_built_scanned_and_asked() {
    let (province, store) = in_memory(800, 4).unwrap();
    let snapshot = store.snapshot().unwrap();
    let visits = crate::load::generate(&province).0;
    assert_eq!(scan(&snapshot).unwrap(), visits);
    let tracer = Tracer::new(snapshot, TraceOptions::default());
    for kind in Kind::ALL {
        let questions: Vec<_> = cases(800, 5)
            .into_iter()
            .map(|person| kind.question(province.spec(), &[person], 3).unwrap())
            .collect();
        let times = ask_each(&tracer, &questions, 5, Clock::ZERO).unwrap();
        assert_eq!(times.asked, 5);
        assert!(times.exposed > 10.0, "{times:?}");
    }
}

#[test]
fn tracers_asked_in_turn_give_the_same_answers() {
    let (province, store) = in_memory(800, 4).unwrap();
    let tracer = |threads| {
        let threads = NonZeroUsize::new(threads);
        tracer(store.snapshot().unwrap(), threads, Columns::All)
    };
    let people = cases(800, 6);
    let questions = people.iter().map(|&person| {
        let kind = Kind::Usual;
        kind.question(province.spec(), &[person], 2).unwrap()
    });
    let questions: Vec<_> = questions.collect();
    let both = [&tracer(1), &tracer(2)];
    let [one, two] = ask_in_turn(both, &questions, 5, Clock::ZERO).unwrap();
    assert_eq!((one.asked, two.asked), (5, 5));
    assert_eq!((one.exposed, one.largest), (two.exposed, two.largest));
    assert!(one.largest_s > 0.0);
}

#[test]
fn every_visit_is_unpacked() {
    let (_, store) = in_memory(300, 3).unwrap();
    let snapshot = store.snapshot().unwrap();
    assert_eq!(decode(&snapshot).unwrap(), scan(&snapshot).unwrap());
}
