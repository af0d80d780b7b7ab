//! Questions asked: by struct or by text, with limits, stopped by a callback or another thread.

use std::ffi::{c_char, c_void};
use std::sync::mpsc::{RecvTimeoutError, sync_channel};
use std::time::{Duration, Instant};

use truyvet::{CancelToken, Direction, Draft, Preset, Question, TraceBuilder};

use crate::error::tv_error;
use crate::fault::Fault;
use crate::gate;
use crate::handles::{self, Handled};
use crate::import::{asks_to_stop, tv_progress, tv_progress_fn};
use crate::lift::{self, Grows, Report};
use crate::question::{build, tv_question, usual};
use crate::snapshot::{SnapshotObject, tv_snapshot};
use crate::status::tv_status;
use crate::trace::{TraceObject, tv_trace};

/// Stops questions from another thread. Any thread may use it.
pub struct tv_cancel(());

struct CancelObject(CancelToken);

impl Handled for CancelObject {
    const NAME: &'static str = "tv_cancel";
}

/// What a question may cost, and how it is stopped. Zeros (beside struct_size) are no limits.
#[repr(C)]
#[derive(Clone, Copy)]
pub struct tv_limits {
    /// sizeof(tv_limits).
    pub struct_size: usize,
    /// At most so many people exposed; 0: any number.
    pub max_rows: u64,
    /// At most so many milliseconds; 0: any.
    pub time_ms: u64,
    /// At most so many bytes for people, rows and infectious times; 0: any.
    pub memory: u64,
    /// How many threads may work on it; 0: as many as the machine has. The answer is the same.
    pub threads: u32,
    /// Every so many milliseconds the callback is called; 0 is 100.
    pub progress_every_ms: u32,
    /// Stops it from another thread; may be null.
    pub cancel: *const tv_cancel,
    /// Called now and then in the thread of the call, while other threads do the work; may be
    /// null. Anything but 0 stops the question.
    pub progress: tv_progress_fn,
    /// What it is called with.
    pub user: *mut c_void,
}

// SAFETY: `repr(C)`, begins with its size, numbers and pointers only.
unsafe impl Grows for tv_limits {
    const NAME: &'static str = "tv_limits";
}

/// Makes what stops questions.
///
/// Owner: the caller frees *cancel with tv_cancel_free. Threads: any. Errors: TV_ARGUMENT.
///
/// # Safety
/// Pointers are as the head of this header says.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn tv_cancel_new(
    cancel: *mut *mut tv_cancel,
    error: *mut *mut tv_error,
) -> tv_status {
    // SAFETY: the caller keeps what the head of truyvet.h says of pointers.
    unsafe { gate::make(cancel, error, || Ok(CancelObject(CancelToken::new()))) }
}

/// Stops every question that was given this, soon and for good.
///
/// Threads: any. Returns TV_OK, or TV_HANDLE.
///
/// # Safety
/// There is nothing to keep: a wrong handle is told apart.
#[unsafe(no_mangle)]
pub extern "C" fn tv_cancel_stop(cancel: *const tv_cancel) -> tv_status {
    match handles::get::<CancelObject, _>(cancel) {
        Ok(object) => {
            object.0.cancel();
            tv_status::TV_OK
        }
        Err(_) => tv_status::TV_HANDLE,
    }
}

/// Frees the handle. Questions that were given it go on. Null is nothing to free.
///
/// Threads: any. Returns TV_OK, or TV_HANDLE.
///
/// # Safety
/// There is nothing to keep: a wrong handle is told apart.
#[unsafe(no_mangle)]
pub extern "C" fn tv_cancel_free(cancel: *mut tv_cancel) -> tv_status {
    gate::release::<CancelObject, _>(cancel)
}

/// Fills a question with what is usual: 3 hops, an overlap of 1 s, no latent time, infectious for
/// ever. Set question->struct_size first.
///
/// Threads: any. Returns TV_OK, or TV_ARGUMENT.
///
/// # Safety
/// Pointers are as the head of this header says.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn tv_question_init(question: *mut tv_question) -> tv_status {
    // SAFETY: the caller keeps what the head of truyvet.h says of pointers.
    match unsafe { Report::at(question) } {
        Ok(_) if question.is_null() => tv_status::TV_ARGUMENT,
        Ok(report) => {
            report.fill(&usual());
            tv_status::TV_OK
        }
        Err(_) => tv_status::TV_ARGUMENT,
    }
}

/// Who may have been infected (S8 to S16)? `limits` may be null.
///
/// Owner: the caller frees *trace with tv_trace_free. Threads: any. Errors: TV_QUESTION (naming
/// the field, S28), TV_EXCEEDED, TV_CANCELLED, TV_DAMAGED, TV_IO, TV_HANDLE, TV_ARGUMENT.
///
/// # Safety
/// Pointers are as the head of this header says.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn tv_trace_forward(
    snapshot: *const tv_snapshot,
    question: *const tv_question,
    limits: *const tv_limits,
    trace: *mut *mut tv_trace,
    error: *mut *mut tv_error,
) -> tv_status {
    // SAFETY: the caller keeps what the head of truyvet.h says of pointers.
    unsafe {
        gate::make(trace, error, || {
            ask_struct(snapshot, question, limits, Direction::Forward)
        })
    }
}

/// Who may have infected the cases (S21)? Their intervals are then those in which they may have
/// been infected. Otherwise as tv_trace_forward.
///
/// # Safety
/// Pointers are as the head of this header says.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn tv_trace_backward(
    snapshot: *const tv_snapshot,
    question: *const tv_question,
    limits: *const tv_limits,
    trace: *mut *mut tv_trace,
    error: *mut *mut tv_error,
) -> tv_status {
    // SAFETY: the caller keeps what the head of truyvet.h says of pointers.
    unsafe {
        gate::make(trace, error, || {
            ask_struct(snapshot, question, limits, Direction::Backward)
        })
    }
}

