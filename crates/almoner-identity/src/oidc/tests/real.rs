//! The certified provider, run by node. Where node or the package is missing the tests say so and pass; the test set-up runs
//! `npm ci` in `tests/oidc`.

use std::io::{BufRead, BufReader};
use std::path::Path;
use std::process::{Child, ChildStdin, ChildStdout, Command, Stdio};

use super::*;
use crate::testing::from;

struct Server {
    child: Child,
    input: Option<ChildStdin>,
    _output: BufReader<ChildStdout>,
    issuer: String,
}

impl Server {
    fn start() -> Option<Self> {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/oidc");
        if !folder.join("node_modules/oidc-provider").exists() {
            println!("skipped: run `npm ci` in crates/almoner-identity/tests/oidc");
            return None;
        }
        let started = Command::new("node")
            .arg("server.mjs")
            .current_dir(&folder)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn();
        let Ok(mut child) = started else {
            println!("skipped: node can not be run");
            return None;
        };
        let mut port = String::new();
        // Kept open: the server ends when it can not write.
        let mut output = BufReader::new(child.stdout.take().unwrap());
        output.read_line(&mut port).unwrap();
        let issuer = format!("http://127.0.0.1:{}", port.trim());
        let input = child.stdin.take();
        Some(Self { child, input, _output: output, issuer })
    }

    /// What a browser does: follows redirects within the provider, with its cookies, until it is sent back.
    fn browse(&self, url: &str, who: &str) -> BTreeMap<String, String> {
        let agent = agent(None).unwrap();
        let mut cookies = BTreeMap::new();
        let mut url = format!("{url}&login_hint={who}");
        for _ in 0..10 {
            let header = cookies.iter().map(|(name, value)| format!("{name}={value}")).collect::<Vec<_>>().join("; ");
            let answer = agent.get(&url).header("Cookie", header).call().unwrap();
            for cookie in answer.headers().get_all("set-cookie") {
                let (name, value) = cookie.to_str().unwrap().split(';').next().unwrap().split_once('=').unwrap();
                cookies.insert(name.to_owned(), value.to_owned());
            }
            let next = answer.headers().get("location").expect("a redirect").to_str().unwrap();
            if next.starts_with(REDIRECT) {
                return query(next);
            }
            url = openidconnect::url::Url::parse(&self.issuer).unwrap().join(next).unwrap().to_string();
        }
        panic!("the provider never sent the person back");
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        drop(self.input.take());
        let _ = self.child.wait();
    }
}

// ASVS 10.2.1
#[test]
fn a_real_provider_signs_a_person_in_and_attacks_on_the_way_fail() {
    let Some(server) = Server::start() else { return };
    let world = World::new();
    set_to_now(&world);
    let now = world.clock.now();
    let oidc = Oidc::connect(settings(server.issuer.clone()), now).unwrap();

    let url = world.people.begin_oidc(&oidc, &client()).unwrap();
    let asked = query(&url);
    assert_eq!((asked["response_type"].as_str(), asked["code_challenge_method"].as_str()), ("code", "S256"));
    let back = server.browse(&url, "cora");
    let (state, code, iss) = (&back["state"], &back["code"], back.get("iss").map(String::as_str));
    assert_eq!(iss, Some(server.issuer.as_str()));
    // The answer belongs to the device that was sent away.
    let elsewhere = from("198.51.100.7", client().user_agent, "device-b");
    let callback = Callback { state, code, iss };
    assert!(matches!(world.people.finish_oidc(&oidc, &callback, &elsewhere), Err(Error::Ceremony)));
    let signed_in = finish(&world, &oidc, state, code, iss).unwrap();
    let account = world.people.own_account(&signed_in.authentication).unwrap();
    assert_eq!(account.display_name, "cora Example");
    assert_eq!(account.grants, groups().grants(&BTreeSet::from(["trial-coordinators"])));
    assert!(signed_in.authentication.mfa_age_secs() <= 5);

    // The answer again: the state is used up. The code in another ceremony: the provider knows it is used, and the verifier
    // is another.
    assert!(matches!(finish(&world, &oidc, state, code, iss), Err(Error::Ceremony)));
    let again = query(&world.people.begin_oidc(&oidc, &client()).unwrap());
    assert!(matches!(finish(&world, &oidc, &again["state"], code, iss), Err(Error::Provider("token"))));

    // A fresh code under the state of another ceremony: somebody else's code, planted.
    let planted = server.browse(&world.people.begin_oidc(&oidc, &client()).unwrap(), "cora");
    let own = query(&world.people.begin_oidc(&oidc, &client()).unwrap());
    assert!(matches!(finish(&world, &oidc, &own["state"], &planted["code"], iss), Err(Error::Provider("token"))));
    assert!(matches!(finish(&world, &oidc, "made-up", &planted["code"], iss), Err(Error::Ceremony)));

    // The same person keeps their account; one with a password only, and one of no group, get none.
    let back = server.browse(&world.people.begin_oidc(&oidc, &client()).unwrap(), "cora");
    let second = finish(&world, &oidc, &back["state"], &back["code"], iss).unwrap();
    assert_eq!(second.authentication.person(), signed_in.authentication.person());
    for (who, why) in [("weak", "acr"), ("outsider", "groups")] {
        let back = server.browse(&world.people.begin_oidc(&oidc, &client()).unwrap(), who);
        let refused = finish(&world, &oidc, &back["state"], &back["code"], iss);
        assert!(matches!(refused, Err(Error::Assertion(reason)) if reason == why), "{who}: {refused:?}");
    }

    // An answer that names another issuer (mix-up, RFC 9207).
    let back = server.browse(&world.people.begin_oidc(&oidc, &client()).unwrap(), "cora");
    let mixed_up = finish(&world, &oidc, &back["state"], &back["code"], Some("https://evil.example"));
    assert!(matches!(mixed_up, Err(Error::Assertion("issuer"))));
}
