//! Who may do what: Cedar policies decide, and a [`Permit`] is the proof that they did.
//!
//! [`Policies::authorize`] is the only maker of permits. Functions that guard something take a `&Permit` and ask it whether it
//! [allows](Permit::allows) what they do; those that decrypt ask it for the [parts](Permit::field) of a record, those that
//! answer for the [rows](Permit::limit). [`Policies::explain`] says why, and what would change the answer. [`break_glass`] is
//! the access that nobody granted beforehand, [`ResearchRoute`] and [`PhiRoute`] what each door asks for.
//!
//! This crate is pure: it reads no files (the policies of `policies/authz` are compiled in, an operator's own are given as
//! texts) and writes no log; whoever asks records the answer. It fails closed: without a policy that permits there is a
//! refusal, and a policy that cannot be read or evaluated refuses everything it might have concerned.
#![warn(missing_docs)]

#[cfg(test)]
extern crate self as almoner_policy;

mod action;
pub mod break_glass;
mod explain;
mod names;
mod obligations;
mod permit;
mod policies;
mod request;
mod routes;
#[cfg(test)]
mod testing;

pub use action::{Action, ResourceClass};
pub use explain::{Change, Deciding, Explanation, MOST_CHANGES};
pub use names::{
    Closed, FieldGroup, Method, Network, NotOpaque, PatientHandle, PersonId, Purpose, Role, Sensitivity, Service, Set,
    SiteId, StudyName, Zone,
};
pub use obligations::{Duty, Granted, Limited, Log};
pub use permit::{Permit, Refusal, RefusalReason};
pub use policies::{Changes, Error, Listed, Policies};
pub use request::{Authentication, Person, Principal, Request, Resource};
pub use routes::{HttpMethod, PhiRoute, ResearchRoute};
