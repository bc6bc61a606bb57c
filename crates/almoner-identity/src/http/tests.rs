use std::borrow::Borrow;

use axum::body::to_bytes;
use serde_json::json;
use tower::ServiceExt as _;

use super::*;
use crate::testing::{App, Authenticator, ORIGIN as PAGE, PASSWORD, World};

/// A browser: keeps cookies and the value that the page was given, and sends what a page of the origin sends.
struct Browser {
    runtime: tokio::runtime::Runtime,
    router: Router,
    cookies: Vec<(String, String)>,
    csrf: String,
    origin: &'static str,
    site: &'static str,
    set: Vec<String>,
}

impl Browser {
    fn new(router: Router) -> Self {
        let runtime = runtime();
        Self {
            runtime,
            router,
            cookies: Vec::new(),
            csrf: String::new(),
            origin: PAGE,
            site: "same-origin",
            set: Vec::new(),
        }
    }

    fn send(&mut self, method: &str, path: &str, body: &Value) -> (u16, Value) {
        let cookies = self.cookies.iter().map(|(name, value)| format!("{name}={value}")).collect::<Vec<_>>().join("; ");
        let mut request = Request::builder()
            .method(method)
            .uri(path)
            .header(COOKIE, cookies)
            .header(ORIGIN, self.origin)
            .header("sec-fetch-site", self.site)
            .header("x-csrf-token", &self.csrf)
            .header(USER_AGENT, "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Firefox/140.0")
            .body(Body::from(body.to_string()))
            .unwrap();
        request.extensions_mut().insert(Peer { address: "198.51.100.7".parse().unwrap(), network: NetworkZone::Clinical });
        let response = self.runtime.block_on(self.router.clone().oneshot(request)).unwrap();
        let status = response.status().as_u16();
        self.set = response.headers().get_all(SET_COOKIE).iter().map(|line| line.to_str().unwrap().to_owned()).collect();
        for line in &self.set {
            let (name, rest) = line.split_once('=').unwrap();
            self.cookies.retain(|(own, _)| own != name);
            let value = rest.split(';').next().unwrap();
            if !value.is_empty() {
                self.cookies.push((name.to_owned(), value.to_owned()));
            }
        }
        let bytes = self.runtime.block_on(to_bytes(response.into_body(), usize::MAX)).unwrap();
        let answer: Value = serde_json::from_slice(&bytes).unwrap_or_default();
        if let Some(csrf) = answer["csrf"].as_str() {
            self.csrf = csrf.to_owned();
        }
        (status, answer)
    }

    fn post(&mut self, path: &str, body: impl Borrow<Value>) -> (u16, Value) {
        self.send("POST", path, body.borrow())
    }

    fn get(&mut self, path: &str) -> (u16, Value) {
        self.send("GET", path, &Value::Null)
    }
}

fn runtime() -> tokio::runtime::Runtime {
    tokio::runtime::Builder::new_current_thread().build().unwrap()
}

/// A zone whose routes are open, and the token of the first link. The world keeps the folder and the clock.
fn open() -> (World, Router, String) {
    let world = World::new();
    let door = Door { people: world.open_again(), oidc: None };
    let link = door.people.first_link("olga", "Olga Operator").unwrap();
    let router = router(Arc::new(door));
    (world, router, link.token().to_owned())
}

fn enrol(browser: &mut Browser, world: &World, token: &str) -> (App, Value) {
    let (status, page) = browser.post("/api/v1/enrolment", json!({ "token": token }));
    assert_eq!(status, 200, "{page}");
    let app = App::new(page["totp"]["secret"].as_str().unwrap(), page["sign_in_name"].as_str().unwrap());
    let body = json!({
        "token": token, "ceremony": page["ceremony"], "password": PASSWORD, "code": app.code(world.now()).expose(),
    });
    let (status, codes) = browser.post("/api/v1/enrolment/finish", body);
    assert_eq!(status, 200, "{codes}");
    world.later_secs(30);
    (app, codes)
}

