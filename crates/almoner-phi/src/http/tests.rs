//! The routes as a browser calls them: sign-in, guard, policies, log and all.

mod break_glass;
mod clinician;
mod exports;
mod oversight;
mod releases;
mod world;
