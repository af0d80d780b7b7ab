//! Sharing work among threads.

use std::sync::Mutex;

use truyvet_model::QuestionError;

use super::*;

#[test]
fn every_item_is_done_once() {
    for threads in 1..4 {
        for grain in [1, 3, 100] {
            let seen = Mutex::new(Vec::new());
            let mut scratch = vec![(); threads];
            share(&mut scratch, 50, grain, &Watch::default(), |range, ()| {
                seen.lock().unwrap().extend(range);
                Ok(())
            })
            .unwrap();
            let mut seen = seen.into_inner().unwrap();
            seen.sort_unstable();
            assert_eq!(seen, (0..50).collect::<Vec<_>>());
        }
    }
}

#[test]
fn the_first_error_is_returned() {
    let result = share(
        &mut [(), ()],
        100,
        1,
        &Watch::default(),
        |range, ()| match range.start {
            60 => Err(QuestionError::NoCases.into()),
            _ => Ok(()),
        },
    );
    assert!(matches!(
        result,
        Err(TraceError::Question(QuestionError::NoCases))
    ));
}
