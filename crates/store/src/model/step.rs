//! What can happen to a store.

/// What can happen. People, places, sources and kinds are small numbers; an `nth` one is taken
/// from those that there are, wrapped around.
#[derive(Debug, Clone)]
pub(super) enum Step {
    Visit(u8, u8, i64, Option<i64>, u8),
    Contact(u8, u8, i64, i64, u8),
    /// The nth visit again with another end.
    Correct(usize, Option<i64>),
    CorrectContact(usize, i64),
    Retract(usize),
    RetractContact(usize),
    LinkPeople(u8, u8),
    LinkPlaces(u8, u8),
    UnlinkPeople(usize),
    UnlinkPlaces(usize),
    Declare(u8, u8),
    Dwell(u8, i64),
    /// Home unit and doses of a person.
    Home(u8, Option<u8>, Option<u8>),
    /// The population of a unit.
    Unit(u8, u64),
    /// Who, tested, onset, isolated.
    Case(u8, i64, Option<i64>, Option<i64>),
    /// The nth case.
    RetractCase(usize),
    Commit,
    Publish,
    /// The writer is dropped, with what is not committed.
    Crash,
    Compact,
    Erase(u8),
    Purge,
    Retain(i64),
    Tick(i64),
    /// A reader keeps the newest state.
    Hold,
    /// All readers let go.
    Release,
}
