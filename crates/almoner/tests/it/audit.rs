//! The audit logs: every byte counts, and looking at them needs nobody's leave and no lock.

use std::path::{Path, PathBuf};

use rustix::fs::{FlockOperation, flock};

use serde_json::Value;

use crate::{Folder, Prepared, almoner, array, files, number, text};

#[test]
fn a_flipped_byte_in_any_file_is_found() {
    let home = Prepared::get().copy();
    almoner(&home.0, &["match", "--json"]).expect(0);
    almoner(&home.0, &["audit", "verify"]).expect(0);
    let mut tried = 0;
    for zone in ["phi", "research"] {
        for file in files(&home.join(zone).join("audit")) {
            let whole = std::fs::read(&file).unwrap();
            let mut changed = whole.clone();
            match changed.len() {
                // An empty tail is one byte longer.
                0 => changed.push(1),
                length => changed[length / 2] ^= 1,
            }
            std::fs::write(&file, &changed).unwrap();
            let run = almoner(&home.0, &["audit", "verify", "--json"]);
            assert_eq!(run.code, Some(1), "{}", file.display());
            let reports = run.json();
            let unsound: Vec<&str> = reports
                .as_array()
                .unwrap()
                .iter()
                .filter(|report| report["sound"] == false)
                .map(|report| report["zone"].as_str().unwrap())
                .collect();
            assert_eq!(unsound, [zone], "{}", file.display());
            std::fs::write(&file, &whole).unwrap();
            tried += 1;
        }
    }
    assert!(tried >= 8, "{tried} files");
    almoner(&home.0, &["audit", "verify"]).expect(0);
}

#[test]
fn copies_grow_with_the_logs_verify_by_themselves_and_show_a_changed_byte() {
    let home = Prepared::get().copy();
    let copy = Folder::new();
    let to = copy.0.to_str().unwrap();
    almoner(&home.0, &["audit", "copy", "--to", to]).expect(0);
    almoner(&home.0, &["match", "--json"]).expect(0);
    let again = almoner(&home.0, &["audit", "copy", "--to", to, "--json"]);
    assert!(again.json()[1]["copied"]["files"].as_u64().unwrap() > 0, "the match run has entries");
    almoner(&home.0, &["audit", "verify", "--copy", to]).expect(0);
    let tiles = year_of(&copy.join("phi")).join("tile/0");
    let file = tiles.join("000");
    let file = if file.exists() { file } else { files(&tiles).remove(0) };
    let mut bytes = std::fs::read(&file).unwrap();
    bytes[7] ^= 1;
    std::fs::remove_file(&file).unwrap();
    std::fs::write(&file, bytes).unwrap();
    almoner(&home.0, &["audit", "verify", "--copy", to]).expect(1);
    // A bucket needs a credential, and says so before anything is read.
    let settings = copy.join("copy.toml");
    std::fs::write(&settings, "region = 'r'\nbucket = 'b'\nprefix = 'p'\n").unwrap();
    let run = almoner(&home.0, &["audit", "copy", "--to", settings.to_str().unwrap()]);
    assert_eq!(run.code, Some(2));
    assert!(run.err.contains("[copy-credential]"), "{}", run.err);
}

/// The folder of the newest year's log.
fn year_of(audit: &Path) -> PathBuf {
    let years = std::fs::read_dir(audit).unwrap().map(|item| item.unwrap().path());
    years.filter(|path| path.file_name().unwrap().to_str().unwrap().parse::<u16>().is_ok()).max().unwrap()
}

