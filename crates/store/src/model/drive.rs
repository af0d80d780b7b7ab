//! Both driven by the same steps, and compared after each that readers may see.

use std::collections::BTreeSet;
use std::sync::Arc;

use truyvet_model::PersonNo;

use super::facts::group;
use super::seen::see;
use super::step::Step;
use super::world::{World, time};
use crate::Store;
use crate::error::StoreError;
use crate::io::Vfs;
use crate::publish::Published;

impl World {
    /// Runs the steps, comparing after every one that readers may see, and at the end.
    pub(super) fn run(steps: &[Step]) {
        let mut world = Self::new();
        for step in steps {
            world.step(step);
        }
        world.step(&Step::Commit);
        world.check_everything();
        world.step(&Step::Publish);
        world.check_everything();
        world.step(&Step::Compact);
        world.step(&Step::Purge);
        world.step(&Step::Crash);
        world.check_everything();
    }

    fn step(&mut self, step: &Step) {
        match *step {
            Step::Commit => self.commit(),
            Step::Publish => self.publish(),
            Step::Crash => {
                self.writer = None;
                self.past.pending.clear();
                self.past.past_the_log = false;
                self.source = 0;
                self.check();
            }
            Step::Compact => {
                self.writer().compact().unwrap();
                self.published(None);
                self.check_everything();
            }
            Step::Erase(person) => self.erase(person),
            Step::Purge => {
                self.writer().purge().unwrap();
                self.check_everything();
            }
            Step::Retain(floor) => self.retain(floor),
            Step::Tick(seconds) => self.vfs.tick(seconds),
            Step::Hold => {
                if self.held.len() < 3 {
                    let view = self.past.view_as_of(self.past.number()).unwrap();
                    self.held.push((self.store.snapshot().unwrap(), view));
                }
            }
            Step::Release => self.held.clear(),
            _ => self.append(step),
        }
    }

    fn commit(&mut self) {
        let before = self.past.number();
        let tally = self.past.tally();
        let done = self.writer().commit().unwrap();
        match done.published {
            Some(published) => self.published(Some((published, tally))),
            None if done.number == before => assert!(self.past.pending.is_empty()),
            None => {
                assert_eq!(done.number, before + 1);
                self.past.log(done.number, self.vfs.now());
            }
        }
        self.check();
    }

    fn publish(&mut self) {
        let tally = self.past.tally();
        let done = self.writer().publish().unwrap();
        self.published(Some((done, tally)));
        self.check();
    }

    /// Notes that the writer published.
    fn published(&mut self, counted: Option<(Published, Published)>) {
        let before = self.past.number();
        let number = self.writer().number();
        assert!(
            (before..=before + 1).contains(&number),
            "{before} to {number}"
        );
        if let Some((done, tally)) = counted {
            assert_eq!(done.number, number);
            let expected = Published {
                number,
                open_visits_moved: done.open_visits_moved,
                records_expired: done.records_expired,
                people_added: done.people_added,
                places_added: done.places_added,
                places_changed: done.places_changed,
                people_changed: done.people_changed,
                units_changed: done.units_changed,
                cases_added: done.cases_added,
                cases_replaced: done.cases_replaced,
                cases_removed: done.cases_removed,
                segments_written: done.segments_written,
                ..tally
            };
            assert_eq!(done, expected);
        }
        self.past.publish(number, self.vfs.now());
    }

    fn erase(&mut self, person: u8) {
        let known = self.past.appended();
        let Some(number) = known.person(&format!("p{person}"), &self.past.erased) else {
            return;
        };
        let people: BTreeSet<u32> = group(&known.people_links, number);
        let now = self.vfs.now();
        let before = self.past.number();
        let done = self.writer().erase(PersonNo(number)).unwrap();
        // What was appended, then the erasure.
        let first = done.number - 1;
        assert!(
            (before..=before + 1).contains(&first),
            "{before} to {first}"
        );
        self.past.publish(first, now);
        self.past.publish(done.number, now);
        let records = self.past.erase(&people);
        assert_eq!((done.ids, done.records), (people.len() as u64, records));
        let again = self.writer().erase(PersonNo(number)).unwrap_err();
        assert!(matches!(again, StoreError::Erased { .. }), "{again}");
        self.check_everything();
    }

    fn retain(&mut self, floor: i64) {
        let (now, before) = (self.vfs.now(), self.past.number());
        let done = self.writer().retain(time(floor)).unwrap();
        let rises = self.past.floor.is_none_or(|old| old < floor);
        let first = done.number - u64::from(rises);
        assert!(
            (before..=before + 1).contains(&first),
            "{before} to {first}"
        );
        self.past.publish(first, now);
        if rises {
            self.past.publish(done.number, now);
        }
        let records = self.past.retain(floor);
        assert_eq!(done.records_expired, records, "records that expired");
        self.check_everything();
    }

    /// Compares what readers see now, and what those see who have held on to a state.
    fn check(&self) {
        let number = self.past.number();
        let expected = self.past.view_as_of(number).unwrap();
        let snapshot = self.store.snapshot().unwrap();
        assert_eq!(snapshot.number(), number);
        assert_eq!(see(&snapshot), expected, "the state of commit {number}");
        for (snapshot, view) in &self.held {
            assert_eq!(&see(snapshot), view, "the held state {}", snapshot.number());
        }
    }

    /// Compares every commit that was ever made, by this reader and by a new one.
    fn check_everything(&mut self) {
        self.check();
        self.check_history();
        let now = self.past.number();
        for number in 0..=now {
            let seen = self.store.snapshot_as_of(number);
            match self.past.view_as_of(number) {
                Some(expected) => {
                    let seen = seen.unwrap();
                    assert_eq!(seen.number(), number);
                    assert_eq!(see(&seen), expected, "as of commit {number} of {now}");
                }
                None => {
                    let error = seen.unwrap_err();
                    assert!(matches!(error, StoreError::NotKept { .. }), "{error}");
                }
            }
        }
        let fresh = Store::open_in(Arc::new(self.vfs.clone())).unwrap();
        let expected = self.past.view_as_of(now).unwrap();
        assert_eq!(see(&fresh.snapshot().unwrap()), expected, "opened again");
    }

    /// Drops from the model what the store thinned out, which must be old.
    fn check_history(&mut self) {
        let kept: Vec<(u64, u64, i64)> = self
            .store
            .history()
            .unwrap()
            .iter()
            .map(|k| (k.first, k.last, k.time.seconds()))
            .collect();
        let now = self.vfs.now();
        self.past.entries.retain(|entry| {
            let (last, time) = entry.last();
            let is_kept = kept.contains(&(entry.number, last, time));
            assert!(is_kept || time < now - 3600, "{entry:?} is not in {kept:?}");
            is_kept
        });
        assert_eq!(kept.len(), self.past.entries.len(), "{kept:?}");
    }
}

#[cfg(test)]
#[path = "drive_tests.rs"]
mod tests;
