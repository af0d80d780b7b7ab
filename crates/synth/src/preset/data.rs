//! What a preset says of a province.

use crate::dirt::Dirt;
use crate::place::PlaceKind;

/// The figures of one province at full size. Nobody in it is real, and no place is; the numbers
/// are (docs/provinces.md says where each comes from).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Preset {
    /// As the command line says it: `bac-giang`.
    pub name: &'static str,
    /// What it is like, in a sentence.
    pub about: &'static str,
    /// People.
    pub people: u32,
    /// How many people are made if nobody says how many.
    pub usual_people: u32,
    /// Provinces, if there are several; else 0.
    pub provinces: u32,
    /// Districts.
    pub districts: u32,
    /// Communes.
    pub communes: u32,
    /// Industrial parks or clusters.
    pub parks: u32,
    /// Line workers, all of them.
    pub workers: u32,
    /// Those of companies outside parks.
    pub outside_workers: u32,
    /// Companies in parks.
    pub park_companies: u32,
    /// Companies outside.
    pub outside_companies: u32,
    /// Workers who live in boarding houses.
    pub boarding_workers: u32,
    /// Checkpoints on roads between districts.
    pub checkpoints: u32,
    /// The first of them is a bridge that all coaches use as well.
    pub bridge: bool,
    /// Coaches of long-distance lines.
    pub coaches: u32,
    /// Of a thousand free days, how many are spent on a trip by coach.
    pub trips: u32,
    /// Which systems record what.
    pub systems: Systems,
    /// What is wrong with their records.
    pub dirt: Dirt,
    /// The south-west corner of the land, 1e-7 degrees north and east.
    pub corner: (i32, i32),
}

/// Which systems there are, and how many take part; per thousand where nothing else is said.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Systems {
    /// Places with a QR code, by kind.
    pub codes: &'static [(PlaceKind, u32)],
    /// Exactly so many places have a code, checkpoints first, if said.
    pub control_points: Option<u32>,
    /// Exactly so many check-ins in fourteen days at full size, if said; else `scanned`.
    pub scans: Option<u32>,
    /// People who scan at all.
    pub scanners: u32,
    /// Visits to a place with a code that a scanner scans.
    pub scanned: u32,
    /// Codes that ask for a check-out as well.
    pub check_outs: u32,
    /// Companies with one code for all at the gate.
    pub company_codes: u32,
    /// Companies whose clock-ins are collected, by line.
    pub attendance: u32,
    /// Schools whose class registers are collected, as attendance.
    pub registers: u32,
    /// Companies that hand in rosters.
    pub rosters: u32,
    /// Households whose members are registered.
    pub households: u32,
    /// Boarders with a boarding-house record.
    pub boarding: u32,
    /// Trips by coach that are declared.
    pub travel: u32,
    /// People who declare their health on a day, and where they were the day before.
    pub declarations: u32,
    /// People who carry a phone with the Bluetooth app.
    pub bluezone: u32,
}
