//! Policies as small trees over the fields of a request.
//!
//! Cedar's library turns each request into entities and records before it evaluates, which costs tens of microseconds. Here a
//! policy is translated once, for one action, into a tree whose leaves read the [`Request`] in place. The translation covers
//! the part of Cedar that such policies use: literals, `principal`, `action`, `resource` and `context` with the attributes of
//! the schema, logic, comparison, arithmetic, `in`, `is`, `has`, `if` and the operators of sets. It is exact or it is not made: what it
//! does not cover (extension types, tags, `like`, records, attributes of other entities) has no translation, and the slice is
//! then decided by Cedar's library itself. Tests hold the two against each other on random requests and random policies.
//!
//! Semantics: Cedar 4, <https://docs.cedarpolicy.com/policies/syntax-operators.html>. `&&`, `||` and `if` evaluate no more
//! than they need; a missing attribute, an overflow and a wrong type are errors of the policy; values of two types are unequal.

use std::collections::HashSet;
use std::sync::Arc;

use cedar_policy::pst::{
    BinaryOp, Clause, Effect, EntityOrSlot, EntityUID, Expr, Literal, PrincipalConstraint, ResourceConstraint, Template,
    UnaryOp, Var,
};
use cedar_policy::{EntityUid, Policy};

use super::note::Note;
use crate::action::{Action, ResourceClass};
use crate::names::{
    Closed, FieldGroup, Method, Network, PersonId, Purpose, Role, Sensitivity, Service, Set, StudyName, Zone,
};
use crate::request::{Authentication, Person, Request};

/// One policy, for one action.
#[derive(Debug)]
pub(super) struct Rule {
    pub note: Arc<Note>,
    pub permits: bool,
    condition: Node,
}

impl Rule {
    /// Translates a policy for an action in these groups; none where the policy says what has no translation.
    pub(super) fn of(policy: &Policy, note: &Arc<Note>, action: Action, groups: &HashSet<EntityUid>) -> Option<Self> {
        let policy = policy.to_pst().ok()?;
        let body = policy.body();
        let groups = groups.iter().map(|group| group.id().unescaped().to_owned()).collect();
        let translator = Translator { action, groups };
        let condition = translator.policy(body)?;
        Some(Self { note: Arc::clone(note), permits: body.effect == Effect::Permit, condition })
    }

    /// Whether the policy holds for the request.
    pub(super) fn holds(&self, request: &Request) -> Result<bool, Failed> {
        self.condition.truth(&Facts { request, person: request.principal.person() })
    }
}

/// The policy could not be evaluated.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Failed;

/// The types of entities.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Kind {
    Service,
    Person,
    Role,
    Study,
    Site,
    Zone,
    Purpose,
    Network,
    Method,
    Sensitivity,
    FieldGroup,
    Action,
    Resource(ResourceClass),
}

impl Kind {
    fn named(name: &str) -> Option<Self> {
        Some(match name.strip_prefix("Almoner::")? {
            "Service" => Self::Service,
            "Person" => Self::Person,
            "Role" => Self::Role,
            "Study" => Self::Study,
            "Site" => Self::Site,
            "Zone" => Self::Zone,
            "Purpose" => Self::Purpose,
            "Network" => Self::Network,
            "Method" => Self::Method,
            "Sensitivity" => Self::Sensitivity,
            "FieldGroup" => Self::FieldGroup,
            "Action" => Self::Action,
            class => Self::Resource(ResourceClass::from_name(class)?),
        })
    }
}

/// A value of a policy.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Constant {
    Bool(bool),
    Long(i64),
    Text(Box<str>),
    Member(Kind, u32),
    Entity(Kind, Box<str>),
    Members(Kind, u64),
    List(Vec<Self>),
}

