//! Where cases were in common more than chance would have it.

use truyvet::CommonSite;

use crate::ask::{tv_limits, within};
use crate::error::tv_error;
use crate::gate;
use crate::handles::{self, Handled};
use crate::lift::{self, Grows, Report, tv_text};
use crate::lists::{List, Text};
use crate::question::{build, tv_question};
use crate::snapshot::{SnapshotObject, tv_snapshot};
use crate::status::tv_status;

/// Places that cases have in common (S24), to be read with tv_common_sites_next. Any thread may
/// read it; threads that read one share the places out.
pub struct tv_common_sites(());

struct Site {
    place: Text,
    kind: Text,
    site: CommonSite,
}

struct CommonObject(List<Site>);

impl Handled for CommonObject {
    const NAME: &'static str = "tv_common_sites";
}

/// A place where cases were (S24).
#[repr(C)]
#[derive(Clone, Copy, Debug)]
pub struct tv_common_site {
    /// sizeof(tv_common_site), set by the caller.
    pub struct_size: usize,
    /// Where.
    pub place: tv_text,
    /// The kind of the place.
    pub kind: tv_text,
    /// How many of the cases were there.
    pub cases: u64,
    /// How many would have been, had they done what people ordinarily do.
    pub expected: f64,
    /// How likely it is that at least so many would have been.
    pub p: f64,
    /// `p` times the number of places compared, at most 1.
    pub p_adjusted: f64,
}

// SAFETY: `repr(C)`, begins with its size, numbers and pointers only.
unsafe impl Grows for tv_common_site {
    const NAME: &'static str = "tv_common_site";
}

impl Site {
    fn new(site: CommonSite) -> Self {
        Self {
            place: Text::of(&site.place),
            kind: Text::new(site.kind.name()),
            site,
        }
    }

    fn show(&self) -> tv_common_site {
        tv_common_site {
            struct_size: 0,
            place: self.place.show(),
            kind: self.kind.show(),
            cases: self.site.cases,
            expected: self.site.expected,
            p: self.site.p,
            p_adjusted: self.site.p_adjusted,
        }
    }
}

/// Where the cases of a question were in common, more than ordinary attendance lets expect (S24):
/// the interval of a case is when it may have been infected. Window, filters, isolation, closures
/// and roll-up count; hops and thresholds play no part. The least likely come first. A small `p`
/// does not say that anybody was infected there. `limits` may be null; rows are places compared.
///
/// Owner: the caller frees *sites with tv_common_sites_free. Threads: any. Errors: as
/// tv_trace_forward.
///
/// # Safety
/// Pointers are as the head of this header says.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn tv_snapshot_common_sites(
    snapshot: *const tv_snapshot,
    question: *const tv_question,
    limits: *const tv_limits,
    sites: *mut *mut tv_common_sites,
    error: *mut *mut tv_error,
) -> tv_status {
    // SAFETY: the caller keeps what the head of truyvet.h says of pointers.
    unsafe {
        gate::make(sites, error, || {
            let snapshot = handles::get::<SnapshotObject, _>(snapshot)?;
            let builder = build(&snapshot.0, &lift::given(question)?)?;
            let sites = within(builder, limits, truyvet::TraceBuilder::common_sites)?;
            let sites = sites.into_iter().map(Site::new);
            Ok(CommonObject(List::new(sites.collect())))
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
pub extern "C" fn tv_common_sites_count(sites: *const tv_common_sites) -> u64 {
    let object = handles::get::<CommonObject, _>(sites);
    object.map_or(0, |object| object.0.count())
}

/// The next one; TV_END after the last one. Set site->struct_size first. Its texts live until
/// the tv_common_sites is freed.
///
/// Threads: any. Errors: TV_HANDLE, TV_ARGUMENT.
///
/// # Safety
/// Pointers are as the head of this header says.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn tv_common_sites_next(
    sites: *mut tv_common_sites,
    site: *mut tv_common_site,
    error: *mut *mut tv_error,
) -> tv_status {
    // SAFETY: the caller keeps what the head of truyvet.h says of pointers.
    unsafe {
        gate::enter(error, || {
            let report = Report::at(site)?;
            let object = handles::get::<CommonObject, _>(sites)?;
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
pub extern "C" fn tv_common_sites_free(sites: *mut tv_common_sites) -> tv_status {
    gate::release::<CommonObject, _>(sites)
}
