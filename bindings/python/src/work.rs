//! Work without the interpreter: other threads run meanwhile, and Ctrl-C is heard.

use std::panic::{AssertUnwindSafe, catch_unwind, resume_unwind};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::{Receiver, Sender, TryRecvError, channel};
use std::sync::{Arc, Condvar, Mutex, PoisonError};
use std::thread::{self, ThreadId};
use std::time::{Duration, Instant};

use pyo3::intern;
use pyo3::prelude::*;
use pyo3::sync::PyOnceLock;
use truyvet::CancelToken;

/// How often signals are looked for.
const LOOK: Duration = Duration::from_millis(20);

/// So long a short answer is waited for without going to sleep, which would take as long.
const SPIN: Duration = Duration::from_micros(80);

/// Does `work` while other Python threads run.
///
/// In the main thread, the only one that hears signals, it is done by another thread, and this one
/// looks for Ctrl-C: then `token` is cancelled, the end of the work waited for, and what the signal's
/// handler raised is raised.
pub(crate) fn interruptible<T: Send + 'static>(
    py: Python<'_>,
    token: &CancelToken,
    work: impl FnOnce() -> T + Send + 'static,
) -> PyResult<T> {
    if !is_main_thread(py)? {
        return Ok(py.detach(work));
    }
    let slot = Arc::new(Slot::new());
    let worker = Worker::idle();
    let given = Arc::clone(&slot);
    let sent = worker.jobs.send(Box::new(move || {
        given.put(catch_unwind(AssertUnwindSafe(work)));
    }));
    if sent.is_err() {
        return Err(PyErr::new::<pyo3::exceptions::PyRuntimeError, _>(
            "the thread that works for Python is gone; begin a new process",
        ));
    }
    let (mut signal, mut first) = (None, true);
    let result = loop {
        if let Some(result) = py.detach(|| slot.wait(std::mem::take(&mut first))) {
            break result;
        }
        if let Err(error) = py.check_signals() {
            token.cancel();
            signal.get_or_insert(error);
        }
    };
    worker.rest();
    match (signal, result) {
        (_, Err(panic)) => resume_unwind(panic),
        (Some(signal), Ok(_)) => Err(signal),
        (None, Ok(value)) => Ok(value),
    }
}

fn is_main_thread(py: Python<'_>) -> PyResult<bool> {
    /// The process and thread that were found to be it: a process that was forked may have another.
    static FOUND: Mutex<Option<(u32, ThreadId)>> = Mutex::new(None);
    let own = (std::process::id(), thread::current().id());
    let found = *FOUND.lock().unwrap_or_else(PoisonError::into_inner);
    if let Some((process, main)) = found
        && process == own.0
    {
        return Ok(main == own.1);
    }
    let is_main = ask_python(py)?;
    if is_main {
        *FOUND.lock().unwrap_or_else(PoisonError::into_inner) = Some(own);
    }
    Ok(is_main)
}

fn ask_python(py: Python<'_>) -> PyResult<bool> {
    static THREADING: PyOnceLock<(Py<PyAny>, Py<PyAny>)> = PyOnceLock::new();
    let (main, own) = THREADING.get_or_try_init(py, || {
        let module = py.import("threading")?;
        let main = module.getattr("main_thread")?.unbind();
        PyResult::Ok((main, module.getattr("get_ident")?.unbind()))
    })?;
    let main = main.call0(py)?.getattr(py, intern!(py, "ident"))?;
    main.bind(py).eq(own.call0(py)?)
}

type Job = Box<dyn FnOnce() + Send>;

/// A thread that waits for work; a process that was forked has none of its parent's.
struct Worker {
    jobs: Sender<Job>,
    process: u32,
}

static IDLE: Mutex<Vec<Worker>> = Mutex::new(Vec::new());

impl Worker {
    fn idle() -> Self {
        let process = std::process::id();
        let mut idle = IDLE.lock().unwrap_or_else(PoisonError::into_inner);
        while let Some(worker) = idle.pop() {
            if worker.process == process {
                return worker;
            }
        }
        drop(idle);
        let (jobs, work) = channel::<Job>();
        thread::spawn(move || {
            while let Some(job) = next(&work) {
                job();
            }
        });
        Self { jobs, process }
    }

    fn rest(self) {
        let mut idle = IDLE.lock().unwrap_or_else(PoisonError::into_inner);
        idle.push(self);
    }
}

/// The next job; none once nobody can give one.
fn next(work: &Receiver<Job>) -> Option<Job> {
    // Who asks short questions asks the next one soon.
    let begin = Instant::now();
    while begin.elapsed() < SPIN {
        match work.try_recv() {
            Ok(job) => return Some(job),
            Err(TryRecvError::Empty) => std::hint::spin_loop(),
            Err(TryRecvError::Disconnected) => return None,
        }
    }
    work.recv().ok()
}

/// Where the result of work is put.
struct Slot<T> {
    ready: AtomicBool,
    value: Mutex<Option<thread::Result<T>>>,
    put: Condvar,
}

impl<T> Slot<T> {
    const fn new() -> Self {
        Self {
            ready: AtomicBool::new(false),
            value: Mutex::new(None),
            put: Condvar::new(),
        }
    }

    fn put(&self, value: thread::Result<T>) {
        *self.value.lock().unwrap_or_else(PoisonError::into_inner) = Some(value);
        self.ready.store(true, Ordering::Release);
        self.put.notify_one();
    }

    /// The result, if it is there before signals are to be looked for.
    fn wait(&self, spin: bool) -> Option<thread::Result<T>> {
        let begin = Instant::now();
        while spin && begin.elapsed() < SPIN {
            if self.ready.load(Ordering::Acquire) {
                break;
            }
            std::hint::spin_loop();
        }
        let value = self.value.lock().unwrap_or_else(PoisonError::into_inner);
        let waited = self
            .put
            .wait_timeout_while(value, LOOK, |value| value.is_none());
        let (mut value, _) = waited.unwrap_or_else(PoisonError::into_inner);
        value.take()
    }
}
