//! What a fuzzer's bytes are worth.

use super::*;

/// The first two bytes say which scene, and the same ones the same.
#[test]
fn the_first_bytes_are_a_scene() {
    let shown = |number| format!("{:?}", draw(number));
    assert_eq!(shown(7), shown(7));
    assert_ne!(shown(7), shown(7 << 8));
}

/// Half of the changes and more change something, and every word of the question is among them.
#[test]
fn bytes_change_records_and_words() {
    let asked = draw(3);
    let mut changed = 0;
    let mut words = [false; 8];
    for what in 0..=255 {
        for word in 0..10 {
            let mut scene = asked.scene.clone();
            let bytes = [what, word, what, 1, 5, 2, what / 2, 2, 90, 3, 2, 1, 7, 2, 1];
            change(&mut scene, &mut Input::new(&bytes));
            let (old, new) = (&asked.scene.question, &scene.question);
            changed += u32::from(old != new || asked.scene.world != scene.world);
            words[0] |= old.min_overlap != new.min_overlap;
            words[1] |= old.latent != new.latent;
            words[2] |= old.until != new.until;
            words[3] |= old.hops != new.hops;
            words[4] |= old.direction != new.direction;
            words[5] |= old.cumulative != new.cumulative;
            words[6] |= old.isolation != new.isolation;
            words[7] |= old.cases != new.cases;
        }
    }
    assert!(changed > 1280, "{changed}");
    assert_eq!(words, [true; 8]);
}
