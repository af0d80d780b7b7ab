//! The step for Python: a wheel, installed into a clean environment and tested there.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use crate::error::XtaskError;
use crate::steps::Steps;
use crate::workspace::Workspace;

/// Where the package is.
const PACKAGE: &str = "bindings/python";

/// The most bytes that a wheel may have.
const LARGEST: u64 = 10_000_000;

/// What finds out whether there is a Python that will do.
const PROBE: &str = "import ensurepip, sys, venv; assert sys.version_info >= (3, 11), sys.version";

/// Runs it alone and prints the summary.
pub(crate) fn run(workspace: &Workspace) -> Result<(), XtaskError> {
    let mut steps = Steps::new(workspace.root.clone(), false);
    let outcome = run_steps(workspace, &mut steps);
    steps.summary();
    outcome
}

/// Builds the wheel and tests it; a machine without Python 3.11 is told so.
pub(crate) fn run_steps(workspace: &Workspace, steps: &mut Steps) -> Result<(), XtaskError> {
    let python = std::env::var("PYTHON").unwrap_or_else(|_| "python3".to_owned());
    if !runs(&python, PROBE) {
        steps.skip(
            "python",
            "there is no python3 of 3.11 or later with venv and pip; PYTHON names another",
        );
        return Ok(());
    }
    let place = workspace.target.join("python");
    let package = workspace.root.join(PACKAGE);
    let tools = environment(steps, &python, &place, &package, "tests")?;
    let wheel = build(steps, &place, &package, &tools, &[])?;
    let install = [
        "-m",
        "pip",
        "install",
        "--quiet",
        "--no-index",
        "--force-reinstall",
        "--no-deps",
        &wheel,
    ];

    // Nothing but the wheel: it needs nothing else.
    let bare = place.join("bare");
    let bare = bare.to_string_lossy();
    steps.program(
        "python, bare",
        Path::new(&python),
        &["-m", "venv", "--clear", &bare],
    )?;
    let alone = interpreter(&place, "bare");
    steps.program("install alone", &alone, &install)?;
    steps.program("import alone", &alone, &["-c", ALONE])?;

    steps.program("install", &tools, &install)?;
    let package = package.to_string_lossy();
    steps.program(
        "pytest",
        &tools,
        &["-m", "pytest", "--rootdir", &package, &package],
    )?;
    let oldest = environment(
        steps,
        &python,
        &place,
        &workspace.root.join(PACKAGE),
        "oldest",
    )?;
    steps.program("install beside oldest frames", &oldest, &install)?;
    let frames = workspace.root.join(PACKAGE).join("tests/test_arrow.py");
    let frames = frames.to_string_lossy();
    steps.program(
        "pytest, oldest frames",
        &oldest,
        &["-m", "pytest", "--rootdir", &package, &frames],
    )?;
    free_threaded(steps, &place, &workspace.root.join(PACKAGE), &tools)
}

/// Builds the package for a Python without the lock, where there is one, and lets many threads use it.
fn free_threaded(
    steps: &mut Steps,
    place: &Path,
    package: &Path,
    tools: &Path,
) -> Result<(), XtaskError> {
    let named = std::env::var("PYTHON_FREE_THREADED").ok();
    let found = named.or_else(|| {
        let known = FREE_THREADED.into_iter().find(|name| runs(name, PROBE));
        known.map(str::to_owned)
    });
    let Some(python) = found else {
        steps.skip(
            "python, free-threaded",
            "there is no python3.14t or python3.13t; PYTHON_FREE_THREADED names another",
        );
        return Ok(());
    };
    let folder = place.join("free-threaded");
    let shown = folder.to_string_lossy();
    let label = "python, free-threaded";
    steps.program(
        label,
        Path::new(&python),
        &["-m", "venv", "--clear", &shown],
    )?;
    let python = interpreter(place, "free-threaded");
    let shown = python.to_string_lossy();
    let wheel = build(
        steps,
        &place.join("free-threaded"),
        package,
        tools,
        &["-i", &shown],
    )?;
    let install = [
        "-m",
        "pip",
        "install",
        "--quiet",
        "--no-index",
        "--no-deps",
        &wheel,
    ];
    steps.program("install, free-threaded", &python, &install)?;
    let threads = package.join("tests/free_threaded.py");
    let threads = threads.to_string_lossy();
    steps.program("threads, free-threaded", &python, &[&threads])
}

