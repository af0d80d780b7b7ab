//! The places of a province: kinds, parents, units, names, positions.

use truyvet_model::{Coordinates, Kind, Place, PlaceNo};

use crate::draws::Draws;
use crate::unit::Units;

/// What sort of place; the names are those of [`truyvet_model::Kind::KNOWN`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[expect(missing_docs, reason = "each is what its name says")]
pub enum PlaceKind {
    Household,
    BoardingHouse,
    Shop,
    Market,
    Restaurant,
    Worship,
    HealthStation,
    Hospital,
    Office,
    Bus,
    School,
    Class,
    Park,
    Company,
    Canteen,
    Line,
    /// Where everybody who passes is registered; presets only.
    Checkpoint,
    /// A coach of a long-distance line; presets only. Files write `coach`.
    Coach,
}

impl PlaceKind {
    /// All of them.
    pub const ALL: [Self; 18] = [
        Self::Household,
        Self::BoardingHouse,
        Self::Shop,
        Self::Market,
        Self::Restaurant,
        Self::Worship,
        Self::HealthStation,
        Self::Hospital,
        Self::Office,
        Self::Bus,
        Self::School,
        Self::Class,
        Self::Park,
        Self::Company,
        Self::Canteen,
        Self::Line,
        Self::Checkpoint,
        Self::Coach,
    ];

    /// As files write it: `household`, `boarding_house` …
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Household => "household",
            Self::BoardingHouse => "boarding_house",
            Self::Shop => "shop",
            Self::Market => "market",
            Self::Restaurant => "restaurant",
            Self::Worship => "worship",
            Self::HealthStation => "health_station",
            Self::Hospital => "hospital",
            Self::Office => "office",
            Self::Bus => "bus",
            Self::School => "school",
            Self::Class => "class",
            Self::Park => "park",
            Self::Company => "company",
            Self::Canteen => "canteen",
            Self::Line => "line",
            Self::Checkpoint => "checkpoint",
            Self::Coach => "coach",
        }
    }

    /// As a sign over the door would say it; homes have no name.
    const fn title(self) -> Option<&'static str> {
        Some(match self {
            Self::Household => return None,
            Self::BoardingHouse => "Boarding house",
            Self::Shop => "Shop",
            Self::Market => "Market",
            Self::Restaurant => "Restaurant",
            Self::Worship => "Pagoda",
            Self::HealthStation => "Health station",
            Self::Hospital => "Hospital",
            Self::Office => "Office",
            Self::Bus => "Bus",
            Self::School => "School",
            Self::Class => "Class",
            Self::Park => "Industrial park",
            Self::Company => "Company",
            Self::Canteen => "Canteen",
            Self::Line => "Line",
            Self::Checkpoint => "Checkpoint",
            Self::Coach => "Coach",
        })
    }

    /// The same in Vietnamese: files of a preset have to be folded to be matched.
    const fn vietnamese(self) -> Option<&'static str> {
        Some(match self {
            Self::Household => return None,
            Self::BoardingHouse => "Nhà trọ",
            Self::Shop => "Tạp hóa",
            Self::Market => "Chợ",
            Self::Restaurant => "Quán ăn",
            Self::Worship => "Chùa",
            Self::HealthStation => "Trạm y tế",
            Self::Hospital => "Bệnh viện",
            Self::Office => "Cơ quan",
            Self::Bus => "Xe buýt",
            Self::School => "Trường học",
            Self::Class => "Lớp",
            Self::Park => "Khu công nghiệp",
            Self::Company => "Công ty",
            Self::Canteen => "Nhà ăn",
            Self::Line => "Chuyền",
            Self::Checkpoint => "Chốt kiểm soát",
            Self::Coach => "Xe khách",
        })
    }
}

/// One place of a province, in full.
#[derive(Clone, Debug, PartialEq)]
pub struct SynthPlace {
    /// Its number, from 0 in the order of [`crate::Province::places`].
    pub number: u32,
    /// Its id, in the namespace of its kind: `market:7`.
    pub id: String,
    /// What sort of place.
    pub kind: PlaceKind,
    /// The place it is part of: line and canteen < company < park, class and canteen < school.
    pub parent: Option<u32>,
    /// The administrative unit, commune in district: `district-03/commune-0112`.
    pub unit: String,
    /// A name for people; homes have none.
    pub name: Option<String>,
    /// Where on Earth, near its commune's centre.
    pub coordinates: Option<Coordinates>,
}

