//! A tiny world whose answers are worked out by hand from docs/semantics.md.
//!
//! 8 May 2021, UTC. An is the case.
//! - 08:30-09:00 An and "Bình, Trần" share the market (30 min). "Bình, Trần" stays until 10:00.
//! - 08:50-09:05 Chi is there too: 10 min with An, 15 with "Bình, Trần".
//! - 10:00-10:20 An and Dũng have a contact.
//! - 11:00-11:30 Chi at the canteen; cccd:034201 is there until 11:45, Giang 11:10-11:30.
//! - 12:00 Em gets on the bus and never checks out (a bus: 2 h, so until 14:00); An 12:30-13:00.
//! - 15:00-15:30 An and Giang have a contact.
//! - Hoa is alone in the park.

use crate::transcript::Folder;

pub(crate) const PLACES: &str = "\
place,kind
\"Chợ Bến Thành, quầy 7\",market
bus:08,bus
canteen,canteen
park,park
";

pub(crate) const VISITS: &str = "\
person,place,start,end
An,\"Chợ Bến Thành, quầy 7\",2021-05-08T08:00:00Z,2021-05-08T09:00:00Z
\"Bình, Trần\",\"Chợ Bến Thành, quầy 7\",2021-05-08T15:30:00+07:00,2021-05-08T17:00:00+07:00
Chi,\"Chợ Bến Thành, quầy 7\",2021-05-08T08:50:00Z,2021-05-08T09:05:00Z
Chi,canteen,2021-05-08T11:00:00Z,2021-05-08T11:30:00Z
cccd:034201,canteen,2021-05-08T11:00:00Z,2021-05-08T11:45:00Z
Giang,canteen,2021-05-08T11:10:00Z,2021-05-08T11:30:00Z
Em,bus:08,2021-05-08T12:00:00Z,
An,bus:08,2021-05-08T12:30:00Z,2021-05-08T13:00:00Z
Hoa,park,2021-05-08T08:00:00Z,2021-05-08T09:00:00Z
";

pub(crate) const CONTACTS: &str = "\
a,b,start,end
An,Dũng,2021-05-08T10:00:00Z,2021-05-08T10:20:00Z
Giang,An,2021-05-08T15:00:00Z,2021-05-08T15:30:00Z
";

/// An, infectious the whole day and on.
pub(crate) const CASES: &str = "person,from,to\nAn,2021-05-08T00:00:00Z,inf\n";

/// A folder with the world's files and the store `w` made of them.
pub(crate) fn world() -> Folder {
    let folder = Folder::with(&[
        ("places.csv", PLACES),
        ("visits.csv", VISITS),
        ("contacts.csv", CONTACTS),
        ("cases.csv", CASES),
    ]);
    let done = folder
        .run("truyvet import w --places places.csv --visits visits.csv --contacts contacts.csv");
    assert_eq!(done.status.code(), Some(0), "{done:?}");
    folder
}
