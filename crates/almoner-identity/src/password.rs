//! Passwords: what may be one, and how it is kept.
//!
//! NIST SP 800-63B: at least twelve characters, no rule of composition, no expiry, and nothing that is tried first. Instead of a
//! long list there is a short one of words and keyboard runs, and a measure: a password counts one for each listed word,
//! year, run or repeat in it and one for each other character, and needs seven. So `Password2026!!` counts three however it is
//! decorated. A password is used exactly as received. It is kept by argon2id with the second recommended parameters of RFC
//! 9106, section 4 (64 MiB, 3 passes, 4 lanes), and the hash is sealed under the zone's key besides.

use std::sync::Mutex;

use argon2::{Algorithm, Argon2, Params, Version};
use serde::{Deserialize, Serialize};
use zeroize::Zeroize;

use crate::Error;

const FEWEST_CHARACTERS: usize = 12;
const MOST_BYTES: usize = 1024;
const FEWEST_PARTS: usize = 7;

const MEMORY_KIB: u32 = 64 * 1024;
const PASSES: u32 = 3;
const LANES: u32 = 4;

const COMMON: &str = include_str!("password/common.txt");
/// Words that an attacker of this product tries first.
const CONTEXT: [&str; 6] = ["almoner", "coordinator", "investigator", "operator", "privacy", "eligibility"];

/// Refuses a password that is too short or that is tried first. `names` are those of the person: they count as listed words.
///
/// # Errors
/// What is wrong with it.
pub(crate) fn check(password: &str, names: &[&str]) -> Result<(), Error> {
    if password.chars().count() < FEWEST_CHARACTERS {
        return Err(Error::PasswordShort(FEWEST_CHARACTERS));
    }
    if password.len() > MOST_BYTES {
        return Err(Error::PasswordLong(MOST_BYTES));
    }
    let common: Vec<Vec<char>> = COMMON.lines().map(plain).filter(|word| word.len() > 2).collect();
    let password = plain(password);
    if parts(&password, &common) < FEWEST_PARTS {
        return Err(Error::PasswordCommon);
    }
    let own = names.iter().flat_map(|name| name.split(|c: char| !c.is_alphanumeric())).chain(CONTEXT);
    let words = common.into_iter().chain(own.map(plain).filter(|word| word.len() > 3)).collect::<Vec<_>>();
    if parts(&password, &words) < FEWEST_PARTS { Err(Error::PasswordContext) } else { Ok(()) }
}

/// Lower case, with the digits and signs that stand for letters read as those. Only for this measure.
fn plain(text: &str) -> Vec<char> {
    text.chars()
        .flat_map(char::to_lowercase)
        .map(|c| match c {
            '0' => 'o',
            '1' | '!' => 'i',
            '3' => 'e',
            '4' | '@' => 'a',
            '5' | '$' => 's',
            '7' => 't',
            other => other,
        })
        .collect()
}

/// How many guesses' worth of parts a password has: a listed word is one, a step or a repeat adds none.
fn parts(password: &[char], words: &[Vec<char>]) -> usize {
    let mut count = 0;
    let mut rest = password;
    let mut before = None;
    while let Some((first, tail)) = rest.split_first() {
        let longest = words.iter().filter(|word| rest.starts_with(word)).map(Vec::len).max();
        if let Some(length) = longest {
            count += 1;
            before = None;
            rest = rest.get(length..).unwrap_or(&[]);
            continue;
        }
        // The second character of a run, such as `ab`, `ba` or `aa`, tells nothing new.
        let goes_on = before.is_some_and(|before| u32::from(before).abs_diff(u32::from(*first)) <= 1);
        count += usize::from(!goes_on);
        before = Some(*first);
        rest = tail;
    }
    count
}

/// A password's hash as it is kept.
#[derive(Clone, Serialize, Deserialize)]
pub(crate) struct Hashed {
    salt: Vec<u8>,
    memory_kib: u32,
    passes: u32,
    lanes: u32,
    hash: Vec<u8>,
}

/// Makes and checks hashes, one at a time: a flood of attempts takes 64 MiB, not all memory.
pub(crate) struct Hasher(Mutex<()>);

impl Hasher {
    pub(crate) fn new() -> Self {
        Self(Mutex::new(()))
    }

    pub(crate) fn hash(&self, password: &str) -> Result<Hashed, Error> {
        let salt = almoner_crypto::random_bytes::<16>()?.to_vec();
        let mut kept = Hashed { salt, memory_kib: MEMORY_KIB, passes: PASSES, lanes: LANES, hash: Vec::new() };
        kept.hash = self.stretch(password, &kept)?.to_vec();
        Ok(kept)
    }

    /// Whether it is the password. Takes as long for a wrong one.
    pub(crate) fn verify(&self, password: &str, kept: &Hashed) -> Result<bool, Error> {
        let mut hash = self.stretch(password, kept)?;
        let fits = almoner_crypto::equal(&hash, &kept.hash);
        hash.zeroize();
        Ok(fits)
    }

    fn stretch(&self, password: &str, kept: &Hashed) -> Result<[u8; 32], Error> {
        let _one_at_a_time = self.0.lock().map_err(|_| Error::Damaged)?;
        let params = Params::new(kept.memory_kib, kept.passes, kept.lanes, Some(32)).map_err(|_| Error::Damaged)?;
        let mut hash = [0; 32];
        // A longer text than any password is not stretched; the answer takes as long.
        let bytes = password.as_bytes().get(..MOST_BYTES + 1).unwrap_or(password.as_bytes());
        Argon2::new(Algorithm::Argon2id, Version::V0x13, params)
            .hash_password_into(bytes, &kept.salt, &mut hash)
            .map_err(|_| Error::Damaged)?;
        Ok(hash)
    }
}

impl Hashed {
    /// The hash of no password, for accounts that do not exist. It costs as much to check.
    pub(crate) fn of_nothing() -> Result<Self, Error> {
        let salt = almoner_crypto::random_bytes::<16>()?.to_vec();
        let hash = almoner_crypto::random_bytes::<32>()?.to_vec();
        Ok(Self { salt, memory_kib: MEMORY_KIB, passes: PASSES, lanes: LANES, hash })
    }
}

#[cfg(test)]
mod tests;
