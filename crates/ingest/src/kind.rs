//! The kinds of files that can be imported, by name.

use std::fmt;

/// What the rows of a file are. [`FileKind::about`](crate::FileKind::about) explains each.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[non_exhaustive]
pub enum FileKind {
    /// `person,place,start,end`; an empty end is an open visit (S2, S4).
    Visits,
    /// `a,b,start,end` (S3).
    Contacts,
    /// `place,kind,parent,unit,name,lat,lon,shared`, of which only `place` must be there (S5).
    Places,
    /// Check-ins and check-outs at places and control points.
    QrScan,
    /// Factory timekeeping.
    Attendance,
    /// Labour lists of enterprises, expanded by a shift calendar.
    Roster,
    /// Where people live, night by night.
    Residence,
    /// Trips; the vehicle is a place.
    Travel,
    /// Health declarations with places in words.
    Declaration,
    /// Bluetooth contacts of rotating ids.
    Bluezone,
    /// Registry of people: their ids, home unit, doses of vaccine.
    People,
    /// Line list of confirmed cases.
    Cases,
}

impl FileKind {
    /// All of them: the sources of a province, then the plain ones.
    pub const ALL: [Self; 12] = [
        Self::QrScan,
        Self::Attendance,
        Self::Roster,
        Self::Residence,
        Self::Travel,
        Self::Declaration,
        Self::Bluezone,
        Self::Places,
        Self::People,
        Self::Cases,
        Self::Visits,
        Self::Contacts,
    ];

    /// `qr-scan`, `attendance`, `visits` …
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Visits => "visits",
            Self::Contacts => "contacts",
            Self::Places => "places",
            Self::QrScan => "qr-scan",
            Self::Attendance => "attendance",
            Self::Roster => "roster",
            Self::Residence => "residence",
            Self::Travel => "travel",
            Self::Declaration => "declaration",
            Self::Bluezone => "bluezone",
            Self::People => "people",
            Self::Cases => "cases",
        }
    }

    /// The kind of that name.
    #[must_use]
    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.name() == name)
    }
}

impl fmt::Display for FileKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.name())
    }
}
