use almoner_base::{FixedClock, Timestamp};

use super::*;
use crate::testing::Folder;

fn read(text: &str) -> Result<KmsSettings, Error> {
    let folder = Folder::new();
    fs::write(folder.0.join("kms.toml"), text).unwrap();
    KmsSettings::read(&folder.0)
}

fn open(settings: &KmsSettings, credential: Option<&str>) -> Result<Box<dyn Kms>, Error> {
    let folder = Folder::new();
    let clock: Arc<dyn Clock> = Arc::new(FixedClock(Timestamp(0)));
    settings.open(&folder.0, credential.map(|text| Secret::new(text.to_owned())).as_ref(), &clock)
}

#[test]
fn without_a_file_the_root_key_is_local() {
    let folder = Folder::new();
    assert_eq!(KmsSettings::read(&folder.0).unwrap(), KmsSettings::Local {});
}

#[test]
fn each_service_is_named_by_its_settings() {
    let transit = read("service = \"transit\"\nurl = \"http://127.0.0.1:8200\"\nkey = \"almoner\"").unwrap();
    assert!(matches!(&transit, KmsSettings::Transit { mount, namespace: None, ca: None, .. } if mount == "transit"));
    assert_eq!(open(&transit, Some("s.token")).unwrap().kind().word(), "transit");
    assert!(matches!(open(&transit, None), Err(Error::Setting(_))), "no token");
    let aws =
        read("service = \"aws\"\nregion = \"eu-central-1\"\nkey = \"alias/almoner\"\nurl = \"http://localhost:1\"").unwrap();
    let opened = open(&aws, Some("AKIDEXAMPLE:secret"));
    assert_eq!(opened.is_ok(), cfg!(feature = "aws"), "a build without it says so");
    assert!(matches!(open(&aws, Some("AKIDEXAMPLE")), Err(Error::Setting(_))));
    let token = read("service = \"pkcs11\"\nlibrary = \"/nowhere.so\"\ntoken = \"t\"\nkey = \"k\"").unwrap();
    assert!(matches!(open(&token, Some("1234")), Err(Error::Setting(_) | Error::Service("pkcs11", _))));
}

#[test]
fn a_setting_that_is_not_known_is_refused() {
    for text in [
        "",
        "service = \"file\"",
        "service = \"local\"\nkey = \"x\"",
        "service = \"transit\"\nurl = \"https://v\"",
        "service",
    ] {
        assert!(matches!(read(text), Err(Error::Setting("kms.toml"))), "{text}");
    }
}
