//! The small store that is damaged: everything in it that a store can hold, the same bytes each time.

use std::sync::{Arc, OnceLock};

use truyvet_model::{
    CaseRecord, Contact, Duration, ExternalId, IdError, Interval, Kind, PersonDetails, PersonNo,
    Place, PlaceNo, Timestamp, UnitDetails, UnitLevel, Visit,
};
use truyvet_store::{Options, Store, StoreError, Vfs, Writer, WriterOptions};

use super::look::{self, Seen};
use super::reseal::Files;
use crate::crash::CrashVfs;
pub(super) use crate::expected::expected;

/// Midnight of the first day with records: 3 May 2021.
pub(super) const FIRST: i64 = 1_620_000_000;
pub(super) const DAY: i64 = 86_400;

/// A writer that leaves nothing to a thread, so that it does the same each time.
pub(super) fn plain() -> WriterOptions {
    WriterOptions {
        compact: false,
        ..WriterOptions::default()
    }
}

/// A store as files, and what it shows.
#[derive(Debug)]
pub(super) struct Seed {
    pub(super) files: Files,
    /// The last commit that is published.
    pub(super) published: u64,
    /// The file of the current log.
    pub(super) log: String,
    /// What it shows with the first commits of its log: none, one, … all of them.
    pub(super) states: Vec<Seen>,
}

/// The store, made at the first call.
pub(super) fn seed() -> &'static Seed {
    static SEED: OnceLock<Seed> = OnceLock::new();
    SEED.get_or_init(|| expected("making the store to be damaged", made()))
}

/// The files of a folder, but for those that say who uses it.
pub(super) fn files_of(vfs: &CrashVfs) -> Result<Files, StoreError> {
    let mut files = Files::new();
    for name in vfs.list()? {
        if name != "LOCK" && !name.starts_with("pin-") {
            let bytes = vfs.read(&name)?;
            files.insert(name, bytes);
        }
    }
    Ok(files)
}

/// A folder with these files.
pub(super) fn folder(files: &Files) -> Result<CrashVfs, StoreError> {
    let vfs = CrashVfs::new();
    vfs.create_dir()?;
    for (name, bytes) in files {
        let mut file = vfs.create_write(name)?;
        file.append(bytes)?;
        file.sync()?;
    }
    vfs.sync_dir()?;
    Ok(vfs)
}

/// An id such as `p3`.
pub(super) fn id(sort: char, number: u8) -> Result<ExternalId, IdError> {
    format!("{sort}{number}").parse()
}

fn made() -> Result<Seed, StoreError> {
    let vfs = CrashVfs::new();
    let options = Options {
        partition: Duration::from_seconds(86_400),
        ..Options::default()
    };
    let store = Store::create_in(Arc::new(vfs.clone()), options)?;
    let mut writer = store.writer_with(plain())?;
    for n in 0..8 {
        writer.person(expected("an id", id('p', n)))?;
        writer.place(expected("an id", id('q', n % 4)))?;
    }
    first(&mut writer)?;
    writer.publish()?;
    second(&mut writer)?;
    let published = writer.publish()?.number;
    third(&mut writer)?;
    drop(writer);
    let last = store.snapshot()?.number();
    let states = (published..=last).map(|n| look::everything(&store.snapshot_as_of(n)?));
    let states: Result<Vec<Seen>, StoreError> = states.collect();
    let files = files_of(&vfs)?;
    let logs = files.keys().filter(|name| name.starts_with("log-"));
    Ok(Seed {
        log: logs.max().cloned().unwrap_or_default(),
        states: states?,
        files,
        published,
    })
}

