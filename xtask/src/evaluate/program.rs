//! Runs the release binary and watches the memory of its processes.
//!
//! The kernel's own account of a finished child can not be had without `unsafe`, so the processes are looked at every
//! twentieth of a second: the high-water mark of each (which only grows, so little is missed), and their resident sum.

use std::collections::BTreeMap;
use std::fs;
use std::io::{BufRead, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

use serde_json::Value;

/// The binary under evaluation.
pub(super) struct Program {
    path: PathBuf,
    confined: bool,
}

/// What a run cost.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Cost {
    pub(super) seconds: f64,
    pub(super) memory: Memory,
}

/// Peaks of a tree of processes, in KiB.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Memory {
    /// The most that one process held.
    pub(super) largest: u64,
    /// The most that all held together at one look.
    pub(super) together: u64,
}

impl Cost {
    pub(super) fn cells(self) -> [String; 3] {
        [format!("{:.1}", self.seconds), format!("{}", self.memory.largest >> 10), format!("{}", self.memory.together >> 10)]
    }
}

impl Program {
    /// The binary that `ALMONER` names, or the release build of this workspace, built now.
    pub(super) fn find() -> Result<Self, String> {
        let path = match std::env::var_os("ALMONER") {
            Some(path) => fs::canonicalize(path).map_err(|error| format!("the binary that ALMONER names: {error}"))?,
            None => build()?,
        };
        let confined = Command::new(&path).args(["doctor", "--json"]).output().is_ok_and(|output| output.status.success());
        Ok(Self { path, confined })
    }

    pub(super) fn confinement(&self) -> &'static str {
        if self.confined { "active" } else { "not active: this kernel lacks it, run with --allow-unsandboxed" }
    }

    fn command(&self, arguments: &[&str]) -> Command {
        let mut command = Command::new(&self.path);
        command.args(arguments).env_remove("ALMONER_PASSPHRASE").env_remove("ALMONER_HOME").stdin(Stdio::null());
        if !self.confined {
            command.arg("--allow-unsandboxed");
        }
        command
    }

    /// Runs a verb and hands on each line of its standard output; the lines are never held together.
    pub(super) fn lines(&self, arguments: &[&str], hear: &mut dyn FnMut(&[u8])) -> Result<Cost, String> {
        let verb = arguments.iter().find(|argument| !argument.starts_with('-')).copied().unwrap_or_default();
        let watch = start();
        let mut child = self
            .command(arguments)
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .map_err(|error| format!("the binary can not be started: {error}"))?;
        let (stdout, stderr) = (child.stdout.take(), child.stderr.take());
        let (pid, done) = (child.id(), AtomicBool::new(false));
        let (read, memory, remarks) = std::thread::scope(|scope| {
            let watcher = scope.spawn(|| watch_memory(pid, &done));
            let remarks =
                scope.spawn(move || stderr.and_then(|stderr| std::io::read_to_string(stderr).ok()).unwrap_or_default());
            let read = stdout.map_or(Ok(()), |stdout| each_line(stdout, hear));
            let remarks = remarks.join().unwrap_or_default();
            done.store(true, Ordering::Relaxed);
            (read, watcher.join().unwrap_or_default(), remarks)
        });
        let status = child.wait().map_err(|error| format!("{verb}: {error}"))?;
        read.map_err(|error| format!("{verb}: its output broke off: {error}"))?;
        if !status.success() {
            // The last line is the error; it names codes and places, never content.
            return Err(format!(
                "`{}` ended with {status}: {}",
                arguments.join(" "),
                remarks.lines().last().unwrap_or_default()
            ));
        }
        Ok(Cost { seconds: watch.elapsed().as_secs_f64(), memory })
    }

    /// Runs a verb and reads its standard output as one JSON value.
    pub(super) fn json(&self, arguments: &[&str]) -> Result<(Value, Cost), String> {
        let mut bytes = Vec::new();
        let cost = self.lines(arguments, &mut |line| bytes.extend_from_slice(line))?;
        let value =
            serde_json::from_slice(&bytes).map_err(|_| format!("`{}` did not answer in JSON", arguments.join(" ")))?;
        Ok((value, cost))
    }
}

#[expect(clippy::disallowed_methods, reason = "an evaluation measures durations")]
fn start() -> Instant {
    Instant::now()
}

fn build() -> Result<PathBuf, String> {
    let built = Command::new("cargo")
        .args(["build", "--release", "--locked", "--package", "almoner"])
        .status()
        .map_err(|error| format!("cargo build: {error}"))?;
    if !built.success() {
        return Err("cargo build --release --package almoner failed".to_owned());
    }
    let output = Command::new("cargo")
        .args(["metadata", "--format-version", "1", "--no-deps", "--locked"])
        .output()
        .map_err(|error| format!("cargo metadata: {error}"))?;
    let metadata: Value = serde_json::from_slice(&output.stdout).map_err(|error| format!("cargo metadata: {error}"))?;
    let target =
        metadata.get("target_directory").and_then(Value::as_str).ok_or("cargo metadata names no target directory")?;
    Ok(Path::new(target).join("release/almoner"))
}

fn each_line(output: impl std::io::Read, hear: &mut dyn FnMut(&[u8])) -> std::io::Result<()> {
    let mut reader = BufReader::with_capacity(1 << 20, output);
    let mut line = Vec::new();
    while reader.read_until(b'\n', &mut line)? > 0 {
        hear(&line);
        line.clear();
    }
    Ok(())
}

#[expect(clippy::disallowed_methods, reason = "nothing tells when a process's memory grows; it has to be looked at")]
fn watch_memory(root: u32, done: &AtomicBool) -> Memory {
    let mut peak = Memory::default();
    while !done.load(Ordering::Relaxed) {
        let now = look(root);
        peak = Memory { largest: peak.largest.max(now.largest), together: peak.together.max(now.together) };
        std::thread::sleep(Duration::from_millis(50));
    }
    peak
}

/// The high-water mark of the largest process of the tree and the resident sum of all.
fn look(root: u32) -> Memory {
    let mut found = BTreeMap::new();
    for entry in fs::read_dir("/proc").into_iter().flatten().flatten() {
        let Some(pid) = entry.file_name().to_str().and_then(|name| name.parse::<u32>().ok()) else { continue };
        let Ok(status) = fs::read_to_string(entry.path().join("status")) else { continue };
        found.insert(pid, Seen::parse(&status));
    }
    tree(root, &found)
}

#[derive(Clone, Copy, Debug, Default)]
struct Seen {
    parent: u32,
    peak: u64,
    resident: u64,
}

impl Seen {
    fn parse(status: &str) -> Self {
        let field = |name: &str| {
            status
                .lines()
                .find_map(|line| line.strip_prefix(name)?.trim().split(' ').next()?.parse::<u64>().ok())
                .unwrap_or(0)
        };
        Self { parent: u32::try_from(field("PPid:")).unwrap_or(0), peak: field("VmHWM:"), resident: field("VmRSS:") }
    }
}

fn tree(root: u32, found: &BTreeMap<u32, Seen>) -> Memory {
    let mut memory = Memory::default();
    let mut open = vec![root];
    while let Some(pid) = open.pop() {
        if let Some(seen) = found.get(&pid) {
            memory.largest = memory.largest.max(seen.peak);
            memory.together += seen.resident;
        }
        open.extend(found.iter().filter(|(child, seen)| seen.parent == pid && **child != pid).map(|(child, _)| *child));
    }
    memory
}

#[cfg(test)]
mod tests;