#[test]
fn years_are_listed_held_and_kept() {
    let home = Prepared::get().copy();
    let list = || almoner(&home.0, &["audit", "retention", "--json"]).expect(0).json();
    let before = list();
    let years = array(&before, "");
    assert_eq!(years.len(), 2, "one year of each zone: {before}");
    let year = years[0]["year"].as_u64().unwrap();
    assert_eq!(years[0]["kept_to_end_of"], year + 6);
    let pinned = std::fs::read_to_string(home.join("pins/phi.vkey")).unwrap();
    assert!(pinned.starts_with(&format!("almoner/phi/{year}+")), "{pinned}");
    assert_eq!(pinned, std::fs::read_to_string(home.join("phi/audit.vkey")).unwrap());
    let (from, words) = (year.to_string(), home.write("order.txt", "by order of the court"));
    let hold = ["--zone", "phi", "--by", OFFICER, "--words", &words, "--from", &from, "--to"];
    let hold = |to: &str| almoner(&home.0, &[&["audit", "retention", "hold"], &hold[..], &[to]].concat());
    assert!(hold("1999").expect(2).err.contains("[hold-years]"));
    let run = hold(&from).expect(0);
    let held = list();
    let id = held[0]["holds"][0].as_str().unwrap();
    assert!(run.out.contains(id), "{}", run.out);
    assert!(held[1]["holds"].as_array().unwrap().is_empty(), "the hold is one of the phi zone: {held}");
    // Why it is held is not in the open beside the log.
    for file in files(&home.join("phi")).into_iter().filter(|file| file.starts_with(home.join("phi/audit"))) {
        let bytes = std::fs::read(&file).unwrap();
        assert!(!bytes.windows(9).any(|part| part == b"the court"), "{}", file.display());
    }
    let retire = almoner(&home.0, &["audit", "retention", "retire", "--zone", "phi"]).expect(0);
    assert!(retire.out.contains("nothing is due"), "{}", retire.out);
    let lift = |id: &str| almoner(&home.0, &["audit", "retention", "lift", "--zone", "phi", id, "--by", OFFICER]);
    assert!(lift(OFFICER).expect(2).err.contains("[hold-unknown]"));
    lift(id).expect(0);
    assert!(list()[0]["holds"].as_array().unwrap().is_empty());
    almoner(&home.0, &["audit", "verify"]).expect(0);
    let actions = almoner(&home.0, &["audit", "show", "--zone", "phi", "--last", "100000", "--json"]).expect(0).lines();
    for action in ["shard_opened", "legal_hold_set", "legal_hold_lifted"] {
        assert!(actions.iter().any(|line| line["entry"]["action"] == action), "{action}");
    }
}

#[test]
fn a_missing_or_additional_file_is_found() {
    let home = Prepared::get().copy();
    let audit = year_of(&home.join("phi/audit"));
    for stray in [audit.join("stray"), home.join("phi/audit/stray")] {
        std::fs::write(&stray, "x").unwrap();
        let run = almoner(&home.0, &["audit", "verify"]).expect(1);
        assert!(run.out.contains("stray"), "{}", run.out);
        std::fs::remove_file(&stray).unwrap();
    }
    let gone = files(&audit.join("tile/entries")).remove(0);
    std::fs::remove_file(gone).unwrap();
    almoner(&home.0, &["audit", "verify"]).expect(1);
}

#[test]
fn a_second_process_is_told_that_the_home_is_in_use_and_the_logs_can_still_be_checked() {
    let home = Prepared::get().copy();
    let lock = std::fs::File::options().write(true).open(home.join("lock")).unwrap();
    flock(&lock, FlockOperation::NonBlockingLockExclusive).unwrap();
    for arguments in [&["ingest", "/"][..], &["release"], &["match"], &["doctor"]] {
        let run = almoner(&home.0, arguments).expect(4);
        assert!(run.err.contains("[home-locked]"), "{arguments:?}: {}", run.err);
    }
    almoner(&home.0, &["audit", "verify"]).expect(0);
    almoner(&home.0, &["audit", "show"]).expect(0);
    drop(lock);
    almoner(&home.0, &["doctor"]).expect(0);
}

