//! Synthetic provinces: who is where, second by second, from a seed.
//!
//! A [`Province`] has households, boarding houses of migrant workers, production lines with their
//! canteens and shifts, schools, offices, markets, shops, buses. Its people keep habits: the same
//! line, the same market, the same shop. The same [`ProvinceSpec`] gives the same visits to the
//! byte on every machine. Any day can be made without the days before it, and visits are made one
//! by one, so that a province of millions needs memory for its people only.
//!
//! A [`Preset`] has the figures of a real province. An [`Order`] writes one as the files that its
//! systems would hand in, with known faults ([`Dirt`]) and the truth beside them. [`Outbreak`] lets a
//! disease run through a province, with a true infector, place and time of every infection;
//! [`evaluate`] holds a contact list against that. See docs/provinces.md.
//!
//! It never reads a clock, never does I/O except in [`Province::write_csv`], [`Order::write`] and
//! [`read_infections`], and knows nothing of stores or traces: it is the world that a trace runs on.
//!
//! ```
//! use truyvet_synth::{Province, ProvinceSpec};
//! let province = Province::new(&ProvinceSpec { people: 1000, days: 2, ..ProvinceSpec::default() })?;
//! let visits = province.day(0).count();
//! assert!((4000..7000).contains(&visits));
//! # Ok::<(), truyvet_synth::SynthError>(())
//! ```
#![forbid(unsafe_code)]

mod draws;

mod spec;

mod record;

mod unit;

mod place;

mod person;

mod shape;

mod homes;

mod age;

mod work;

mod local;

mod plan;

mod outings;

mod day;

mod province;

mod csv;

mod dirt;

mod preset;

mod chance;

mod circle;

mod meeting;

mod course;

mod outbreak;

mod generate;

mod evaluate;

pub use circle::Circles;
pub use course::{Infection, OutbreakSpec};
pub use csv::CsvFiles;
pub use dirt::{Dirt, Spoilt, SpoiltCounts};
pub use evaluate::{Evaluation, Score, TrueInfection, evaluate, read_infections};
pub use generate::{
    FileFormat, Made, Order, Receiver, Step, SynthPerson, SynthUnit, Told, Written,
};
pub use meeting::{Meeting, Meetings, met_on};
pub use outbreak::Outbreak;
pub use person::Role;
pub use place::{PlaceKind, SynthPlace};
pub use preset::{Preset, Systems};
pub use province::{Day, Province};
pub use record::{SynthContact, SynthVisit};
pub use spec::{ProvinceSpec, SynthError};
