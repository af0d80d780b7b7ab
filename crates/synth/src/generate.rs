//! A preset as files: the sources as their systems would hand them in, and the truth beside them.

mod clock;

mod table;

mod world;

mod scans;

mod clock_ins;

mod lists;

mod words;

mod phones;

mod registry;

mod truth;

mod summary;

mod tell;

use std::path::Path;

use crate::circle::Circles;
use crate::course::OutbreakSpec;
use crate::dirt::{Dirt, SpoiltCounts};
use crate::outbreak::Outbreak;
use crate::preset::Preset;
use crate::record::SynthVisit;
use crate::spec::{ProvinceSpec, SynthError};
use clock_ins::ClockIns;
use lists::Lists;
use phones::Phones;
use scans::Scans;
use summary::Counted;
use words::Words;
use world::World;

pub use registry::{SynthPerson, SynthUnit};
pub use table::{FileFormat, Written};
pub use tell::{Receiver, Told};

/// What is to be made of a preset. The same values give the same files to the byte.
///
/// ```
/// use truyvet_synth::{FileFormat, Order, OutbreakSpec, Preset};
/// let preset = *Preset::named("quang-ninh")?;
/// let order = Order {
///     preset,
///     spec: preset.spec(1000, 2, 1),
///     format: FileFormat::Csv,
///     dirt: preset.dirt,
///     outbreak: OutbreakSpec::default(),
/// };
/// let dir = std::env::temp_dir().join(format!("order-{}", std::process::id()));
/// std::fs::create_dir_all(&dir).unwrap();
/// let made = order.write(&dir, &mut |_| {})?;
/// assert!(made.check_ins > 0 && dir.join("truth/visits.csv").is_file());
/// # std::fs::remove_dir_all(&dir).unwrap();
/// # Ok::<(), truyvet_synth::SynthError>(())
/// ```
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Order {
    /// Which preset.
    pub preset: Preset,
    /// How many people, how many days, from which seed.
    pub spec: ProvinceSpec,
    /// How files are written.
    pub format: FileFormat,
    /// What is wrong with the records.
    pub dirt: Dirt,
    /// The outbreak; with no seeds there is none.
    pub outbreak: OutbreakSpec,
}

/// How far [`Order::write`] is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Step {
    /// People are settled.
    Settling,
    /// So many days of the outbreak are done.
    Outbreak(u32),
    /// So many days of the sources are written.
    Writing(u32),
    /// All sources are written; the last of the truth is.
    Finishing,
}

/// What [`Order::write`] wrote.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Made {
    /// All files with rows.
    pub files: Vec<Written>,
    /// Records that were spoilt, by source.
    pub spoilt: Vec<(&'static str, SpoiltCounts)>,
    /// Check-ins of `qr-scan`, without those that come twice.
    pub check_ins: u64,
    /// Places with a code.
    pub codes: u64,
    /// Infections, those brought in included.
    pub infections: u64,
    /// Places.
    pub places: u32,
}

impl Order {
    /// Makes the province and writes it into the folder `dir`, which exists: a file for each
    /// source, `truth/`, `mappings/` and `province.toml`. Two threads write, day by day; the
    /// memory needed is that of the people, about 150 bytes each.
    ///
    /// # Errors
    /// [`SynthError::Spec`] for a field out of range, [`SynthError::Write`] naming the file.
    pub fn write(&self, dir: &Path, progress: &mut dyn FnMut(Step)) -> Result<Made, SynthError> {
        self.settle(progress, |world, progress| {
            write(world, dir, self.format, progress)
        })
    }

    /// Settles people, lets the outbreak run, and does `then` with it.
    fn settle<T, E: From<SynthError>>(
        &self,
        progress: &mut dyn FnMut(Step),
        then: impl FnOnce(&World<'_>, &mut dyn FnMut(Step)) -> Result<T, E>,
    ) -> Result<T, E> {
        progress(Step::Settling);
        let province = self.preset.province(&self.spec)?;
        let circles = Circles::new(&province);
        let outbreak = Outbreak::run(&circles, &self.outbreak, &mut |day| {
            progress(Step::Outbreak(day));
        })?;
        let world = World::new(&circles, &outbreak, &self.preset, self.dirt);
        then(&world, progress)
    }
}

/// Writes everything.
fn write(
    world: &World<'_>,
    dir: &Path,
    format: FileFormat,
    progress: &mut dyn FnMut(Step),
) -> Result<Made, SynthError> {
    let truth = dir.join("truth");
    for folder in [&truth, &dir.join("mappings")] {
        std::fs::create_dir_all(folder).map_err(|source| SynthError::Write {
            path: folder.clone(),
            source,
        })?;
    }
    let (sources, visits) = std::thread::scope(|scope| {
        let visits = scope.spawn(|| truth::visits(world, &truth, format));
        let sources = sources(world, dir, format, progress);
        progress(Step::Finishing);
        let visits = visits.join();
        let visits = visits.unwrap_or_else(|why| std::panic::resume_unwind(why));
        (sources, visits)
    });
    let mut made = sources?;
    made.files.push(visits?);
    let infections = truth.join("infections.csv");
    made.files.push(truth::infections(world, &infections)?);
    made.files.extend(registry::write(world, dir, format)?);
    let counted = Counted {
        files: &made.files,
        spoilt: &made.spoilt,
        check_ins: made.check_ins,
        format,
    };
    let text = summary::province(world, dir, &counted);
    summary::write(dir, "province.toml", &text)?;
    summary::write(dir, "mappings/qr-scan.toml", &summary::scan_mapping(world))?;
    Ok(made)
}

/// Writes the sources, day by day.
fn sources(
    world: &World<'_>,
    dir: &Path,
    format: FileFormat,
    progress: &mut dyn FnMut(Step),
) -> Result<Made, SynthError> {
    let mut scans = Scans::create(dir, format)?;
    let mut clock_ins = ClockIns::create(dir, format)?;
    let mut lists = Lists::create(dir, format)?;
    let mut words = Words::create(dir, format)?;
    let mut phones = Phones::create(world, dir, &dir.join("truth"), format)?;
    let mut visits: Vec<SynthVisit> = Vec::new();
    for day in 0..world.province.spec().days {
        for person in 0..world.province.person_count() {
            visits.clear();
            world.each_visit(person, day, |visit| visits.push(*visit));
            scans.day(world, person, &visits)?;
            clock_ins.day(world, person, &visits)?;
            words.day(world, person, day, &visits)?;
        }
        lists.day(world, day)?;
        phones.day(world, day)?;
        progress(Step::Writing(day + 1));
    }
    let roster = summary::roster_mapping(&lists.shifts);
    summary::write(dir, "mappings/roster.toml", &roster)?;
    let ([roster, residence], [travel, declaration]) = (lists.spoilt, words.spoilt);
    let spoilt = vec![
        ("qr-scan", scans.spoilt),
        ("attendance", clock_ins.spoilt),
        ("roster", roster),
        ("residence", residence),
        ("travel", travel),
        ("declaration", declaration),
        ("bluezone", phones.spoilt),
    ];
    let check_ins = scans.check_ins;
    let mut files = vec![scans.finish()?, clock_ins.finish()?];
    files.extend(lists.finish()?);
    files.extend(words.finish()?);
    files.extend(phones.finish()?);
    Ok(Made {
        files,
        spoilt,
        check_ins,
        codes: world.code_count(),
        infections: world.outbreak.infections().len() as u64,
        places: world.province.place_count(),
    })
}

#[cfg(test)]
#[path = "generate_tests.rs"]
mod tests;