#[test]
fn what_was_done_is_in_the_log_of_its_zone() {
    let home = Prepared::get().copy();
    almoner(&home.0, &["match", "--json"]).expect(0);
    let lines = almoner(&home.0, &["audit", "show", "--last", "100000", "--json"]).expect(0).lines();
    let has = |zone: &str, action: &str| lines.iter().any(|line| line["zone"] == zone && line["entry"]["action"] == action);
    for (zone, action) in [
        ("phi", "ingest_started"),
        ("phi", "ingest_finished"),
        ("phi", "vault_read"),
        ("phi", "chart_sealed"),
        ("phi", "release_made"),
        ("research", "chart_received"),
        ("research", "match_run"),
    ] {
        assert!(has(zone, action), "{action} in {zone}");
    }
    assert!(!has("phi", "unsandboxed_start") && !has("research", "unsandboxed_start"));
}

#[test]
fn an_entry_can_be_proved_and_one_that_is_not_there_can_not() {
    let home = Prepared::get().copy();
    let proof = almoner(&home.0, &["audit", "prove", "--zone", "phi", "0"]).expect(0);
    assert!(proof.out.contains("almoner/phi"), "{}", proof.out);
    almoner(&home.0, &["audit", "prove", "--zone", "phi", "1000000"]).expect(4);
}

#[test]
fn looking_changes_nothing() {
    let home: Folder = Prepared::get().copy();
    let content = |home: &Folder| -> Vec<_> {
        files(&home.0).into_iter().map(|file| (file.clone(), std::fs::read(file).unwrap())).collect()
    };
    let before = content(&home);
    almoner(&home.0, &["audit", "verify"]).expect(0);
    let shown = almoner(&home.0, &["audit", "show", "--json"]).expect(0);
    assert!(shown.lines().iter().all(|line| line["entry"]["index"].is_number()));
    assert_eq!(array(&almoner(&home.0, &["audit", "verify", "--json"]).expect(0).json(), "").len(), 2);
    assert!(content(&home) == before);
}

/// Some person: accounts come with `serve`, and an id needs none.
const OFFICER: &str = "0123456789abcdef0123456789abcdef";

#[test]
fn a_proof_is_checked_without_the_log_and_a_changed_one_is_none() {
    let home = Prepared::get().copy();
    let proof = almoner(&home.0, &["audit", "prove", "--zone", "phi", "0"]).expect(0).out;
    let file = home.write("entry.proof", &proof);
    let verify = ["audit", "verify", "--zone", "phi", "--proof", &file];
    let year = year_of(&home.join("phi/audit"));
    let year = year.file_name().unwrap().to_str().unwrap();
    std::fs::rename(home.join("phi/audit"), home.join("elsewhere")).unwrap();
    let run = almoner(&home.0, &verify).expect(0);
    assert!(run.out.contains(&format!("entry 0 of almoner/phi/{year} is `")), "{}", run.out);
    // The same proof is none for the other zone, whose key signed nothing of it.
    almoner(&home.0, &["audit", "verify", "--zone", "research", "--proof", &file]).expect(1);
    home.write("entry.proof", &proof.replacen("index 0", "index 1", 1));
    let run = almoner(&home.0, &verify).expect(1);
    assert!(run.out.starts_with("NOT PROVED"), "{}", run.out);
    home.write("entry.proof", "no proof");
    almoner(&home.0, &verify).expect(1);
    almoner(&home.0, &["audit", "verify", "--proof", &file]).expect(2);
}

#[test]
fn a_witness_that_is_named_must_have_a_key() {
    let home = Prepared::get().copy();
    let run = almoner(&home.0, &["audit", "verify", "--witness", "nobody"]).expect(2);
    assert!(run.err.contains("[witness-key]"), "{}", run.err);
}

