//! Tokens as an attacker would make them: altered, used again, for more than they were minted for, and over.
//!
//! Deterministic by seed. Shared by the test, which makes some thousands, and the example, which makes as many as asked for.

use super::{Attenuation, Call, Fingerprint, Lifetime, Minter, Token, Verifier};
use almoner_base::{Secret, Timestamp};
use almoner_crypto::DataKey;
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE;
use biscuit_auth::builder::Algorithm;
use biscuit_auth::macros::block;
use biscuit_auth::{BlockBuilder, KeyPair, PrivateKey, UnverifiedBiscuit};

const NOW: i64 = 1_800_000_000_000;
pub const FIELDS: [&str; 4] = ["condition.code", "condition.onset", "observation.value", "patient.birthDate"];

/// How many of each kind were tried, and how many were taken. The last number counts honest tokens that were taken.
#[derive(Debug, Default)]
pub struct Tally {
    pub tried: std::collections::BTreeMap<&'static str, u64>,
    pub accepted: Vec<&'static str>,
    pub honest: u64,
}

/// A small generator (xorshift64*), so that every run is the same.
pub struct Dice(u64);

impl Dice {
    pub fn new(seed: u64) -> Self {
        Self(seed | 1)
    }

    pub fn below(&mut self, bound: usize) -> usize {
        self.0 ^= self.0 >> 12;
        self.0 ^= self.0 << 25;
        self.0 ^= self.0 >> 27;
        (self.0.wrapping_mul(0x2545_f491_4f6c_dd1d) >> 33) as usize % bound
    }
}

pub fn minter(byte: u8) -> Minter {
    Minter::new(&DataKey::from_secret(Secret::new([byte; 32]))).unwrap()
}

pub fn peer(name: &str) -> Fingerprint {
    Fingerprint::new(almoner_crypto::sha256(name.as_bytes()))
}

pub fn call(caller: &str, service: &str, method: &str, path: &str, fields: &[&str]) -> Call {
    Call::new(peer(caller), service, method, path, fields.iter().copied()).unwrap()
}

/// What the tokens are minted for.
pub fn granted() -> [Call; 2] {
    [
        call("cli", "research.almoner.test", "POST", "/api/v1/match", &FIELDS[..3]),
        call("research", "phi.almoner.test", "POST", "/internal/desk", &FIELDS[..2]),
    ]
}

/// The honest call to the PHI zone.
pub fn honest() -> Call {
    granted()[1].clone()
}

/// Makes `count` tokens that must be refused, with an honest one after every hundred that must be taken.
pub fn run(count: u64, seed: u64) -> Tally {
    let (minter, stranger, mut dice, mut tally) = (minter(1), minter(2), Dice::new(seed), Tally::default());
    let started = Timestamp(NOW - 60_000);
    let phi = Verifier::new(minter.public(), "phi.almoner.test", started).unwrap();
    let mut now = NOW;
    for number in 0..count {
        now += 7;
        let minted = minter.mint(&granted(), Lifetime::seconds(10).unwrap(), Timestamp(now)).unwrap();
        let narrowed = Attenuation::new().service("phi.almoner.test").unwrap().apply(minted.as_str()).unwrap();
        if number % 100 == 0 {
            tally.honest += u64::from(phi.verify(narrowed.as_str(), &honest(), Timestamp(now + 1)).is_ok());
        }
        let token = if dice.below(2) == 0 { &minted } else { &narrowed };
        let (kind, result) = match number % 10 {
            0 | 1 => ("a flipped bit", phi.verify(&flip(token, &mut dice), &honest(), Timestamp(now))),
            2 => ("an altered text", phi.verify(&altered(token, &mut dice), &honest(), Timestamp(now))),
            3 => ("blocks cut, swapped or of another token", {
                let other = minter.mint(&granted(), Lifetime::LONGEST, Timestamp(now)).unwrap();
                let other = Attenuation::new().fields(FIELDS[..1].iter().copied()).unwrap().apply(other.as_str()).unwrap();
                phi.verify(&spliced(&narrowed, &other, &mut dice), &honest(), Timestamp(now))
            }),
            4 => ("another minter", {
                let forged = stranger.mint(&granted(), Lifetime::LONGEST, Timestamp(now)).unwrap();
                phi.verify(forged.as_str(), &honest(), Timestamp(now))
            }),
            5 => ("used before", {
                phi.verify(token.as_str(), &honest(), Timestamp(now)).unwrap();
                let again = [minted.clone(), narrowed.clone(), narrow(&minted, &mut dice)];
                let later = now + dice.below(9_000) as i64;
                phi.verify(again[dice.below(3)].as_str(), &honest(), Timestamp(later))
            }),
            6 => ("another call", phi.verify(token.as_str(), &wider(&mut dice), Timestamp(now))),
            7 => ("a block that claims more", {
                let claimed = claiming(token, &mut dice, now);
                phi.verify(&claimed, &wider(&mut dice), Timestamp(now))
            }),
            8 => ("narrowed, then widened", {
                let wide = wide_again(token, &mut dice, now);
                phi.verify(wide.as_str(), &honest(), Timestamp(now + 6_000))
            }),
            _ => ("over or not yet", {
                let at = match dice.below(3) {
                    0 => now + 10_000 + dice.below(100_000) as i64,
                    1 => now - 2_001 - dice.below(50_000) as i64,
                    _ => now + 10_000,
                };
                // Its own verifier: one moment far ahead would end all later tokens.
                let phi = Verifier::new(minter.public(), "phi.almoner.test", started).unwrap();
                phi.verify(token.as_str(), &honest(), Timestamp(at))
            }),
        };
        *tally.tried.entry(kind).or_default() += 1;
        if result.is_ok() {
            tally.accepted.push(kind);
        }
    }
    tally
}

