//! The same scans into SQLite, with the schema and statements that a fair user would choose.

use std::path::Path;

use rusqlite::{Connection, OptionalExtension as _, params};

use crate::load::Failure;
use crate::scans::{Ids, Scan};

const SCHEMA: &str = "
    pragma journal_mode = wal;
    pragma synchronous = full;
    create table people (number integer primary key, id text not null unique);
    create table places (number integer primary key, id text not null unique);
    create table visits (
        person integer not null,
        place integer not null,
        start integer not null,
        until integer not null,
        primary key (person, place, start)
    ) without rowid;
    create index visits_at on visits (place, start);
";

const VISIT: &str = "
    insert into visits (person, place, start, until) values (?1, ?2, ?3, ?4)
    on conflict (person, place, start) do update set until = excluded.until
";

/// A database file in WAL mode that syncs each commit.
#[derive(Debug)]
pub struct Database(Connection);

impl Database {
    /// A new one, with the ids of people and places.
    ///
    /// # Errors
    /// Whatever SQLite says.
    pub fn create(path: &Path, ids: &Ids) -> Result<Self, Failure> {
        let mut connection = Connection::open(path)?;
        connection.execute_batch(SCHEMA)?;
        let transaction = connection.transaction()?;
        for (table, ids) in [("people", ids.people()), ("places", ids.places())] {
            let insert = format!("insert into {table} (id) values (?1)");
            let mut insert = transaction.prepare(&insert)?;
            for id in ids {
                insert.execute([id])?;
            }
        }
        transaction.commit()?;
        Ok(Self(connection))
    }

    /// The version of SQLite.
    #[must_use]
    pub fn version() -> &'static str {
        rusqlite::version()
    }

    /// Adds the scans, and commits.
    ///
    /// # Errors
    /// Whatever SQLite says.
    pub fn commit(&mut self, ids: &Ids, scans: &[Scan]) -> Result<(), Failure> {
        let transaction = self.0.transaction()?;
        {
            let mut person_of =
                transaction.prepare_cached("select number from people where id = ?1")?;
            let mut place_of =
                transaction.prepare_cached("select number from places where id = ?1")?;
            let mut visit = transaction.prepare_cached(VISIT)?;
            for scan in scans {
                let (person, place) = ids.of(scan).ok_or("no such id")?;
                let number = |row: &rusqlite::Row<'_>| row.get::<_, i64>(0);
                let person = person_of.query_row([person], number).optional()?;
                let place = place_of.query_row([place], number).optional()?;
                let (Some(person), Some(place)) = (person, place) else {
                    return Err("an id is missing".into());
                };
                visit.execute(params![person, place, scan.start, scan.end])?;
            }
        }
        transaction.commit()?;
        Ok(())
    }

    /// How many visits there are.
    ///
    /// # Errors
    /// Whatever SQLite says.
    pub fn visits(&self) -> Result<u64, Failure> {
        let count = "select count(*) from visits";
        let count: i64 = self.0.query_row(count, [], |row| row.get(0))?;
        Ok(u64::try_from(count)?)
    }
}