/// Asks a question that is written down, in TOML, or in JSON if it begins with `{`; it says its
/// direction itself. With a `preset` (`who-close-contact`; see `truyvet presets`), what the text
/// does not say is as there. Otherwise as tv_trace_forward.
///
/// # Safety
/// Pointers are as the head of this header says.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn tv_trace_text(
    snapshot: *const tv_snapshot,
    text: *const c_char,
    text_len: usize,
    preset: *const c_char,
    preset_len: usize,
    limits: *const tv_limits,
    trace: *mut *mut tv_trace,
    error: *mut *mut tv_error,
) -> tv_status {
    // SAFETY: the caller keeps what the head of truyvet.h says of pointers.
    unsafe {
        gate::make(trace, error, || {
            let snapshot = handles::get::<SnapshotObject, _>(snapshot)?;
            let text = lift::text(text, text_len, "text")?;
            let preset = lift::text_or_none(preset, preset_len, "preset")?;
            let question = written(text, preset)?;
            traced(snapshot.0.trace().with_question(question), limits)
        })
    }
}

fn written(text: &str, preset: Option<&str>) -> Result<Question, Fault> {
    let name = "the question";
    let draft = if text.trim_start().starts_with('{') {
        Draft::from_json(name, text)?
    } else {
        Draft::from_toml(name, text)?
    };
    let draft = match preset {
        Some(preset) => draft.over(&Preset::named(preset)?.draft()?),
        None => draft,
    };
    Ok(draft.question()?)
}

/// # Safety
/// Pointers are as the head of truyvet.h says.
unsafe fn ask_struct(
    snapshot: *const tv_snapshot,
    question: *const tv_question,
    limits: *const tv_limits,
    direction: Direction,
) -> Result<TraceObject, Fault> {
    let snapshot = handles::get::<SnapshotObject, _>(snapshot)?;
    // SAFETY: the caller's promise is the same.
    unsafe {
        let builder = build(&snapshot.0, &lift::given(question)?)?;
        traced(builder.direction(direction), limits)
    }
}

/// Traces within limits.
///
/// # Safety
/// Pointers are as the head of truyvet.h says.
unsafe fn traced(builder: TraceBuilder, limits: *const tv_limits) -> Result<TraceObject, Fault> {
    // SAFETY: the caller's promise is the same.
    let trace = unsafe { within(builder, limits, TraceBuilder::ask) }?;
    Ok(TraceObject::new(trace))
}

/// Asks within limits, whatever `ask` makes of the question.
///
/// # Safety
/// Pointers are as the head of truyvet.h says.
pub(crate) unsafe fn within<R: Send>(
    mut builder: TraceBuilder,
    limits: *const tv_limits,
    ask: impl FnOnce(TraceBuilder) -> Result<R, truyvet::Error> + Send,
) -> Result<R, Fault> {
    // SAFETY: the caller's promise is the same.
    let Some(limits) = unsafe { lift::read(limits) }? else {
        return Ok(ask(builder)?);
    };
    if limits.max_rows > 0 {
        builder = builder.max_rows(limits.max_rows);
    }
    if limits.time_ms > 0 {
        builder = builder.time_limit(Duration::from_millis(limits.time_ms));
    }
    if limits.memory > 0 {
        builder = builder.memory_limit(limits.memory);
    }
    if let Ok(threads @ 1..) = usize::try_from(limits.threads) {
        builder = builder.threads(threads);
    }
    let token = if limits.cancel.is_null() {
        CancelToken::new()
    } else {
        handles::get::<CancelObject, _>(limits.cancel)?.0.clone()
    };
    let builder = builder.cancel(&token);
    let asked = if limits.progress.is_some() {
        // SAFETY: the caller's promise is the same.
        unsafe { watched(|| ask(builder), &limits, &token)? }
    } else {
        ask(builder)
    };
    Ok(asked?)
}

/// Asks in another thread while this one calls the callback now and then.
///
/// # Safety
/// The callback keeps what tv_progress_fn says.
unsafe fn watched<R: Send>(
    ask: impl FnOnce() -> R + Send,
    limits: &tv_limits,
    token: &CancelToken,
) -> Result<R, Fault> {
    let every = match limits.progress_every_ms {
        0 => 100,
        every => u64::from(every),
    };
    let began = Instant::now();
    std::thread::scope(|scope| {
        let (done, waiting) = sync_channel(1);
        let worker = scope.spawn(move || {
            // Who waits may only have gone if this whole call is being unwound.
            drop(done.send(ask()));
        });
        // A callback that stops the question stops only this one: the token may be shared, but
        // then its owner wants all of them stopped together.
        loop {
            match waiting.recv_timeout(Duration::from_millis(every)) {
                Ok(asked) => return Ok(asked),
                Err(RecvTimeoutError::Disconnected) => break,
                Err(RecvTimeoutError::Timeout) => {
                    let elapsed = began.elapsed().as_millis();
                    let progress = tv_progress {
                        struct_size: size_of::<tv_progress>(),
                        bytes_done: 0,
                        bytes_total: 0,
                        rows_done: 0,
                        elapsed_ms: u64::try_from(elapsed).unwrap_or(u64::MAX),
                    };
                    // SAFETY: the caller's promise is the same.
                    if unsafe { asks_to_stop(limits.progress, limits.user, &progress) } {
                        token.cancel();
                    }
                }
            }
        }
        match worker.join() {
            Ok(()) => Err(Fault::panic(&"the work ended without an answer")),
            Err(payload) => Err(Fault::panic(&*payload)),
        }
    })
}
