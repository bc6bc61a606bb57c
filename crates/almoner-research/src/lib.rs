//! Wiring of the research room
