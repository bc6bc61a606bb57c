//! Who may do what: Cedar policies decide, and a [`Permit`] is the proof that they did.
//!
//! [`Policies::authorize`] is the only maker of permits. Functions that guard something take a `&Permit` and ask it whether it
//! [allows](Permit::allows) what they do. This crate is pure: it reads no files (the policies of `policies/authz` are compiled
//! in) and writes no log; whoever asks records the answer. It fails closed: without a policy that permits there is a refusal,
//! and a policy that cannot be read or evaluated refuses everything it might have concerned.
#![warn(missing_docs)]

mod permit;
mod policies;
mod request;

pub use permit::{Permit, Refusal, RefusalReason};
pub use policies::{Error, Policies};
pub use request::{Action, Principal, Purpose, Request, ResourceClass, Zone};
