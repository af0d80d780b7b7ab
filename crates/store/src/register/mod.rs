//! What is known of people, units and cases besides records (S35, S36): one complete file per
//! publication that changes any of it.

mod paths;

mod check;

mod file;

mod changes;

mod table;

mod homes;

pub(crate) use changes::Changes;
pub(crate) use check::{check_case, check_details, check_unit};
pub use file::Unit;
pub(crate) use file::{CaseDates, RegisterFile};
pub use homes::{Homes, UnitNo};
pub(crate) use table::{Changed, Register};
