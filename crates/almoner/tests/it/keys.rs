//! Rotation through the real binary: records open afterwards, the old wrapped keys are nowhere, and a rotation that was cut short
//! goes on.

use almoner_crypto::{KeyRing, WRAPPED_KEY_LEN, ZoneKeys};
use serde_json::json;

use crate::{Folder, PATIENTS, Prepared, almoner, command, files, number};

/// The wrapped data keys in the PHI zone's file, without its head.
fn wrapped(home: &Folder) -> Vec<[u8; WRAPPED_KEY_LEN]> {
    let bytes = std::fs::read(home.join("phi/wrapped-keys")).unwrap();
    let (slots, rest) = bytes.as_chunks::<WRAPPED_KEY_LEN>();
    assert!(rest.is_empty());
    slots[1..].iter().copied().filter(|slot| *slot != [0; WRAPPED_KEY_LEN]).collect()
}

/// Whether any file of the home holds this.
fn holds(home: &Folder, part: &[u8]) -> bool {
    files(&home.0).iter().any(|file| std::fs::read(file).unwrap().windows(part.len()).any(|window| window == part))
}

#[test]
fn after_a_rotation_records_are_readable_and_the_old_wrapped_keys_are_gone() {
    let home = Prepared::get().copy();
    let old = wrapped(&home);
    let (keys, patients) = (old.len() as u64, PATIENTS.parse().unwrap());
    assert!(keys >= patients, "{keys} keys");
    let ring = std::fs::read(home.join("phi/keys/zone.ring")).unwrap();
    let said = almoner(&home.0, &["keys", "rotate", "--json"]).expect(0).json();
    assert_eq!(said["zones"][0], json!({ "zone": "phi", "keys": { "version": 2, "rewrapped": keys, "destroyed": 1 } }));
    assert_eq!(said["zones"][1], json!({ "zone": "research", "keys": { "version": 2, "rewrapped": 0, "destroyed": 1 } }));
    assert_eq!(wrapped(&home).len(), old.len());
    for slot in &old {
        assert_eq!(KeyRing::version_of(slot), Some(1));
        assert!(!holds(&home, slot));
    }
    assert!(!holds(&home, &ring[ring.len() - 32..]), "the wrapped old version is gone too");
    // Every record is opened to make the charts.
    let released = almoner(&home.0, &["release", "--json"]).expect(0).json();
    let charts = number(&released, "/release/charts");
    let withheld: u64 = released["release"]["withheld"].as_object().unwrap().values().map(|n| n.as_u64().unwrap()).sum();
    assert!(charts > 10 && charts + withheld >= patients, "{released}");
    almoner(&home.0, &["audit", "verify"]).expect(0);
    let log = almoner(&home.0, &["audit", "show", "--last", "100000", "--json"]).expect(0).lines();
    let rotated =
        |zone: &str| log.iter().filter(|line| line["zone"] == zone && line["entry"]["action"] == "key_rotated").count();
    assert_eq!((rotated("phi"), rotated("research")), (1, 1));
    // Opening a zone takes its secret and its version from the key service, in both zones.
    for zone in ["phi", "research"] {
        assert!(log.iter().any(|line| line["zone"] == zone && line["entry"]["action"] == "key_opened"), "{zone}");
    }
}

#[test]
fn wrapped_keys_of_a_backup_from_before_a_rotation_open_no_more() {
    let home = Prepared::get().copy();
    let backup = std::fs::read(home.join("phi/wrapped-keys")).unwrap();
    almoner(&home.0, &["keys", "rotate"]).expect(0);
    std::fs::write(home.join("phi/wrapped-keys"), backup).unwrap();
    let run = almoner(&home.0, &["match", "--json"]).expect(4);
    assert!(run.err.contains("[vault]"), "{}", run.err);
    assert!(run.out.is_empty());
}

