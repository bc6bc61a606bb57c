use std::collections::BTreeSet;

use super::*;
use crate::names::{Purpose, Role};
use crate::policies::Policies;
use crate::request::Principal;
use crate::testing::{favourable, person};

#[test]
fn no_two_routes_are_one() {
    let distinct: BTreeSet<_> = all().map(|(zone, method, path, _)| (zone, method, path)).collect();
    assert_eq!(distinct.len(), ResearchRoute::ALL.len() + PhiRoute::ALL.len());
}

#[test]
fn a_path_says_which_zone_serves_it() {
    for (zone, _, path, _) in all() {
        let prefix = if zone == Zone::Phi { "/phi/v1/" } else { "/api/v1/" };
        assert!(path.starts_with(prefix), "{path}");
    }
}

#[test]
fn every_route_is_of_use_to_somebody_in_its_zone() {
    let policies = Policies::builtin().unwrap();
    for (zone, _, path, action) in all() {
        let somebody = Role::ALL.iter().any(|role| {
            Purpose::ALL.iter().any(|purpose| {
                let asked = favourable(person([*role]).into(), action, zone, Some(*purpose));
                policies.authorize(&asked).is_ok()
            })
        });
        assert!(somebody, "{path}");
    }
}

#[test]
fn every_verb_is_allowed_to_the_command_line_for_some_purpose() {
    let policies = Policies::builtin().unwrap();
    for (verb, action) in VERBS {
        assert_eq!(Action::for_verb(verb), Some(*action));
        let allowed = Zone::ALL.iter().any(|zone| {
            Purpose::ALL
                .iter()
                .any(|purpose| policies.authorize(&favourable(Principal::Cli, *action, *zone, Some(*purpose))).is_ok())
        });
        assert!(allowed, "{verb}");
    }
    assert_eq!(Action::for_verb("fly"), None);
}

#[test]
fn a_route_is_found_by_its_method_and_path() {
    let path = "/api/v1/trials/{nct_id}/versions";
    assert_eq!(Action::for_route(HttpMethod::Get, path), Some(Action::ReadTrials));
    assert_eq!(Action::for_route(HttpMethod::Post, path), Some(Action::EditTrial));
    assert_eq!(Action::for_route(HttpMethod::Delete, path), None);
}