/// A value while a policy is evaluated. A member of a closed set is its index there.
#[derive(Clone, Copy, Debug)]
enum Value<'a> {
    Bool(bool),
    Long(i64),
    Text(&'a str),
    Member(Kind, u32),
    Entity(Kind, &'a str),
    Members(Kind, u64),
    Studies(&'a [StudyName]),
    People(&'a [PersonId]),
    List(&'a [Constant]),
}

/// What a policy can read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Slot {
    Principal,
    PrincipalStudies,
    PrincipalSite,
    Resource,
    Sensitivity,
    Study,
    Site,
    Owner,
    Treating,
    Author,
    Consent,
    Zone,
    Purpose,
    Project,
    Hour,
    Fields,
    Rows,
    Justified,
    BreakGlass,
    Methods,
    MfaAge,
    SessionAge,
    DeviceKnown,
    Network,
}

#[derive(Clone, Copy, Debug)]
enum Order {
    Less,
    LessEq,
    Greater,
    GreaterEq,
}

#[derive(Clone, Copy, Debug)]
enum Arithmetic {
    Add,
    Sub,
    Mul,
}

#[derive(Debug)]
enum Node {
    Constant(Constant),
    Get(Slot),
    Has(Slot),
    Not(Box<Self>),
    Negate(Box<Self>),
    And(Vec<Self>),
    Or(Vec<Self>),
    If(Box<[Self; 3]>),
    Equal(Box<[Self; 2]>),
    Compare(Order, Box<[Self; 2]>),
    Calculate(Arithmetic, Box<[Self; 2]>),
    In(Box<[Self; 2]>),
    Is(Box<Self>, Kind),
    Contains(Box<[Self; 2]>),
    ContainsAll(Box<[Self; 2]>),
    ContainsAny(Box<[Self; 2]>),
    IsEmpty(Box<Self>),
}

/// Translates policies for one action.
struct Translator {
    action: Action,
    groups: HashSet<String>,
}

impl Translator {
    fn policy(&self, body: &Template) -> Option<Node> {
        let mut all = Vec::new();
        match &body.principal {
            PrincipalConstraint::Any => {}
            PrincipalConstraint::Eq(EntityOrSlot::Entity(entity)) => all.push(equal(Slot::Principal, entity)?),
            PrincipalConstraint::In(EntityOrSlot::Entity(entity)) => all.push(within(Slot::Principal, entity)?),
            PrincipalConstraint::Is(kind) => all.push(is(Slot::Principal, &kind.to_string())?),
            PrincipalConstraint::IsIn(kind, EntityOrSlot::Entity(entity)) => {
                all.push(is(Slot::Principal, &kind.to_string())?);
                all.push(within(Slot::Principal, entity)?);
            }
            _ => return None,
        }
        // The slice has seen to the action.
        match &body.resource {
            ResourceConstraint::Any => {}
            ResourceConstraint::Eq(EntityOrSlot::Entity(entity)) => all.push(equal(Slot::Resource, entity)?),
            ResourceConstraint::In(EntityOrSlot::Entity(entity)) => all.push(within(Slot::Resource, entity)?),
            ResourceConstraint::Is(kind) => all.push(is(Slot::Resource, &kind.to_string())?),
            ResourceConstraint::IsIn(kind, EntityOrSlot::Entity(entity)) => {
                all.push(is(Slot::Resource, &kind.to_string())?);
                all.push(within(Slot::Resource, entity)?);
            }
            _ => return None,
        }
        for clause in body.clauses() {
            all.push(match clause {
                Clause::When(expr) => self.expr(expr)?,
                Clause::Unless(expr) => Node::Not(Box::new(self.expr(expr)?)),
            });
        }
        Some(Node::And(all))
    }

    fn expr(&self, expr: &Expr) -> Option<Node> {
        Some(match expr {
            Expr::Literal(literal) => Node::Constant(constant(literal)?),
            Expr::Var(Var::Principal) => Node::Get(Slot::Principal),
            Expr::Var(Var::Resource) => Node::Get(Slot::Resource),
            Expr::Var(Var::Action) => Node::Constant(Constant::Entity(Kind::Action, self.action.name().into())),
            Expr::UnaryOp { op, expr } => {
                let node = Box::new(self.expr(expr)?);
                match op {
                    UnaryOp::Not => Node::Not(node),
                    UnaryOp::Neg => Node::Negate(node),
                    UnaryOp::IsEmpty => Node::IsEmpty(node),
                    _ => return None,
                }
            }
            Expr::BinaryOp { op: BinaryOp::In, left, right } if **left == Expr::Var(Var::Action) => {
                Node::Constant(Constant::Bool(self.action_in(right)?))
            }
            Expr::BinaryOp { op, left, right } => self.binary(*op, self.expr(left)?, self.expr(right)?)?,
            Expr::GetAttr { expr, attr } => Node::Get(slot(expr, attr)?),
            Expr::HasAttr { expr, attrs } if attrs.tail.is_empty() => Node::Has(slot(expr, &attrs.head)?),
            Expr::Is { expr, entity_type, in_expr } => {
                let is = Node::Is(Box::new(self.expr(expr)?), Kind::named(&entity_type.to_string())?);
                match in_expr {
                    None => is,
                    Some(parent) => Node::And(vec![is, Node::In(Box::new([self.expr(expr)?, self.expr(parent)?]))]),
                }
            }
            Expr::IfThenElse { cond, then_expr, else_expr } => {
                Node::If(Box::new([self.expr(cond)?, self.expr(then_expr)?, self.expr(else_expr)?]))
            }
            Expr::Set(members) => {
                let members = members.iter().map(|member| match member.as_ref() {
                    Expr::Literal(literal) => constant(literal),
                    _ => None,
                });
                Node::Constant(set(members.collect::<Option<_>>()?))
            }
            _ => return None,
        })
    }

    fn binary(&self, op: BinaryOp, left: Node, right: Node) -> Option<Node> {
        let pair = |left, right| Box::new([left, right]);
        Some(match op {
            BinaryOp::Eq => Node::Equal(pair(left, right)),
            BinaryOp::NotEq => Node::Not(Box::new(Node::Equal(pair(left, right)))),
            BinaryOp::Less => Node::Compare(Order::Less, pair(left, right)),
            BinaryOp::LessEq => Node::Compare(Order::LessEq, pair(left, right)),
            BinaryOp::Greater => Node::Compare(Order::Greater, pair(left, right)),
            BinaryOp::GreaterEq => Node::Compare(Order::GreaterEq, pair(left, right)),
            // Both operators associate, so that a chain is one flat list.
            BinaryOp::And => match left {
                Node::And(mut all) => {
                    all.push(right);
                    Node::And(all)
                }
                left => Node::And(vec![left, right]),
            },
            BinaryOp::Or => match left {
                Node::Or(mut any) => {
                    any.push(right);
                    Node::Or(any)
                }
                left => Node::Or(vec![left, right]),
            },
            BinaryOp::Add => Node::Calculate(Arithmetic::Add, pair(left, right)),
            BinaryOp::Sub => Node::Calculate(Arithmetic::Sub, pair(left, right)),
            BinaryOp::Mul => Node::Calculate(Arithmetic::Mul, pair(left, right)),
            BinaryOp::In if has_known_parents(&left) => Node::In(pair(left, right)),
            BinaryOp::Contains => Node::Contains(pair(left, right)),
            BinaryOp::ContainsAll => Node::ContainsAll(pair(left, right)),
            BinaryOp::ContainsAny => Node::ContainsAny(pair(left, right)),
            _ => return None,
        })
    }

    fn action_in(&self, groups: &Expr) -> Option<bool> {
        match groups {
            Expr::Literal(Literal::EntityUID(group)) => {
                Some(Kind::named(&group.ty.to_string())? == Kind::Action && self.groups.contains(group.eid.as_str()))
            }
            Expr::Set(groups) => {
                groups.iter().map(|group| self.action_in(group)).try_fold(false, |any, group| Some(any | group?))
            }
            _ => None,
        }
    }
}

/// Whether a node can be no action: their hierarchy is known to the translator alone.
fn has_known_parents(node: &Node) -> bool {
    match node {
        Node::Get(_) => true,
        Node::Constant(constant) => !matches!(constant, Constant::Entity(Kind::Action, _)),
        _ => false,
    }
}

fn equal(slot: Slot, entity: &EntityUID) -> Option<Node> {
    Some(Node::Equal(Box::new([Node::Get(slot), Node::Constant(member(entity)?)])))
}

fn within(slot: Slot, entity: &EntityUID) -> Option<Node> {
    Some(Node::In(Box::new([Node::Get(slot), Node::Constant(member(entity)?)])))
}

fn is(slot: Slot, kind: &str) -> Option<Node> {
    Some(Node::Is(Box::new(Node::Get(slot)), Kind::named(kind)?))
}

fn slot(of: &Expr, attribute: &str) -> Option<Slot> {
    let Expr::Var(of) = of else { return None };
    Some(match (of, attribute) {
        (Var::Principal, "studies") => Slot::PrincipalStudies,
        (Var::Principal, "site") => Slot::PrincipalSite,
        (Var::Resource, "sensitivity") => Slot::Sensitivity,
        (Var::Resource, "study") => Slot::Study,
        (Var::Resource, "site") => Slot::Site,
        (Var::Resource, "owner") => Slot::Owner,
        (Var::Resource, "treating") => Slot::Treating,
        (Var::Resource, "author") => Slot::Author,
        (Var::Resource, "consent") => Slot::Consent,
        (Var::Context, "zone") => Slot::Zone,
        (Var::Context, "purpose") => Slot::Purpose,
        (Var::Context, "project") => Slot::Project,
        (Var::Context, "hour") => Slot::Hour,
        (Var::Context, "fields") => Slot::Fields,
        (Var::Context, "rows") => Slot::Rows,
        (Var::Context, "justified") => Slot::Justified,
        (Var::Context, "break_glass") => Slot::BreakGlass,
        (Var::Context, "methods") => Slot::Methods,
        (Var::Context, "mfa_age") => Slot::MfaAge,
        (Var::Context, "session_age") => Slot::SessionAge,
        (Var::Context, "device_known") => Slot::DeviceKnown,
        (Var::Context, "network") => Slot::Network,
        _ => return None,
    })
}

fn constant(literal: &Literal) -> Option<Constant> {
    Some(match literal {
        Literal::Bool(value) => Constant::Bool(*value),
        Literal::Long(value) => Constant::Long(*value),
        Literal::String(text) => Constant::Text(text.as_str().into()),
        Literal::EntityUID(entity) => member(entity)?,
        _ => return None,
    })
}

fn member(entity: &EntityUID) -> Option<Constant> {
    fn index<T: Closed>(kind: Kind, name: &str) -> Option<Constant> {
        let member = T::MEMBERS.iter().find(|member| member.text() == name)?;
        Some(Constant::Member(kind, member.index()))
    }
    let name = entity.eid.as_str();
    match Kind::named(&entity.ty.to_string())? {
        kind @ Kind::Service => index::<Service>(kind, name),
        kind @ Kind::Role => index::<Role>(kind, name),
        kind @ Kind::Zone => index::<Zone>(kind, name),
        kind @ Kind::Purpose => index::<Purpose>(kind, name),
        kind @ Kind::Network => index::<Network>(kind, name),
        kind @ Kind::Method => index::<Method>(kind, name),
        kind @ Kind::Sensitivity => index::<Sensitivity>(kind, name),
        kind @ Kind::FieldGroup => index::<FieldGroup>(kind, name),
        kind @ (Kind::Person | Kind::Study | Kind::Site | Kind::Action | Kind::Resource(_)) => {
            Some(Constant::Entity(kind, name.into()))
        }
    }
}

/// Members of one closed set become one bit each.
fn set(members: Vec<Constant>) -> Constant {
    let mut bits = None;
    for constant in &members {
        match (constant, bits) {
            (Constant::Member(kind, index), None) => bits = Some((*kind, 1_u64 << index)),
            (Constant::Member(kind, index), Some((same, found))) if *kind == same => {
                bits = Some((same, found | 1 << index));
            }
            _ => return Constant::List(members),
        }
    }
    bits.map_or(Constant::List(members), |(kind, bits)| Constant::Members(kind, bits))
}

impl Constant {
    fn value(&self) -> Value<'_> {
        match self {
            Self::Bool(value) => Value::Bool(*value),
            Self::Long(value) => Value::Long(*value),
            Self::Text(text) => Value::Text(text),
            Self::Member(kind, index) => Value::Member(*kind, *index),
            Self::Entity(kind, id) => Value::Entity(*kind, id),
            Self::Members(kind, bits) => Value::Members(*kind, *bits),
            Self::List(list) => Value::List(list),
        }
    }
}

/// The request as policies see it.
struct Facts<'a> {
    request: &'a Request,
    person: Option<&'a Person>,
}

impl<'a> Facts<'a> {
    /// None where the attribute is absent.
    fn get(&self, slot: Slot) -> Option<Value<'a>> {
        let request = self.request;
        let resource = &request.resource;
        Some(match slot {
            Slot::Principal => match (self.person, request.principal.service()) {
                (Some(person), _) => Value::Entity(Kind::Person, person.id.as_str()),
                (None, service) => Value::Member(Kind::Service, service?.index()),
            },
            Slot::PrincipalStudies => Value::Studies(&self.person?.studies),
            Slot::PrincipalSite => Value::Entity(Kind::Site, self.person?.site.as_ref()?.as_str()),
            Slot::Resource => Value::Entity(Kind::Resource(request.action.resource_class()), request.tenant.as_str()),
            Slot::Sensitivity => members(Kind::Sensitivity, resource.sensitivity),
            Slot::Study => Value::Entity(Kind::Study, resource.study.as_ref()?.as_str()),
            Slot::Site => Value::Entity(Kind::Site, resource.site.as_ref()?.as_str()),
            Slot::Owner => Value::Entity(Kind::Person, resource.owner.as_ref()?.as_str()),
            Slot::Treating => Value::People(&resource.treating),
            Slot::Author => Value::Entity(Kind::Person, resource.author.as_ref()?.as_str()),
            Slot::Consent => Value::Bool(resource.consent),
            Slot::Zone => Value::Member(Kind::Zone, request.zone.index()),
            Slot::Purpose => Value::Member(Kind::Purpose, request.purpose?.index()),
            Slot::Project => Value::Text(request.project.as_ref()?.as_str()),
            Slot::Hour => Value::Long(request.hour?.into()),
            Slot::Fields => members(Kind::FieldGroup, request.fields),
            Slot::Rows => Value::Long(request.rows?.into()),
            Slot::Justified => Value::Bool(request.justified),
            Slot::BreakGlass => Value::Bool(request.break_glass),
            Slot::Methods => members(Kind::Method, self.authentication().map(|how| how.methods).unwrap_or_default()),
            Slot::MfaAge => Value::Long(self.authentication()?.mfa_age_secs?.into()),
            Slot::SessionAge => Value::Long(self.authentication()?.session_age_secs.into()),
            Slot::DeviceKnown => Value::Bool(self.authentication().is_some_and(|how| how.device_known)),
            Slot::Network => Value::Member(Kind::Network, self.authentication()?.network.index()),
        })
    }

    fn authentication(&self) -> Option<&'a Authentication> {
        self.person.map(|person| &person.authentication)
    }

    /// `entity in parent`: itself, or a role of the person who asks. No other entity of a request has parents.
    fn is_in(&self, entity: Value<'a>, parent: Value<'a>) -> bool {
        equals(entity, parent)
            || match (entity, parent, self.person) {
                (Value::Entity(Kind::Person, id), Value::Member(Kind::Role, role), Some(person)) => {
                    person.id.as_str() == id && person.roles.bits() & (1 << role) != 0
                }
                _ => false,
            }
    }
}

