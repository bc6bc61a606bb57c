//! Encrypted store of raw records, crosswalk and epochs
