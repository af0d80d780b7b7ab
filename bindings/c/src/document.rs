//! Texts that are answers by themselves: JSON and pages.

use std::ffi::c_char;

use crate::fault::Fault;
use crate::gate;
use crate::handles::{self, Handled};
use crate::lift::Out;
use crate::lists::Text;
use crate::status::tv_status;

/// A text: JSON, or a page of HTML. Any thread may read it.
pub struct tv_document(());

/// What stands behind it.
pub(crate) struct DocumentObject {
    text: Text,
    /// Another text, which was shown elsewhere and lives as long.
    _beside: Option<Text>,
}

impl Handled for DocumentObject {
    const NAME: &'static str = "tv_document";
}

impl DocumentObject {
    pub(crate) fn new(text: &str) -> Self {
        Self::of(Text::new(text))
    }

    /// A text that a struct shows, too.
    pub(crate) fn of(text: Text) -> Self {
        Self {
            text,
            _beside: None,
        }
    }

    /// A text, and one that a struct shows.
    pub(crate) fn with(text: &str, beside: Text) -> Self {
        Self {
            text: Text::new(text),
            _beside: Some(beside),
        }
    }

    /// What was written as JSON.
    pub(crate) fn json(written: serde_json::Result<String>) -> Result<Self, Fault> {
        // An answer of numbers and texts can always be written.
        let text = written.map_err(|error| Fault::panic(&error.to_string()))?;
        Ok(Self::new(&text))
    }
}

/// The text, in UTF-8, with a NUL at its end. It lives as long as the document; null for what is no
/// handle. `len`, unless null, gets its length.
///
/// Threads: any.
///
/// # Safety
/// `len` is null or can be written.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn tv_document_text(
    document: *const tv_document,
    len: *mut usize,
) -> *const c_char {
    let object = handles::get::<DocumentObject, _>(document);
    let text = Text::show_or_none(object.as_ref().ok().map(|object| &object.text));
    // SAFETY: the caller keeps what the head of truyvet.h says of pointers.
    if let Ok(len) = unsafe { Out::at(len, "len") } {
        len.fill(text.len);
    }
    text.data
}

/// Frees the document and its text. Null is nothing to free.
///
/// Threads: any. Returns TV_OK, or TV_HANDLE.
///
/// # Safety
/// There is nothing to keep: a wrong handle is told apart.
#[unsafe(no_mangle)]
pub extern "C" fn tv_document_free(document: *mut tv_document) -> tv_status {
    gate::release::<DocumentObject, _>(document)
}
