//! Trial records; eligibility text to expressions
