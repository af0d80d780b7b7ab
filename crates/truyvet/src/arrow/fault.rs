//! What goes wrong while columns are made.

use arrow_schema::ArrowError;
use truyvet_store::StoreError;

use crate::error::Error;

#[cold]
#[expect(clippy::needless_pass_by_value, reason = "`map_err` gives it so")]
pub(super) fn failed(why: ArrowError) -> Error {
    let why = std::io::Error::other(why.to_string());
    StoreError::io("make columns of", "the answer", why).into()
}
