//! Who may do what: Cedar policies decide, and a [`Permit`] is the proof that they did.
//!
//! [`Policies::authorize`] is the only maker of permits. Functions that guard something take a `&Permit` and ask it whether it
//! [allows](Permit::allows) what they do. This crate is pure: it reads no files (the policies of `policies/authz` are compiled
//! in) and writes no log; whoever asks records the answer. It fails closed: without a policy that permits there is a refusal,
//! and a policy that cannot be read or evaluated refuses everything it might have concerned.
#![warn(missing_docs)]

mod action;
mod names;
mod permit;
mod policies;
mod request;
#[cfg(test)]
mod testing;

pub use action::{Action, ResourceClass};
pub use names::{
    Closed, FieldGroup, Method, Network, NotOpaque, PersonId, Purpose, Role, Sensitivity, Service, Set, SiteId, StudyName,
    Zone,
};
pub use permit::{Permit, Refusal, RefusalReason};
pub use policies::{Error, Policies};
pub use request::{Authentication, Person, Principal, Request, Resource};
