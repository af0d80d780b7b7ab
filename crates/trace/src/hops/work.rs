//! The memory of the hop loop.

use crate::gather::{GatherScratch, Touch};
use crate::outcome::Outcomes;
use crate::pairs::PairScratch;
use crate::pass::SweepScratch;
use crate::people::People;
use crate::resolve::Resolved;

/// The memory a question is answered in, reused from one question to the next.
pub(crate) struct Workspace {
    pub people: People,
    pub outcomes: Outcomes,
    /// By person; empty until risk is asked.
    pub weights: Vec<u32>,
    pub gathering: Vec<GatherScratch>,
    pub sweeping: Vec<SweepScratch>,
    pub pairing: Vec<PairScratch>,
    pub touches: Vec<Touch>,
}

impl Workspace {
    /// Memory for that many people and threads.
    pub(crate) fn new(people: u32, threads: usize) -> Self {
        let mut gathering = Vec::new();
        gathering.resize_with(threads, GatherScratch::default);
        let mut sweeping = Vec::new();
        sweeping.resize_with(threads, SweepScratch::default);
        let mut pairing = Vec::new();
        pairing.resize_with(threads, PairScratch::default);
        Self {
            people: People::new(people),
            outcomes: Outcomes::new(people),
            weights: Vec::new(),
            gathering,
            sweeping,
            pairing,
            touches: Vec::new(),
        }
    }

    pub(super) fn begin(&mut self, resolved: &Resolved, base: i64, people: u32) {
        self.people.reset();
        self.weights.clear();
        self.outcomes.prepare(base, resolved.hazards.is_some());
        if resolved.hazards.is_some() {
            self.weights.resize(people as usize, 0);
        }
    }

    pub(super) fn bytes(&self) -> usize {
        self.people
            .bytes()
            .saturating_add(self.outcomes.bytes())
            .saturating_add(size_of_val(self.weights.as_slice()))
            .saturating_add(size_of_val(self.touches.as_slice()))
    }
}
