//! Home units and doses of everybody, in columns.

use truyvet_model::PersonNo;

use super::file::RegisterFile;
use crate::error::StoreError;
use crate::links::Aliases;

/// The number of a unit in [`Homes::units`]; another snapshot can have other numbers.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct UnitNo(pub u32);

impl UnitNo {
    /// The number as an index.
    #[must_use]
    pub const fn index(self) -> usize {
        self.0 as usize
    }
}

/// Home units and doses of everybody (S35), read in one pass. Linked ids have those of their
/// human, whichever of their numbers is asked for.
///
/// ```
/// use truyvet_model::{ExternalId, PersonDetails};
/// use truyvet_store::{MemoryVfs, Options, Store};
/// let store = Store::create_in(std::sync::Arc::new(MemoryVfs::new()), Options::default())?;
/// let mut writer = store.writer()?;
/// let an = writer.person(&"An".parse::<ExternalId>()?)?;
/// let unit = Some("24/213/07213".to_owned());
/// writer.declare_person(an, &PersonDetails { unit, doses: Some(2) })?;
/// writer.commit()?;
/// let homes = store.snapshot()?.homes()?;
/// assert_eq!(homes.unit(an).map(|unit| homes.units()[unit.index()].as_str()), Some("24/213/07213"));
/// assert_eq!(homes.doses(an), Some(2));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug, Clone, Default)]
pub struct Homes {
    units: Vec<String>,
    /// By person, the number of the unit and 1; 0 if none is known.
    homes: Vec<u32>,
    /// By person, doses and 1; 0 if not known.
    doses: Vec<u8>,
}

impl Homes {
    pub(crate) fn read(file: &RegisterFile, links: &Aliases) -> Result<Self, StoreError> {
        let units = (0..file.unit_count()).map(|n| file.unit(n).map(|(path, _)| path));
        let units = units.collect::<Result<Vec<_>, _>>()?;
        let (homes, doses) = file.columns()?;
        let mut all = Self {
            units,
            homes,
            doses,
        };
        all.link(links);
        Ok(all)
    }

    /// Gives linked numbers what is known of their human.
    fn link(&mut self, links: &Aliases) {
        let edges = links.edges().iter();
        let mut firsts: Vec<u32> = edges.map(|(a, _)| links.canonical(*a)).collect();
        firsts.sort_unstable();
        firsts.dedup();
        for first in firsts {
            let members = links.members(first);
            let homes = members.iter().filter_map(|n| self.homes.get(*n as usize));
            let home = homes.copied().find(|home| *home != 0).unwrap_or(0);
            let doses = members.iter().filter_map(|n| self.doses.get(*n as usize));
            let most = doses.copied().max().unwrap_or(0);
            if home == 0 && most == 0 {
                continue;
            }
            let after = members.iter().max().map_or(0, |n| n.saturating_add(1)) as usize;
            if self.homes.len() < after {
                self.homes.resize(after, 0);
                self.doses.resize(after, 0);
            }
            for member in members.iter() {
                if let Some(old) = self.homes.get_mut(*member as usize) {
                    *old = home;
                }
                if let Some(old) = self.doses.get_mut(*member as usize) {
                    *old = most;
                }
            }
        }
    }

    /// The unit of a person's home, if one is known.
    #[must_use]
    #[inline]
    pub fn unit(&self, person: PersonNo) -> Option<UnitNo> {
        let home = self.homes.get(person.index())?;
        home.checked_sub(1).map(UnitNo)
    }

    /// How many doses a person has had, if that is known.
    #[must_use]
    #[inline]
    pub fn doses(&self, person: PersonNo) -> Option<u8> {
        self.doses.get(person.index())?.checked_sub(1)
    }

    /// The paths of units, ascending; the index is the [`UnitNo`].
    #[must_use]
    pub fn units(&self) -> &[String] {
        &self.units
    }
}
