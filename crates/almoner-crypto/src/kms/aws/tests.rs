use almoner_base::{FixedClock, Secret, Timestamp};

use super::*;

fn credentials() -> AwsCredentials {
    AwsCredentials {
        access_key_id: "AKIDEXAMPLE".to_owned(),
        secret_access_key: Secret::new("wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY".to_owned()),
        session_token: None,
    }
}

/// moto's server, where `scripts/test` has started it.
fn server() -> Option<String> {
    #[expect(clippy::disallowed_methods, reason = "the test set-up says where its counterpart is")]
    let url = std::env::var("ALMONER_TEST_AWS").ok();
    if url.is_none() {
        println!("skipped: ALMONER_TEST_AWS names no server that speaks for AWS KMS (scripts/test starts one)");
    }
    url
}

fn kms(url: &str, key: &str) -> AwsKms {
    AwsKms::new(url, "us-east-1", key, credentials(), &[], Arc::new(FixedClock(Timestamp(1_767_225_600_000)))).unwrap()
}

/// A key that the server makes for this test.
fn key(url: &str) -> String {
    let mut answer = kms(url, "").ask("CreateKey", &json!({ "Description": "test" })).unwrap();
    take_text(&mut answer, &["KeyMetadata", "KeyId"]).unwrap()
}

#[test]
fn what_aws_wrapped_it_opens_for_the_same_purpose_alone() {
    let Some(url) = server() else { return };
    let kms = kms(&url, &key(&url));
    let own = DataKey::generate().unwrap();
    let wrapped = kms.wrap(&own, b"purpose").unwrap();
    assert_eq!(kms.unwrap(&wrapped, b"purpose").unwrap().secret().expose(), own.secret().expose());
    assert!(matches!(kms.unwrap(&wrapped, b"another"), Err(Error::Service("aws", _))));
    let mut altered = wrapped;
    *altered.last_mut().unwrap() ^= 1;
    assert!(matches!(kms.unwrap(&altered, b"purpose"), Err(Error::Service("aws", _))));
}

#[test]
fn aws_draws_the_keys_of_a_zone() {
    let Some(url) = server() else { return };
    let (folder, key) = (crate::testing::Folder::new(), key(&url));
    let made = crate::ZoneKeys::create_with(&folder.0, Box::new(kms(&url, &key))).unwrap();
    let again = crate::ZoneKeys::open_with(&folder.0, Box::new(kms(&url, &key))).unwrap();
    assert_eq!(made.key("index").secret().expose(), again.key("index").secret().expose());
    assert!(matches!(kms(&url, "no-such-key").generate(b""), Err(Error::Service("aws", _))));
}

#[test]
fn debug_shows_no_secret() {
    assert_eq!(format!("{:?} {:?}", kms("http://localhost:1", "k"), credentials()), "AwsKms(..) AwsCredentials(..)");
}
