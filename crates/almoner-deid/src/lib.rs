//! De-identification: identified record in, chart draft out