fn flip(token: &Token, dice: &mut Dice) -> String {
    let mut bytes = URL_SAFE.decode(token.as_str()).unwrap();
    let at = dice.below(bytes.len());
    bytes[at] ^= 1 << dice.below(8);
    URL_SAFE.encode(bytes)
}

fn altered(token: &Token, dice: &mut Dice) -> String {
    let mut text: Vec<u8> = token.as_str().bytes().collect();
    let at = dice.below(text.len());
    match dice.below(4) {
        0 => text.truncate(at),
        1 => text.insert(at, b"A=_-\n .~"[dice.below(8)]),
        2 => drop(text.remove(at)),
        _ => text[at] = if text[at] == b'Q' { b'R' } else { b'Q' },
    }
    String::from_utf8(text).unwrap()
}

fn append(token: &Token, extra: BlockBuilder) -> String {
    UnverifiedBiscuit::from_base64(token.as_str()).unwrap().append(extra).unwrap().to_base64().unwrap()
}

fn narrow(token: &Token, dice: &mut Dice) -> Token {
    let fields = FIELDS.iter().copied().take(2 + dice.below(3));
    Attenuation::new().fields(fields).unwrap().apply(token.as_str()).unwrap()
}

/// A call that was not minted for: one part of it differs.
fn wider(dice: &mut Dice) -> Call {
    let (research, phi, desk) = ("research", "phi.almoner.test", "/internal/desk");
    match dice.below(6) {
        0 => call("cli", phi, "POST", desk, &FIELDS[..2]),
        1 => call(research, phi, "GET", desk, &FIELDS[..2]),
        2 => call(research, phi, "POST", "/internal/desk?all", &FIELDS[..2]),
        3 => call(research, phi, "POST", desk, &FIELDS[..3]),
        4 => call(research, phi, "POST", desk, &FIELDS[3..]),
        _ => call(research, "research.almoner.test", "POST", desk, &FIELDS[..2]),
    }
}

/// A block that says what the minter would have to say.
fn claiming(token: &Token, dice: &mut Dice, now: i64) -> String {
    let (nonce, issued, expires) = (vec![9_u8; 16], now, now + 30_000);
    let fields: biscuit_auth::builder::Term =
        FIELDS.iter().map(|field| biscuit_auth::builder::string(field)).collect::<std::collections::BTreeSet<_>>().into();
    let extra = match dice.below(4) {
        0 => block!("minted({nonce}, {issued}, {expires});"),
        1 => block!("call($p, $s, $m, $t, {fields}) <- peer($p), service($s), method($m), path($t);"),
        2 => block!("asked({fields}); path(\"/internal/desk\"); method(\"POST\"); service(\"phi.almoner.test\");"),
        _ => block!("check if true or service(\"phi.almoner.test\");"),
    };
    append(token, extra)
}

/// A token that was narrowed to five seconds or to no field, and then narrowed to less.
fn wide_again(token: &Token, dice: &mut Dice, now: i64) -> Token {
    let narrow = match dice.below(3) {
        0 => Attenuation::new().until(Timestamp(now + 5_000)),
        1 => Attenuation::new().fields([]).unwrap(),
        _ => Attenuation::new().service("research.almoner.test").unwrap(),
    };
    let narrow = narrow.apply(token.as_str()).unwrap();
    let wide = Attenuation::new().until(Timestamp(now + 60_000)).fields(FIELDS).unwrap();
    wide.service("phi.almoner.test").unwrap().apply(narrow.as_str()).unwrap()
}

/// Takes the token apart at the fields of its outermost message, and puts it together in another way.
fn spliced(token: &Token, other: &Token, dice: &mut Dice) -> String {
    let (mine, theirs) = (parts(token.as_str()), parts(other.as_str()));
    let [authority, block, proof] = [mine[0].clone(), mine[1].clone(), mine[2].clone()];
    let put = match dice.below(8) {
        0 => vec![authority, proof],
        1 => vec![block, authority, proof],
        2 => vec![authority, block.clone(), block, proof],
        3 => vec![theirs[0].clone(), block, proof],
        4 => vec![authority, theirs[1].clone(), proof],
        5 => vec![authority, theirs[1].clone(), theirs[2].clone()],
        6 => vec![authority, block],
        // The same message with its fields in another order: the signatures hold, the text is another one.
        _ => vec![proof, authority, block],
    };
    URL_SAFE.encode(put.concat())
}

