//! A progress bar on a terminal; nothing where standard error is not one.

use std::io::{self, IsTerminal};
use std::time::Duration;

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};

/// With a length known and not known.
const BAR: &str = "{msg} [{wide_bar}] {bytes}/{total_bytes} {bytes_per_sec} {eta}";
const DAYS: &str = "{msg} [{wide_bar}] day {pos} of {len} {eta}";
const SPINNER: &str = "{spinner} {msg} {bytes} {elapsed}";

/// How far a verb is, drawn on standard error.
pub(crate) struct Progress {
    bar: ProgressBar,
}

impl Progress {
    /// A bar that says `what`; silent unless standard error is a terminal.
    pub(crate) fn new(what: &'static str) -> Self {
        if !io::stderr().is_terminal() {
            return Self {
                bar: ProgressBar::hidden(),
            };
        }
        let bar = ProgressBar::with_draw_target(None, ProgressDrawTarget::stderr_with_hz(10));
        style(&bar, SPINNER);
        bar.set_message(what);
        bar.enable_steady_tick(Duration::from_millis(100));
        Self { bar }
    }

    /// `done` of `total` bytes; `None` if nobody knows how many there are.
    pub(crate) fn set(&self, done: u64, total: Option<u64>) {
        if self.bar.length() != total
            && let Some(total) = total
        {
            self.bar.set_length(total);
            style(&self.bar, BAR);
        }
        self.bar.set_position(done);
    }

    /// `done` of `total` days of `what`.
    pub(crate) fn days(&self, what: &'static str, done: u32, total: u32) {
        self.bar.set_length(total.into());
        style(&self.bar, DAYS);
        self.bar.set_message(what);
        self.bar.set_position(done.into());
    }

    /// What happens now, if its length is not known.
    pub(crate) fn now(&self, what: &'static str) {
        style(&self.bar, SPINNER);
        self.bar.set_message(what);
    }
}

/// The bar goes away with the verb, also when that fails, so that an error stands alone.
impl Drop for Progress {
    fn drop(&mut self) {
        self.bar.finish_and_clear();
    }
}

fn style(bar: &ProgressBar, template: &str) {
    if let Ok(style) = ProgressStyle::with_template(template) {
        bar.set_style(style);
    }
}
