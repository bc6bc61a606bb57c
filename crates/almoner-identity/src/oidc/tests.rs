//! Against the certified `oidc-provider` of the npm registry, and against a provider of the test's own that lies.

mod liar;
mod real;

use almoner_base::{Clock, Timestamp};

use super::*;
use crate::testing::{World, client, secret};

const REDIRECT: &str = "https://almoner.test:8443/api/v1/oidc/callback";

pub(super) fn settings(issuer: String) -> OidcSettings {
    OidcSettings {
        issuer,
        client_id: "almoner".to_owned(),
        client_secret: Some(secret("test-secret-of-the-test-client")),
        redirect: REDIRECT.to_owned(),
        acr: vec!["urn:example:mfa".to_owned()],
        amr: vec!["mfa".to_owned()],
        scopes: Vec::new(),
        groups_claim: "groups".to_owned(),
        max_age_secs: 300,
        groups: groups(),
        roots_pem: None,
    }
}

fn groups() -> GroupMap {
    let text = r#"
        version = 1
        [[group]]
        name = "trial-coordinators"
        roles = ["coordinator"]
        studies = ["cardio-1"]
        site = "main"
        [[group]]
        name = "privacy"
        roles = ["privacy_officer"]
    "#;
    GroupMap::parse(text).unwrap()
}

/// The parameters of a URL.
pub(super) fn query(url: &str) -> BTreeMap<String, String> {
    let url = openidconnect::url::Url::parse(url).unwrap();
    url.query_pairs().map(|(name, value)| (name.into_owned(), value.into_owned())).collect()
}

/// The machine's clock, which is also the provider's: the test's stands still where it began.
pub(super) fn set_to_now(world: &World) {
    #[expect(clippy::disallowed_methods, reason = "a real provider has the machine's clock")]
    let now = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH).unwrap().as_millis();
    world.later_ms(i64::try_from(now).unwrap() - world.clock.now().0);
}

#[test]
fn groups_add_up_and_a_table_of_another_form_is_refused() {
    let both = groups().grants(&BTreeSet::from(["trial-coordinators", "privacy", "unknown"]));
    assert_eq!(both.roles.iter().map(|role| role.name()).collect::<Vec<_>>(), ["coordinator", "privacy_officer"]);
    assert_eq!(both.site.unwrap().as_str(), "main");
    assert!(groups().grants(&BTreeSet::from(["unknown"])).roles.is_empty());
    for wrong in [
        "version = 2\ngroup = []",
        "group = []",
        "version = 1\n[[group]]\nname = \"a\"\nroles = [\"superuser\"]",
        "version = 1\n[[group]]\nname = \"a\"\nroles = []\nadmin = true",
    ] {
        assert!(matches!(GroupMap::parse(wrong), Err(Error::Setting("groups"))), "{wrong}");
    }
}

#[test]
fn a_provider_that_is_not_asked_for_two_factors_or_is_not_private_is_no_setting() {
    let none = OidcSettings { acr: Vec::new(), amr: Vec::new(), ..settings("https://id.example.org".to_owned()) };
    assert!(matches!(Oidc::connect(none, Timestamp(0)), Err(Error::Setting("acr"))));
    for issuer in ["http://id.example.org", "http://192.0.2.1", "ftp://127.0.0.1", "id.example.org"] {
        assert!(
            matches!(Oidc::connect(settings(issuer.to_owned()), Timestamp(0)), Err(Error::Setting("issuer"))),
            "{issuer}"
        );
    }
}

/// Signs in with what the callback says.
pub(super) fn finish(world: &World, oidc: &Oidc, state: &str, code: &str, iss: Option<&str>) -> Result<SignedIn, Error> {
    world.people.finish_oidc(oidc, &Callback { state, code, iss }, &client())
}