#[test]
fn entries_are_shown_by_zone_action_and_day() {
    let home = Prepared::get().copy();
    let shown = |arguments: &[&str]| {
        let all: Vec<&str> = ["audit", "show", "--json", "--last", "100000"].iter().chain(arguments).copied().collect();
        almoner(&home.0, &all).expect(0).lines()
    };
    let all = shown(&[]);
    let phi = shown(&["--zone", "phi"]);
    assert!(!phi.is_empty() && phi.len() < all.len() && phi.iter().all(|line| line["zone"] == "phi"));
    let started = shown(&["--action", "role_started"]);
    assert!(!started.is_empty() && started.iter().all(|line| line["entry"]["action"] == "role_started"));
    assert_eq!(shown(&["--since", "2026-11-01"]).len(), all.len());
    assert_eq!(shown(&["--since", "2026-11-02"]).len(), 0);
    almoner(&home.0, &["audit", "show", "--action", "fly"]).expect(2);
    almoner(&home.0, &["audit", "show", "--since", "today"]).expect(2);
}

#[test]
fn an_entry_names_the_service_and_build_that_wrote_it() {
    let home = Prepared::get().copy();
    let lines = almoner(&home.0, &["audit", "show", "--json", "--last", "100000"]).expect(0).lines();
    for line in &lines {
        assert_eq!(line["entry"]["service"]["role"], line["zone"], "{line}");
    }
}

#[test]
fn a_log_is_exported_in_three_forms_and_says_so_first() {
    let home = Prepared::get().copy();
    let export = |format: &str, output: &str| {
        almoner(&home.0, &["audit", "export", "--zone", "phi", "--format", format, "--output", output, "--json"])
    };
    let path = |name: &str| text(&home.join(name));
    let read = |name: &str| std::fs::read_to_string(home.join(name)).unwrap();
    let fhir = export("fhir", &path("events")).expect(0).json();
    let events = read("events");
    assert_eq!(events.lines().count() as u64, number(&fhir, "/entries"));
    for line in events.lines() {
        let event: Value = serde_json::from_str(line).unwrap();
        assert_eq!(event["resourceType"], "AuditEvent");
    }
    let csv = export("csv", &path("csv")).expect(0).json();
    assert_eq!(read("csv").lines().count() as u64, number(&csv, "/entries") + 1);
    export("syslog", &path("syslog")).expect(0);
    // The second export holds the entry of the first, and the third that of the second.
    assert_eq!(read("csv").matches("audit_exported").count(), 1);
    assert_eq!(read("syslog").lines().filter(|line| line.contains(" audit_exported ")).count(), 2);
    // What is there already stays as it is, and nothing is recorded as having left.
    let refused = export("csv", &path("csv")).expect(4);
    assert!(refused.err.contains("[output-unwritable]"), "{}", refused.err);
    let shown = almoner(&home.0, &["audit", "show", "--json", "--action", "audit_exported"]).expect(0).lines();
    assert_eq!(shown.len(), 3);
    let late = ["audit", "export", "--zone", "phi", "--format", "csv", "--from", "1000000", "--output", &path("late")];
    almoner(&home.0, &late).expect(2);
    assert!(!home.join("late").exists());
}

