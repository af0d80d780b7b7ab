//! Zones on a map: joined to the shapes of their units.

use std::ffi::c_char;

use truyvet::{Input, map_zones};

use crate::document::{DocumentObject, tv_document};
use crate::error::tv_error;
use crate::gate;
use crate::handles;
use crate::lift::{self, Grows, Report, tv_text};
use crate::lists::Text;
use crate::status::tv_status;
use crate::zones::{ZonesObject, tv_zones};

/// What a map does not show.
#[repr(C)]
#[derive(Clone, Copy, Debug)]
pub struct tv_off_map {
    /// sizeof(tv_off_map), set by the caller.
    pub struct_size: usize,
    /// How many units no shape stands for. They are on no map, so they must be told.
    pub unit_count: u64,
    /// Their paths, each on a line of its own. It lives as long as the document.
    pub units: tv_text,
    /// How many shapes are no unit listed: they are on the map, and their `zone_level` is null.
    pub shape_count: u64,
}

// SAFETY: `repr(C)`, begins with its size, numbers and pointers only.
unsafe impl Grows for tv_off_map {
    const NAME: &'static str = "tv_off_map";
}

/// The zones joined to the shapes of a GeoJSON file (`.gz` and `.zst` are read as they are), as
/// GeoJSON: every shape, with what is known of its unit as properties that begin with `zone_`. The
/// property `key` of a shape holds the path of a unit, or the last part of it. `off_map` may be
/// null, but what is on no map must be told.
///
/// Owner: the caller frees *document with tv_document_free. Threads: any. Errors: TV_QUESTION for a
/// file that cannot be joined, TV_IO, TV_HANDLE, TV_ARGUMENT.
///
/// # Safety
/// Pointers are as the head of this header says.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn tv_zones_geojson(
    zones: *const tv_zones,
    path: *const c_char,
    path_len: usize,
    key: *const c_char,
    key_len: usize,
    off_map: *mut tv_off_map,
    document: *mut *mut tv_document,
    error: *mut *mut tv_error,
) -> tv_status {
    // SAFETY: the caller keeps what the head of truyvet.h says of pointers.
    unsafe {
        gate::make(document, error, || {
            let report = Report::at(off_map)?;
            let path = lift::text(path, path_len, "path")?;
            let key = lift::text(key, key_len, "key")?;
            let object = handles::get::<ZonesObject, _>(zones)?;
            let map = map_zones(&object.answer, &Input::Path(path.into()), key)?;
            let units = Text::new(&map.without_shape.join("\n"));
            report.fill(&tv_off_map {
                struct_size: 0,
                unit_count: u64::try_from(map.without_shape.len()).unwrap_or(u64::MAX),
                units: units.show(),
                shape_count: map.without_unit,
            });
            Ok(DocumentObject::with(&map.json, units))
        })
    }
}
