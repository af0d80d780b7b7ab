//! The figures of each preset. Sources and assumptions: docs/provinces.md.

use super::data::{Preset, Systems};
use crate::dirt::Dirt;
use crate::place::PlaceKind;

/// Places where people come and go.
const PUBLIC: &[(PlaceKind, u32)] = &[
    (PlaceKind::Market, 800),
    (PlaceKind::Shop, 250),
    (PlaceKind::Restaurant, 400),
    (PlaceKind::Worship, 300),
    (PlaceKind::HealthStation, 900),
    (PlaceKind::Hospital, 1_000),
    (PlaceKind::Office, 500),
    (PlaceKind::Bus, 400),
    (PlaceKind::Checkpoint, 1_000),
];

/// Offices, stations and markets only.
const OFFICES: &[(PlaceKind, u32)] = &[
    (PlaceKind::Office, 1_000),
    (PlaceKind::HealthStation, 1_000),
    (PlaceKind::Hospital, 1_000),
    (PlaceKind::Market, 700),
    (PlaceKind::Checkpoint, 1_000),
];

/// A bit of everything; presets change what they are known for.
const USUAL: Systems = Systems {
    codes: PUBLIC,
    control_points: None,
    scans: None,
    scanners: 350,
    scanned: 600,
    check_outs: 300,
    company_codes: 100,
    attendance: 300,
    registers: 0,
    rosters: 500,
    households: 600,
    boarding: 700,
    travel: 800,
    declarations: 10,
    bluezone: 0,
};

/// The outbreak of May 2021 in the parks.
pub(super) const BAC_GIANG: Preset = Preset {
    name: "bac-giang",
    about: "Industrial parks, boarding houses, company codes, rosters that come late",
    people: 1_800_000,
    usual_people: 1_800_000,
    provinces: 0,
    districts: 10,
    communes: 209,
    parks: 6,
    workers: 269_000,
    outside_workers: 109_000,
    park_companies: 363,
    outside_companies: 3_363,
    boarding_workers: 151_000,
    checkpoints: 24,
    bridge: false,
    coaches: 120,
    trips: 4,
    systems: Systems {
        company_codes: 600,
        attendance: 150,
        rosters: 900,
        boarding: 1_000,
        ..USUAL
    },
    dirt: Dirt {
        late_lists: 400,
        late_lists_days: 3,
        ..Dirt::USUAL
    },
    corner: (211_000_000, 1_060_000_000),
};

/// A coast with one bridge that all come over.
pub(super) const QUANG_NINH: Preset = Preset {
    name: "quang-ninh",
    about: "A bridge with a checkpoint, mines and ports, coaches",
    people: 1_300_000,
    usual_people: 1_300_000,
    provinces: 0,
    districts: 13,
    communes: 177,
    parks: 5,
    workers: 130_000,
    outside_workers: 70_000,
    park_companies: 120,
    outside_companies: 1_400,
    boarding_workers: 30_000,
    checkpoints: 13,
    bridge: true,
    coaches: 300,
    trips: 25,
    systems: Systems {
        travel: 950,
        scanned: 750,
        ..USUAL
    },
    dirt: Dirt::USUAL,
    corner: (207_000_000, 1_066_000_000),
};

/// Control points with codes, and attendance systems.
pub(super) const QUANG_NAM: Preset = Preset {
    name: "quang-nam",
    about: "963 control points with QR codes, attendance systems",
    people: 1_500_000,
    usual_people: 1_500_000,
    provinces: 0,
    districts: 18,
    communes: 241,
    parks: 9,
    workers: 110_000,
    outside_workers: 50_000,
    park_companies: 170,
    outside_companies: 1_200,
    boarding_workers: 20_000,
    checkpoints: 41,
    bridge: false,
    coaches: 150,
    trips: 6,
    systems: Systems {
        codes: OFFICES,
        control_points: Some(963),
        scans: Some(58_127),
        scanners: 150,
        attendance: 900,
        registers: 300,
        company_codes: 0,
        rosters: 100,
        ..USUAL
    },
    dirt: Dirt::USUAL,
    corner: (151_000_000, 1_075_000_000),
};

/// Migrant workers and phones.
pub(super) const BINH_DUONG: Preset = Preset {
    name: "binh-duong",
    about: "Half of the people board, one in five carries the Bluetooth app",
    people: 2_500_000,
    usual_people: 2_500_000,
    provinces: 0,
    districts: 9,
    communes: 91,
    parks: 29,
    workers: 1_200_000,
    outside_workers: 280_000,
    park_companies: 2_400,
    outside_companies: 4_000,
    boarding_workers: 900_000,
    checkpoints: 40,
    bridge: false,
    coaches: 250,
    trips: 6,
    systems: Systems {
        bluezone: 200,
        attendance: 500,
        ..USUAL
    },
    dirt: Dirt::USUAL,
    corner: (108_500_000, 1_063_000_000),
};

/// Markets and clusters.
pub(super) const QUANG_NGAI: Preset = Preset {
    name: "quang-ngai",
    about: "Markets, small industrial clusters, QR codes at offices",
    people: 1_230_000,
    usual_people: 1_230_000,
    provinces: 0,
    districts: 13,
    communes: 173,
    parks: 20,
    workers: 80_000,
    outside_workers: 35_000,
    park_companies: 150,
    outside_companies: 900,
    boarding_workers: 8_000,
    checkpoints: 26,
    bridge: false,
    coaches: 120,
    trips: 6,
    systems: Systems {
        codes: OFFICES,
        scanners: 250,
        attendance: 200,
        ..USUAL
    },
    dirt: Dirt::USUAL,
    corner: (149_000_000, 1_083_000_000),
};

/// The country; as much of it as one likes.
pub(super) const NATIONAL: Preset = Preset {
    name: "national",
    about: "63 provinces with everything at average rates; as many people as the disk holds",
    people: 96_200_000,
    usual_people: 1_000_000,
    provinces: 63,
    districts: 705,
    communes: 10_598,
    parks: 370,
    workers: 9_600_000,
    outside_workers: 5_600_000,
    park_companies: 11_000,
    outside_companies: 90_000,
    boarding_workers: 3_000_000,
    checkpoints: 1_600,
    bridge: false,
    coaches: 12_000,
    trips: 8,
    systems: Systems {
        bluezone: 100,
        registers: 100,
        ..USUAL
    },
    dirt: Dirt::USUAL,
    corner: (86_000_000, 1_046_000_000),
};