#[test]
fn an_alert_opens_a_task_that_somebody_is_given_and_closes() {
    let home = Prepared::get().copy();
    let output = text(&home.join("out"));
    almoner(&home.0, &["audit", "export", "--zone", "phi", "--format", "csv", "--output", &output]).expect(0);
    let rules = home.write(
        "rules.toml",
        "version = 1\nutc_offset_minutes = 0\n[[event]]\nname = \"export\"\nactions = [\"audit_exported\"]\n\
         task = { owner = \"privacy_officer\", due_secs = 3600, quiet_secs = 0 }\n",
    );
    let alerts = |more: &[&str], code| {
        let all: Vec<&str> = ["audit", "alerts", "--rules", &rules].iter().chain(more).copied().collect();
        almoner(&home.0, &all).expect(code)
    };
    let found = alerts(&["--json"], 1).json();
    assert_eq!(number(&found, "/waiting"), 1);
    let task = &array(&found, "/zones/0/found/tasks")[0];
    assert_eq!(
        (&task["rule"], &task["owner"], &task["state"]),
        (&"export".into(), &"privacy_officer".into(), &"open".into())
    );
    let again = alerts(&["--json"], 1).json();
    assert_eq!((number(&again, "/waiting"), number(&again, "/zones/0/found/opened")), (1, 0));
    let id = task["id"].as_str().unwrap();
    let begin = id.get(..8).unwrap();
    assert!(alerts(&[], 1).out.contains(begin));
    almoner(&home.0, &["audit", "alerts", "assign", begin, "--to", OFFICER]).expect(0);
    let nobody =
        almoner(&home.0, &["audit", "alerts", "close", begin, "--by", "nobody", "--finding", "justified"]).expect(2);
    assert!(nobody.err.contains("[person-unknown]"), "{}", nobody.err);
    let words = home.write("words", "Asked the auditor, who had the order of the board.");
    let close = ["audit", "alerts", "close", begin, "--by", OFFICER, "--finding", "justified", "--words", &words];
    almoner(&home.0, &close).expect(0);
    let closed = almoner(&home.0, &close).expect(3);
    assert!(closed.err.contains("[task-closed]"), "{}", closed.err);
    assert_eq!(number(&alerts(&["--json"], 0).json(), "/waiting"), 0);
    assert!(alerts(&["--all"], 0).out.contains("closed: justified"));
    // The words are kept, and are readable in no file.
    for file in files(&home.join("phi")) {
        let content = std::fs::read(&file).unwrap();
        assert!(!content.windows(5).any(|bytes| bytes == b"board"), "{}", file.display());
    }
    almoner(&home.0, &["audit", "verify"]).expect(0);
    almoner(&home.0, &["audit", "alerts", "assign", "ffffffff", "--to", OFFICER]).expect(2);
}

#[test]
fn rules_that_are_not_understood_are_refused_with_their_line() {
    let home = Prepared::get().copy();
    let rules = home.write("rules.toml", "version = 1\nutc_offset_minutes = 0\nfly = true\n");
    let refused = almoner(&home.0, &["audit", "alerts", "--rules", &rules]).expect(2);
    assert!(refused.err.contains("line 3") && refused.err.contains("[alert-rules]"), "{}", refused.err);
}

#[test]
fn a_review_covers_entries_that_are_there_and_says_what_it_found() {
    let home = Prepared::get().copy();
    let review = |scope: &str, finding: &str, words: Option<&str>| {
        let mut arguments =
            vec!["audit", "review", "--zone", "phi", "--scope", scope, "--by", OFFICER, "--finding", finding];
        arguments.extend(words.iter().flat_map(|words| ["--words", words]));
        almoner(&home.0, &arguments)
    };
    let run = review("0..5", "nothing_found", None).expect(0);
    assert!(run.out.starts_with("review of 5 entries of the phi log recorded"), "{}", run.out);
    let words = home.write("words", "Reads at night; the ward was asked.");
    review("5..", "escalated", Some(&words)).expect(0);
    for (scope, finding, code) in [
        ("0..100000", "nothing_found", "[review-scope]"),
        ("all", "nothing_found", "[review-scope]"),
        ("0..5", "fine", "[review-finding]"),
        ("0..5", "escalated", "[review-words]"),
    ] {
        let run = review(scope, finding, None).expect(2);
        assert!(run.err.contains(code), "{scope} {finding}: {}", run.err);
    }
    let shown = almoner(&home.0, &["audit", "show", "--json", "--action", "review_recorded"]).expect(0).lines();
    assert_eq!(shown.len(), 2);
    // Nobody signed in at the command line, and the log does not say so.
    assert_eq!(shown[0]["entry"]["actor"]["service"], "cli");
    assert_eq!(shown[0]["entry"]["on_behalf_of"]["person"], OFFICER);
}

