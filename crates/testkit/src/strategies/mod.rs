//! Strategies that invent small, dense worlds and questions about them.
//!
//! Everything is drawn as small whole numbers of *ticks* and scaled afterwards, so that times
//! collide and touch often and failing examples shrink to few records and small numbers.

mod scale;

mod worlds;

mod questions;

mod options;

use proptest::prelude::*;
use truyvet_model::Question;

use crate::sketch;
use crate::world::{Ids, World};

use options::{RawOptions, raw_options};
use questions::{RawQuestion, raw_questions};
use scale::{Scale, scales};
use worlds::{RawWorld, raw_worlds};

/// A world and a question about it whose ids are those of [`sketch::person_id`] and
/// [`sketch::place_id`].
#[derive(Clone, Debug)]
pub struct Scene {
    /// The records, in order of arrival.
    pub world: World,
    /// What is asked; it passes [`Question::check`].
    pub question: Question,
    /// How many people there are; some may have no record.
    pub people: u32,
}

impl Scene {
    /// The numbers that [`Self::world`] uses, by id.
    #[must_use]
    pub fn ids(&self) -> Ids {
        sketch::ids(self.people, &self.world)
    }

    fn of(scale: Scale, raw: &RawWorld, asked: &RawQuestion, options: Option<&RawOptions>) -> Self {
        let world = raw.world(scale);
        let mut question = asked.question(scale, raw, &world);
        if let Some(options) = options {
            question = options.add(question, scale, raw, &world);
        }
        Self {
            world,
            question,
            people: raw.people,
        }
    }
}

/// Worlds of 2 to 12 people and 1 to 9 places, with open visits, corrections, duplicates,
/// contacts, sources, units, shared places and places that are part of others, up to four deep;
/// possibly empty.
pub fn worlds() -> impl Strategy<Value = World> {
    (scales(), raw_worlds()).prop_map(|(scale, raw)| raw.world(scale))
}

/// A world and a forward question that uses every parameter of S8 to S13: L = 0, U without end
/// or L and a second, d around the lengths of overlaps, several cases with several intervals,
/// windows (also ones that no record intersects, S28), lags, 1 to 6 hops or all.
pub fn plain_scenes() -> impl Strategy<Value = Scene> {
    (scales(), raw_worlds(), raw_questions())
        .prop_map(|(scale, raw, asked)| Scene::of(scale, &raw, &asked, None))
}

/// A world and a question that may use anything: besides what [`plain_scenes`] use, direction,
/// cumulative thresholds, isolation, filters (also ones that leave nothing, S28), roll-up,
/// closures, splits and risk: none of them, about one, or a third of all at once.
pub fn scenes() -> impl Strategy<Value = Scene> {
    let options = prop_oneof![
        1 => Just(None),
        3 => raw_options(0.15).prop_map(Some),
        3 => raw_options(0.4).prop_map(Some)
    ];
    (scales(), raw_worlds(), raw_questions(), options)
        .prop_map(|(scale, raw, asked, options)| Scene::of(scale, &raw, &asked, options.as_ref()))
}

#[cfg(test)]
#[path = "mod_tests.rs"]
mod tests;
