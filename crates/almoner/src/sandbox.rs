//! Confinement of a role, and the proof of it (DESIGN.md section 1).
//!
//! Landlock keeps the process inside the folders that it was given and off the network; seccomp takes away starting
//! programs, tracing others and making sockets; core dumps are off. Then the process tries each of these and refuses to
//! run where one succeeds. Must be called before the first thread is started: threads inherit, they are not caught up with.

use std::collections::BTreeMap;
use std::fs::File;
use std::net::{SocketAddr, TcpStream};
use std::os::unix::net::UnixDatagram;
use std::path::{Path, PathBuf};
use std::time::Duration;

use landlock::{
    ABI, Access, AccessFs, AccessNet, Compatible, Ruleset, RulesetAttr, RulesetCreatedAttr, RulesetStatus, Scope,
    path_beneath_rules,
};
use rustix::process::{DumpableBehavior, Resource, Rlimit, Signal};
use seccompiler::{BpfProgram, SeccompAction, SeccompFilter, TargetArch};
use serde::{Deserialize, Serialize};

/// What confines this process, as its self-test found it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Proof {
    /// How much of Landlock the kernel enforces: `full`, `partial` or `none`.
    pub(crate) landlock: String,
    /// Each thing that was tried, and whether the system refused it.
    pub(crate) refused: BTreeMap<String, bool>,
    /// Whether memory is kept out of swap: `locked`, `limited` (by RLIMIT_MEMLOCK), `refused` or, where nobody asked, `unasked`.
    pub(crate) memory: String,
}

impl Proof {
    /// Whether everything that was tried was refused.
    pub(crate) fn holds(&self) -> bool {
        self.landlock != "none" && self.refused.values().all(|refused| *refused)
    }

    fn of_nothing() -> Self {
        Self { landlock: "none".to_owned(), refused: BTreeMap::new(), memory: "unasked".to_owned() }
    }
}

/// What the process may still reach.
pub(crate) struct Reach<'a> {
    /// Folders that it may read and write.
    pub(crate) own: &'a [PathBuf],
    /// Files and folders that it may read.
    pub(crate) read: &'a [PathBuf],
    /// Whether it may accept connections on a listening socket that it was given. It can not make one.
    pub(crate) accepts: bool,
}

/// System calls that no role needs once it runs.
const REFUSED_CALLS: &[i64] = &[
    libc::SYS_execve,
    libc::SYS_execveat,
    libc::SYS_ptrace,
    libc::SYS_process_vm_readv,
    libc::SYS_process_vm_writev,
    libc::SYS_socket,
    libc::SYS_connect,
    libc::SYS_bind,
    libc::SYS_listen,
    libc::SYS_bpf,
    libc::SYS_mount,
    libc::SYS_umount2,
    libc::SYS_pivot_root,
    libc::SYS_chroot,
    libc::SYS_unshare,
    libc::SYS_setns,
    libc::SYS_kexec_load,
    libc::SYS_init_module,
    libc::SYS_finit_module,
    libc::SYS_delete_module,
    libc::SYS_add_key,
    libc::SYS_request_key,
    libc::SYS_keyctl,
    libc::SYS_userfaultfd,
    libc::SYS_perf_event_open,
    libc::SYS_open_by_handle_at,
    libc::SYS_io_uring_setup,
    // Ways to other processes that Landlock does not cover.
    libc::SYS_shmget,
    libc::SYS_shmat,
    libc::SYS_msgget,
    libc::SYS_msgsnd,
    libc::SYS_msgrcv,
    libc::SYS_semget,
    libc::SYS_semop,
    libc::SYS_mq_open,
    libc::SYS_pidfd_getfd,
    libc::SYS_move_mount,
    libc::SYS_open_tree,
    libc::SYS_fsopen,
    libc::SYS_fsmount,
    // Landlock covers truncation by path from ABI 3 on only; the zones truncate by descriptor.
    libc::SYS_truncate,
];

/// Refused as well, unless the process was given a listening socket.
const REFUSED_WITHOUT_DOOR: &[i64] = &[libc::SYS_accept, libc::SYS_accept4];

