//! Verifying an ids file: against itself, the files before it, and the set of erased people.

use super::directory::{Names, Which};
use super::run::{Table, hash};
use crate::error::StoreError;
use crate::format::paged::Sealed;

impl Names {
    /// Checks the run in file `name` (as the manifest seals it) against itself and the runs
    /// before it. Only erased people may have no name.
    pub(crate) fn verify(&self, name: &str, sealed: &Sealed, finding: &mut dyn FnMut(String)) {
        let Some(at) = self.runs.iter().position(|r| r.file.name() == name) else {
            return finding("it is not open".to_owned());
        };
        let Some(run) = self.runs.get(at) else { return };
        run.file.verify(Some(sealed), finding);
        for which in [Which::Person, Which::Place] {
            let table = run.table(which == Which::Person);
            let mut result = self.verify_table(which, table, at, finding);
            if result.is_ok() {
                result = self.verify_blanks(which, table, finding);
            }
            if let Err(error) = result {
                finding(error.to_string());
            }
        }
    }

    fn verify_table(
        &self,
        which: Which,
        table: &Table,
        at: usize,
        finding: &mut dyn FnMut(String),
    ) -> Result<(), StoreError> {
        let word = which.name();
        let mut before = 0_u64;
        let mut seen = vec![false; table.count as usize];
        for position in 0..table.hashed as usize {
            let found = table.hash_at(position)?;
            let number = table.number_at(position)?;
            let name = table.name(number)?;
            if found < before {
                finding(format!(
                    "the {word} hashes are not in order at entry {position}"
                ));
            }
            before = found;
            if found != hash(name.0) {
                finding(format!(
                    "the hash of {word} {number} is not that of its name"
                ));
            }
            let seen = seen.get_mut(number.wrapping_sub(table.first) as usize);
            if seen.is_none_or(|seen| std::mem::replace(seen, true)) {
                finding(format!("{word} {number} is in the hashes twice"));
            }
            if name.external_id(self.are_pseudonyms(which)).is_none() {
                finding(format!("the name of {word} {number} is no id"));
            }
            // A name can come again after whoever had it was erased.
            if self.is_erased(which, number) {
                continue;
            }
            let skip = |n| self.is_erased(which, n);
            if table.find(found, name, skip)? != Some(number) {
                finding(format!("the name of {word} {number} finds another number"));
            }
            for older in self.tables(which).take(at) {
                if older.find(found, name, skip)?.is_some() {
                    finding(format!(
                        "the name of {word} {number} is in an older file, too"
                    ));
                }
            }
        }
        if table.heap_end()? != table.heap_len() {
            finding(format!("the {word} names do not fill their section"));
        }
        Ok(())
    }

    /// Names that cannot be found: as many as the hashes lack, of erased people, and empty.
    fn verify_blanks(
        &self,
        which: Which,
        table: &Table,
        finding: &mut dyn FnMut(String),
    ) -> Result<(), StoreError> {
        let word = which.name();
        let mut blank = 0_u32;
        for number in table.first..table.first.saturating_add(table.count) {
            if !table.name(number)?.0.is_empty() {
                continue;
            }
            blank = blank.saturating_add(1);
            if !self.is_erased(which, number) {
                finding(format!("{word} {number} has no name and was not erased"));
            }
        }
        if table.count.saturating_sub(table.hashed) != blank {
            let lacking = table.count.saturating_sub(table.hashed);
            finding(format!(
                "{lacking} of its {word} names cannot be found, and {blank} are empty"
            ));
        }
        Ok(())
    }
}
