//! Lines such as `visit,An,market:7,…`, put into a store one by one.

use truyvet_ingest::{Line, LineParser};
use truyvet_model::{Contact, Place, Visit};

use crate::error::Error;
use crate::writer::Writer;

/// What a line did.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LineDone {
    /// Nothing: it is empty or a comment, or names the source of what follows.
    Nothing,
    /// A record, a retraction, a link or a place was added.
    Added,
    /// It asks for a commit, which is the caller's to make.
    Commit,
}

impl Writer {
    /// Takes one line: `visit,PERSON,PLACE,START,END`, `contact,A,B,START,END`, `source,NAME`,
    /// `retract,visit,PERSON,PLACE,START`, `retract,contact,A,B,START`, `link,A,B`, `unlink,A,B`,
    /// `place,PLACE,KIND,…`, `commit`. A line that is an error has added nothing.
    ///
    /// ```
    /// use truyvet::{LineDone, LineParser, MemoryVfs, Options, Store};
    /// # let store = Store::create_in(std::sync::Arc::new(MemoryVfs::new()), Options::default())?;
    /// let mut writer = store.writer()?;
    /// let mut lines = LineParser::new("stdin", None);
    /// for line in ["visit,An,canteen,0,60", "link,An,cccd:7", "commit"] {
    ///     if writer.line(&mut lines, line.as_bytes())? == LineDone::Commit {
    ///         assert_eq!(writer.commit()?.records, 2);
    ///     }
    /// }
    /// assert!(writer.line(&mut lines, b"visit,An").unwrap_err().is_import());
    /// # Ok::<(), truyvet::Error>(())
    /// ```
    ///
    /// # Errors
    /// [`Error::is_import`] for a line that cannot be read; [`Error::is_unknown`] for somebody
    /// named in a retraction or `unlink` whom the store has never heard of; as [`Self::visit`],
    /// [`Self::link`].
    pub fn line(&mut self, lines: &mut LineParser, text: &[u8]) -> Result<LineDone, Error> {
        let line = lines.read(text).map_err(Error::row)?;
        match line {
            Line::Nothing => return Ok(LineDone::Nothing),
            Line::Commit => return Ok(LineDone::Commit),
            Line::Source(name) => {
                self.set_source(name)?;
                return Ok(LineDone::Nothing);
            }
            Line::Visit {
                person,
                place,
                start,
                end,
            } => {
                let store = self.below();
                let (person, place) = (store.person(person)?, store.place(place)?);
                store.visit(Visit {
                    person,
                    place,
                    start,
                    end,
                })?;
            }
            Line::Contact { a, b, interval } => {
                let store = self.below();
                let (a, b) = (store.person(a)?, store.person(b)?);
                store.contact(Contact { a, b, interval })?;
            }
            other => self.change(other)?,
        }
        Ok(LineDone::Added)
    }

    /// The lines that are rare.
    fn change(&mut self, line: Line<'_>) -> Result<(), Error> {
        match line {
            Line::RetractVisit {
                person,
                place,
                start,
            } => self.retract_visit(person, place, start),
            Line::RetractContact { a, b, start } => self.retract_contact(a, b, start),
            Line::Link { a, b } => self.link(a, b),
            Line::Unlink { a, b } => self.unlink(a, b),
            Line::Place {
                place,
                kind,
                parent,
                unit,
                name,
                coordinates,
                shared,
            } => {
                let store = self.below();
                let place = store.place(place)?;
                let parent = parent.map(|id| store.place(id)).transpose()?;
                let details = Place {
                    kind,
                    parent,
                    unit,
                    name,
                    coordinates,
                    shared,
                };
                Ok(store.declare_place(place, &details)?)
            }
            // The others are above; a newer sort of line is nothing to this floor.
            _ => Ok(()),
        }
    }
}