/// Builds the wheel; where it is.
fn build(
    steps: &mut Steps,
    place: &Path,
    package: &Path,
    tools: &Path,
    more: &[&str],
) -> Result<String, XtaskError> {
    let wheels = place.join("wheels");
    // What was built before must not be what is tested.
    if wheels.exists() {
        fs::remove_dir_all(&wheels).map_err(|source| io(&wheels, source))?;
    }
    let manifest = package.join("Cargo.toml");
    let manifest = manifest.to_string_lossy();
    let out = wheels.to_string_lossy();
    let mut build = vec![
        "-m",
        "maturin",
        "build",
        "--profile",
        "wheel",
        "--locked",
        "-m",
        &manifest,
        "-o",
        &out,
    ];
    build.extend(more);
    steps.program("wheel", tools, &build)?;
    Ok(the_wheel(&wheels)?.to_string_lossy().into_owned())
}

/// Pythons without the lock that are looked for, the newest first.
const FREE_THREADED: [&str; 2] = ["python3.14t", "python3.13t"];

/// What the wheel must be able to do where there is no other package.
const ALONE: &str = "import truyvet as tv
store = tv.create_in_memory()
with store.writer() as w:
    w.visit('An', 'm', 0, 9)
    w.visit('Bình', 'm', 0, 9)
assert [row['person'] for row in store.trace(cases=[('An', 0, 9)]).exposures] == ['Bình']";

/// An environment with what `requirements/NAME.txt` pins, made anew when that has changed.
fn environment(
    steps: &mut Steps,
    python: &str,
    place: &Path,
    package: &Path,
    name: &str,
) -> Result<PathBuf, XtaskError> {
    let pinned = package.join(format!("requirements/{name}.txt"));
    let wanted = fs::read_to_string(&pinned).map_err(|source| io(&pinned, source))?;
    let folder = place.join(name);
    let stamp = folder.join("installed.txt");
    let interpreter = interpreter(place, name);
    if fs::read_to_string(&stamp).is_ok_and(|installed| installed == wanted) {
        return Ok(interpreter);
    }
    let shown = folder.to_string_lossy();
    let label = format!("python, {name}");
    steps.program(
        &label,
        Path::new(python),
        &["-m", "venv", "--clear", &shown],
    )?;
    let pinned = pinned.to_string_lossy();
    let install = ["-m", "pip", "install", "--quiet", "-r", &pinned];
    steps.program(&format!("packages, {name}"), &interpreter, &install)?;
    fs::write(&stamp, wanted).map_err(|source| io(&stamp, source))?;
    Ok(interpreter)
}

fn interpreter(place: &Path, name: &str) -> PathBuf {
    place.join(name).join("bin/python")
}

/// The one wheel, if it is small enough.
fn the_wheel(folder: &Path) -> Result<PathBuf, XtaskError> {
    let entries = fs::read_dir(folder).map_err(|source| io(folder, source))?;
    let paths = entries.flatten().map(|entry| entry.path());
    let wheel = paths
        .filter(|path| path.extension().is_some_and(|end| end == "whl"))
        .last();
    let wheel = wheel.ok_or_else(|| io(folder, std::io::ErrorKind::NotFound.into()))?;
    let bytes = fs::metadata(&wheel)
        .map_err(|source| io(&wheel, source))?
        .len();
    println!("{}: {bytes} bytes", wheel.display());
    if bytes < LARGEST {
        return Ok(wheel);
    }
    Err(XtaskError::Step {
        label: "wheel".to_owned(),
        command: format!("the wheel has {bytes} bytes, more than {LARGEST}: leave packages out"),
    })
}

fn io(path: &Path, source: std::io::Error) -> XtaskError {
    XtaskError::Io {
        path: path.to_owned(),
        source,
    }
}

/// Whether there is such a Python, and it runs the program to its end.
fn runs(python: &str, program: &str) -> bool {
    Command::new(python)
        .args(["-c", program])
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .status()
        .is_ok_and(|status| status.success())
}

#[cfg(test)]
#[path = "python_tests.rs"]
mod tests;
