//! A wrapper that keeps identified data from being shown by accident.

use std::fmt;

/// Identified data. It cannot be printed (`Debug` shows `Phi(..)`), serialized or compared; whoever needs the content says
/// so by calling [`Phi::expose`], which a reviewer can search for.
///
/// ```compile_fail
/// let name = almoner_base::Phi::new("Ann".to_owned());
/// println!("{name}");
/// ```
pub struct Phi<T>(T);

impl<T> Phi<T> {
    /// Wraps identified data.
    pub fn new(content: T) -> Self {
        Self(content)
    }

    /// The content, for code inside the PHI zone.
    pub fn expose(&self) -> &T {
        &self.0
    }

    /// The content, by value.
    pub fn into_exposed(self) -> T {
        self.0
    }
}

impl<T> fmt::Debug for Phi<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Phi(..)")
    }
}

#[cfg(test)]
mod tests;