#[test]
fn a_rotation_that_was_cut_short_is_told_and_goes_on() {
    let home = Prepared::get().copy();
    let keys = wrapped(&home).len();
    // As a kill leaves it right after the new version was written.
    ZoneKeys::open(&home.join("phi/keys"), None).unwrap().add_version().unwrap();
    let said = almoner(&home.0, &["keys", "status"]).expect(0).out;
    let line = said.lines().next().unwrap();
    assert_eq!(
        line,
        format!(
            "phi        root key local; key-encryption key version 2; {keys} data keys; a rotation is unfinished, {keys} of them are \
             under an older version: run `almoner keys rotate`"
        )
    );
    let said = almoner(&home.0, &["keys", "rotate", "--json"]).expect(0).json();
    assert_eq!(said["zones"][0]["keys"], json!({ "version": 2, "rewrapped": keys, "destroyed": 1 }));
    let status = almoner(&home.0, &["keys", "status", "--json"]).expect(0).json();
    assert_eq!(status["zones"][0]["keys"], json!({ "root_key": "local", "versions": [2], "data_keys": keys, "behind": 0 }));
    assert_eq!(status["zones"][1]["keys"], json!({ "root_key": "local", "versions": [2], "data_keys": 0, "behind": 0 }));
}

/// Asks moto's server, which takes any signature, for a new key; gives its id.
fn key_of_service(server: &str) -> String {
    use std::io::{Read as _, Write as _};
    let mut stream = std::net::TcpStream::connect(server.trim_start_matches("http://")).unwrap();
    write!(
        stream,
        "POST / HTTP/1.1\r\nHost: kms\r\nX-Amz-Target: TrentService.CreateKey\r\nContent-Type: application/x-amz-json-1.1\r\n\
         Authorization: AWS4-HMAC-SHA256 Credential=A/20260101/us-east-1/kms/aws4_request\r\nContent-Length: 2\r\nConnection: close\r\n\r\n{{}}",
    )
    .unwrap();
    let mut answer = String::new();
    stream.read_to_string(&mut answer).unwrap();
    let (_, id) = answer.split_once("\"KeyId\": \"").unwrap();
    id.split('"').next().unwrap().to_owned()
}

// ASVS 13.3.1
#[test]
fn a_key_service_opens_the_zones_before_they_are_confined_and_rotates_their_keys() {
    #[expect(clippy::disallowed_methods, reason = "the test set-up says where its counterpart is")]
    let Ok(server) = std::env::var("ALMONER_TEST_AWS") else {
        println!("skipped: ALMONER_TEST_AWS names no server that speaks for AWS KMS (scripts/test starts one)");
        return;
    };
    let folder = Folder::new();
    let services: String = ["phi", "research"]
        .map(|zone| {
            let key = key_of_service(&server);
            format!("[{zone}]\nservice = \"aws\"\nregion = \"us-east-1\"\nkey = \"{key}\"\nurl = \"{server}\"\n")
        })
        .concat();
    let services = folder.write("key-services.toml", &services);
    let with = |credentials: bool, arguments: &[&str]| {
        let mut command = command(&folder.join("home"));
        if credentials {
            for name in ["ALMONER_PHI_KMS_CREDENTIAL", "ALMONER_RESEARCH_KMS_CREDENTIAL"] {
                command.env(name, "AKIDEXAMPLE:not-a-real-secret");
            }
        }
        crate::finish(command.args(arguments))
    };
    with(true, &["init", "--kms", &services]).expect(0);
    assert!(!folder.join("home/phi/keys/zone.key").exists(), "no root key lies in a file");
    let patient = folder.write("p.ndjson", "{\"resourceType\":\"Patient\",\"id\":\"1\"}\n");
    with(true, &["ingest", &patient]).expect(0);
    let rotated = with(true, &["keys", "rotate", "--json"]).expect(0).json();
    assert_eq!(rotated["zones"][0]["keys"]["version"], 2);
    let status = with(true, &["keys", "status", "--json"]).expect(0).json();
    assert_eq!(
        (&status["zones"][0]["keys"]["root_key"], &status["zones"][0]["keys"]["data_keys"]),
        (&"aws".into(), &1.into())
    );
    let doctor = with(true, &["doctor", "--json"]).expect(0).json();
    assert_eq!(doctor["confined"], true);
    let run = with(false, &["ingest", &patient]).expect(4);
    assert!(run.err.contains("[key]"), "{}", run.err);
    with(true, &["audit", "verify"]).expect(0);
}

#[test]
fn a_file_of_key_services_that_can_not_be_understood_makes_no_home() {
    let folder = Folder::new();
    for text in ["[phi]\nservice = \"file\"\n", "[clinic]\nservice = \"local\"\n", "token = \"s.canary\"\n"] {
        let file = folder.write("key-services.toml", text);
        let run = almoner(&folder.join("home"), &["init", "--kms", &file]).expect(2);
        assert!(run.err.contains("[kms-malformed]") && !run.err.contains("canary"), "{}", run.err);
        assert!(!folder.join("home").exists());
    }
}
