//! Clinical concepts: codes, synonyms, hierarchy and unit conversion
