//! Reading, checking and evaluating the policies.
//!
//! Every policy is validated against the schema in Cedar's strict mode when it is read. The set is then cut into one slice
//! per action, since the cost of a decision grows with the number of policies: a slice holds the policies whose scope can
//! match the action and the class of resources that it is done to. A slice is translated into a form that reads requests in
//! place; where a policy has no such form, Cedar's own library decides the slice.

use std::collections::{BTreeMap, HashSet};
use std::str::FromStr;
use std::sync::Arc;

use almoner_base::content_version;
use cedar_policy::{
    ActionConstraint, EntityId, EntityTypeName, EntityUid, Policy, PolicyId, PolicySet, ResourceConstraint, Schema,
    ValidationMode, Validator,
};
use miette::Diagnostic;
use serde::Serialize;
use thiserror::Error as ThisError;

use crate::action::Action;
use crate::permit::{Permit, Refusal, RefusalReason};
use crate::request::Request;

mod compiled;
mod listed;
mod note;
mod reference;
use compiled::{Failed, Rule};
pub use listed::Listed;
pub(crate) use note::Note;
use reference::{Reference, Response};

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
    /// A policy has no `@because`, or an annotation that says nothing to the program.
    #[error("the authorization policy `{policy}` lacks or misspells `@{annotation}`")]
    Annotation {
        /// The policy.
        policy: String,
        /// The annotation.
        annotation: String,
    },
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
    slices: Vec<Slice>,
    notes: BTreeMap<String, Arc<Note>>,
    version: Arc<str>,
}

/// How two sets of policies differ, by the ids of policies, for the audit entry of a reload and for whoever asked for it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Changes {
    /// The content hash of the older set.
    pub from: String,
    /// The content hash of the newer one.
    pub to: String,
    /// Policies that the newer has.
    pub added: Vec<String>,
    /// Policies that it has not any more.
    pub removed: Vec<String>,
    /// Policies that say something else there: in their condition, effect, reason or obligations.
    pub changed: Vec<String>,
}

impl Changes {
    /// Whether both say the same.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.added.is_empty() && self.removed.is_empty() && self.changed.is_empty()
    }
}

/// The policies that can have a say about one action.
#[derive(Debug)]
struct Slice {
    policies: PolicySet,
    /// The same, translated; none where one of them has no translation.
    rules: Option<Vec<Rule>>,
}

/// Which policies decide a request.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Answer {
    pub allowed: bool,
    /// Those that forbid it, or if there are none those that permit it, in the order of their ids.
    pub deciding: Vec<Arc<Note>>,
    /// Those that could not be evaluated.
    pub failed: Vec<Arc<Note>>,
}

impl Policies {
    /// The policies that are compiled in.
    ///
    /// # Errors
    /// They do not fit together, which a test rules out.
    pub fn builtin() -> Result<Self, Error> {
        Self::with(&[])
    }

    /// The policies that are compiled in and an operator's own, given as texts by file name. The floors and safeguards are
    /// always among them, and what they forbid no other policy can permit.
    ///
    /// # Errors
    /// A text is not Cedar, a policy has no id of its own or no reason, takes an id of a floor, misspells an obligation, or
    /// does not fit the schema. None of the policies is taken then.
    pub fn with(files: &[(&str, &str)]) -> Result<Self, Error> {
        let mut all = vec![FLOORS, SAFEGUARDS, SERVICES, PEOPLE];
        all.extend(files);
        Self::parse(SCHEMA, &all)
    }

    /// How many policies there are.
    #[must_use]
    #[expect(clippy::len_without_is_empty, reason = "there are always the floors")]
    pub fn len(&self) -> usize {
        self.notes.len()
    }

    /// What another set of policies has that this one has not, and the other way round.
    #[must_use]
    pub fn changes(&self, newer: &Self) -> Changes {
        let differs = |id: &&String| self.notes.get(*id).is_some_and(|note| newer.notes.get(*id) != Some(note));
        Changes {
            from: self.version.to_string(),
            to: newer.version.to_string(),
            added: newer.notes.keys().filter(|id| !self.notes.contains_key(*id)).cloned().collect(),
            removed: self.notes.keys().filter(|id| !newer.notes.contains_key(*id)).cloned().collect(),
            changed: newer.notes.keys().filter(differs).cloned().collect(),
        }
    }

