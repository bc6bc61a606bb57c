use super::*;
use crate::testing::hex_vec;

fn credentials() -> AwsCredentials {
    AwsCredentials {
        access_key_id: "AKIDEXAMPLE".to_owned(),
        secret_access_key: Secret::new("wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY".to_owned()),
        session_token: None,
    }
}

#[test]
fn signs_as_the_published_test_suite_does() {
    // AWS Signature Version 4 test suite, cases get-vanilla and post-vanilla.
    let scope = Scope { date: "20150830T123600Z", region: "us-east-1", service: "service" };
    let headers = [("host", "example.amazonaws.com"), ("x-amz-date", "20150830T123600Z")];
    for (method, signature) in [
        ("GET", "5fa00fa31553b73ebf1942676e86291e8372ff2a2260956d9b8aae1d763fbf31"),
        ("POST", "5da7c1a2acd57cee7505fc6676e4e544621c30862966e37dddb68e92efbe5d6b"),
    ] {
        let expected = format!(
            "AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE/20150830/us-east-1/service/aws4_request, \
             SignedHeaders=host;x-amz-date, Signature={signature}"
        );
        assert_eq!(authorization(&credentials(), &scope, (method, "/"), &headers, b""), expected);
    }
    assert_eq!(hex(&hex_vec("00ff10")), "00ff10");
}

#[test]
fn a_date_is_written_as_aws_reads_it() {
    assert_eq!(amazon_date(Timestamp(1_440_938_160_000)), "20150830T123600Z");
}