fn members<'a, T: Closed>(kind: Kind, set: Set<T>) -> Value<'a> {
    Value::Members(kind, set.bits())
}

impl Node {
    fn truth(&self, facts: &Facts<'_>) -> Result<bool, Failed> {
        match self {
            Self::And(all) => {
                for node in all {
                    if !node.truth(facts)? {
                        return Ok(false);
                    }
                }
                Ok(true)
            }
            Self::Or(any) => {
                for node in any {
                    if node.truth(facts)? {
                        return Ok(true);
                    }
                }
                Ok(false)
            }
            Self::Not(node) => Ok(!node.truth(facts)?),
            Self::Has(slot) => Ok(facts.get(*slot).is_some()),
            Self::Equal(pair) => {
                let [left, right] = pair.as_ref();
                Ok(equals(left.value(facts)?, right.value(facts)?))
            }
            Self::Compare(order, pair) => {
                let [left, right] = pair.as_ref();
                let (left, right) = (left.long(facts)?, right.long(facts)?);
                Ok(match order {
                    Order::Less => left < right,
                    Order::LessEq => left <= right,
                    Order::Greater => left > right,
                    Order::GreaterEq => left >= right,
                })
            }
            Self::In(pair) => {
                let [left, right] = pair.as_ref();
                let (entity, parents) = (left.value(facts)?, right.value(facts)?);
                if !is_entity(entity) {
                    return Err(Failed);
                }
                if is_entity(parents) {
                    return Ok(facts.is_in(entity, parents));
                }
                if any(parents, |parent| !is_entity(parent))? {
                    return Err(Failed);
                }
                any(parents, |parent| facts.is_in(entity, parent))
            }
            Self::Is(node, kind) => match node.value(facts)? {
                Value::Member(found, _) | Value::Entity(found, _) => Ok(found == *kind),
                _ => Err(Failed),
            },
            Self::Contains(pair) => {
                let [set, member] = pair.as_ref();
                let (set, member) = (set.value(facts)?, member.value(facts)?);
                any(set, |found| equals(found, member))
            }
            Self::ContainsAll(pair) => {
                let [all, some] = pair.as_ref();
                includes(all.value(facts)?, some.value(facts)?)
            }
            Self::ContainsAny(pair) => {
                let [one, other] = pair.as_ref();
                let (one, other) = (one.value(facts)?, other.value(facts)?);
                any(other, |_| false)?;
                any(one, |found| any(other, |member| equals(found, member)).unwrap_or(false))
            }
            Self::IsEmpty(set) => Ok(!any(set.value(facts)?, |_| true)?),
            Self::Constant(_) | Self::Get(_) | Self::If(_) | Self::Negate(_) | Self::Calculate(..) => {
                match self.value(facts)? {
                    Value::Bool(truth) => Ok(truth),
                    _ => Err(Failed),
                }
            }
        }
    }

