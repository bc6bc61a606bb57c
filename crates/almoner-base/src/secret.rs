//! Key material that wipes itself and cannot be printed.

use std::fmt;

use zeroize::{Zeroize, ZeroizeOnDrop};

/// Secret bytes. Wiped when dropped; `Debug` shows `Secret(..)`; not comparable, not serializable.
#[derive(Clone, Zeroize, ZeroizeOnDrop)]
pub struct Secret<T: Zeroize>(T);

impl<T: Zeroize> Secret<T> {
    /// Takes the secret into keeping.
    pub fn new(content: T) -> Self {
        Self(content)
    }

    /// The secret, for the primitive that needs it.
    pub fn expose(&self) -> &T {
        &self.0
    }
}

impl<T: Zeroize> fmt::Debug for Secret<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Secret(..)")
    }
}
