//! What all sources of one province look at: who takes part in which system, under which id.

use std::fmt::Write as _;

use crate::circle::Circles;
use crate::dirt::Dirt;
use crate::draws::{Draws, Purpose, key, purpose};
use crate::outbreak::Outbreak;
use crate::person::Role;
use crate::place::PlaceKind;
use crate::preset::{Preset, Systems};
use crate::province::Province;
use crate::record::SynthVisit;

/// A question that is answered once for each thing, by chance.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Trait {
    Scans,
    AsksOut,
    CompanyCode,
    Attendance,
    Register,
    Roster,
    Household,
    Boarding,
    Phone,
    Alias,
    WrongClock,
}

/// A province with its outbreak, as every source sees it.
pub(crate) struct World<'a> {
    pub(crate) province: &'a Province,
    pub(crate) circles: &'a Circles<'a>,
    pub(crate) outbreak: &'a Outbreak,
    pub(crate) preset: &'a Preset,
    pub(crate) dirt: Dirt,
    /// Ids of all places.
    pub(crate) ids: Vec<String>,
    /// A bit per place: it has a code.
    codes: Vec<u64>,
    /// Of 2^32 visits of scanners to places with a code, how many are scanned.
    pub(crate) scan_chance: u32,
}

impl<'a> World<'a> {
    /// Says who takes part in what.
    pub(crate) fn new(
        circles: &'a Circles<'a>,
        outbreak: &'a Outbreak,
        preset: &'a Preset,
        dirt: Dirt,
    ) -> Self {
        let province = circles.province();
        let mut world = Self {
            province,
            circles,
            outbreak,
            preset,
            dirt,
            ids: province.places().map(|place| place.id).collect(),
            codes: vec![0; province.place_count() as usize / 64 + 1],
            scan_chance: u32::MAX / 1_000 * preset.systems.scanned,
        };
        world.give_codes();
        if let Some(scans) = preset.systems.scans {
            world.calibrate(scans);
        }
        world
    }