    fn long(&self, facts: &Facts<'_>) -> Result<i64, Failed> {
        match self.value(facts)? {
            Value::Long(number) => Ok(number),
            _ => Err(Failed),
        }
    }

    fn value<'a>(&'a self, facts: &Facts<'a>) -> Result<Value<'a>, Failed> {
        match self {
            Self::Constant(constant) => Ok(constant.value()),
            Self::Get(slot) => facts.get(*slot).ok_or(Failed),
            Self::If(branches) => {
                let [condition, then, otherwise] = branches.as_ref();
                if condition.truth(facts)? { then.value(facts) } else { otherwise.value(facts) }
            }
            Self::Negate(node) => node.long(facts)?.checked_neg().map(Value::Long).ok_or(Failed),
            Self::Calculate(operation, pair) => {
                let [left, right] = pair.as_ref();
                let (left, right) = (left.long(facts)?, right.long(facts)?);
                let result = match operation {
                    Arithmetic::Add => left.checked_add(right),
                    Arithmetic::Sub => left.checked_sub(right),
                    Arithmetic::Mul => left.checked_mul(right),
                };
                result.map(Value::Long).ok_or(Failed)
            }
            _ => self.truth(facts).map(Value::Bool),
        }
    }
}

fn is_entity(value: Value<'_>) -> bool {
    matches!(value, Value::Member(..) | Value::Entity(..))
}

