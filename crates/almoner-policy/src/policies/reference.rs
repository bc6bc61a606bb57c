//! A request in Cedar's own terms, evaluated by Cedar's own library. Exact by definition and slow: each request builds its
//! entities. It decides slices that [`super::compiled`] does not cover, and it is what the compiled form is compared with.

use std::collections::{HashMap, HashSet};

use cedar_policy::{
    AuthorizationError, Authorizer, Context, Decision, Entities, Entity, EntityUid, PolicySet, Request as CedarRequest,
    RestrictedExpression as Value, Schema,
};

use super::{Error, uid};
use crate::action::Action;
use crate::names::{Closed, PersonId, Set};
use crate::request::{Principal, Request, Resource};

/// Cedar's library, with the hierarchy of the actions.
#[derive(Debug)]
pub(super) struct Reference {
    authorizer: Authorizer,
    /// Each action with its groups, by the place of the action.
    actions: Vec<Entity>,
}

/// What Cedar's library says, by policy id in order.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Response {
    pub allowed: bool,
    pub deciding: Vec<String>,
    pub failed: Vec<String>,
}

impl Reference {
    pub(super) fn of(schema: &Schema) -> Result<Self, Error> {
        let known = schema.action_entities().map_err(|error| Error::Schema(error.to_string()))?;
        let actions = Action::ALL.iter().map(|action| {
            let action = uid(Action::KIND, action.name())?;
            let groups = known.ancestors(&action).ok_or_else(|| Error::Name(action.to_string()))?;
            Ok(Entity::new_no_attrs(action.clone(), groups.cloned().collect()))
        });
        Ok(Self { authorizer: Authorizer::new(), actions: actions.collect::<Result<_, _>>()? })
    }

    /// The groups that an action is in, itself included.
    pub(super) fn groups(&self, action: Action) -> Result<HashSet<EntityUid>, Error> {
        let uid = uid(Action::KIND, action.name())?;
        let entity = self.actions.get(action as usize).ok_or_else(|| Error::Name(uid.to_string()))?;
        let (_, _, mut groups) = entity.clone().into_inner();
        groups.insert(uid);
        Ok(groups)
    }

    /// Evaluates a request. None if it has no form in Cedar, which no request that can be built lacks.
    pub(super) fn respond(&self, request: &Request, policies: &PolicySet) -> Option<Response> {
        let (question, entities) = self.question(request).ok()?;
        let response = self.authorizer.is_authorized(&question, policies, &entities);
        let mut failed: Vec<String> = response.diagnostics().errors().map(failed_policy).collect();
        let mut deciding: Vec<String> = response.diagnostics().reason().map(ToString::to_string).collect();
        failed.sort();
        deciding.sort();
        Some(Response { allowed: response.decision() == Decision::Allow, deciding, failed })
    }

    pub(super) fn question(&self, request: &Request) -> Result<(CedarRequest, Entities), Error> {
        let principal = principal(&request.principal)?;
        let resource = resource(request)?;
        let action = self.actions.get(request.action as usize).ok_or_else(|| Error::Name("action".to_owned()))?.clone();
        let context = Context::from_pairs(context(request)?).map_err(|error| Error::Invalid(error.to_string()))?;
        let question = CedarRequest::new(principal.uid(), action.uid(), resource.uid(), context, None)
            .map_err(|error| Error::Invalid(error.to_string()))?;
        let entities = Entities::from_entities([principal, action, resource], None)
            .map_err(|error| Error::Invalid(error.to_string()))?;
        Ok((question, entities))
    }
}

fn failed_policy(error: &AuthorizationError) -> String {
    match error {
        AuthorizationError::PolicyEvaluationError(error) => error.policy_id().to_string(),
    }
}

