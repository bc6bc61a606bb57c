//! Wiring of the PHI room
