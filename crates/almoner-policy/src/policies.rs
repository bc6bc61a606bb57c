//! Reading, checking and evaluating the policies.
//!
//! Every policy is validated against the schema in Cedar's strict mode when it is read. The set is then cut into one slice
//! per action, since the cost of a decision grows with the number of policies; a policy that does not name actions is in
//! every slice.

use std::collections::{BTreeMap, BTreeSet};
use std::str::FromStr;
use std::sync::Arc;

use almoner_base::content_version;
use cedar_policy::{
    ActionConstraint, AuthorizationError, Authorizer, Context, Decision, Entities, EntityId, EntityTypeName, EntityUid,
    Policy, PolicyId, PolicySet, Request as CedarRequest, RestrictedExpression, Schema, ValidationMode, Validator,
};
use thiserror::Error as ThisError;

use crate::permit::{Permit, Refusal, RefusalReason};
use crate::request::{Action, Principal, Purpose, Request, ResourceClass, Zone};

const SCHEMA: &str = include_str!("../../../policies/authz/schema.cedarschema");
const FLOORS: &str = include_str!("../../../policies/authz/floors.cedar");
const SERVICES: &str = include_str!("../../../policies/authz/services.cedar");

/// Why policies were not taken. Nothing is authorized without them.
#[derive(Debug, ThisError)]
pub enum Error {
    /// The schema is not Cedar.
    #[error("the schema of the authorization policies cannot be read: {0}")]
    Schema(String),
    /// A policy file is not Cedar.
    #[error("the authorization policies `{file}` cannot be read: {message}")]
    Syntax {
        /// The file.
        file: String,
        /// What Cedar says.
        message: String,
    },
    /// A policy has no `@id`, or one that another has too.
    #[error("an authorization policy in `{0}` has no id of its own (hint: @id(\"...\"))")]
    Id(String),
    /// The policies contradict the schema.
    #[error("the authorization policies do not fit their schema: {0}")]
    Invalid(String),
    /// The schema lacks a name that the program uses.
    #[error("the schema of the authorization policies lacks `{0}`")]
    Name(String),
}

/// The policies in force. Cheap to share; read once per process.
#[derive(Debug)]
pub struct Policies {
    authorizer: Authorizer,
    slices: BTreeMap<Action, PolicySet>,
    names: Names,
    version: Arc<str>,
}

/// The entities that requests are made of, built once.
#[derive(Debug)]
struct Names {
    principals: BTreeMap<Principal, EntityUid>,
    actions: BTreeMap<Action, EntityUid>,
    classes: BTreeMap<ResourceClass, EntityTypeName>,
    zones: BTreeMap<Zone, EntityUid>,
    purposes: BTreeMap<Purpose, EntityUid>,
}

impl Policies {
    /// The policies that are compiled in.
    ///
    /// # Errors
    /// They do not fit together, which a test rules out.
    pub fn builtin() -> Result<Self, Error> {
        Self::parse(SCHEMA, &[("floors.cedar", FLOORS), ("services.cedar", SERVICES)])
    }

    /// Policies from texts: a schema, and files by name.
    ///
    /// # Errors
    /// A text is not Cedar, a policy has no id of its own, or the policies do not fit the schema.
    pub fn parse(schema: &str, files: &[(&str, &str)]) -> Result<Self, Error> {
        let mut parts = vec![schema.as_bytes()];
        parts.extend(files.iter().flat_map(|(name, text)| [name.as_bytes(), text.as_bytes()]));
        let version = content_version(&parts).into();
        let schema = Schema::from_cedarschema_str(schema).map_err(|error| Error::Schema(error.to_string()))?.0;
        let mut policies = Vec::new();
        for (file, text) in files {
            let syntax = |error: String| Error::Syntax { file: (*file).to_owned(), message: error };
            for policy in PolicySet::from_str(text).map_err(|error| syntax(error.to_string()))?.policies() {
                let id = policy.annotation("id").ok_or_else(|| Error::Id((*file).to_owned()))?;
                policies.push((*file, policy.new_id(PolicyId::new(id))));
            }
        }
        let mut all = PolicySet::new();
        for (file, policy) in &policies {
            all.add(policy.clone()).map_err(|_| Error::Id((*file).to_owned()))?;
        }
        let validation = Validator::new(schema.clone()).validate(&all, ValidationMode::Strict);
        if !validation.validation_passed() {
            return Err(Error::Invalid(validation.to_string()));
        }
        let names = Names::of(&schema)?;
        let mut slices = BTreeMap::new();
        for (action, uid) in &names.actions {
            let slice = policies.iter().map(|(_, policy)| policy).filter(|policy| concerns(policy, uid)).cloned();
            let slice = PolicySet::from_policies(slice).map_err(|error| Error::Invalid(error.to_string()))?;
            slices.insert(*action, slice);
        }
        Ok(Self { authorizer: Authorizer::new(), slices, names, version })
    }