fn principal(principal: &Principal) -> Result<Entity, Error> {
    let person = match (principal.person(), principal.service()) {
        (Some(person), _) => person,
        (None, Some(service)) => return Ok(Entity::new_no_attrs(uid("Service", service.name())?, HashSet::new())),
        (None, None) => return Err(Error::Name("principal".to_owned())),
    };
    let studies = person.studies.iter().map(|study| opaque("Study", study.as_str()));
    let mut attributes = HashMap::from([("studies".to_owned(), Value::new_set(studies.collect::<Result<Vec<_>, _>>()?))]);
    if let Some(site) = &person.site {
        attributes.insert("site".to_owned(), opaque("Site", site.as_str())?);
    }
    let roles = person.roles.iter().map(|role| uid("Role", role.name())).collect::<Result<_, _>>()?;
    Entity::new(uid("Person", person.id.as_str())?, attributes, roles).map_err(|error| Error::Invalid(error.to_string()))
}

fn resource(request: &Request) -> Result<Entity, Error> {
    let Resource { sensitivity, study, site, owner, treating, author, consent } = &request.resource;
    let person = |person: &PersonId| opaque("Person", person.as_str());
    let treating = treating.iter().map(person).collect::<Result<Vec<_>, _>>()?;
    let mut attributes = HashMap::from([
        ("sensitivity".to_owned(), members(*sensitivity)?),
        ("treating".to_owned(), Value::new_set(treating)),
        ("consent".to_owned(), Value::new_bool(*consent)),
    ]);
    let known = [
        ("study", study.as_ref().map(|study| opaque("Study", study.as_str()))),
        ("site", site.as_ref().map(|site| opaque("Site", site.as_str()))),
        ("owner", owner.as_ref().map(person)),
        ("author", author.as_ref().map(person)),
    ];
    for (name, value) in known {
        if let Some(value) = value {
            attributes.insert(name.to_owned(), value?);
        }
    }
    let id = uid(request.action.resource_class().name(), request.tenant.as_str())?;
    Entity::new(id, attributes, HashSet::new()).map_err(|error| Error::Invalid(error.to_string()))
}

fn context(request: &Request) -> Result<Vec<(String, Value)>, Error> {
    let authentication = request.principal.person().map(|person| person.authentication);
    let mut pairs = vec![
        ("zone", member(request.zone)?),
        ("fields", members(request.fields)?),
        ("justified", Value::new_bool(request.justified)),
        ("break_glass", Value::new_bool(request.break_glass)),
        ("methods", members(authentication.map(|authentication| authentication.methods).unwrap_or_default())?),
        ("device_known", Value::new_bool(authentication.is_some_and(|authentication| authentication.device_known))),
    ];
    if let Some(purpose) = request.purpose {
        pairs.push(("purpose", member(purpose)?));
    }
    if let Some(project) = &request.project {
        pairs.push(("project", Value::new_string(project.as_str().to_owned())));
    }
    if let Some(hour) = request.hour {
        pairs.push(("hour", Value::new_long(i64::from(hour))));
    }
    if let Some(rows) = request.rows {
        pairs.push(("rows", Value::new_long(i64::from(rows))));
    }
    if let Some(authentication) = authentication {
        pairs.push(("session_age", Value::new_long(i64::from(authentication.session_age_secs))));
        pairs.push(("network", member(authentication.network)?));
        if let Some(age) = authentication.mfa_age_secs {
            pairs.push(("mfa_age", Value::new_long(i64::from(age))));
        }
    }
    Ok(pairs.into_iter().map(|(name, value)| (name.to_owned(), value)).collect())
}

fn opaque(kind: &str, id: &str) -> Result<Value, Error> {
    Ok(Value::new_entity_uid(uid(kind, id)?))
}

fn member<T: Closed>(member: T) -> Result<Value, Error> {
    opaque(T::KIND, member.text())
}

fn members<T: Closed>(set: Set<T>) -> Result<Value, Error> {
    Ok(Value::new_set(set.iter().map(member).collect::<Result<Vec<_>, _>>()?))
}
