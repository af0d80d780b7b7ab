//! Synthetic provinces: who is where, second by second, from a seed.
//!
//! A [`Province`] has households, boarding houses of migrant workers, production lines with their
//! canteens and shifts, schools, offices, markets, shops, buses. Its people keep habits: the same
//! line, the same market, the same shop. The same [`ProvinceSpec`] gives the same visits to the
//! byte on every machine. Any day can be made without the days before it, and visits are made one
//! by one, so that a province of millions needs memory for its people only.
//!
//! It never reads a clock, never does I/O except in [`Province::write_csv`], and knows nothing of
//! stores or traces. It does not spread a disease: it is the world that a trace runs on.
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

mod place;

mod person;

mod homes;

mod work;

mod plan;

mod outings;

mod day;

mod province;

mod csv;

pub use csv::CsvFiles;
pub use person::Role;
pub use place::{PlaceKind, SynthPlace};
pub use province::{Day, Province};
pub use record::{SynthContact, SynthVisit};
pub use spec::{ProvinceSpec, SynthError};