impl SynthPlace {
    /// The place as the store's noun; the parent is by the same numbers as [`Self::number`].
    #[must_use]
    pub fn record(&self) -> Place {
        Place {
            kind: Kind::new(self.kind.name()).unwrap_or_default(),
            parent: self.parent.map(PlaceNo),
            unit: Some(self.unit.clone()),
            name: self.name.clone(),
            coordinates: self.coordinates,
            shared: false,
        }
    }
}

/// What is kept of a place; the rest is worked out when asked for.
#[derive(Clone, Copy, Debug)]
pub(crate) struct PlaceRow {
    pub(crate) kind: PlaceKind,
    /// Number within its kind, from 1.
    pub(crate) ordinal: u32,
    pub(crate) commune: u32,
    pub(crate) parent: Option<u32>,
}

/// All places, numbered from 0 in order of declaration: commune by commune, then the parks.
#[derive(Clone, Debug, Default)]
pub(crate) struct PlaceTable {
    rows: Vec<PlaceRow>,
    per_kind: [u32; PlaceKind::ALL.len()],
    /// How communes make districts.
    pub(crate) units: Units,
}

impl PlaceTable {
    /// Declares a place and gives its number.
    pub(crate) fn add(&mut self, kind: PlaceKind, commune: u32, parent: Option<u32>) -> u32 {
        let mut ordinal = 0;
        if let Some(count) = self.per_kind.get_mut(kind as usize) {
            *count = count.saturating_add(1);
            ordinal = *count;
        }
        let number = self.len();
        self.rows.push(PlaceRow {
            kind,
            ordinal,
            commune,
            parent,
        });
        number
    }

    /// Declares `count` places of one kind and gives where they stand.
    pub(crate) fn add_many(&mut self, count: u32, kind: PlaceKind, commune: u32) -> Span {
        let first = self.len();
        for _ in 0..count {
            self.add(kind, commune, None);
        }
        Span { first, count }
    }

    /// How many places there are.
    pub(crate) fn len(&self) -> u32 {
        u32::try_from(self.rows.len()).unwrap_or(u32::MAX)
    }

    /// Place `number` as kept.
    pub(crate) fn row(&self, number: u32) -> Option<&PlaceRow> {
        self.rows.get(number as usize)
    }

    /// Place `number` in full.
    pub(crate) fn describe(&self, number: u32, seed: u64) -> Option<SynthPlace> {
        let row = self.row(number)?;
        Some(SynthPlace {
            number,
            id: format!("{}:{}", row.kind.name(), row.ordinal),
            kind: row.kind,
            parent: row.parent,
            unit: self.units.commune(row.commune),
            name: self.name(row),
            coordinates: self.units.position(row.commune, number, seed),
        })
    }

    fn name(&self, row: &PlaceRow) -> Option<String> {
        let title_of = |kind: PlaceKind| {
            if self.units.root.is_empty() {
                kind.title()
            } else {
                kind.vietnamese()
            }
        };
        let title = title_of(row.kind)?;
        let above = row.parent.and_then(|parent| self.row(parent));
        Some(
            match above.and_then(|a| Some((title_of(a.kind)?, a.ordinal))) {
                Some((of, which)) => format!("{title} {}, {of} {which}", row.ordinal),
                None => format!("{title} {}", row.ordinal),
            },
        )
    }
}

/// Places with consecutive numbers.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Span {
    pub(crate) first: u32,
    pub(crate) count: u32,
}

impl Span {
    /// Any one of them; nothing if there are none.
    #[inline]
    pub(crate) fn any(self, draws: &mut Draws) -> Option<u32> {
        (self.count > 0).then(|| self.first.saturating_add(draws.below(self.count)))
    }

    /// The one that lies as far along as item `i` of `n` does, give or take `jitter`: what is
    /// near in home order is near on the street.
    pub(crate) fn along(self, i: u32, n: u32, jitter: u32, draws: &mut Draws) -> Option<u32> {
        let last = self.count.checked_sub(1)?;
        let at = u64::from(i) * u64::from(self.count) / u64::from(n.max(1));
        let at = u32::try_from(at).unwrap_or(last);
        let moved = at
            .saturating_add(draws.below(2 * jitter + 1))
            .saturating_sub(jitter);
        Some(self.first.saturating_add(moved.min(last)))
    }
}

#[cfg(test)]
#[path = "place_tests.rs"]
mod tests;
