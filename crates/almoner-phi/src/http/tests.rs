//! The routes as a browser calls them: sign-in, guard, policies, log and all.

mod break_glass;
mod clinician;
mod oversight;
mod releases;
mod world;
