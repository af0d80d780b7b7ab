//! Reading live rows through links (S6): canonical numbers in, canonical numbers out.

use std::ops::Range;

use truyvet_model::Interval;

use super::block::VisitBlock;
use super::columns::VisitColumns;
use super::rows::{ContactRow, PlacedVisit, VisitRow};
use super::view::{Rows, Segment};
use super::visits::Walk;
use crate::error::StoreError;
use crate::links::Links;

/// A segment and the links that it is read through.
///
/// What a [`VisitBlock`] keeps from call to call is always as recorded: rows are mapped when they
/// are given out.
#[derive(Debug, Clone, Copy)]
pub(super) struct Linked<'a> {
    segment: &'a Segment,
    links: &'a Links,
}

impl Segment {
    /// `None` where rows are read as recorded.
    #[inline]
    pub(super) fn linked(&self) -> Option<Linked<'_>> {
        let links = self.links.as_deref()?;
        Some(Linked {
            segment: self,
            links,
        })
    }
}

impl<'a> Linked<'a> {
    fn visit(self, visit: VisitRow) -> VisitRow {
        VisitRow {
            person: self.links.people.canonical(visit.person),
            ..visit
        }
    }

    pub(super) fn visit_block(self, block: u32, out: &mut VisitBlock) -> Result<(), StoreError> {
        // This leaves `out` with nothing held, so that no later call takes it for recorded rows.
        self.segment.inner.unpack(block, out)?;
        for person in &mut out.person {
            *person = self.links.people.canonical(*person);
        }
        Ok(())
    }

    pub(super) fn visit_ref_bytes(self, person: u32) -> Result<u32, StoreError> {
        let inner = &*self.segment.inner;
        let mut sum = 0_u32;
        for member in self.links.people.members(person).iter() {
            sum = sum.saturating_add(inner.visit_refs.len(&inner.file, *member)?);
        }
        Ok(sum)
    }

    pub(super) fn visit_refs(self, person: u32, out: &mut Vec<u32>) -> Result<(), StoreError> {
        let inner = &*self.segment.inner;
        let blocks = self.segment.visit_block_count();
        let members = self.links.people.members(person);
        let from = out.len();
        for member in members.iter() {
            inner
                .visit_refs
                .blocks_of(&inner.file, *member, blocks, out)?;
        }
        if members.len() > 1 {
            let mut found = out.split_off(from);
            found.sort_unstable();
            found.dedup();
            out.append(&mut found);
        }
        Ok(())
    }

    pub(super) fn visits_in_block(
        self,
        block: u32,
        persons: &[u32],
        scratch: &mut VisitBlock,
        out: &mut Vec<PlacedVisit>,
    ) -> Result<(), StoreError> {
        let people = &self.links.people;
        let mut all = Vec::new();
        if persons.iter().any(|p| people.members(*p).len() > 1) {
            all.reserve(persons.len().saturating_mul(2));
            for person in persons {
                all.extend_from_slice(&people.members(*person));
            }
            all.sort_unstable();
            all.dedup();
        }
        let recorded = if all.is_empty() { persons } else { &all };
        self.segment
            .in_block(block, recorded, Rows::Live, scratch, |_, row| {
                out.push(PlacedVisit {
                    place: self.links.places.canonical(row.place),
                    visit: self.visit(row.visit),
                });
            })
    }

    pub(super) fn visits_at(
        self,
        place: u32,
        span: Interval,
        block: &mut VisitBlock,
        out: &mut Vec<VisitRow>,
    ) -> Result<(), StoreError> {
        let from = out.len();
        for member in self.links.places.members(place).iter() {
            self.segment
                .at_place(*member, span, Rows::Live, block, |_, visit| {
                    out.push(self.visit(visit));
                })?;
        }
        sort(out.get_mut(from..).unwrap_or_default());
        Ok(())
    }

    pub(super) fn columns_at(
        self,
        place: u32,
        span: Interval,
        block: &mut VisitBlock,
        out: &mut VisitColumns,
    ) -> Result<(), StoreError> {
        let from = out.len();
        for member in self.links.places.members(place).iter() {
            self.segment.recorded_columns(*member, span, block, out)?;
        }
        self.settle(from, out);
        Ok(())
    }

    /// Gives the visits from `from` on, which are as recorded, their canonical numbers and order.
    pub(super) fn settle(self, from: usize, out: &mut VisitColumns) {
        let people = out.person.iter_mut().skip(from);
        people.for_each(|person| *person = self.links.people.canonical(*person));
        out.sort_from(from);
    }

    /// All links.
    pub(super) const fn links(self) -> &'a Links {
        self.links
    }

    pub(super) fn each_place(
        self,
        places: Range<u32>,
        span: Interval,
        mut each: impl FnMut(u32, &[VisitRow]),
    ) -> Result<(), StoreError> {
        let inner = &*self.segment.inner;
        // Members of groups lie anywhere: they get a block of their own, so that the places in
        // order still unpack each once.
        let Some((mut walk, mut aside)) =
            Walk::new(self.segment, span).zip(Walk::new(self.segment, span))
        else {
            return Ok(());
        };
        let aliases = &self.links.places;
        let (roots, from) = (aliases.roots(), places.start);
        let roots = roots.get(roots.partition_point(|root| *root < from)..);
        let mut roots = roots.unwrap_or_default().iter().copied().peekable();
        let mut recorded = inner.places.next(&inner.file, from)?;
        let mut visits = Vec::new();
        loop {
            let lone = recorded.as_ref().map(|(place, _)| *place);
            let Some(place) = [lone, roots.peek().copied()].into_iter().flatten().min() else {
                break;
            };
            if place >= places.end {
                break;
            }
            visits.clear();
            if roots.next_if_eq(&place).is_some() {
                for member in aliases.members(place).iter() {
                    let rows = inner.places.range(&inner.file, *member)?;
                    if !rows.is_empty() {
                        aside.take(&rows, |visit| visits.push(self.visit(visit)))?;
                    }
                }
            } else if let Some((_, rows)) = recorded.as_ref().filter(|_| !aliases.is_alias(place)) {
                walk.take(rows, |visit| visits.push(self.visit(visit)))?;
            }
            if !visits.is_empty() {
                sort(&mut visits);
                each(place, &visits);
            }
            if lone == Some(place) {
                recorded = match place.checked_add(1) {
                    Some(next) => inner.places.next(&inner.file, next)?,
                    None => None,
                };
            }
        }
        Ok(())
    }

    pub(super) fn contacts_of(
        self,
        person: u32,
        span: Interval,
        out: &mut Vec<ContactRow>,
    ) -> Result<(), StoreError> {
        let people = &self.links.people;
        let own = people.canonical(person);
        let mut found = Vec::new();
        for member in people.members(person).iter() {
            self.segment
                .of_person(*member, span, Rows::Live, |contact| {
                    let seen = contact.seen_by(*member);
                    let other = people.canonical(seen.other);
                    if other != own {
                        found.push((contact.row, ContactRow { other, ..seen }));
                    }
                })?;
        }
        found.sort_unstable_by_key(|(row, _)| *row);
        out.extend(found.into_iter().map(|(_, contact)| contact));
        Ok(())
    }
}

/// By (start, person); most rows are in order already.
fn sort(visits: &mut [VisitRow]) {
    let key = |visit: &VisitRow| (visit.start, visit.person);
    if !visits.is_sorted_by_key(key) {
        visits.sort_by_key(key);
    }
}