    /// The content hash of the policies, for audit entries and reports.
    #[must_use]
    pub fn version(&self) -> &str {
        &self.version
    }

    /// Decides a request.
    ///
    /// # Errors
    /// No policy permits it, one forbids it, or one that may concern it could not be evaluated.
    pub fn authorize(&self, request: &Request) -> Result<Permit, Refusal> {
        let refuse = |reason, policies: Vec<String>| Refusal {
            principal: request.principal,
            action: request.action,
            reason,
            policies,
            version: Arc::clone(&self.version),
        };
        let (Some(question), Some(slice)) = (self.names.question(request), self.slices.get(&request.action)) else {
            return Err(refuse(RefusalReason::Unreadable, Vec::new()));
        };
        let response = self.authorizer.is_authorized(&question, slice, &Entities::empty());
        // Cedar leaves a policy out that it cannot evaluate. If that one forbids, leaving it out would allow.
        let mut failed: Vec<String> = response.diagnostics().errors().map(failed_policy).collect();
        if !failed.is_empty() {
            failed.sort();
            return Err(refuse(RefusalReason::Unreadable, failed));
        }
        let mut deciding: Vec<String> = response.diagnostics().reason().map(ToString::to_string).collect();
        deciding.sort();
        match (response.decision(), request.purpose) {
            (Decision::Allow, Some(purpose)) => Ok(Permit::new(request, purpose, Arc::clone(&self.version), deciding)),
            (Decision::Deny, _) if !deciding.is_empty() => Err(refuse(RefusalReason::Forbidden, deciding)),
            // A set of policies that allows without a purpose is not one that this program follows.
            _ => Err(refuse(RefusalReason::NotPermitted, Vec::new())),
        }
    }
}

fn failed_policy(error: &AuthorizationError) -> String {
    match error {
        AuthorizationError::PolicyEvaluationError(error) => error.policy_id().to_string(),
    }
}

/// Whether a policy can have a say about an action. No action of the schema is a member of a group, so that naming it is
/// the only way to be one.
fn concerns(policy: &Policy, action: &EntityUid) -> bool {
    match policy.action_constraint() {
        ActionConstraint::Any => true,
        ActionConstraint::Eq(named) => named == *action,
        ActionConstraint::In(named) => named.contains(action),
    }
}

impl Names {
    fn of(schema: &Schema) -> Result<Self, Error> {
        let known: BTreeSet<String> = schema.actions().map(ToString::to_string).collect();
        let mut actions = BTreeMap::new();
        for action in Action::ALL {
            let uid = uid("Action", action.name())?;
            if !known.contains(&uid.to_string()) {
                return Err(Error::Name(uid.to_string()));
            }
            actions.insert(*action, uid);
        }
        let uids = |kind: &'static str| move |name: &str| uid(kind, name);
        Ok(Self {
            principals: map(Principal::ALL, Principal::name, uids("Service"))?,
            actions,
            classes: map(ResourceClass::ALL, ResourceClass::name, type_name)?,
            zones: map(Zone::ALL, Zone::name, uids("Zone"))?,
            purposes: map(Purpose::ALL, Purpose::name, uids("Purpose"))?,
        })
    }

    fn question(&self, request: &Request) -> Option<CedarRequest> {
        let entity = |uid: &EntityUid| RestrictedExpression::new_entity_uid(uid.clone());
        let mut context = vec![("zone".to_owned(), entity(self.zones.get(&request.zone)?))];
        if let Some(purpose) = request.purpose {
            context.push(("purpose".to_owned(), entity(self.purposes.get(&purpose)?)));
        }
        if let Some(project) = &request.project {
            context.push(("project".to_owned(), RestrictedExpression::new_string(project.as_str().to_owned())));
        }
        let class = self.classes.get(&request.action.resource_class())?.clone();
        CedarRequest::new(
            self.principals.get(&request.principal)?.clone(),
            self.actions.get(&request.action)?.clone(),
            EntityUid::from_type_name_and_id(class, EntityId::new(request.tenant.as_str())),
            Context::from_pairs(context).ok()?,
            None,
        )
        .ok()
    }
}

fn map<K: Copy + Ord, V>(
    all: &[K],
    name: fn(K) -> &'static str,
    make: impl Fn(&str) -> Result<V, Error>,
) -> Result<BTreeMap<K, V>, Error> {
    all.iter().map(|key| Ok((*key, make(name(*key))?))).collect()
}

fn type_name(name: &str) -> Result<EntityTypeName, Error> {
    EntityTypeName::from_str(&format!("Almoner::{name}")).map_err(|_| Error::Name(name.to_owned()))
}

fn uid(kind: &str, name: &str) -> Result<EntityUid, Error> {
    Ok(EntityUid::from_type_name_and_id(type_name(kind)?, EntityId::new(name)))
}

#[cfg(test)]
mod tests;
