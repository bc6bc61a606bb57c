//! Who may do what: the policies in force, why somebody is or would be refused, and what the person who asks may ask for at all.

use std::collections::BTreeMap;
use std::sync::Arc;

use almoner_base::ProjectId;
use almoner_identity::http::{self, Problem};
use almoner_policy::{
    Action, Authentication, Change, Method, Network, Person, PersonId, Policies, Purpose, Request, ResearchRoute, Resource,
    Role, Set, StudyName, Zone,
};
use axum::extract::State;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use utoipa::ToSchema;

use super::ask::run;
use super::{About, Answer, Api, Asker};

/// A policy in force.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub(crate) struct PolicyTold {
    id: String,
    /// `permit` or `forbid`.
    effect: &'static str,
    because: String,
    /// The policy as Cedar prints it.
    text: String,
}

/// Policies of one kind, as text.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub(crate) struct PolicyFile {
    name: &'static str,
    text: String,
}

/// What a role may do in this zone, for some purpose, if circumstances allow.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub(crate) struct RoleTold {
    role: String,
    actions: Vec<String>,
}

/// The policies in force.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub(crate) struct PoliciesTold {
    /// Content hash.
    version: String,
    files: Vec<PolicyFile>,
    policies: Vec<PolicyTold>,
    roles: Vec<RoleTold>,
}

/// A made-up request to be explained.
#[derive(Clone, Debug, Default, Serialize, Deserialize, ToSchema)]
pub(crate) struct ExplainAsked {
    /// The role of who would ask; oneself, as one is signed in now, unless said.
    #[serde(default)]
    role: Option<String>,
    /// Such as `ExportResults`.
    action: String,
    /// HL7 v3 PurposeOfUse; none where no purpose is stated.
    #[serde(default)]
    purpose: Option<String>,
    /// The study that it is about.
    #[serde(default)]
    #[schema(max_length = 64)]
    study: Option<String>,
    /// Whether whoever asks is assigned to it.
    #[serde(default)]
    assigned: bool,
    /// Seconds since the last two factors.
    #[serde(default)]
    mfa_age: Option<u32>,
    /// Whether a justification was written down.
    #[serde(default)]
    justified: bool,
    /// How many rows are wanted.
    #[serde(default)]
    rows: Option<u32>,
    /// Whether it is one's own work that is to be approved.
    #[serde(default)]
    own: bool,
}

/// A policy that decides.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub(crate) struct DecidingTold {
    id: String,
    /// Its reason.
    text: String,
    /// Its annotations.
    #[schema(value_type = Object)]
    annotations: BTreeMap<String, String>,
}

/// Why.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub(crate) struct Explained {
    /// `allow` or `deny`.
    decision: &'static str,
    deciding: Vec<DecidingTold>,
    /// Sets of changes each of which would turn the answer, in words.
    would_change: Vec<String>,
    /// The same, to be read by a program.
    #[schema(value_type = Vec<Object>)]
    changes: Vec<Value>,
    policy_version: String,
}

/// What the person who asks may ask for, for some purpose, if circumstances allow. It is for showing and hiding; each request
/// is decided by itself.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub(crate) struct NavigationTold {
    actions: Vec<String>,
}

/// The policies in force in this zone.
#[utoipa::path(get, path = "/api/v1/policies", tag = "access", responses((status = 200, body = PoliciesTold)))]
pub(crate) async fn policies(State(api): State<Arc<Api>>, asker: Asker) -> Answer<PoliciesTold> {
    run(move || {
        api.grant(&asker, ResearchRoute::PolicyList, &About::default())?;
        let in_force = &api.room.policies;
        let policies: Vec<PolicyTold> = in_force
            .list()
            .map(|policy| PolicyTold {
                id: policy.id.to_owned(),
                effect: policy.effect,
                because: policy.because.to_owned(),
                text: policy.policy.to_owned(),
            })
            .collect();
        let file = |name, wanted: fn(&PolicyTold) -> bool| {
            let texts: Vec<&str> = policies.iter().filter(|policy| wanted(policy)).map(|one| one.text.as_str()).collect();
            PolicyFile { name, text: texts.join("\n\n") }
        };
        let files = vec![
            file("floors.cedar", |policy| policy.id.starts_with("floor-")),
            file("forbids.cedar", |policy| policy.effect == "forbid" && !policy.id.starts_with("floor-")),
            file("permits.cedar", |policy| policy.effect == "permit"),
        ];
        let roles = Role::ALL.iter().map(|role| {
            let person = somebody([*role].into(), Vec::new());
            RoleTold { role: role.name().to_owned(), actions: possible(in_force, &person, &asker.project) }
        });
        Ok(PoliciesTold { version: in_force.version().to_owned(), files, roles: roles.collect(), policies })
    })
    .await
}

/// Why somebody is or would be refused, and the smallest changes that would change that.
#[utoipa::path(post, path = "/api/v1/policies/explain", tag = "access", request_body = ExplainAsked,
    responses((status = 200, body = Explained)))]
