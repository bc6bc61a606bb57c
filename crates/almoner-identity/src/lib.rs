//! People and services prove who they are.

pub mod service;
