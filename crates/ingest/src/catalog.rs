//! What each kind of file is: its columns, what is difficult about it, its mapping, a sample.

use crate::header::{Column, optional, required};
use crate::kind::FileKind;

/// What there is to know of a kind of file, for people.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct About {
    /// Which.
    pub kind: FileKind,
    /// What it brings, in a line.
    pub title: &'static str,
    /// Its columns.
    pub columns: &'static [Column],
    /// What is difficult about such files, and what is done about it.
    pub difficulties: &'static [&'static str],
    /// The mapping that is used where none is given, as TOML: to be copied and changed.
    pub mapping: &'static str,
    /// A small file.
    pub sample: &'static str,
}

impl FileKind {
    /// What there is to know of it.
    #[must_use]
    pub const fn about(self) -> About {
        macro_rules! about {
            ($file:literal, $title:literal, $columns:ident, $difficulties:ident) => {
                About {
                    kind: self,
                    title: $title,
                    columns: $columns,
                    difficulties: $difficulties,
                    mapping: include_str!(concat!("mapping/builtin/", $file, ".toml")),
                    sample: include_str!(concat!("../../../examples/sources/", $file, ".csv")),
                }
            };
        }
        match self {
            Self::Visits => about!(
                "visits",
                "who was where, from when to when",
                VISITS,
                ON_VISITS
            ),
            Self::Contacts => about!("contacts", "who was near whom", CONTACTS, ON_CONTACTS),
            Self::Places => about!("places", "registry of places", PLACES, ON_PLACES),
            Self::QrScan => about!(
                "qr-scan",
                "check-ins and check-outs at places and control points",
                QR_SCAN,
                ON_QR_SCAN
            ),
            Self::Attendance => about!(
                "attendance",
                "factory timekeeping: clock-in, clock-out, line",
                ATTENDANCE,
                ON_ATTENDANCE
            ),
            Self::Roster => about!(
                "roster",
                "labour lists of enterprises: who works where in which shift",
                ROSTER,
                ON_ROSTER
            ),
            Self::Residence => about!(
                "residence",
                "households and boarding houses: who lives where",
                RESIDENCE,
                ON_RESIDENCE
            ),
            Self::Travel => about!("travel", "trips by bus, train, plane", TRAVEL, ON_TRAVEL),
            Self::Declaration => about!(
                "declaration",
                "health declarations: places visited, in words",
                DECLARATION,
                ON_DECLARATION
            ),
            Self::Bluezone => about!(
                "bluezone",
                "Bluetooth contacts of rotating ids",
                BLUEZONE,
                ON_BLUEZONE
            ),
            Self::People => about!(
                "people",
                "registry of people: ids, home unit, doses of vaccine",
                PEOPLE,
                ON_PEOPLE
            ),
            Self::Cases => about!("cases", "line list of confirmed cases", CASES, ON_CASES),
        }
    }

    /// Its columns, in the order in which its reader numbers them.
    pub(crate) const fn columns(self) -> &'static [Column] {
        self.about().columns
    }
}

const PERSON: Column = required("person", "who: an id, or namespace:id");
const PLACE: Column = required("place", "where: an id, or namespace:id");
const SOURCE: Column = optional("source", "where the row comes from; wins over --source");
const REPORTED: Column = optional("reported", "when the row arrived, for its lateness");

const VISITS: &[Column] = &[
    PERSON,
    PLACE,
    required("start", "check-in"),
    required("end", "check-out; empty: not known yet, an open visit (S4)"),
    SOURCE,
];
const ON_VISITS: &[&str] = &["an empty end is an open visit (S4)"];

const CONTACTS: &[Column] = &[
    required("a", "one of the two people"),
    required("b", "the other one"),
    required("start", "from when"),
    required("end", "until when"),
    SOURCE,
];
const ON_CONTACTS: &[&str] = &["the order of the two people does not matter (S3)"];

const PLACES: &[Column] = &[
    PLACE,
    optional("kind", "a word such as market; empty: unknown"),
    optional("parent", "the place that it is part of"),
    optional("unit", "administrative unit, as code, name or path a/b/c"),
    optional("name", "a name for people"),
    optional("lat", "latitude in degrees"),
    optional("lon", "longitude in degrees"),
    optional("shared", "true: one code stands for a whole site (S5)"),
];
const ON_PLACES: &[&str] = &[
    "a row says all there is to say of its place: what it leaves out is not known any more",
    "with --units FILE (unit,name,level,parent,population) codes and names of units become paths \
     province/district/commune; a unit that is not in the table is kept as it is and counted as \
     unresolved",
];

const QR_SCAN: &[Column] = &[
    PERSON,
    PLACE,
    required("time", "of the scan, as the device showed it"),
    optional("direction", "in or out; empty: unknown"),
    optional("device", "which device scanned"),
    optional("received", "when the scan arrived, for its lateness"),
];
const ON_QR_SCAN: &[&str] = &[
    "an in without an out is an open visit (S4); the out replaces it when it comes",
    "an out without an in is left out and counted (out_without_in), unless out_only says how long \
     a visit before it is to be assumed",
    "a second scan of one person at one place in one direction within double (60s) is left out and \
     counted (double_scan)",
    "codes listed under shared stand for a whole company: such places are declared shared (S5)",
    "[settings.clock] says by how much the clock of a device is fast, in seconds",
    "a scan without direction is an in, or with unknown = \"toggle\" an in and an out in turn",
];

