//! A synthetic hospital, deterministic by seed
