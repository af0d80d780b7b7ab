//! Lines of the standard input, read by a thread of their own, so that a commit by time does not
//! wait for the next line.

use std::io::{self, BufRead, BufReader, Read};
use std::sync::mpsc::{Receiver, RecvTimeoutError, SyncSender, sync_channel};
use std::thread;
use std::time::Duration;

/// Lines handed over at once.
const MOST: usize = 1024;
/// Handfuls that may wait.
const WAITING: usize = 16;
/// The longest line: more is not text.
const LONGEST: u64 = 1 << 20;

/// Some lines at once, or why there are no more.
type Handful = Result<Vec<Vec<u8>>, io::Error>;

/// What came of waiting for lines.
pub(super) enum Next {
    /// Some lines.
    Lines(Vec<Vec<u8>>),
    /// None in that time.
    Nothing,
    /// The end.
    End,
}

/// The lines of a reader.
pub(super) struct Lines {
    handfuls: Receiver<Handful>,
}

impl Lines {
    /// Begins to read.
    ///
    /// # Errors
    /// Of starting the thread.
    pub(super) fn of(reader: impl Read + Send + 'static) -> io::Result<Self> {
        let (give, handfuls) = sync_channel(WAITING);
        thread::Builder::new()
            .name("truyvet-lines".to_owned())
            .spawn(move || read(reader, &give))?;
        Ok(Self { handfuls })
    }

    /// Waits for lines, at most so long if that is said.
    ///
    /// # Errors
    /// Of reading.
    pub(super) fn next(&self, wait: Option<Duration>) -> io::Result<Next> {
        let handful = match wait {
            None => match self.handfuls.recv() {
                Ok(handful) => handful,
                Err(_) => return Ok(Next::End),
            },
            Some(wait) => match self.handfuls.recv_timeout(wait) {
                Ok(handful) => handful,
                Err(RecvTimeoutError::Timeout) => return Ok(Next::Nothing),
                Err(RecvTimeoutError::Disconnected) => return Ok(Next::End),
            },
        };
        Ok(Next::Lines(handful?))
    }
}

/// Hands lines over as they come: whatever is there, not more than a handful at once.
fn read(reader: impl Read, give: &SyncSender<Handful>) {
    let mut reader = BufReader::with_capacity(1 << 16, reader);
    let mut lines = Vec::new();
    loop {
        let mut line = Vec::new();
        match reader.by_ref().take(LONGEST).read_until(b'\n', &mut line) {
            Ok(0) => break,
            Ok(_) => lines.push(line),
            Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
            Err(error) => {
                let _ = give.send(Ok(lines));
                let _ = give.send(Err(error));
                return;
            }
        }
        let more = reader.buffer().contains(&b'\n');
        if (!more || lines.len() >= MOST) && give.send(Ok(std::mem::take(&mut lines))).is_err() {
            return;
        }
    }
    if !lines.is_empty() {
        let _ = give.send(Ok(lines));
    }
}

#[cfg(test)]
#[path = "lines_tests.rs"]
mod tests;