const ATTENDANCE: &[Column] = &[
    PERSON,
    optional("line", "the production line; empty: the company as a whole"),
    required("company", "the company; the line is part of it"),
    required("clock_in", "time; with a column date a time of day"),
    required("clock_out", "the same; empty: not known yet"),
    REPORTED,
    optional("date", "the day of clock_in, if both are times of day"),
];
const ON_ATTENDANCE: &[&str] = &[
    "times of day with a date: a clock-out that is not after the clock-in is of the next day \
     (night shifts); with roll_midnight = true also one that has the date of the clock-in",
    "a missing clock-out is an open visit (S4)",
    "breaks = \"split\": each row is a stay of its own; \"keep\": stays at one line with at most \
     longest_break between are one",
];

const ROSTER: &[Column] = &[
    PERSON,
    required("company", "the company"),
    optional("line", "the production line, part of the company"),
    required("shift", "a pattern of [shifts]"),
    required("from", "first day"),
    required("to", "last day, inclusive; empty: until further notice"),
    REPORTED,
];
const ON_ROSTER: &[&str] = &[
    "a row becomes one visit for each shift from its first to its last day, by the patterns of \
     [shifts]: days of the week, or days on and days off from an anchor; nights run over midnight",
    "the next row of the same person ends the presence of the one before it; of rows with the same \
     first day the last one counts",
    "a row without a last day runs until `until`, else until the last day that any row of the \
     files names; no row reaches further back from there than reach",
    "reported says how late the row came, against its first day",
];

const RESIDENCE: &[Column] = &[
    PERSON,
    required("address", "the house"),
    optional("room", "the room, a place of its own in the house"),
    optional("kind", "household or boarding_house"),
    required("from", "first night"),
    required("to", "last night, inclusive; empty: until further notice"),
    REPORTED,
    optional("shift", "a pattern of [shifts]: when the person is at work"),
];
const ON_RESIDENCE: &[&str] = &[
    "a stay of weeks is stored as one visit for each night (night_from to night_to)",
    "nights minus shifts: what the person spends at work, by the column shift or by --roster FILE, \
     is cut out",
    "of several rows that hold one night the one that begins last counts",
    "a room is a place whose parent is the address",
    "rows without a last night end as those of roster",
];

const TRAVEL: &[Column] = &[
    PERSON,
    optional("vehicle", "which one; empty: told by route and departure"),
    optional("route", "the route"),
    optional("kind", "bus, train, flight …"),
    required("from_time", "departure"),
    required("to_time", "arrival; empty: not known yet"),
    optional("origin", "from where"),
    optional("destination", "to where"),
    REPORTED,
];
const ON_TRAVEL: &[&str] = &[
    "the vehicle is a place: vehicle:ID, or route:ROUTE@DEPARTURE where no vehicle is named",
    "a trip without arrival is an open visit (S4)",
];

const DECLARATION: &[Column] = &[
    PERSON,
    required("time", "when it was declared"),
    optional("symptoms", "in words; counted, not stored"),
    optional("place_name", "a place visited, in words"),
    optional("from_time", "from when"),
    optional("to_time", "until when; empty: not known"),
];
const ON_DECLARATION: &[&str] = &[
    "names are looked up among the names of the store's places: without case, accents, \
     punctuation; else exactly, never by likeness",
    "a name that no place has, or several have, is kept as the place unresolved:NAME and counted",
    "a row without a place declares symptoms only and makes no record",
];

const BLUEZONE: &[Column] = &[
    required("id_a", "the id that a phone sent"),
    required("id_b", "the id that the other sent"),
    required("time", "of the sample or of the beginning"),
    optional("duration", "seconds; empty: a sample"),
    optional("rssi", "signal strength in dBm"),
    optional("received", "when the row arrived, for its lateness"),
];
const ON_BLUEZONE: &[&str] = &[
    "--ids FILE (id,person,from,to) says whose a rotating id was, and when; an id that nobody or \
     two had at that time is left out and counted (unknown_id)",
    "samples of one pair with at most gap (10m) between become one contact; a sample by itself \
     counts for sample (60s)",
    "signals weaker than weakest (-90 dBm) are left out and counted (weak_signal)",
];

const PEOPLE: &[Column] = &[
    PERSON,
    optional("other_ids", "more ids of the same person, with ; between"),
    optional("unit", "administrative unit of the home"),
    optional("doses", "how many doses of vaccine"),
];
const ON_PEOPLE: &[&str] = &[
    "ids of several namespaces become links (S6): what was and will be recorded under either is \
     one person's",
    "with --units FILE codes and names of units become paths, as for places",
];

const CASES: &[Column] = &[
    PERSON,
    optional("onset", "date or time at which symptoms began"),
    required("tested", "date or time of the sample"),
    optional("isolated", "date or time since when the person is isolated"),
];
const ON_CASES: &[&str] = &[
    "the infectious interval follows by a named rule when the store is asked, not at import",
    "a date stands for its midnight in the mapping's zone",
];
