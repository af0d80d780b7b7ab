//! Records into a writer: one by one without an allocation, in arrays, as lines.

use std::ffi::c_char;

use truyvet::{Coordinates, ExternalId, Kind, LineDone, PlaceDetails, Timestamp};

use crate::error::tv_error;
use crate::fault::Fault;
use crate::gate;
use crate::lift::{self, Grows, Out, tv_text};
use crate::status::tv_status;
use crate::writer::{Work, tv_writer, with};

/// A visit (S2): one stay of one person at one place. Never grows.
#[repr(C)]
#[derive(Clone, Copy, Debug)]
pub struct tv_visit {
    /// Who: `namespace:id`, or bare.
    pub person: tv_text,
    /// Where.
    pub place: tv_text,
    /// From when, in seconds since 1970.
    pub start: i64,
    /// Until when; TV_OPEN if the check-out has not arrived (S4).
    pub end: i64,
}

/// A contact (S3): two people were near each other. Never grows.
#[repr(C)]
#[derive(Clone, Copy, Debug)]
pub struct tv_contact {
    /// One of the two.
    pub a: tv_text,
    /// The other one.
    pub b: tv_text,
    /// From when, in seconds since 1970.
    pub start: i64,
    /// Until when.
    pub end: i64,
}

/// What a place is (S5).
#[repr(C)]
#[derive(Clone, Copy, Debug)]
pub struct tv_place {
    /// sizeof(tv_place).
    pub struct_size: usize,
    /// Its kind; no text is `unknown`.
    pub kind: tv_text,
    /// The place that it is part of, if any.
    pub parent: tv_text,
    /// Its administrative unit as a path, `24/213/07213`, if any.
    pub unit: tv_text,
    /// A name for people, if any.
    pub name: tv_text,
    /// Degrees north, if has_coordinates.
    pub lat: f64,
    /// Degrees east, if has_coordinates.
    pub lon: f64,
    /// Not 0 if lat and lon are given.
    pub has_coordinates: u32,
    /// Not 0 if it stands for a whole site, so that being there makes nobody exposed by itself.
    pub shared: u32,
}

// SAFETY: `repr(C)`, begins with its size, numbers and pointers only.
unsafe impl Grows for tv_place {
    const NAME: &'static str = "tv_place";
}

fn visit(work: &mut Work, who: &str, place: &str, start: i64, end: i64) -> Result<(), Fault> {
    let start = lift::time(start, "start")?;
    let end: Option<Timestamp> = lift::time_or_none(end, "end")?;
    Ok(work.writer.visit(who, place, start, end)?)
}

fn contact(work: &mut Work, a: &str, b: &str, start: i64, end: i64) -> Result<(), Fault> {
    let start = lift::time(start, "start")?;
    let end = lift::time(end, "end")?;
    Ok(work.writer.contact(a, b, start, end)?)
}

/// Adds a visit (S2). With `end` TV_OPEN it is an open one (S4). Nothing is allocated for a person
/// and a place that the writer has met.
///
/// Threads: one at a time. Errors: TV_VALUE, TV_KEY, TV_DAMAGED, TV_POISONED, TV_BUSY, TV_HANDLE,
/// TV_ARGUMENT. The record was not added then; the writer can go on.
///
/// # Safety
/// Pointers are as the head of this header says.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn tv_writer_visit(
    writer: *mut tv_writer,
    person: *const c_char,
    person_len: usize,
    place: *const c_char,
    place_len: usize,
    start: i64,
    end: i64,
    error: *mut *mut tv_error,
) -> tv_status {
    // SAFETY: the caller keeps what the head of truyvet.h says of pointers.
    unsafe {
        gate::enter(error, || {
            let person = lift::text(person, person_len, "person")?;
            let place = lift::text(place, place_len, "place")?;
            with(writer, |work| visit(work, person, place, start, end))?;
            Ok(tv_status::TV_OK)
        })
    }
}

/// Adds a direct contact of two people (S3), in either order.
///
/// Threads: one at a time. Errors: as tv_writer_visit.
///
/// # Safety
/// Pointers are as the head of this header says.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn tv_writer_contact(
    writer: *mut tv_writer,
    a: *const c_char,
    a_len: usize,
    b: *const c_char,
    b_len: usize,
    start: i64,
    end: i64,
    error: *mut *mut tv_error,
) -> tv_status {
    // SAFETY: the caller keeps what the head of truyvet.h says of pointers.
    unsafe {
        gate::enter(error, || {
            let a = lift::text(a, a_len, "a")?;
            let b = lift::text(b, b_len, "b")?;
            with(writer, |work| contact(work, a, b, start, end))?;
            Ok(tv_status::TV_OK)
        })
    }
}

/// Adds an array of visits in their order. *added gets how many were: after an error, those before
/// the one at fault. `added` may be null.
///
/// Threads: one at a time. Errors: as tv_writer_visit.
///
/// # Safety
/// Pointers are as the head of this header says.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn tv_writer_visits(
    writer: *mut tv_writer,
    visits: *const tv_visit,
    count: usize,
    added: *mut usize,
    error: *mut *mut tv_error,
) -> tv_status {
    // SAFETY: the caller keeps what the head of truyvet.h says of pointers.
    unsafe {
        let added = Out::at(added, "added").ok();
        let mut done = 0;
        let status = gate::enter(error, || {
            let visits = lift::array(visits, count, "visits")?;
            with(writer, |work| {
                for row in visits {
                    let person = lift::text(row.person.data, row.person.len, "person")?;
                    let place = lift::text(row.place.data, row.place.len, "place")?;
                    visit(work, person, place, row.start, row.end)?;
                    done += 1;
                }
                Ok(tv_status::TV_OK)
            })
        });
        if let Some(added) = added {
            added.fill(done);
        }
        status
    }
}

