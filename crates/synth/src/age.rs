//! How old everybody is: from what they do and who they live with.

use crate::draws::{Draws, Purpose, key, purpose};
use crate::homes::Layout;
use crate::person::Role;
use crate::place::PlaceKind;

/// The age of person `number` in years.
///
/// Pupils are 6 to 17, workers 18 to 50 (who board: to 35), clerks 22 to 59, keepers and sellers
/// 25 to 65. Who is at home is a grown-up if one of the first two of a household, else a small
/// child, somebody old, or somebody young without work.
pub(crate) fn age(layout: &Layout, number: u32) -> Option<u8> {
    let person = layout.persons.get(number as usize)?;
    let mut draws = Draws::new(key(purpose(layout.seed, Purpose::Ages), number.into()));
    let home = layout.places.row(person.home)?.kind;
    let boards = home == PlaceKind::BoardingHouse;
    let before = |n: u32| {
        let other = number
            .checked_sub(n)
            .and_then(|n| layout.persons.get(n as usize));
        other.is_some_and(|other| other.home == person.home)
    };
    let adult = !(before(1) && before(2));
    let mut years = |menu: &[(u16, i32, i32)]| {
        let weights: Vec<u16> = menu.iter().map(|(weight, ..)| *weight).collect();
        let picked = menu.get(draws.pick(&weights));
        picked.map_or(30, |&(_, low, high)| draws.between(low, high))
    };
    let years = match person.role {
        Role::Worker if boards => years(&[(700, 18, 27), (300, 28, 35)]),
        Role::Worker => years(&[(500, 18, 30), (500, 31, 50)]),
        Role::Pupil => years(&[(1, 6, 17)]),
        Role::Office => years(&[(1, 22, 59)]),
        Role::Keeper | Role::Seller => years(&[(1, 25, 65)]),
        Role::Home if boards => years(&[(500, 0, 5), (500, 20, 40)]),
        Role::Home if adult => years(&[(250, 20, 34), (350, 35, 59), (330, 60, 74), (70, 75, 89)]),
        Role::Home => years(&[(520, 0, 5), (230, 18, 25), (250, 60, 89)]),
    };
    u8::try_from(years).ok()
}
