//! Tests of `turned`: backward is forward on mirrored records, whatever is asked (S21).

use proptest::prelude::*;
use truyvet_model::Direction;

use crate::mirror::Mirror;
use crate::oracle::trace;
use crate::strategies::scenes;
use crate::turned::turned;

proptest! {
    #[test]
    fn s21_backward_equals_forward_on_mirrored_records(scene in scenes()) {
        let world = scene.world.closed();
        let mirror = Mirror(Direction::Backward);
        let here = trace(&world, &scene.question, &scene.ids());
        let there = trace(&world.mirrored(), &turned(&scene.question), &scene.ids());
        prop_assert_eq!(here.is_ok(), there.is_ok());
        let (Ok(here), Ok(there)) = (here, there) else { return Ok(()) };
        let rows: Vec<_> = there.rows().iter().map(|row| mirror.row(*row)).collect();
        prop_assert_eq!(here.rows(), rows);
        for row in here.rows() {
            let chain = there.chain(row.person).unwrap_or_default().into_iter();
            let chain: Vec<_> = chain.map(|step| mirror.step(step)).collect();
            prop_assert_eq!(here.chain(row.person), Some(chain));
        }
    }
}