#[test]
fn an_accounting_of_disclosures_is_a_file_for_the_privacy_officer_alone() {
    use std::os::unix::fs::PermissionsExt;
    let home = Prepared::get().copy();
    let matched = almoner(&home.0, &["match", "--json"]).expect(0).lines();
    let study_id = matched.iter().flat_map(|line| array(line, "/candidates")).next().unwrap()["study_id"].as_str().unwrap();
    let run = almoner(&home.0, &["audit", "accounting", study_id, "--json"]).expect(0).json();
    // Charts are de-identified, so that none of them is a disclosure.
    assert_eq!(number(&run, "/disclosures"), 0);
    let file = home.join("phi").join(run["file"].as_str().unwrap());
    assert_eq!(std::fs::metadata(&file).unwrap().permissions().mode() & 0o777, 0o600);
    assert_eq!(std::fs::read_to_string(&file).unwrap(), "date,times,last,recipient,address,what,purpose\r\n");
    let shown = almoner(&home.0, &["audit", "show", "--json", "--action", "accounting_made"]).expect(0).lines();
    assert_eq!(shown.len(), 1);
    let unknown = almoner(&home.0, &["audit", "accounting", "0000-0000"]).expect(2);
    assert!(unknown.out.is_empty());
}

#[test]
fn a_clock_that_was_set_back_is_in_the_log() {
    let home = Prepared::get().copy();
    let run = |day: &str| {
        crate::finish(crate::command(&home.0).args(["doctor", "--today", day])).expect(0);
        almoner(&home.0, &["audit", "show", "--json", "--action", "clock_stepped"]).expect(0).lines().len()
    };
    assert_eq!(run("2026-11-03"), 0);
    // Both zones have a log, and a clock.
    assert_eq!(run("2026-11-02"), 2);
}

/// A witness that answers each request once with what `answer` makes of it.
fn witness(answer: impl Fn(&str) -> (u16, String) + Send + 'static) -> String {
    use std::io::{Read as _, Write as _};
    let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let url = format!("http://{}", listener.local_addr().unwrap());
    std::thread::spawn(move || {
        for stream in listener.incoming() {
            let (mut stream, mut request) = (stream.unwrap(), Vec::new());
            // The note ends with a line of its signature.
            while !(request.ends_with(b"\n") && String::from_utf8_lossy(&request).contains("\n\u{2014} ")) {
                let mut bytes = [0; 4096];
                let read = stream.read(&mut bytes).unwrap();
                request.extend_from_slice(&bytes[..read]);
            }
            let (status, body) = answer(std::str::from_utf8(&request).unwrap().split_once("\r\n\r\n").unwrap().1);
            write!(stream, "HTTP/1.1 {status} x\r\nConnection: close\r\nContent-Length: {}\r\n\r\n{body}", body.len())
                .unwrap();
        }
    });
    url
}

#[test]
fn a_witness_cosigns_both_logs_and_one_that_saw_more_is_heard() {
    use almoner_base::Secret;
    use base64::Engine as _;
    use base64::engine::general_purpose::STANDARD;
    let home = Prepared::get().copy();
    let key = almoner_crypto::SigningKey::from_seed(&Secret::new([9; 32])).unwrap();
    let public = key.public().to_bytes();
    let id = almoner_crypto::sha256(&[b"w.test/1\n\x04".as_slice(), &public].concat())[..4].to_vec();
    let digits: String = id.iter().map(|byte| format!("{byte:02x}")).collect();
    let vkey = format!("w.test/1+{digits}+{}", STANDARD.encode([&[4], public.as_slice()].concat()));
    let cosigner = witness(move |request| {
        let note = request.split_once("\n\n").unwrap().1;
        let body = format!("{}\n", note.split_once("\n\n").unwrap().0);
        let signature = key.sign(format!("cosignature/v1\ntime 1770000000\n{body}").as_bytes());
        let line = STANDARD.encode([id.as_slice(), &1_770_000_000_u64.to_be_bytes(), &signature].concat());
        (200, format!("\u{2014} w.test/1 {line}\n"))
    });
    let asked = |url: &str| almoner(&home.0, &["audit", "witness", "--url", url, "--key", &vkey]);
    let run = asked(&cosigner).expect(0);
    assert_eq!(run.out.matches("entries cosigned at 2026-02-02T02:40:00").count(), 2, "{}", run.out);
    assert_eq!(asked(&cosigner).expect(0).out.matches("nothing new").count(), 2);
    let run = almoner(&home.0, &["audit", "verify", "--witness", &vkey]).expect(0);
    assert!(run.out.contains("no cosigned checkpoint contradicts it"), "{}", run.out);
    // A home that was put back to an earlier day does not have what the witness has seen.
    almoner(&home.0, &["ingest", &home.write("p.ndjson", "{\"resourceType\":\"Patient\",\"id\":\"w\"}\n")]).expect(0);
    let run = asked(&witness(|_| (409, "999999\n".to_owned()))).expect(1);
    assert_eq!(run.out.matches("ROLLED BACK: the witness has seen 999,999 entries").count(), 2, "{}", run.out);
    let run = asked(&witness(|_| (422, String::new()))).expect(1);
    assert_eq!(run.out.matches("FORKED").count(), 2, "{}", run.out);
    assert!(asked("http://127.0.0.1:9").expect(4).err.contains("[witness-unreachable]"));
    assert!(asked("http://witness.example").expect(4).err.contains("https is needed"));
}