pub(crate) async fn explain(
    State(api): State<Arc<Api>>,
    asker: Asker,
    http::Json(asked): http::Json<ExplainAsked>,
) -> Answer<Explained> {
    run(move || {
        let request = request(&asker, &asked)?;
        api.grant(&asker, ResearchRoute::PolicyExplain, &About::default())?;
        let explanation = api.room.policies.explain(&request);
        let sets: Vec<Vec<Change>> = if explanation.allowed {
            explanation.refused_if.iter().map(|change| vec![*change]).collect()
        } else {
            explanation.allowed_if.clone()
        };
        let words = |set: &Vec<Change>| set.iter().map(|change| change.words()).collect::<Vec<_>>().join("; ");
        let deciding = explanation.policies.iter().map(|policy| DecidingTold {
            id: policy.id.clone(),
            text: policy.because.clone(),
            annotations: BTreeMap::from([("because".to_owned(), policy.because.clone())]),
        });
        Ok(Explained {
            decision: if explanation.allowed { "allow" } else { "deny" },
            deciding: deciding.collect(),
            would_change: sets.iter().map(words).collect(),
            changes: sets.iter().map(|set| serde_json::json!({ "set": set })).collect(),
            policy_version: explanation.policy_version,
        })
    })
    .await
}

/// What the person who asks may ask for.
#[utoipa::path(get, path = "/api/v1/me/navigation", tag = "access", responses((status = 200, body = NavigationTold)))]
pub(crate) async fn navigation(State(api): State<Arc<Api>>, asker: Asker) -> Answer<NavigationTold> {
    run(move || {
        // What one may see of one's own account is no secret, whatever the role.
        let person = asker.caller.by().person_for_policy()?;
        let fresh = somebody(person.roles, person.studies);
        Ok(NavigationTold { actions: possible(&api.room.policies, &fresh, &asker.project) })
    })
    .await
}

/// The actions that the policies allow a person for some purpose, in circumstances that allow as much as they can.
fn possible(policies: &Policies, person: &Person, project: &ProjectId) -> Vec<String> {
    let (study, other) = (person.studies.first().cloned(), PersonId::new("somebody-else").ok());
    let allowed = |action: Action, purpose: Purpose, owner: Option<PersonId>| {
        let resource = Resource { study: study.clone(), owner, author: other.clone(), consent: true, ..Resource::default() };
        let request = Request::new(person.clone(), action, Zone::Research)
            .purpose(purpose)
            .project(project.clone())
            .resource(resource)
            .rows(1)
            .hour(12)
            .justified();
        policies.authorize(&request).is_ok()
    };
    let possible = |action: &&Action| {
        Purpose::ALL.iter().any(|purpose| {
            allowed(**action, *purpose, other.clone()) || allowed(**action, *purpose, Some(person.id.clone()))
        })
    };
    Action::ALL.iter().filter(possible).map(|action| action.name().to_owned()).collect()
}

/// Somebody who has just signed in, on a known device, within the clinical network.
fn somebody(roles: Set<Role>, studies: Vec<StudyName>) -> Person {
    let mut studies = studies;
    if studies.is_empty() {
        studies.extend(StudyName::new("any"));
    }
    // The text is an opaque id, so that there always is one.
    #[expect(clippy::expect_used, reason = "`asker` is an opaque id")]
    let id = PersonId::new("asker").expect("an opaque id");
    Person {
        id,
        roles,
        studies,
        site: None,
        authentication: Authentication {
            methods: Set::from([Method::Password, Method::Totp]),
            mfa_age_secs: Some(0),
            session_age_secs: 0,
            device_known: true,
            network: Network::Clinical,
        },
    }
}

fn request(asker: &Asker, asked: &ExplainAsked) -> Result<Request, Problem> {
    let unknown = |what: &'static str| Problem::unusable("name-unknown", "not a name of the list").with("field", what);
    let action = Action::from_name(&asked.action).ok_or_else(|| unknown("action"))?;
    let study = asked.study.as_deref().map(StudyName::new).transpose().map_err(|_| unknown("study"))?;
    let mut person = match asked.role.as_deref() {
        None => asker.caller.by().person_for_policy()?,
        Some(role) => {
            let role = Role::from_name(role).ok_or_else(|| unknown("role"))?;
            let mut person = somebody([role].into(), Vec::new());
            person.studies = study.iter().filter(|_| asked.assigned).cloned().collect();
            person
        }
    };
    if let Some(age) = asked.mfa_age {
        person.authentication.mfa_age_secs = Some(age);
    }
    let other = PersonId::new("somebody-else").map_err(|_| Problem::internal())?;
    let whose = if asked.own { person.id.clone() } else { other };
    let resource = Resource { study, owner: Some(whose.clone()), author: Some(whose), ..Resource::default() };
    let mut request = Request::new(person, action, Zone::Research).project(asker.project.clone()).resource(resource);
    let purpose = asked.purpose.as_deref().map(|name| Purpose::from_name(name).ok_or_else(|| unknown("purpose")));
    request.purpose = purpose.transpose()?;
    request.justified = asked.justified;
    request.rows = asked.rows;
    Ok(request)
}
