//! Columns of ids, made in bulk: each id once, in the order of the numbers.

use std::sync::Arc;

use arrow_array::types::Int32Type;
use arrow_array::{ArrayRef, DictionaryArray, Int32Array};
use truyvet_store::{IdReader, Snapshot};

use super::fault::failed;
use super::numbers::{Numbers, Part};
use super::strings::{Strings, to_end};
use crate::error::Error;
use crate::jobs::{Job, PART};

/// Stands for no id. No number is as high.
pub(super) const NONE: i32 = -1;

/// Whose ids.
#[derive(Clone, Copy, Debug)]
pub(super) enum Whose {
    People,
    Places,
}

/// A column of ids while it is made.
#[derive(Debug)]
pub(super) struct Ids<'n> {
    store: &'n Snapshot,
    whose: Whose,
    numbers: &'n Numbers,
    texts: Strings,
    /// The numbers of the rows; later, which text each has.
    keys: Vec<i32>,
    /// Which rows have an id, if some have none.
    valid: Option<Vec<bool>>,
}

impl<'n> Ids<'n> {
    /// Of rows with these numbers; `numbers` has all of them, and `gaps` says whether some rows
    /// have none.
    pub(super) fn new(
        store: &'n Snapshot,
        whose: Whose,
        numbers: &'n Numbers,
        (keys, gaps): (Vec<i32>, bool),
    ) -> Self {
        let has = |key: &i32| *key != NONE;
        Self {
            store,
            whose,
            numbers,
            texts: Strings::new(numbers.len()),
            valid: gaps.then(|| keys.iter().map(has).collect()),
            keys,
        }
    }

    fn reader(store: &Snapshot, whose: Whose) -> IdReader<'_> {
        match whose {
            Whose::People => store.person_reader(),
            Whose::Places => store.place_reader(),
        }
    }

    /// The first work on it: how long its texts are.
    pub(super) fn measure(&mut self) -> Vec<Job<'_>> {
        let (store, whose) = (self.store, self.whose);
        let parts = self.numbers.parts(PART);
        let counts: Vec<usize> = parts.iter().map(Part::len).collect();
        let ends = self.texts.ends(counts.into_iter());
        let jobs = parts.into_iter().zip(ends).map(|(part, ends)| -> Job<'_> {
            Box::new(move || {
                let mut reader = Self::reader(store, whose);
                let (mut ends, mut end) = (ends.iter_mut(), 0_usize);
                part.try_each(|number| {
                    end = end.saturating_add(reader.id(number)?.len());
                    if let Some(slot) = ends.next() {
                        *slot = to_end(end)?;
                    }
                    Ok(())
                })
            })
        });
        jobs.collect()
    }

    /// The last work on it: the texts, and which of them each row has.
    pub(super) fn write(&mut self) -> Result<Vec<Job<'_>>, Error> {
        let (store, whose, numbers) = (self.store, self.whose, self.numbers);
        let parts = numbers.parts(PART);
        let counts: Vec<usize> = parts.iter().map(Part::len).collect();
        let rooms = self.texts.rooms(&counts)?;
        let texts = parts
            .into_iter()
            .zip(rooms)
            .map(|(part, mut room)| -> Job<'_> {
                Box::new(move || {
                    let mut reader = Self::reader(store, whose);
                    part.try_each(|number| {
                        let id = reader.id(number)?;
                        id.copy_to(room.next(id.len()));
                        Ok(())
                    })
                })
            });
        let keys = self.keys.chunks_mut(PART).map(|keys| -> Job<'_> {
            Box::new(move || {
                for key in keys {
                    *key = match *key {
                        NONE => 0,
                        number => numbers.rank(number.cast_unsigned()).cast_signed(),
                    };
                }
                Ok(())
            })
        });
        Ok(texts.chain(keys).collect())
    }

    /// The column after all that work, as a dictionary.
    pub(super) fn dictionary(self) -> Result<ArrayRef, Error> {
        let keys = Int32Array::new(self.keys.into(), self.valid.map(Into::into));
        let values = Arc::new(self.texts.array()?);
        let array = DictionaryArray::<Int32Type>::try_new(keys, values);
        Ok(Arc::new(array.map_err(failed)?))
    }

    /// The column after all that work, as the texts themselves; of rows that all have an id.
    pub(super) fn text(self, threads: usize) -> Result<ArrayRef, Error> {
        let texts = self.texts.picked(&self.keys, threads)?;
        Ok(Arc::new(texts.array()?))
    }
}
