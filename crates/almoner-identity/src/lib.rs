//! People and services prove who they are.
//!
//! Each zone has its own accounts, credentials and sessions in its own database; a session of one zone says nothing in the
//! other. People hold a passkey, or a password and an authenticator app, or come by the hospital's identity provider; each way
//! is two factors and there is no other. [`People::authenticate`] turns a session's token into an [`Authentication`], which is
//! what authorization asks for. Services hold certificates and tokens for single requests ([`service`]).
//!
//! There is no default account, no default password and no password hint. No name, address, secret or token is in an error,
//! in `Debug` output or in the audit log, and every event is in that log before its answer leaves.
#![warn(missing_docs)]

mod credential;
mod db;
mod enrol;
mod error;
mod event;
pub mod http;
mod link;
mod oidc;
mod passkey;
mod password;
mod people;
mod person;
pub mod service;
mod session;
mod settings;
mod sign_in;
#[cfg(test)]
mod testing;
mod throttle;
mod token;

pub use credential::{Credential, Kind, TotpSetup};
pub use db::migration::Tables;
pub use enrol::{Enrolment, Factors};
pub use error::Error;
pub use link::Link;
pub use oidc::{Callback, GroupMap, Oidc, OidcSettings};
pub use passkey::web;
pub use people::{Account, AccountState, Client, Invitation, People, Place};
pub use person::{Authentication, CredentialId, Grants, PersonId, SessionId};
pub use session::{IDLE_MS, LIFETIME_MS, MOST_SESSIONS, Sender, Session, SignedIn};
pub use sign_in::{Factor, PasskeyAnswer, Proof, Second};
pub use token::{LONGEST_TOKEN_SECS, Uses};