// ASVS 3.3.1, 3.3.2, 3.3.3, 3.3.4
#[test]
fn a_person_enrols_signs_in_and_out_over_http() {
    let (world, router, token) = open();
    let mut browser = Browser::new(router);
    let (app, codes) = enrol(&mut browser, &world, &token);
    assert_eq!(codes["recovery_codes"].as_array().unwrap().len(), 10);
    assert_eq!(browser.get("/api/v1/session").0, 401, "enrolling signs nobody in");

    let body = json!({ "name": "olga", "password": PASSWORD, "code": app.code(world.now()).expose() });
    let (status, answer) = browser.post("/api/v1/sign-in", body);
    assert_eq!((status, &answer["grants"]["roles"]), (200, &json!(["operator"])));
    let cookie = browser.set.iter().find(|line| line.starts_with("__Host-session=")).unwrap();
    assert!(cookie.ends_with("; Path=/; Secure; HttpOnly; SameSite=Strict"), "{cookie}");
    let (status, session) = browser.get("/api/v1/session");
    assert_eq!((status, &session["account"]["display_name"]), (200, &json!("Olga Operator")));

    let stolen = browser.cookies.clone();
    assert_eq!(browser.post("/api/v1/session/sign-out", json!({})).0, 200);
    browser.cookies = stolen;
    assert_eq!(browser.get("/api/v1/session").1["code"], "session-ended");
}

// ASVS 3.5.1
#[test]
fn a_request_that_another_site_made_is_refused() {
    let (world, router, token) = open();
    let mut browser = Browser::new(router);
    let (app, _) = enrol(&mut browser, &world, &token);
    let body = json!({ "name": "olga", "password": PASSWORD, "code": app.code(world.now()).expose() });
    browser.origin = "https://evil.example";
    assert_eq!(browser.post("/api/v1/sign-in", body.clone()).1["code"], "cross-site");
    (browser.origin, browser.site) = (PAGE, "cross-site");
    assert_eq!(browser.post("/api/v1/sign-in", body.clone()).1["code"], "cross-site");
    browser.site = "same-origin";
    assert_eq!(browser.post("/api/v1/sign-in", body).0, 200);
    let csrf = std::mem::replace(&mut browser.csrf, "guessed".to_owned());
    assert_eq!(browser.post("/api/v1/sessions/end-others", json!({})).1["code"], "cross-site");
    browser.csrf = csrf;
    assert_eq!(browser.post("/api/v1/sessions/end-others", json!({})).0, 200);
}

#[test]
fn a_page_that_is_loaded_anew_learns_from_a_locked_session_how_to_unlock_it() {
    let (world, router, token) = open();
    let mut browser = Browser::new(router);
    let (app, _) = enrol(&mut browser, &world, &token);
    browser.post("/api/v1/sign-in", json!({ "name": "olga", "password": PASSWORD, "code": app.code(world.now()).expose() }));
    let given = std::mem::take(&mut browser.csrf);
    world.later_ms(crate::IDLE_MS);
    let (status, locked) = browser.get("/api/v1/session");
    assert_eq!((status, &locked["code"], &locked["csrf"]), (401, &json!("session-locked"), &json!(given)), "{locked}");
    assert_eq!(browser.post("/api/v1/session/unlock", json!({ "password": PASSWORD })).0, 200);
    browser.cookies.retain(|(name, _)| name != super::SESSION_COOKIE);
    let (_, ended) = browser.get("/api/v1/session");
    assert_eq!((&ended["code"], ended.get("csrf")), (&json!("session-ended"), None), "{ended}");
}