fn first(writer: &mut Writer) -> Result<(), StoreError> {
    for (n, kind) in [(0, "market"), (1, "bus"), (2, "line")] {
        let details = Place {
            kind: Kind::new(kind).unwrap_or_default(),
            parent: (n == 0).then_some(PlaceNo(3)),
            unit: Some("Nếnh".to_owned()),
            shared: n == 2,
            ..Place::default()
        };
        writer.declare_place(PlaceNo(n), &details)?;
    }
    writer.set_source("qr:1")?;
    visit(writer, 0, 0, 100, Some(900))?;
    visit(writer, 1, 0, 500, Some(1500))?;
    visit(writer, 2, 1, DAY, None)?;
    visit(writer, 3, 1, DAY + 60, Some(DAY + 600))?;
    visit(writer, 6, 0, 200, Some(800))?;
    known(writer, 0, "24/213", Some(2))?;
    known(writer, 6, "27", None)?;
    case(writer, 0, DAY)?;
    case(writer, 6, DAY)?;
    contact(writer, 4, 5, 2 * DAY, 300)?;
    contact(writer, 0, 1, 50, 60)
}

fn second(writer: &mut Writer) -> Result<(), StoreError> {
    writer.set_source("bluezone")?;
    visit(writer, 0, 0, 100, Some(700))?;
    visit(writer, 2, 2, DAY + 900, Some(DAY + 950))?;
    visit(writer, 4, 0, 2 * DAY, Some(2 * DAY + 50))?;
    visit(writer, 5, 0, 2 * DAY, Some(2 * DAY + 70))?;
    contact(writer, 5, 4, 2 * DAY, 200)?;
    writer.link_people(PersonNo(4), PersonNo(5))?;
    writer.link_places(PlaceNo(1), PlaceNo(2))?;
    writer.retract_contact(PersonNo(0), PersonNo(1), at(50))?;
    writer.erase(PersonNo(6)).map(|_| ())
}

/// Three commits that stay in the log.
fn third(writer: &mut Writer) -> Result<(), StoreError> {
    writer.person(expected("an id", id('p', 9)))?;
    visit(writer, 8, 1, DAY + 30, None)?;
    visit(writer, 2, 1, DAY, Some(DAY + 400))?;
    writer.commit()?;
    writer.unlink_people(PersonNo(4), PersonNo(5))?;
    writer.retract_visit(PersonNo(1), PlaceNo(0), at(500))?;
    writer.commit()?;
    contact(writer, 0, 8, 3 * DAY, 20)?;
    known(writer, 8, "24", Some(1))?;
    case(writer, 8, 2 * DAY)?;
    writer.retract_case(PersonNo(0), at(DAY))?;
    writer.commit().map(|_| ())
}

/// Says where a person lives, and what the unit is called.
fn known(
    writer: &mut Writer,
    person: u32,
    unit: &str,
    doses: Option<u8>,
) -> Result<(), StoreError> {
    let details = PersonDetails {
        unit: Some(unit.to_owned()),
        doses,
    };
    writer.declare_person(PersonNo(person), &details)?;
    let details = UnitDetails {
        name: Some("Nếnh".to_owned()),
        level: Some(UnitLevel::District),
        population: Some(9_000),
    };
    writer.declare_unit(unit, &details)
}

/// A confirmed case with symptoms since an hour before the test.
fn case(writer: &mut Writer, person: u32, tested: i64) -> Result<(), StoreError> {
    writer.declare_case(&CaseRecord {
        person: PersonNo(person),
        tested: at(tested),
        onset: Some(at(tested.saturating_sub(3_600))),
        isolated: None,
    })
}

/// A second since the first day began.
pub(super) fn at(seconds: i64) -> Timestamp {
    Timestamp::from_seconds(FIRST.saturating_add(seconds))
}

/// Appends a visit; times are seconds since the first day began.
pub(super) fn visit(
    writer: &mut Writer,
    person: u32,
    place: u32,
    start: i64,
    end: Option<i64>,
) -> Result<(), StoreError> {
    writer.visit(Visit {
        person: PersonNo(person),
        place: PlaceNo(place),
        start: at(start),
        end: end.map(at),
    })
}

/// Appends a contact of so many seconds.
pub(super) fn contact(
    writer: &mut Writer,
    a: u32,
    b: u32,
    start: i64,
    length: i64,
) -> Result<(), StoreError> {
    let interval = Interval::checked(at(start), at(start.saturating_add(length)));
    let Some(interval) = interval else {
        return Ok(());
    };
    writer.contact(Contact {
        a: PersonNo(a),
        b: PersonNo(b),
        interval,
    })
}
