//! People and services prove who they are.
