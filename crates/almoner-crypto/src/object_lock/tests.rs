use almoner_base::{FixedClock, Secret};
use ureq::Agent;

use super::*;
use crate::testing::Folder;

/// moto's server, where `scripts/test` has started it.
fn server() -> Option<String> {
    #[expect(clippy::disallowed_methods, reason = "the test set-up says where its counterpart is")]
    let url = std::env::var("ALMONER_TEST_AWS").ok();
    if url.is_none() {
        println!("skipped: ALMONER_TEST_AWS names no server that speaks as S3 does (scripts/test starts one)");
    }
    url
}

fn store(settings: &str) -> Result<ObjectLock, Error> {
    let folder = Folder::new();
    let file = folder.0.join("copy.toml");
    fs::write(&file, settings).unwrap();
    let credentials = AwsCredentials {
        access_key_id: "AKIDEXAMPLE".to_owned(),
        secret_access_key: Secret::new("wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY".to_owned()),
        session_token: None,
    };
    ObjectLockSettings::read(&file)?.open(&folder.0, credentials, Arc::new(FixedClock(Timestamp(NOW))))
}

// 2026-01-01, and a day decades on: a lock that ended would be none.
const NOW: i64 = 1_767_225_600_000;
const UNTIL: i64 = 4_102_444_800_000;

#[test]
fn an_object_is_put_once_and_can_not_be_removed_before_its_day() {
    let Some(url) = server() else { return };
    let agent: Agent = Agent::config_builder().http_status_as_error(false).build().into();
    // The owner of the bucket, whose signature moto does not check.
    let owner = "AWS4-HMAC-SHA256 Credential=A/20260101/us-east-1/s3/aws4_request, SignedHeaders=host, Signature=0";
    let made = agent.put(format!("{url}/locked")).header("authorization", owner);
    let made = made.header("x-amz-bucket-object-lock-enabled", "true").send_empty().unwrap();
    assert_eq!(made.status(), 200);
    let store = store(&format!("region = 'us-east-1'\nbucket = 'locked'\nprefix = 'almoner/phi'\nurl = '{url}'")).unwrap();
    assert!(store.put("tile/entries/000", b"bytes", Timestamp(UNTIL)).unwrap());
    let object = format!("{url}/locked/almoner/phi/tile/entries/000");
    let mut answer = agent.get(&object).header("authorization", owner).call().unwrap();
    let header = |name: &str| answer.headers().get(name).map(|value| value.to_str().unwrap().to_owned());
    let version = header("x-amz-version-id").unwrap();
    assert_eq!(header("x-amz-object-lock-mode").as_deref(), Some("COMPLIANCE"));
    assert!(header("x-amz-object-lock-retain-until-date").unwrap().starts_with("2100-01-01T00:00:00"));
    assert_eq!(answer.body_mut().read_to_vec().unwrap(), b"bytes");
    let removed = agent.delete(format!("{object}?versionId={version}")).header("authorization", owner).call().unwrap();
    assert_eq!(removed.status(), 403, "compliance mode lets nobody remove it");
    assert!(!store.put("tile/entries/000", b"other", Timestamp(UNTIL)).unwrap(), "it is there already");
    assert_eq!(
        agent.get(&object).header("authorization", owner).call().unwrap().body_mut().read_to_vec().unwrap(),
        b"bytes"
    );
}

#[test]
fn a_bucket_that_is_not_there_is_said() {
    let Some(url) = server() else { return };
    let store = store(&format!("region = 'us-east-1'\nbucket = 'nowhere'\nprefix = 'p'\nurl = '{url}'")).unwrap();
    assert_eq!(store.put("a", b"", Timestamp(UNTIL)).unwrap_err().to_string(), "service `s3`: no such bucket");
}

#[test]
fn settings_that_would_be_sent_wrong_are_refused() {
    let good = "region = 'us-east-1'\nbucket = 'b'\nprefix = 'p'\nurl = 'http://localhost:1'";
    let store_of = |from: &str, to: &str| store(&good.replace(from, to)).map(|_| ()).map_err(|error| error.to_string());
    assert_eq!(store_of("", ""), Ok(()));
    for (from, to, said) in [
        ("us-east-1", "us east", "setting of a service can not be used (region)"),
        ("'p'", "'a b'", "setting of a service can not be used (bucket or prefix)"),
        ("'p'", "''", "setting of a service can not be used (bucket or prefix)"),
        ("http://localhost:1", "http://s3.example", "setting of a service can not be used (url: https is needed)"),
        ("region", "regoin", "setting of a service can not be used (object store)"),
    ] {
        assert_eq!(store_of(from, to), Err(said.to_owned()));
    }
    let refused = store(good).unwrap().put("a?b", b"", Timestamp(UNTIL));
    assert!(matches!(refused, Err(Error::Setting("name of an object"))));
}
