//! Whose a rotating id was at what time: `id,person,from,to`.

use std::collections::HashMap;

use truyvet_model::{ExternalId, PersonNo, Timestamp};

use crate::error::{IngestError, Reason};
use crate::field::{self, Fault};
use crate::header::{Column, Wanted, optional, required};
use crate::input::Input;
use crate::mapping::Plan;
use crate::out::Out;
use crate::row_file::RowFile;
use crate::sink::RecordSink;
use crate::table::Row;

const COLUMNS: &[Column] = &[
    required("id", "the rotating id"),
    required("person", "whose it is"),
    optional("from", "from when"),
    optional("to", "until when; empty: without end"),
];

/// An id that somebody had for some time. Ids are kept as the first 16 bytes of their BLAKE3.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Claim {
    id: [u8; 16],
    from: i64,
    to: i64,
    owner: u32,
}

/// All ids, sorted.
#[derive(Debug)]
pub(super) struct Rotating {
    claims: Vec<Claim>,
    owners: Vec<(ExternalId, Option<PersonNo>)>,
}

impl Rotating {
    /// Reads them; times are read as in the file of contacts, so is the namespace of people.
    pub(super) fn read(input: &Input, plan: &Plan) -> Result<Self, IngestError> {
        let mut file = RowFile::open(input, &Wanted::plain(COLUMNS))?;
        let mut owners: Vec<(ExternalId, Option<PersonNo>)> = Vec::new();
        let mut numbers: HashMap<ExternalId, u32> = HashMap::new();
        let mut claims = Vec::new();
        while file.advance()? {
            let read = file.row().and_then(|row| claim(row, plan));
            let (mut claim, person) = read.map_err(|fault| file.error(fault))?;
            claim.owner = *numbers.entry(person).or_insert_with_key(|person| {
                owners.push((person.clone(), None));
                u32::try_from(owners.len().saturating_sub(1)).unwrap_or(u32::MAX)
            });
            claims.push(claim);
        }
        claims.sort_unstable();
        Ok(Self { claims, owners })
    }

    /// Who had an id then; nobody if nobody or several had.
    pub(super) fn owner(&self, id: &str, time: Timestamp) -> Option<u32> {
        let (id, time) = (hash(id), time.seconds());
        let first = self.claims.partition_point(|claim| claim.id < id);
        let of_it = self.claims.get(first..).unwrap_or_default().iter();
        let of_it = of_it.take_while(|claim| claim.id == id && claim.from <= time);
        let mut holding = of_it
            .filter(|claim| time < claim.to)
            .map(|claim| claim.owner);
        let owner = holding.next()?;
        holding.all(|other| other == owner).then_some(owner)
    }

    /// The number of an owner.
    pub(super) fn person<S: RecordSink>(
        &mut self,
        owner: u32,
        out: &mut Out<'_, S>,
    ) -> Result<PersonNo, IngestError> {
        let at = usize::try_from(owner).unwrap_or(usize::MAX);
        let Some((id, number)) = self.owners.get_mut(at) else {
            return Err(IngestError::Option {
                what: "ids",
                problem: "more than 4 billion people".to_owned(),
            });
        };
        if let Some(number) = number {
            return Ok(*number);
        }
        let parts = truyvet_model::id::IdParts {
            namespace: id.namespace(),
            local: id.local(),
        };
        let new = out.person(parts)?;
        *number = Some(new);
        Ok(new)
    }
}

fn hash(id: &str) -> [u8; 16] {
    let hash = blake3::hash(id.as_bytes());
    hash.as_bytes().first_chunk().copied().unwrap_or_default()
}

fn claim(row: Row<'_>, plan: &Plan) -> Result<(Claim, ExternalId), Fault> {
    let id = field::text(row.field(0), "id")?.trim();
    if id.is_empty() {
        return Err(Fault::new("id", Reason::Missing, "empty: expected an id"));
    }
    let text = row.field(1);
    let parts = field::id(text, "person")?;
    let namespace = match parts.namespace {
        "" if !text.starts_with(b":") => plan.person_namespace(),
        other => other,
    };
    let person = ExternalId::new(namespace, parts.local);
    let person = person.map_err(|e| Fault::new("person", Reason::BadId, e.to_string()))?;
    let time = |column, name, otherwise| match row.field(column).trim_ascii() {
        b"" => Ok(otherwise),
        text => plan.clock.time(text, name, row.is_typed(column)),
    };
    let from = time(2, "from", Timestamp::MIN)?;
    let to = time(3, "to", Timestamp::FOREVER)?;
    if to <= from {
        let problem = format!("{to} is not after `from`, {from}: expected a later time");
        return Err(Fault::new("to", Reason::EmptyInterval, problem));
    }
    let claim = Claim {
        id: hash(id),
        from: from.seconds(),
        to: to.seconds(),
        owner: 0,
    };
    Ok((claim, person))
}
