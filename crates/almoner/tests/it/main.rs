//! The real binary, driven as its users drive it: temporary homes, synthetic data, exit codes and JSON.
#![expect(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing, reason = "a test that can not go on fails")]
#![expect(clippy::disallowed_methods, reason = "tests wait for processes and kill them at moments of their choice")]

mod audit;
mod bad_input;
mod canary;
mod changes;
mod doors;
mod interchange;
mod interruption;
mod keys;
mod policy;
mod serve;
mod stateless;
mod verbs;
mod walls;
mod web;

use std::os::unix::process::CommandExt;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};
use std::sync::{Arc, Mutex, Weak};
use std::time::Duration;

use rustix::process::{Pid, Signal, kill_process_group};
use serde_json::Value;

/// A day within the sample attestation's validity, so that runs are reproducible.
const TODAY: &str = "2026-11-01";

/// Patients of the sample hospital.
const PATIENTS: &str = "24";

/// A folder that goes away with the test.
struct Folder(PathBuf);

impl Folder {
    fn new() -> Self {
        let name = almoner_crypto::random_u64().unwrap();
        let path = std::env::temp_dir().join(format!("almoner-it-{name:016x}"));
        std::fs::create_dir_all(&path).unwrap();
        Self(path)
    }

    fn join(&self, name: &str) -> PathBuf {
        self.0.join(name)
    }

    /// Writes a file and gives its path as an argument.
    fn write(&self, name: &str, content: &str) -> String {
        std::fs::write(self.join(name), content).unwrap();
        text(&self.join(name))
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        // A zone whose supervisor was ended may still write its last file.
        for _ in 0..100 {
            match std::fs::remove_dir_all(&self.0) {
                Err(error) if error.kind() == std::io::ErrorKind::DirectoryNotEmpty => {
                    std::thread::sleep(std::time::Duration::from_millis(50));
                }
                other => return other.unwrap(),
            }
        }
        panic!("{} is still being written", self.0.display());
    }
}

fn text(path: &Path) -> String {
    path.to_str().unwrap().to_owned()
}

/// What a run of the binary said.
struct Run {
    code: Option<i32>,
    out: String,
    err: String,
}

impl Run {
    fn of(output: Output) -> Self {
        Self {
            code: output.status.code(),
            out: String::from_utf8(output.stdout).unwrap(),
            err: String::from_utf8(output.stderr).unwrap(),
        }
    }

    /// Fails the test unless the run ended with this code.
    fn expect(self, code: i32) -> Self {
        assert_eq!(self.code, Some(code), "\nout: {}\nerr: {}", self.out, self.err);
        self
    }

    fn json(&self) -> Value {
        serde_json::from_str(&self.out).unwrap()
    }

    fn lines(&self) -> Vec<Value> {
        self.out.lines().map(|line| serde_json::from_str(line).unwrap()).collect()
    }
}

/// The binary with nothing of this process's environment.
fn command(home: &Path) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_almoner"));
    command.env_clear().current_dir("/").env("ALMONER_HOME", home);
    command
}

fn almoner(home: &Path, arguments: &[&str]) -> Run {
    finish(command(home).args(arguments).args(["--today", TODAY]))
}

/// Runs a process to its end. Zones that wait for each other for ever fail the test instead of hanging it.
fn finish(command: &mut Command) -> Run {
    let child = command.stdout(Stdio::piped()).stderr(Stdio::piped()).process_group(0).spawn().unwrap();
    let group = Pid::from_raw(i32::try_from(child.id()).unwrap()).unwrap();
    let (ended, output) = std::sync::mpsc::channel();
    std::thread::spawn(move || ended.send(child.wait_with_output().unwrap()));
    let Ok(output) = output.recv_timeout(Duration::from_secs(60)) else {
        kill_process_group(group, Signal::KILL).unwrap();
        panic!("still running after a minute: {:?}", command.get_args().collect::<Vec<_>>());
    };
    Run::of(output)
}

/// A home that has gone the whole way once, and what it was fed with. Made once for all tests that run at the same time.
struct Prepared {
    folder: Folder,
    /// What each verb on the way said.
    runs: Vec<Run>,
}

impl Prepared {
    fn get() -> Arc<Self> {
        static SHARED: Mutex<Weak<Prepared>> = Mutex::new(Weak::new());
        let mut shared = SHARED.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
        shared.upgrade().unwrap_or_else(|| {
            let made = Arc::new(Self::make());
            *shared = Arc::downgrade(&made);
            made
        })
    }

    fn make() -> Self {
        let folder = Folder::new();
        let (home, sample) = (folder.join("home"), text(&folder.join("sample")));
        let (fhir, trials) = (format!("{sample}/fhir"), format!("{sample}/trials/trials.jsonl"));
        let runs = vec![
            almoner(&home, &["sample", "--patients", PATIENTS, "--seed", "7", "--out", &sample, "--json"]).expect(0),
            almoner(&home, &["init", "--json"]).expect(0),
            almoner(&home, &["ingest", &fhir, "--json"]).expect(0),
            almoner(&home, &["trials", "import", &trials, "--json"]).expect(0),
        ];
        Self { folder, runs }
    }

    fn home(&self) -> PathBuf {
        self.folder.join("home")
    }

    fn fhir(&self) -> String {
        text(&self.folder.join("sample/fhir"))
    }

    fn trials(&self) -> String {
        text(&self.folder.join("sample/trials/trials.jsonl"))
    }

    fn attestation(&self) -> String {
        text(&self.folder.join("sample/attestation.json"))
    }

    /// A copy of the home after ingest and import, for a test that changes it.
    fn copy(&self) -> Folder {
        let copy = Folder::new();
        copy_folder(&self.home(), &copy.0);
        copy
    }
}

fn copy_folder(from: &Path, to: &Path) {
    for entry in std::fs::read_dir(from).unwrap() {
        let entry = entry.unwrap();
        let target = to.join(entry.file_name());
        if entry.path().is_dir() {
            std::fs::create_dir_all(&target).unwrap();
            copy_folder(&entry.path(), &target);
        } else {
            std::fs::copy(entry.path(), &target).unwrap();
        }
    }
}

/// Every file below a folder.
fn files(folder: &Path) -> Vec<PathBuf> {
    let mut found = Vec::new();
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            found.extend(files(&path));
        } else {
            found.push(path);
        }
    }
    found.sort();
    found
}

fn number(value: &Value, path: &str) -> u64 {
    value.pointer(path).and_then(Value::as_u64).unwrap_or_else(|| panic!("no number at {path}"))
}

fn array<'a>(value: &'a Value, path: &str) -> &'a Vec<Value> {
    value.pointer(path).and_then(Value::as_array).unwrap_or_else(|| panic!("no list at {path}"))
}