/// Adds an array of contacts, as tv_writer_visits does visits.
///
/// Threads: one at a time. Errors: as tv_writer_visit.
///
/// # Safety
/// Pointers are as the head of this header says.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn tv_writer_contacts(
    writer: *mut tv_writer,
    contacts: *const tv_contact,
    count: usize,
    added: *mut usize,
    error: *mut *mut tv_error,
) -> tv_status {
    // SAFETY: the caller keeps what the head of truyvet.h says of pointers.
    unsafe {
        let added = Out::at(added, "added").ok();
        let mut done = 0;
        let status = gate::enter(error, || {
            let contacts = lift::array(contacts, count, "contacts")?;
            with(writer, |work| {
                for row in contacts {
                    let a = lift::text(row.a.data, row.a.len, "a")?;
                    let b = lift::text(row.b.data, row.b.len, "b")?;
                    contact(work, a, b, row.start, row.end)?;
                    done += 1;
                }
                Ok(tv_status::TV_OK)
            })
        });
        if let Some(added) = added {
            added.fill(done);
        }
        status
    }
}

/// Says what a place is (S5), in place of all that was said of it before. A place that is part of
/// itself is an error of the commit.
///
/// Threads: one at a time. Errors: as tv_writer_visit.
///
/// # Safety
/// Pointers are as the head of this header says.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn tv_writer_place(
    writer: *mut tv_writer,
    place: *const c_char,
    place_len: usize,
    details: *const tv_place,
    error: *mut *mut tv_error,
) -> tv_status {
    // SAFETY: the caller keeps what the head of truyvet.h says of pointers.
    unsafe {
        gate::enter(error, || {
            let place = lift::text(place, place_len, "place")?;
            let details = place_details(&lift::given(details)?)?;
            with(writer, |work| Ok(work.writer.place(place, &details)?))?;
            Ok(tv_status::TV_OK)
        })
    }
}

/// # Safety
/// The texts are as [`lift::text_or_none`] says.
unsafe fn place_details(given: &tv_place) -> Result<PlaceDetails, Fault> {
    // SAFETY: the caller's promise is the same.
    let text = |text: tv_text, field| unsafe { lift::text_or_none(text.data, text.len, field) };
    let wrong = |field, error: &dyn std::fmt::Display| Fault::value(field, &error.to_string());
    let kind = text(given.kind, "kind")?.map(Kind::new).transpose();
    let parent = text(given.parent, "parent")?;
    let parent = parent.map(str::parse::<ExternalId>).transpose();
    let coordinates = (given.has_coordinates != 0).then(|| Coordinates::new(given.lat, given.lon));
    Ok(PlaceDetails {
        kind: kind.map_err(|e| wrong("kind", &e))?.unwrap_or_default(),
        parent: parent.map_err(|e| wrong("parent", &e))?,
        unit: text(given.unit, "unit")?.map(str::to_owned),
        name: text(given.name, "name")?.map(str::to_owned),
        coordinates: coordinates
            .transpose()
            .map_err(|e| wrong("coordinates", &e))?,
        shared: given.shared != 0,
    })
}

/// Says where the records come from that are added from now on: `qr:company-12`, `bluezone`; no
/// text is no source (S32).
///
/// Threads: one at a time. Errors: TV_LIMIT over 65,534 sources; as tv_writer_visit.
///
/// # Safety
/// Pointers are as the head of this header says.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn tv_writer_source(
    writer: *mut tv_writer,
    name: *const c_char,
    name_len: usize,
    error: *mut *mut tv_error,
) -> tv_status {
    // SAFETY: the caller keeps what the head of truyvet.h says of pointers.
    unsafe {
        gate::enter(error, || {
            let name = lift::text_or_none(name, name_len, "name")?.unwrap_or_default();
            with(writer, |work| Ok(work.writer.set_source(name)?))?;
            Ok(tv_status::TV_OK)
        })
    }
}

/// Takes one line as `truyvet append` does: `visit,PERSON,PLACE,START,END`, `contact,…`,
/// `place,…`, `retract,…`, `link,A,B`, `unlink,A,B`, `source,NAME`, `commit`. TV_END says that the
/// line asks for a commit, which is the caller's to make.
///
/// Threads: one at a time. Errors: TV_IMPORT for a line that cannot be read, which has added
/// nothing; TV_UNKNOWN; as tv_writer_visit.
///
/// # Safety
/// Pointers are as the head of this header says.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn tv_writer_line(
    writer: *mut tv_writer,
    line: *const c_char,
    line_len: usize,
    error: *mut *mut tv_error,
) -> tv_status {
    // SAFETY: the caller keeps what the head of truyvet.h says of pointers.
    unsafe {
        gate::enter(error, || {
            let line = lift::text(line, line_len, "line")?;
            let done = with(writer, |work| {
                Ok(work.writer.line(&mut work.lines, line.as_bytes())?)
            })?;
            Ok(match done {
                LineDone::Commit => tv_status::TV_END,
                LineDone::Nothing | LineDone::Added => tv_status::TV_OK,
            })
        })
    }
}
