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

/// What stretching a password costs.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Cost {
    memory_kib: u32,
    passes: u32,
    lanes: u32,
}

impl Cost {
    /// RFC 9106, section 4, second recommended option.
    pub(crate) const RFC_9106: Self = Self { memory_kib: 64 * 1024, passes: 3, lanes: 4 };
    /// For the many sign-ins of the tests, which are about other things.
    #[cfg(test)]
    pub(crate) const OF_TESTS: Self = Self { memory_kib: 64, passes: 1, lanes: 1 };
}

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

/// How many guesses' worth of parts a password has, taken apart as cheaply as it can be: a listed word is one, a step or a
/// repeat adds none.
fn parts(password: &[char], words: &[Vec<char>]) -> usize {
    // From the end: what the rest costs where a character of its own, or a word, stands before it.
    let mut after_character = vec![0; password.len() + 1];
    let mut after_word = after_character.clone();
    for at in (0..password.len()).rev() {
        let rest = password.get(at..).unwrap_or(&[]);
        let cost = |costs: &[usize], at: usize| costs.get(at).copied().unwrap_or(0);
        let starting = words.iter().filter(|word| rest.starts_with(word));
        let word = starting.map(|word| 1 + cost(&after_word, at + word.len())).min().unwrap_or(usize::MAX);
        // The second character of a run, such as `ab`, `ba` or `aa`, tells nothing new.
        let before = at.checked_sub(1).and_then(|before| password.get(before));
        let goes_on = before.zip(rest.first()).is_some_and(|(one, two)| u32::from(*one).abs_diff(u32::from(*two)) <= 1);
        let next = cost(&after_character, at + 1);
        if let (Some(character), Some(fresh)) = (after_character.get_mut(at), after_word.get_mut(at)) {
            *character = word.min(next + usize::from(!goes_on));
            *fresh = word.min(next + 1);
        }
    }
    after_word.first().copied().unwrap_or(0)
}

/// A password's hash as it is kept.
#[derive(Clone, Serialize, Deserialize)]
pub(crate) struct Hashed {
    salt: Vec<u8>,
    cost: Cost,
    hash: Vec<u8>,
}

/// Makes and checks hashes, one at a time: a flood of attempts takes 64 MiB, not all memory.
pub(crate) struct Hasher {
    cost: Cost,
    turn: Mutex<()>,
}

impl Hasher {
    pub(crate) fn new(cost: Cost) -> Self {
        Self { cost, turn: Mutex::new(()) }
    }

    /// The hash of no password, for accounts that do not exist. It costs as much to check.
    pub(crate) fn of_nothing(&self) -> Result<Hashed, Error> {
        let salt = almoner_crypto::random_bytes::<16>()?.to_vec();
        Ok(Hashed { salt, cost: self.cost, hash: almoner_crypto::random_bytes::<32>()?.to_vec() })
    }

    pub(crate) fn hash(&self, password: &str) -> Result<Hashed, Error> {
        let salt = almoner_crypto::random_bytes::<16>()?.to_vec();
        let mut kept = Hashed { salt, cost: self.cost, hash: Vec::new() };
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
        let _one_at_a_time = self.turn.lock().map_err(|_| Error::Damaged)?;
        let cost = kept.cost;
        let params = Params::new(cost.memory_kib, cost.passes, cost.lanes, Some(32)).map_err(|_| Error::Damaged)?;
        let mut hash = [0; 32];
        // A longer text than any password is not stretched; the answer takes as long.
        let bytes = password.as_bytes().get(..MOST_BYTES + 1).unwrap_or(password.as_bytes());
        Argon2::new(Algorithm::Argon2id, Version::V0x13, params)
            .hash_password_into(bytes, &kept.salt, &mut hash)
            .map_err(|_| Error::Damaged)?;
        Ok(hash)
    }
}

#[cfg(test)]
mod tests;