    /// What the preset says of systems.
    pub(crate) const fn systems(&self) -> &'a Systems {
        &self.preset.systems
    }

    pub(crate) const fn seed(&self) -> u64 {
        self.province.layout().seed
    }

    /// Whether thing number `number` has a trait that `per_mille` of a thousand have.
    pub(crate) fn has(&self, which: Trait, number: u32, per_mille: u32) -> bool {
        let own = key(purpose(self.seed(), Purpose::Systems), which as u64);
        per_mille > 0 && Draws::new(key(own, number.into())).per_mille(per_mille)
    }

    /// The draws of what goes wrong with one record: of the source, by person and time.
    pub(crate) fn dirt_of(&self, source: u64, person: u32, time: i64) -> Draws {
        let own = key(purpose(self.seed(), Purpose::Dirt), source);
        Draws::new(key(key(own, person.into()), time.cast_unsigned()))
    }

    fn give_codes(&mut self) {
        let layout = self.province.layout();
        let systems = self.systems();
        let places = (0..self.province.place_count())
            .filter_map(|number| Some((number, layout.places.row(number)?.kind)));
        let share = |kind| {
            let of = systems.codes.iter().find(|(of, _)| *of == kind);
            of.map_or(0, |(_, share)| *share)
        };
        let mut chosen: Vec<u32> = Vec::new();
        if let Some(points) = systems.control_points {
            // Checkpoints first, then of the others each as likely as the table has it.
            let wanted = self.preset.scaled(points, self.province.person_count()) as usize;
            let mut ranked: Vec<(u64, u32)> = places
                .filter(|(_, kind)| share(*kind) > 0)
                .map(|(number, kind)| {
                    let own = purpose(self.seed(), Purpose::Systems);
                    let rank = Draws::new(key(own, number.into())).bits() >> 32;
                    let first = kind == PlaceKind::Checkpoint;
                    let rank = rank * 1_000 / u64::from(share(kind));
                    (if first { 0 } else { 1 + rank }, number)
                })
                .collect();
            ranked.sort_unstable();
            chosen.extend(ranked.into_iter().take(wanted).map(|(_, number)| number));
        } else {
            let own = purpose(self.seed(), Purpose::Systems);
            chosen.extend(places.filter_map(|(number, kind)| {
                let has = Draws::new(key(own, number.into())).per_mille(share(kind));
                has.then_some(number)
            }));
        }
        for number in chosen {
            if let Some(bits) = self.codes.get_mut(number as usize / 64) {
                *bits |= 1 << (number % 64);
            }
        }
    }

    /// Sets the chance of a scan so that there are as many in all as the preset says.
    fn calibrate(&mut self, scans: u32) {
        let people = self.province.person_count();
        let days = self.province.spec().days;
        let wanted = u64::from(self.preset.scaled(scans, people)) * u64::from(days) / 14;
        let mut visits = 0u64;
        for person in (0..people).filter(|&person| self.scans(person)) {
            for day in 0..days {
                let mut each = |visit: &SynthVisit| visits += u64::from(self.has_code(visit.place));
                self.province
                    .each_visit_of(person..person + 1, day, &mut each);
            }
        }
        let chance = u128::from(wanted) * u128::from(u32::MAX) / u128::from(visits.max(1));
        self.scan_chance = u32::try_from(chance).unwrap_or(u32::MAX);
    }

    /// Whether people scan a code at `place`.
    pub(crate) fn has_code(&self, place: u32) -> bool {
        let bits = self.codes.get(place as usize / 64);
        bits.is_some_and(|bits| bits & (1 << (place % 64)) != 0)
    }

    /// How many places have a code.
    pub(crate) fn code_count(&self) -> u64 {
        self.codes
            .iter()
            .map(|bits| u64::from(bits.count_ones()))
            .sum()
    }

    /// Whether `person` scans codes.
    pub(crate) fn scans(&self, person: u32) -> bool {
        self.has(Trait::Scans, person, self.systems().scanners)
    }

    /// Whether `person` carries the Bluetooth app.
    pub(crate) fn carries(&self, person: u32) -> bool {
        self.has(Trait::Phone, person, self.systems().bluezone)
    }

    /// The company of a line worker, the school of a pupil.
    pub(crate) fn employer(&self, person: u32) -> Option<u32> {
        let layout = self.province.layout();
        let person = layout.persons.get(person as usize)?;
        if !matches!(person.role, Role::Worker | Role::Pupil) {
            return None;
        }
        layout.places.row(person.work)?.parent
    }

    /// The kind of a place.
    pub(crate) fn kind(&self, place: u32) -> Option<PlaceKind> {
        Some(self.province.layout().places.row(place)?.kind)
    }

    /// The id of a place.
    pub(crate) fn id(&self, place: u32) -> &str {
        self.ids.get(place as usize).map_or("", String::as_str)
    }

    /// By how many seconds the clock of the gate at `place` is fast.
    pub(crate) fn clock(&self, place: u32) -> i32 {
        if !self.has(Trait::WrongClock, place, self.dirt.wrong_clocks) {
            return 0;
        }
        let own = key(purpose(self.seed(), Purpose::Dirt), u64::MAX);
        let mut draws = Draws::new(key(own, place.into()));
        let off = draws.between(120, 3_600);
        if draws.per_mille(500) { off } else { -off }
    }

    /// The visits of one person on one day, with those who are isolated left out.
    pub(crate) fn each_visit(&self, person: u32, day: u32, mut each: impl FnMut(&SynthVisit)) {
        self.province
            .each_visit_of(person..person + 1, day, &mut |visit| {
                if let Some(visit) = self.outbreak.cut(*visit) {
                    each(&visit);
                }
            });
    }

    /// The id by which scans know somebody who has several.
    pub(crate) fn alias(&self, person: u32) -> Option<String> {
        self.has(Trait::Alias, person, self.dirt.aliases)
            .then(|| format!("phone:09{person:08}"))
    }
}

/// Writes the id of `person` into `text`: `p0000123`.
pub(crate) fn person_id(text: &mut String, person: u32) {
    text.clear();
    // Writing to a String cannot fail.
    let _ = write!(text, "p{person:07}");
}
