//! Text to sections, sentences, assertions and facts
