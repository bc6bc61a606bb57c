//! Tamper-evident log
