//! Keys, randomness and primitives
