//! What a world knows of its places: what they are part of, their units, and where their visits count (S5, S19, S20).

use std::collections::BTreeSet;

use truyvet_model::{Kind, Place, PlaceNo};

use crate::world::World;

impl World {
    /// Every place of the world: declared, visited, or the parent of one.
    #[must_use]
    pub fn place_numbers(&self) -> BTreeSet<PlaceNo> {
        let declared = (0u32..).zip(&self.places).map(|(n, _)| PlaceNo(n));
        let visited = self.visits.iter().map(|visit| visit.what.place);
        let parents = self.places.iter().filter_map(|place| place.parent);
        declared.chain(visited).chain(parents).collect()
    }

    /// S5: `place`, the place it is part of, the place that one is part of …
    #[must_use]
    pub fn s5_up_from(&self, place: PlaceNo) -> Vec<PlaceNo> {
        let mut up = vec![place];
        let mut next = self.place(place).parent;
        while let Some(parent) = next.filter(|parent| !up.contains(parent)) {
            up.push(parent);
            next = self.place(parent).parent;
        }
        up
    }

    /// S19: the unit of a place is its own, else that of the nearest place it is part of that
    /// has one.
    #[must_use]
    pub fn s19_unit(&self, place: PlaceNo) -> Option<String> {
        self.s5_up_from(place)
            .into_iter()
            .find_map(|at| self.place(at).unit)
    }

    /// Whether some place has that kind, or truyvet knows it (S28).
    #[must_use]
    pub fn s28_knows_kind(&self, kind: &Kind) -> bool {
        Kind::KNOWN.iter().any(|known| known.0 == kind.name())
            || self.places.iter().any(|place| place.kind == *kind)
    }

    /// S20: where a visit to `place` counts, and whether that is coarser than what was
    /// recorded; nothing for a shared place that counts nowhere (S5).
    #[must_use]
    pub fn s20_site(&self, place: PlaceNo, roll_up: Option<&Kind>) -> Option<Site> {
        let Place { shared, .. } = self.place(place);
        let mut up = self.s5_up_from(place).into_iter();
        let above = up.find(|&at| roll_up == Some(&self.place(at).kind));
        match above {
            Some(site) => Some(Site {
                place: site,
                coarse: site != place || shared,
            }),
            None if shared => None,
            None => Some(Site {
                place,
                coarse: false,
            }),
        }
    }
}

/// Where a visit counts (S20).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Site {
    /// The place whose visitors meet.
    pub place: PlaceNo,
    /// Whether they are only known to have been under one roof.
    pub coarse: bool,
}

/// S19: a unit holds itself and everything below it, `a` holds `a/b`.
#[must_use]
pub fn s19_unit_holds(unit: &str, other: &str) -> bool {
    other == unit
        || other
            .strip_prefix(unit)
            .is_some_and(|rest| rest.starts_with('/'))
}