/// The fields of a message of protocol buffers, all of which are length-delimited here.
fn parts(token: &str) -> Vec<Vec<u8>> {
    let bytes = URL_SAFE.decode(token).unwrap();
    let (mut parts, mut at) = (Vec::new(), 0);
    while at < bytes.len() {
        let (header, length) = header_of(&bytes[at..]);
        parts.push(bytes[at..at + header + length].to_vec());
        at += header + length;
    }
    parts
}

/// How long the first field's tag and length are, and how long its content is.
fn header_of(bytes: &[u8]) -> (usize, usize) {
    let (mut length, mut shift, mut at) = (0_usize, 0, 1);
    loop {
        length |= usize::from(bytes[at] & 0x7f) << shift;
        shift += 7;
        at += 1;
        if bytes[at - 1] & 0x80 == 0 {
            return (at, length);
        }
    }
}

fn content(field: &[u8]) -> &[u8] {
    let (header, length) = header_of(field);
    &field[header..header + length]
}

fn field(tag: u8, content: &[u8]) -> Vec<u8> {
    let (mut bytes, mut length) = (vec![tag << 3 | 2], content.len());
    while length >= 0x80 {
        bytes.push(u8::try_from(length & 0x7f).unwrap() | 0x80);
        length >>= 7;
    }
    bytes.push(u8::try_from(length).unwrap());
    [bytes, content.to_vec()].concat()
}

/// What a holder can do who writes the bytes of a block by hand: up to four of them altered, with every signature in order.
pub fn signed_by_its_holder(minted: &Token, block: BlockBuilder, dice: &mut Dice) -> String {
    let [authority, proof] = [parts(minted.as_str())[0].clone(), parts(minted.as_str())[1].clone()];
    let holder = PrivateKey::from_bytes(content(content(&proof)), Algorithm::Ed25519).unwrap();
    let appended = UnverifiedBiscuit::from_base64(minted.as_str()).unwrap().append(block).unwrap();
    let signed = parts(&appended.to_base64().unwrap())[1].clone();
    let mut data = content(content(&signed)).to_vec();
    for _ in 0..dice.below(5) {
        let at = dice.below(data.len());
        match dice.below(4) {
            0 => data[at] = [0, 1, 0x7f, 0x80, 0xff][dice.below(5)],
            1 => data.insert(at, u8::try_from(dice.below(256)).unwrap()),
            _ => data[at] ^= 1 << dice.below(8),
        }
    }
    let next = PrivateKey::from_bytes(&[7; 32], Algorithm::Ed25519).unwrap();
    let public = next.public().to_bytes();
    let to_sign = [data.as_slice(), &0_i32.to_le_bytes(), &public].concat();
    let signature = KeyPair::from(&holder).sign(&to_sign).unwrap();
    let key = [vec![0x08, 0x00], field(2, &public)].concat();
    let block = [field(1, &data), field(2, &key), field(3, signature.to_bytes())].concat();
    let proof = field(1, &[7; 32]);
    URL_SAFE.encode([authority, field(3, &block), field(4, &proof)].concat())
}

/// Blocks that say much: all that the language has.
const EVERYTHING: &str = r#"
    fact("a", 1, true, hex:00ff, 2030-01-01T00:00:00Z, {1, 2}, [1, "x"], {"k": 1}, null);
    rule($a) <- fact($a, $b, $c, $d, $e, $f, $g, $h, $i), $b + 2 * 3 - 1 > 0 && !($b / 1 == 0), $a.matches("^a.*$");
    check if asked($f), $f.all($x -> $x.starts_with("a")) || $f.length() >= 0;
    check all time($t), $t < 9000000000000000000;
    reject if path($p), $p.contains("..") ;
    check if service("phi.almoner.test") or method("GET");
"#;

/// Makes `count` damaged blocks and presents each for the honest call and a wider one. Tells how many were taken for either.
pub fn run_blocks(count: u64, seed: u64) -> (u64, u64) {
    let (minter, mut dice, mut honest_taken, mut wider_taken) = (minter(1), Dice::new(seed), 0, 0);
    let now = Timestamp(NOW);
    let minted = minter.mint(&granted(), Lifetime::LONGEST, now).unwrap();
    for number in 0..count {
        let block = match number % 3 {
            0 => BlockBuilder::new().code(EVERYTHING).unwrap(),
            1 => block!("check if asked($f), {\"condition.code\", \"condition.onset\"}.contains($f);"),
            _ => block!("check if service(\"phi.almoner.test\"); check if time($t), $t < 9000000000000;"),
        };
        let token = signed_by_its_holder(&minted, block, &mut dice);
        let phi = Verifier::new(minter.public(), "phi.almoner.test", now).unwrap();
        wider_taken += u64::from(phi.verify(&token, &wider(&mut dice), now).is_ok());
        honest_taken += u64::from(phi.verify(&token, &honest(), now).is_ok());
    }
    (honest_taken, wider_taken)
}
