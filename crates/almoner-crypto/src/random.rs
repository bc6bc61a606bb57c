//! Randomness from the cryptographic generator of the backend, which the operating system seeds.

use crate::Error;

/// `N` random bytes.
///
/// # Errors
/// The random source failed.
pub fn random_bytes<const N: usize>() -> Result<[u8; N], Error> {
    let mut bytes = [0; N];
    aws_lc_rs::rand::fill(&mut bytes).map_err(|_| Error::Random)?;
    Ok(bytes)
}

/// 64 random bits.
///
/// # Errors
/// The random source failed.
pub fn random_u64() -> Result<u64, Error> {
    random_bytes().map(u64::from_le_bytes)
}

/// A random number in `0..bound`, every one equally likely; 0 if `bound` is 0.
///
/// # Errors
/// The random source failed.
pub fn random_below(bound: u64) -> Result<u64, Error> {
    if bound <= 1 {
        return Ok(0);
    }
    // Draws above the largest multiple of `bound` are thrown away, for they would favour small numbers.
    let limit = u64::MAX - u64::MAX % bound;
    loop {
        let draw = random_u64()?;
        if draw < limit {
            return Ok(draw % bound);
        }
    }
}

#[cfg(test)]
mod tests;