#[test]
fn an_administrator_invites_over_http_and_the_invited_enrol_with_a_passkey() {
    let (world, router, token) = open();
    let mut browser = Browser::new(router.clone());
    let (app, _) = enrol(&mut browser, &world, &token);
    browser.post("/api/v1/sign-in", json!({ "name": "olga", "password": PASSWORD, "code": app.code(world.now()).expose() }));
    let invitation = json!({ "sign_in_name": "cora", "display_name": "Cora", "grants": { "roles": ["coordinator"] } });
    let (status, invited) = browser.post("/api/v1/accounts/invite", invitation);
    assert_eq!(status, 200, "{invited}");
    let (page, token) = invited["link"].as_str().unwrap().split_once('#').unwrap();
    assert_eq!(page, "https://almoner.test:8443/enrol");

    let (mut cora, mut key) = (Browser::new(router), Authenticator::new());
    let (_, page) = cora.post("/api/v1/enrolment", json!({ "token": token }));
    let made = key.create(&page["passkey"]);
    let body = json!({ "token": token, "ceremony": page["ceremony"], "passkey": made });
    assert_eq!(cora.post("/api/v1/enrolment/finish", body).0, 200);
    let (_, begun) = cora.post("/api/v1/sign-in/passkey", json!({}));
    let response = key.get(&begun["challenge"]);
    let body = json!({ "ceremony": begun["ceremony"], "response": response });
    let (status, answer) = cora.post("/api/v1/sign-in/passkey/finish", body);
    assert_eq!((status, &answer["methods"]), (200, &json!(["passkey"])));
    assert_eq!(cora.get("/api/v1/accounts").1["code"], "not-allowed");
}

// ASVS 16.5.1
#[test]
fn every_guarded_route_refuses_who_has_no_session_and_no_answer_repeats_what_was_sent() {
    let (_world, router, _) = open();
    let mut browser = Browser::new(router);
    for route in ROUTES.iter().filter(|route| route.guard != Guard::Public) {
        let (status, answer) = browser.send(route.method, route.path, &json!({ "id": "canary" }));
        assert_eq!((status, &answer["code"]), (401, &json!("session-ended")), "{}", route.path);
    }
    for route in ROUTES.iter().filter(|route| route.guard == Guard::Public) {
        let (status, answer) = browser.send(route.method, route.path, &json!({ "canary-name": "canary-value" }));
        assert!(!answer.to_string().contains("canary"), "{}: {answer}", route.path);
        let begins = route.path == "/api/v1/sign-in/passkey";
        assert_eq!(status == 200, begins, "{}", route.path);
    }
}

#[test]
fn without_a_peer_there_is_no_answer() {
    let (_world, router, _) = open();
    // The register ends with its last router, which must not be inside the asynchronous runtime.
    let _kept = router.clone();
    let request = Request::builder().method("POST").uri("/api/v1/sign-in/passkey").header(ORIGIN, PAGE).body(Body::empty());
    assert_eq!(runtime().block_on(router.oneshot(request.unwrap())).unwrap().status().as_u16(), 503);
}

#[test]
fn what_is_asked_about_others_is_an_action_that_the_policies_let_an_operator_do() {
    use almoner_policy::{Action, Person, Policies, Purpose, Request, Role, Zone};
    let policies = Policies::builtin().unwrap();
    let of_others = ROUTES.iter().filter(|route| route.path.starts_with("/api/v1/accounts"));
    let mut asked = 0;
    for route in of_others {
        let action = route.action().unwrap();
        assert_ne!(action, Action::ManageOwnAccount, "{}", route.path);
        let person = |role: Role| Person {
            id: almoner_policy::PersonId::new("asker").unwrap(),
            roles: [role].into(),
            studies: Vec::new(),
            site: None,
            authentication: almoner_policy::Authentication {
                methods: [almoner_policy::Method::Passkey].into(),
                mfa_age_secs: Some(1),
                session_age_secs: 1,
                device_known: true,
                network: almoner_policy::Network::Clinical,
            },
        };
        let allowed = |role| {
            let resource = almoner_policy::Resource {
                owner: almoner_policy::PersonId::new("somebody-else").ok(),
                ..almoner_policy::Resource::default()
            };
            let request = Request::new(person(role), action, Zone::Research).purpose(Purpose::Hsysadmin).justified();
            policies.authorize(&request.resource(resource)).is_ok()
        };
        assert!(allowed(Role::Operator), "{}", route.path);
        assert!(!allowed(Role::Coordinator), "{}", route.path);
        asked += 1;
    }
    assert_eq!(asked, 6);
    assert!(ROUTES.iter().all(|route| (route.guard == Guard::Public) == route.action().is_none()));
}