// ASVS 16.4.3
#[test]
fn entries_are_sent_to_a_receiver_of_syslog_that_its_authority_vouches_for() {
    use std::io::Read as _;
    use std::sync::Arc;

    use almoner_base::{Clock, FixedClock, Timestamp};
    use almoner_crypto::tls::{Authority, Certificates, server_config_outside};
    let home = Prepared::get().copy();
    let now = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH).unwrap().as_millis();
    let now = Timestamp(i64::try_from(now).unwrap());
    let authority = Authority::create(now).unwrap();
    let own = Certificates::new(&authority.issue_door(&["localhost"], now, 3600).unwrap()).unwrap();
    let clock: Arc<dyn Clock> = Arc::new(FixedClock(now));
    let config = server_config_outside(&own, clock).unwrap();
    let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let receiver = format!("localhost:{}", listener.local_addr().unwrap().port());
    let receiving = std::thread::spawn(move || {
        let texts = listener.incoming().take(2).map(|socket| {
            let connection = rustls::ServerConnection::new(config.clone()).unwrap();
            let mut text = String::new();
            rustls::StreamOwned::new(connection, socket.unwrap()).read_to_string(&mut text).map(|_| text)
        });
        texts.collect::<Vec<_>>()
    });
    let pem = |authority: &Authority| {
        use base64::Engine as _;
        let body = base64::engine::general_purpose::STANDARD.encode(authority.root().certificate());
        format!("-----BEGIN CERTIFICATE-----\n{body}\n-----END CERTIFICATE-----\n")
    };
    let [good, other] = [&authority, &Authority::create(now).unwrap()].map(pem);
    let [good, other] = [home.write("good.pem", &good), home.write("other.pem", &other)];
    let send = |ca: &str| {
        let place = ["--format", "syslog", "--to-host", &receiver, "--ca", ca];
        almoner(&home.0, &[&["audit", "export", "--zone", "phi", "--json"], place.as_slice()].concat())
    };
    let refused = send(&other).expect(4);
    assert!(refused.err.contains("[receiver-unreachable]"), "{}", refused.err);
    let sent = send(&good).expect(0).json();
    let texts = receiving.join().unwrap();
    assert!(texts[0].is_err(), "nothing goes to a receiver that nobody vouches for");
    // Each message is announced by its length.
    let (mut rest, mut messages) = (texts[1].as_ref().unwrap().as_str(), 0);
    while let Some((length, after)) = rest.split_once(' ') {
        rest = after.get(length.parse::<usize>().unwrap()..).unwrap();
        messages += 1;
    }
    assert_eq!((rest, messages), ("", number(&sent, "/entries")));
    let shown = almoner(&home.0, &["audit", "show", "--json", "--action", "audit_exported"]).expect(0).lines();
    assert_eq!(shown.len(), 1, "what was not sent is not said to have left");
}