/// Whether a member of a set is as asked; fails where the value is no set.
fn any<'a>(set: Value<'a>, mut asked: impl FnMut(Value<'a>) -> bool) -> Result<bool, Failed> {
    match set {
        Value::Members(kind, bits) => {
            let mut rest = bits;
            while rest != 0 {
                if asked(Value::Member(kind, rest.trailing_zeros())) {
                    return Ok(true);
                }
                rest &= rest - 1;
            }
            Ok(false)
        }
        Value::Studies(studies) => Ok(studies.iter().any(|study| asked(Value::Entity(Kind::Study, study.as_str())))),
        Value::People(people) => Ok(people.iter().any(|person| asked(Value::Entity(Kind::Person, person.as_str())))),
        Value::List(list) => Ok(list.iter().any(|constant| asked(constant.value()))),
        Value::Bool(_) | Value::Long(_) | Value::Text(_) | Value::Member(..) | Value::Entity(..) => Err(Failed),
    }
}

/// Whether every member of `some` is in `all`.
fn includes(all: Value<'_>, some: Value<'_>) -> Result<bool, Failed> {
    any(all, |_| false)?;
    Ok(!any(some, |member| !any(all, |found| equals(found, member)).unwrap_or(false))?)
}

fn equals(left: Value<'_>, right: Value<'_>) -> bool {
    match (left, right) {
        (Value::Bool(left), Value::Bool(right)) => left == right,
        (Value::Long(left), Value::Long(right)) => left == right,
        (Value::Text(left), Value::Text(right)) => left == right,
        (Value::Member(kind, index), Value::Member(other, member)) => kind == other && index == member,
        (Value::Entity(kind, id), Value::Entity(other, name)) => kind == other && id == name,
        // What is left is equal only as two sets.
        _ => includes(left, right).unwrap_or(false) && includes(right, left).unwrap_or(false),
    }
}

#[cfg(test)]
mod tests;
