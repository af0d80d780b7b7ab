//! Where a trace happened: exposure sites.

use truyvet::ExposureSite;

use crate::error::tv_error;
use crate::gate;
use crate::handles::{self, Handled};
use crate::lift::{Grows, Report, tv_text};
use crate::lists::{List, Text};
use crate::status::tv_status;
use crate::trace::{TraceObject, tv_trace};

/// The exposure sites of an answer (S23), to be read with tv_sites_next. Any thread may read it;
/// threads that read one share the sites out.
pub struct tv_sites(());

struct Site {
    place: Option<Text>,
    kind: Option<Text>,
    exposed: u64,
    infectious: u64,
    person_seconds: u64,
    intervals: Vec<tv_interval>,
}

struct SitesObject(List<Site>);

impl Handled for SitesObject {
    const NAME: &'static str = "tv_sites";
}

/// An interval in seconds since 1970, with its start and without its end. Never grows.
#[repr(C)]
#[derive(Clone, Copy, Debug)]
pub struct tv_interval {
    /// From when.
    pub start: i64,
    /// Until when.
    pub end: i64,
}

/// A place where events of a trace happened, or all direct contacts (S23).
#[repr(C)]
#[derive(Clone, Copy, Debug)]
pub struct tv_site {
    /// sizeof(tv_site), set by the caller.
    pub struct_size: usize,
    /// Where; data is null for direct contacts.
    pub place: tv_text,
    /// The kind of the place; data is null for direct contacts.
    pub kind: tv_text,
    /// How many different people were exposed there.
    pub exposed: u64,
    /// How many different infectious people they met there.
    pub infectious: u64,
    /// Seconds together, summed over pairs of people.
    pub person_seconds: u64,
    /// When somebody infectious and somebody exposed were there together. They live as long as
    /// the texts.
    pub intervals: *const tv_interval,
    /// How many.
    pub interval_count: usize,
}

// SAFETY: `repr(C)`, begins with its size, numbers and pointers only.
unsafe impl Grows for tv_site {
    const NAME: &'static str = "tv_site";
}

impl Site {
    fn new(site: &ExposureSite) -> Self {
        let intervals = site.intervals.intervals().iter().map(|one| tv_interval {
            start: one.start().seconds(),
            end: one.end().seconds(),
        });
        Self {
            place: site.place.as_ref().map(Text::of),
            kind: site.kind.as_ref().map(|kind| Text::new(kind.name())),
            exposed: site.exposed,
            infectious: site.infectious,
            person_seconds: site.person_seconds,
            intervals: intervals.collect(),
        }
    }

    fn show(&self) -> tv_site {
        tv_site {
            struct_size: 0,
            place: Text::show_or_none(self.place.as_ref()),
            kind: Text::show_or_none(self.kind.as_ref()),
            exposed: self.exposed,
            infectious: self.infectious,
            person_seconds: self.person_seconds,
            intervals: self.intervals.as_ptr(),
            interval_count: self.intervals.len(),
        }
    }
}

/// Where the events behind the rows happened, the most people exposed first (S23).
///
/// Owner: the caller frees *sites with tv_sites_free. Threads: any. Errors: TV_EXCEEDED beyond the
/// limits of the question, TV_DAMAGED, TV_IO, TV_HANDLE, TV_ARGUMENT.
///
/// # Safety
/// Pointers are as the head of this header says.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn tv_trace_sites(
    trace: *const tv_trace,
    sites: *mut *mut tv_sites,
    error: *mut *mut tv_error,
) -> tv_status {
    // SAFETY: the caller keeps what the head of truyvet.h says of pointers.
    unsafe {
        gate::make(sites, error, || {
            let object = handles::get::<TraceObject, _>(trace)?;
            let sites = object.trace.sites()?;
            Ok(SitesObject(List::new(
                sites.iter().map(Site::new).collect(),
            )))
        })
    }
}

/// How many there are; 0 for what is no handle.
///
/// Threads: any.
///
/// # Safety
/// There is nothing to keep: a wrong handle is told apart.
#[unsafe(no_mangle)]
pub extern "C" fn tv_sites_count(sites: *const tv_sites) -> u64 {
    let object = handles::get::<SitesObject, _>(sites);
    object.map_or(0, |object| object.0.count())
}

/// The next one; TV_END after the last one. Set site->struct_size first. Its texts live until
/// the tv_sites is freed.
///
/// Threads: any. Errors: TV_HANDLE, TV_ARGUMENT.
///
/// # Safety
/// Pointers are as the head of this header says.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn tv_sites_next(
    sites: *mut tv_sites,
    site: *mut tv_site,
    error: *mut *mut tv_error,
) -> tv_status {
    // SAFETY: the caller keeps what the head of truyvet.h says of pointers.
    unsafe {
        gate::enter(error, || {
            let report = Report::at(site)?;
            let object = handles::get::<SitesObject, _>(sites)?;
            let Some(next) = object.0.next() else {
                return Ok(tv_status::TV_END);
            };
            report.fill(&next.show());
            Ok(tv_status::TV_OK)
        })
    }
}

/// Frees the list and its texts. Null is nothing to free.
///
/// Threads: any. Returns TV_OK, or TV_HANDLE.
///
/// # Safety
/// There is nothing to keep: a wrong handle is told apart.
#[unsafe(no_mangle)]
pub extern "C" fn tv_sites_free(sites: *mut tv_sites) -> tv_status {
    gate::release::<SitesObject, _>(sites)
}
