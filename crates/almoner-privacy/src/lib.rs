//! How likely it is that somebody recognises a person in what is released: measures, gates and transformations.