    fn parse(schema: &str, files: &[(&str, &str)]) -> Result<Self, Error> {
        let mut parts = vec![schema.as_bytes()];
        parts.extend(files.iter().flat_map(|(name, text)| [name.as_bytes(), text.as_bytes()]));
        let version = content_version(&parts).into();
        let schema = Schema::from_cedarschema_str(schema).map_err(|error| Error::Schema(error.to_string()))?.0;
        let mut notes = BTreeMap::new();
        let mut policies = Vec::new();
        for (file, text) in files {
            let syntax = |error: String| Error::Syntax { file: (*file).to_owned(), message: error };
            let read = PolicySet::from_str(text).map_err(|error| syntax(told(&error, text)))?;
            if read.templates().next().is_some() {
                return Err(syntax("a template, which nothing would fill in".to_owned()));
            }
            for policy in read.policies() {
                let note = Arc::new(Note::of(policy, file)?);
                policies.push((policy.new_id(PolicyId::new(&note.id)), Arc::clone(&note)));
                if notes.insert(note.id.clone(), note).is_some() {
                    return Err(Error::Id((*file).to_owned()));
                }
            }
        }
        policies.sort_by(|(_, one), (_, other)| one.id.cmp(&other.id));
        let all = PolicySet::from_policies(policies.iter().map(|(policy, _)| policy.clone()))
            .map_err(|error| Error::Invalid(error.to_string()))?;
        let validation = Validator::new(schema.clone()).validate(&all, ValidationMode::Strict);
        if !validation.validation_passed() {
            return Err(Error::Invalid(validation.to_string()));
        }
        let reference = Reference::of(&schema)?;
        let mut slices = Vec::new();
        for action in Action::ALL {
            let groups = reference.groups(*action)?;
            let class = type_name(action.resource_class().name())?;
            let slice = || policies.iter().filter(|(policy, _)| concerns(policy, &groups, &class));
            slices.push(Slice {
                policies: PolicySet::from_policies(slice().map(|(policy, _)| policy.clone()))
                    .map_err(|error| Error::Invalid(error.to_string()))?,
                rules: slice().map(|(policy, note)| Rule::of(policy, note, *action, &groups)).collect(),
            });
        }
        Ok(Self { reference, slices, notes, version })
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
        let Some(Answer { allowed, deciding, failed }) = self.answer(request) else {
            return Err(refuse(RefusalReason::Unreadable, Vec::new()));
        };
        // Cedar leaves a policy out that it cannot evaluate. If that one forbids, leaving it out would allow.
        if !failed.is_empty() {
            return Err(refuse(RefusalReason::Unreadable, ids(&failed)));
        }
        match (allowed, request.purpose) {
            (true, Some(purpose)) => Ok(Permit::new(request, purpose, Arc::clone(&self.version), deciding)),
            (false, _) if !deciding.is_empty() => Err(refuse(RefusalReason::Forbidden, ids(&deciding))),
            // A set of policies that allows without a purpose is not one that this program follows.
            _ => Err(refuse(RefusalReason::NotPermitted, Vec::new())),
        }
    }

    /// Which policies decide a request; none if it cannot be put to them.
    pub(crate) fn answer(&self, request: &Request) -> Option<Answer> {
        let slice = self.slices.get(request.action as usize)?;
        let Some(rules) = &slice.rules else {
            return self.noted(self.reference.respond(request, &slice.policies)?);
        };
        let (mut permits, mut forbids, mut failed) = (Vec::new(), Vec::new(), Vec::new());
        for rule in rules {
            match rule.holds(request) {
                Ok(false) => {}
                Ok(true) if rule.permits => permits.push(Arc::clone(&rule.note)),
                Ok(true) => forbids.push(Arc::clone(&rule.note)),
                Err(Failed) => failed.push(Arc::clone(&rule.note)),
            }
        }
        let allowed = forbids.is_empty() && !permits.is_empty();
        Some(Answer { allowed, deciding: if forbids.is_empty() { permits } else { forbids }, failed })
    }

    /// Whether Cedar's own library allows a request, asked about the slice of its action. Slow, and the same as
    /// [`Self::authorize`] decides; for measurements and for checks of a policy set.
    #[must_use]
    pub fn allowed_by_cedar(&self, request: &Request) -> bool {
        let policies = self.slices.get(request.action as usize).map(|slice| &slice.policies);
        let response = policies.and_then(|policies| self.reference.respond(request, policies));
        response.is_some_and(|response| response.allowed && response.failed.is_empty() && request.purpose.is_some())
    }

    fn noted(&self, response: Response) -> Option<Answer> {
        let notes = |ids: Vec<String>| ids.iter().map(|id| self.notes.get(id).cloned()).collect::<Option<Vec<_>>>();
        Some(Answer { allowed: response.allowed, deciding: notes(response.deciding)?, failed: notes(response.failed)? })
    }
}

/// What Cedar says, with the line (from 1) of the first place that it names.
fn told(error: &cedar_policy::ParseErrors, text: &str) -> String {
    let place = error.labels().into_iter().flatten().next().map(|label| label.offset());
    let line = |place| 1 + text.bytes().take(place).filter(|byte| *byte == b'\n').count();
    place.map_or_else(|| error.to_string(), |place| format!("line {}: {error}", line(place)))
}

fn ids(notes: &[Arc<Note>]) -> Vec<String> {
    notes.iter().map(|note| note.id.clone()).collect()
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
mod invariants;
#[cfg(test)]
mod tests;
