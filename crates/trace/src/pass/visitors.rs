//! Looking up the visitors of one site: who was infectious there, and about whom something new may
//! be found out.

use crate::records::Visitors;
use crate::sweep::Shed;

use super::judged::{AT_ONCE, Rule};
use super::{Pass, SweepScratch};

impl Pass<'_> {
    /// Looks up each visitor once: notes the infectious stays whose start is in `ours`, and the
    /// stays whose start is in `theirs` about which something may be found out.
    pub(super) fn look_up(&self, own: &mut SweepScratch, ours: (i64, i64), theirs: (i64, i64)) {
        let SweepScratch {
            visitors,
            looked,
            present,
            sheds,
            candidates,
            ..
        } = own;
        sheds.clear();
        candidates.clear();
        let rule = self.rule(theirs);
        let people = (self.people, self.people.many_touched());
        let (starts, ends, persons) = visitors.columns();
        let times = starts.chunks(AT_ONCE).zip(ends.chunks(AT_ONCE));
        let chunks = persons.chunks(AT_ONCE).zip(times);
        for (first, (persons, (starts, ends))) in (0u32..).step_by(AT_ONCE).zip(chunks) {
            looked.load((starts, ends, persons), people, self.outcomes);
            looked.judge(rule, (first, persons.len()), candidates, present);
            self.note_sheds(visitors, present, ours, sheds);
        }
    }

    fn rule(&self, theirs: (i64, i64)) -> Rule {
        let resolved = self.records.resolved;
        Rule {
            dose: self.dose.rows(),
            reach: self.reach,
            last: self.last,
            latent: if self.last { 0 } else { resolved.latent },
            until: resolved.until,
            base: self.outcomes.base(),
            theirs,
        }
    }

    /// Appends the infectious stays of those `present` whose start is in `ours`.
    fn note_sheds(
        &self,
        visitors: &Visitors,
        present: &[u32],
        ours: (i64, i64),
        sheds: &mut Vec<Shed>,
    ) {
        let stays = present.iter().filter_map(|&at| visitors.get(at as usize));
        for stay in stays {
            let (person, weight) = (self.people.load(stay.person), self.weight(stay.person));
            let (start, end) = (stay.start, stay.end);
            self.people.clip(&person, start, end, |start, end| {
                if ours.0 <= start && start < ours.1 {
                    sheds.push(Shed {
                        start,
                        end,
                        person: stay.person,
                        grade: stay.grade(),
                        weight,
                    });
                }
            });
        }
    }
}
