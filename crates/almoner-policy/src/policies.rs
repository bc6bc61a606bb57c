//! Reading, checking and evaluating the policies.
//!
//! Every policy is validated against the schema in Cedar's strict mode when it is read. The set is then cut into one slice
//! per action, since the cost of a decision grows with the number of policies: a slice holds the policies whose scope can
//! match the action and the class of resources that it is done to.

use std::collections::{BTreeMap, HashSet};
use std::str::FromStr;
use std::sync::Arc;

use almoner_base::content_version;
use cedar_policy::{
    ActionConstraint, EntityId, EntityTypeName, EntityUid, Policy, PolicyId, PolicySet, ResourceConstraint, Schema,
    ValidationMode, Validator,
};
use thiserror::Error as ThisError;

use crate::action::Action;
use crate::permit::{Permit, Refusal, RefusalReason};
use crate::request::Request;

mod reference;
use reference::{Answer, Reference};

const SCHEMA: &str = include_str!("../../../policies/authz/schema.cedarschema");
const FLOORS: (&str, &str) = ("floors.cedar", include_str!("../../../policies/authz/floors.cedar"));
const SAFEGUARDS: (&str, &str) = ("safeguards.cedar", include_str!("../../../policies/authz/safeguards.cedar"));
const SERVICES: (&str, &str) = ("services.cedar", include_str!("../../../policies/authz/services.cedar"));
const PEOPLE: (&str, &str) = ("people.cedar", include_str!("../../../policies/authz/people.cedar"));

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
    reference: Reference,
    slices: BTreeMap<Action, PolicySet>,
    version: Arc<str>,
}

impl Policies {
    /// The policies that are compiled in.
    ///
    /// # Errors
    /// They do not fit together, which a test rules out.
    pub fn builtin() -> Result<Self, Error> {
        Self::parse(SCHEMA, &[FLOORS, SAFEGUARDS, SERVICES, PEOPLE])
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
        let reference = Reference::of(&schema)?;
        let mut slices = BTreeMap::new();
        for action in Action::ALL {
            let groups = reference.groups(*action)?;
            let class = type_name(action.resource_class().name())?;
            let slice = policies.iter().map(|(_, policy)| policy).filter(|policy| concerns(policy, &groups, &class));
            let slice = PolicySet::from_policies(slice.cloned()).map_err(|error| Error::Invalid(error.to_string()))?;
            slices.insert(*action, slice);
        }
        Ok(Self { reference, slices, version })
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
            principal: request.principal.clone(),
            action: request.action,
            reason,
            policies,
            version: Arc::clone(&self.version),
        };
        let answer = self.slices.get(&request.action).and_then(|slice| self.reference.answer(request, slice));
        let Some(Answer { allowed, deciding, failed }) = answer else {
            return Err(refuse(RefusalReason::Unreadable, Vec::new()));
        };
        // Cedar leaves a policy out that it cannot evaluate. If that one forbids, leaving it out would allow.
        if !failed.is_empty() {
            return Err(refuse(RefusalReason::Unreadable, failed));
        }
        match (allowed, request.purpose) {
            (true, Some(purpose)) => Ok(Permit::new(request, purpose, Arc::clone(&self.version), deciding)),
            (false, _) if !deciding.is_empty() => Err(refuse(RefusalReason::Forbidden, deciding)),
            // A set of policies that allows without a purpose is not one that this program follows.
            _ => Err(refuse(RefusalReason::NotPermitted, Vec::new())),
        }
    }
}

/// Whether a policy can have a say about an action, which is in these groups, and its class of resources.
fn concerns(policy: &Policy, groups: &HashSet<EntityUid>, class: &EntityTypeName) -> bool {
    let action = match policy.action_constraint() {
        ActionConstraint::Any => true,
        ActionConstraint::Eq(named) => groups.contains(&named),
        ActionConstraint::In(named) => named.iter().any(|named| groups.contains(named)),
    };
    let resource = match policy.resource_constraint() {
        ResourceConstraint::Any => true,
        ResourceConstraint::Is(named) | ResourceConstraint::IsIn(named, _) => named == *class,
        // No resource is a member of another, so that only itself can be in it.
        ResourceConstraint::Eq(named) | ResourceConstraint::In(named) => named.type_name() == class,
    };
    action && resource
}

fn type_name(name: &str) -> Result<EntityTypeName, Error> {
    EntityTypeName::from_str(&format!("Almoner::{name}")).map_err(|_| Error::Name(name.to_owned()))
}

fn uid(kind: &str, name: &str) -> Result<EntityUid, Error> {
    Ok(EntityUid::from_type_name_and_id(type_name(kind)?, EntityId::new(name)))
}

#[cfg(test)]
mod tests;