/// Confines this process for good and proves it. `None` if the kernel lacks what is needed.
pub(crate) fn enter(reach: &Reach<'_>) -> Option<Proof> {
    // What a second thread would hold or do is beyond what is tried below.
    if std::fs::read_dir("/proc/self/task").ok()?.count() != 1 {
        return None;
    }
    let outside = reach.own.first().and_then(|own| own.parent()).map(|parent| parent.join("outside-probe"));
    rustix::process::set_dumpable_behavior(DumpableBehavior::NotDumpable).ok()?;
    rustix::process::setrlimit(Resource::Core, Rlimit { current: Some(0), maximum: Some(0) }).ok()?;
    let landlock = confine_files(reach).unwrap_or("none");
    let filtered = filter_calls(reach.accepts).is_some();
    if landlock == "none" || !filtered {
        return None;
    }
    Some(Proof { landlock: landlock.to_owned(), refused: try_everything(outside.as_deref()), memory: "unasked".to_owned() })
}

/// Ends this process with the supervisor, however that ends.
pub(crate) fn die_with_parent() {
    // Where the kernel refuses, the closed control socket ends the process at its next message.
    let _refused = rustix::process::set_parent_process_death_signal(Some(Signal::KILL));
}

/// The proof of a process that runs unconfined because the operator said so.
pub(crate) fn without() -> Proof {
    Proof::of_nothing()
}

fn confine_files(reach: &Reach<'_>) -> Option<&'static str> {
    let abi = ABI::V6;
    let status = Ruleset::default()
        .set_compatibility(landlock::CompatLevel::BestEffort)
        .handle_access(AccessFs::from_all(abi))
        .ok()?
        .handle_access(AccessNet::from_all(abi))
        .ok()?
        .scope(Scope::from_all(abi))
        .ok()?
        .create()
        .ok()?
        .add_rules(path_beneath_rules(reach.own, AccessFs::from_all(abi)))
        .ok()?
        .add_rules(path_beneath_rules(reach.read, AccessFs::from_read(abi)))
        .ok()?
        .restrict_self()
        .ok()?;
    Some(match status.ruleset {
        RulesetStatus::FullyEnforced => "full",
        RulesetStatus::PartiallyEnforced => "partial",
        RulesetStatus::NotEnforced => "none",
    })
}

fn filter_calls(accepts: bool) -> Option<()> {
    let without_door = if accepts { &[] } else { REFUSED_WITHOUT_DOOR };
    let refused = REFUSED_CALLS.iter().chain(without_door).map(|call| (*call, vec![])).collect();
    let errno = SeccompAction::Errno(u32::try_from(libc::EPERM).ok()?);
    let arch = TargetArch::try_from(std::env::consts::ARCH).ok()?;
    let filter = SeccompFilter::new(refused, SeccompAction::Allow, errno, arch).ok()?;
    let program = BpfProgram::try_from(filter).ok()?;
    seccompiler::apply_filter(&program).ok()
}

/// Tries what must be impossible now. `true` means refused.
fn try_everything(outside: Option<&Path>) -> BTreeMap<String, bool> {
    let address = SocketAddr::from(([127, 0, 0, 1], 9));
    let connected = TcpStream::connect_timeout(&address, Duration::from_millis(200));
    let parent = rustix::process::getppid().map_or(1, |pid| pid.as_raw_nonzero().get());
    let mut tried = BTreeMap::new();
    let mut note = |what: &str, refused: bool| {
        tried.insert(what.to_owned(), refused);
    };
    let permission = |error: &std::io::Error| error.kind() == std::io::ErrorKind::PermissionDenied;
    note("connect", connected.as_ref().err().is_some_and(permission));
    note("socket", UnixDatagram::unbound().as_ref().err().is_some_and(permission));
    note("exec", std::process::Command::new("/proc/self/exe").arg("--version").spawn().is_err());
    note("ptrace", nix::sys::ptrace::attach(nix::unistd::Pid::from_raw(parent)).is_err());
    note("read-system-file", File::open("/etc/passwd").is_err());
    note("read-process-memory", File::open(format!("/proc/{parent}/mem")).is_err());
    note("list-root", std::fs::read_dir("/").is_err());
    if let Some(outside) = outside {
        note("write-outside", File::create(outside).is_err());
    }
    tried
}
