//! The doors together: people who sign in, policies, break-glass and the audit log over a simulated week.
#![expect(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing, reason = "tests fail by panicking")]

#[expect(dead_code, reason = "shared with the tests inside the crate, which use more of it")]
#[path = "../../src/testing.rs"]
mod testing;
mod week;

use almoner_identity::{
    Client, Error, Factors, Grants, Invitation, Link, PasskeyAnswer, People, PersonId, Place, Second, SignedIn, Tables, web,
};
