//! Made-up numbers in the forms in which numbers that identify people are written.
//!
//! None can belong to anybody: area codes have a 9 as second digit (which the North American Numbering Plan keeps free) or the
//! number is 555-0100 to 555-0199; Social Security numbers begin with 9; names of hosts end in those that RFC 2606 and RFC 6761
//! reserve; IP addresses are those of RFC 5737, RFC 3849 and RFC 1918.

use super::{FIFTH, Part};
use crate::rng::Rng;

/// How many forms of made-up numbers there are, of each kind.
const FORMS: u32 = 4000;

/// A number in one of very many forms: groups of digits, letters before, between and after them, marks that join them. What
/// hospitals, payers and makers think of has no end, so that nothing should be learned about single forms. A form always
/// gives the same pattern with other digits. `digits` bounds how many digits there are.
fn of_any_form(part: Part, kind: &str, digits: (u32, u32), rng: &mut Rng) -> String {
    let mut number = rng.below(FORMS);
    let fifth = u32::try_from(FIFTH).unwrap_or(1);
    let of_development = number.is_multiple_of(fifth);
    if part == Part::Rest && of_development || part == Part::Development && !of_development {
        number = number / fifth * fifth + u32::from(part == Part::Rest);
    }
    let mut form = Rng::new(u64::from(number), kind, 0);
    let join = form.pick(&["-", "-", "-", "-", " ", ".", "/", "_", ":", "*", ""]);
    let mut out = String::new();
    if form.chance(45) {
        let count = 1 + form.below(4);
        let letters = rng.letters(count as usize);
        let letters = if form.chance(12) { letters.to_lowercase() } else { letters };
        out.push_str(&letters);
        if form.chance(45) {
            out.push_str(form.pick(&["-", "-", " ", "_", ":", "/", "#", join]));
        }
    }
    let mut left = digits.0 + form.below(digits.1 - digits.0 + 1);
    let longest = [2, 3, 4, 6, 12].get(form.index(5)).copied().unwrap_or(12);
    let most = if join.is_empty() { digits.1 } else { longest };
    let mut first = true;
    while left > 0 {
        if !first {
            out.push_str(join);
            if form.chance(12) {
                let count = 1 + form.below(2);
                out.push_str(&rng.letters(count as usize));
                out.push_str(if form.chance(50) { join } else { "" });
            }
        }
        let group = left.min(most).min(1 + form.below(left + 3)).max(left.min(2));
        let text = if form.chance(15) {
            format!("0{}", rng.digits(group.saturating_sub(1) as usize))
        } else {
            rng.digits(group as usize)
        };
        out.push_str(&text);
        left -= group;
        first = false;
    }
    if form.chance(12) {
        let letters = rng.letters(1 + form.below(2) as usize);
        out.push_str(form.pick(&["", "", "-", join]));
        out.push_str(&letters);
    }
    out
}

/// Whether a number of the parts that are not held out takes any form rather than one of those listed.
fn any_form(part: Part, rng: &mut Rng) -> bool {
    part != Part::HeldOut && rng.chance(60)
}

/// Area code, exchange and line of a telephone number.
#[derive(Clone, Debug)]
pub struct Phone {
    area: String,
    exchange: String,
    line: String,
}

impl Phone {
    /// A number that reaches nobody.
    pub fn new(area: &str, rng: &mut Rng) -> Self {
        if rng.chance(45) {
            return Self { area: area.to_owned(), exchange: "555".to_owned(), line: format!("01{:02}", rng.below(100)) };
        }
        let area = format!("{}9{}", rng.range(2, 8), rng.range(2, 8));
        Self { area, exchange: rng.range(220, 979).to_string(), line: format!("{:04}", rng.below(10_000)) }
    }

    /// As a register has it.
    pub fn plain(&self) -> String {
        format!("{}-{}-{}", self.area, self.exchange, self.line)
    }

    /// In one of the ways in which people write it.
    pub fn written(&self, part: Part, rng: &mut Rng) -> String {
        let Self { area, exchange, line } = self;
        let held_out = part == Part::HeldOut;
        match rng.below(13) {
            0 | 1 => format!("({area}) {exchange}-{line}"),
            2 | 3 => self.plain(),
            4 => format!("{area}.{exchange}.{line}"),
            5 => format!("{area} {exchange} {line}"),
            6 => format!("({area}){exchange}-{line}"),
            7 => format!("{exchange}-{line}"),
            8 => format!("1-{area}-{exchange}-{line}"),
            9 => format!("+1 {area} {exchange} {line}"),
            10 => format!("{area}{exchange}{line}"),
            11 if held_out => format!("{area}/{exchange}-{line}"),
            11 => format!("+1{area}{exchange}{line}"),
            _ if held_out => format!("{area}-{exchange}-{line} x{}", rng.range(10, 9999)),
            _ => format!("({area}) {exchange}-{line} ext. {}", rng.range(10, 9999)),
        }
    }
}

/// A medical record number.
pub fn mrn(part: Part, rng: &mut Rng) -> String {
    if any_form(part, rng) {
        return of_any_form(part, "mrn", (5, 10), rng);
    }
    let form = rng.below(8);
    match (part == Part::HeldOut, form) {
        (_, 0..=2) => rng.digits(if form == 0 { 6 } else { 8 }),
        (_, 3) => format!("00{}", rng.digits(6)),
        (false, 4) => format!("{}{}", rng.letters(1), rng.digits(7)),
        (false, 5) => format!("{}-{}-{}", rng.digits(2), rng.digits(2), rng.digits(2)),
        (false, 6) => format!("MR{}", rng.digits(6)),
        (false, _) => format!("{}-{}", rng.digits(3), rng.digits(4)),
        (true, 4) => format!("{}{}{}", rng.letters(2), rng.digits(5), rng.letters(1)),
        (true, 5) => format!("{} {} {}", rng.digits(3), rng.digits(2), rng.digits(3)),
        (true, 6) => format!("{}-{}", rng.letters(1), rng.digits(6)),
        (true, _) => format!("{}/{}", rng.digits(6), rng.digits(2)),
    }
}

/// A Social Security number that can not have been given out.
pub fn ssn(rng: &mut Rng) -> String {
    let (a, b, c) = (format!("9{}", rng.digits(2)), rng.digits(2), rng.digits(4));
    match rng.below(6) {
        0 => format!("{a}{b}{c}"),
        1 => format!("{a} {b} {c}"),
        2 => format!("{a}.{b}.{c}"),
        _ => format!("{a}-{b}-{c}"),
    }
}

/// A health plan's number of a member.
pub fn plan(part: Part, rng: &mut Rng) -> String {
    if any_form(part, rng) {
        return of_any_form(part, "plan", (6, 12), rng);
    }
    match (part == Part::HeldOut, rng.below(5)) {
        (_, 0) => format!("{}{}", rng.letters(3), rng.digits(9)),
        (_, 1) => format!(
            "{}{}-{}{}-{}{}",
            rng.digits(1),
            rng.letters(3),
            rng.letters(2),
            rng.digits(1),
            rng.letters(2),
            rng.digits(2)
        ),
        (false, 2) => format!("W{} {}", rng.digits(4), rng.digits(5)),
        (false, 3) => format!("{}-{}", rng.digits(9), format_args!("{:02}", rng.below(9))),
        (false, _) => rng.digits(11),
        (true, 2) => format!("{}-{}-{}", rng.letters(2), rng.digits(4), rng.digits(4)),
        (true, 3) => format!("{}{}", rng.letters(1), rng.digits(8)),
        (true, _) => format!("{}*{}", rng.digits(8), rng.digits(2)),
    }
}

/// A number of an account, a claim or a bill.
pub fn account(part: Part, rng: &mut Rng) -> String {
    if any_form(part, rng) {
        return of_any_form(part, "account", (5, 12), rng);
    }
    match (part == Part::HeldOut, rng.below(5)) {
        (_, 0 | 1) => rng.digits(9),
        (false, 2) => format!("V{}", rng.digits(10)),
        (false, 3) => format!("{}-{}", rng.digits(4), rng.digits(6)),
        (false, _) => format!("AC{}", rng.digits(7)),
        (true, 2) => format!("HB{}.{}", rng.digits(6), rng.digits(2)),
        (true, 3) => format!("{}{}-{}", rng.letters(1), rng.digits(3), rng.digits(5)),
        (true, _) => format!("{} {}", rng.digits(5), rng.digits(5)),
    }
}

/// The number of a driver's or a state's licence.
pub fn license(part: Part, rng: &mut Rng) -> String {
    if any_form(part, rng) {
        return of_any_form(part, "license", (5, 9), rng);
    }
    match (part == Part::HeldOut, rng.below(4)) {
        (_, 0) => format!("{}{}", rng.letters(1), rng.digits(8)),
        (_, 1) => format!("S{}", rng.digits(8)),
        (false, 2) => format!("{}-{}-{}", rng.digits(3), rng.digits(3), rng.digits(3)),
        (false, _) => format!("MD{}", rng.digits(6)),
        (true, 2) => format!("{}{}-{}", rng.letters(2), rng.digits(3), rng.digits(4)),
        (true, _) => format!("{}.{}", rng.digits(3), rng.digits(6)),
    }
}

/// A number that permits to prescribe controlled substances, in the form of the Drug Enforcement Administration.
pub fn dea(rng: &mut Rng) -> String {
    format!("{}{}", rng.letters(2), rng.digits(7))
}

/// A number in the form of a National Provider Identifier, whose first digit is in truth 1 or 2.
pub fn npi(rng: &mut Rng) -> String {
    format!("9{}", rng.digits(9))
}

/// A licence plate.
pub fn plate(part: Part, rng: &mut Rng) -> String {
    if any_form(part, rng) {
        return of_any_form(part, "plate", (3, 5), rng);
    }
    match (part == Part::HeldOut, rng.below(4)) {
        (_, 0) => format!("{}-{}", rng.letters(3), rng.digits(4)),
        (_, 1) => format!("{}{}", rng.letters(3), rng.digits(3)),
        (false, 2) => format!("{} {}", rng.digits(3), rng.letters(3)),
        (false, _) => format!("{}{}{}", rng.digits(1), rng.letters(3), rng.digits(3)),
        (true, 2) => format!("{} {}", rng.letters(2), rng.digits(5)),
        (true, _) => format!("{}{} {}{}", rng.digits(2), rng.letters(1), rng.letters(1), rng.digits(2)),
    }
}

/// A vehicle identification number in the form of ISO 3779, with a maker's code that is not given out.
pub fn vin(rng: &mut Rng) -> String {
    format!(
        "{}Z{}{}{}{}{}{}",
        rng.digits(1),
        rng.letters(2),
        rng.digits(3),
        rng.letters(1),
        rng.digits(2),
        rng.letters(1),
        rng.digits(6)
    )
}

/// The serial number of a device.
pub fn serial(part: Part, rng: &mut Rng) -> String {
    if any_form(part, rng) {
        return of_any_form(part, "serial", (5, 10), rng);
    }
    match (part == Part::HeldOut, rng.below(5)) {
        (_, 0) => format!("{}{}{}", rng.letters(3), rng.digits(6), rng.letters(1)),
        (_, 1) => rng.digits(8),
        (false, 2) => format!("SN{}", rng.digits(7)),
        (false, 3) => format!("{}-{}", rng.letters(2), rng.digits(6)),
        (false, _) => format!("{}{}-{}", rng.digits(2), rng.letters(2), rng.digits(5)),
        (true, 2) => format!("{}/{}", rng.letters(3), rng.digits(5)),
        (true, 3) => format!("{}{}{}", rng.letters(2), rng.digits(4), rng.digits(4)),
        (true, _) => format!("{}.{}.{}", rng.digits(3), rng.digits(4), rng.letters(1)),
    }
}

/// A unique device identifier as a label prints it: GS1 application identifiers 01, 17 and 21.
pub fn udi(rng: &mut Rng) -> String {
    format!(
        "(01)00{}(17){}{:02}{:02}(21){}",
        rng.digits(12),
        rng.range(26, 31),
        rng.range(1, 12),
        rng.range(1, 28),
        rng.digits(8)
    )
}

/// The name of a host that does not exist.
pub fn host(part: Part, word: &str, rng: &mut Rng) -> String {
    let word: String = word.chars().filter(char::is_ascii_alphabetic).collect::<String>().to_lowercase();
    match part {
        Part::Train | Part::Development | Part::Rest => {
            format!("{word}{}", rng.pick(&[".example.org", ".example.com", ".example", "mail.example", "health.test"]))
        }
        Part::HeldOut => {
            format!("{word}{}", rng.pick(&[".example.net", "care.example", ".invalid", "net.test", ".example.com"]))
        }
    }
}

/// An address on the web.
pub fn url(part: Part, host: &str, rng: &mut Rng) -> String {
    let tail = match part {
        Part::Train | Part::Development | Part::Rest => {
            rng.pick(&["", "/portal", "/mychart/login", "/results?id=", "/p/", "/visit/"])
        }
        Part::HeldOut => rng.pick(&["", "/patients", "/share/", "/doc/view?acct=", "/~", "/video/"]),
    };
    let tail = if tail.ends_with(['=', '/', '~']) { format!("{tail}{}", rng.digits(6)) } else { tail.to_owned() };
    match rng.below(4) {
        0 => format!("www.{host}{tail}"),
        1 => format!("http://{host}{tail}"),
        2 => format!("https://www.{host}{tail}"),
        _ => format!("https://{host}{tail}"),
    }
}

/// An address of the Internet protocol.
pub fn ip(rng: &mut Rng) -> String {
    match rng.below(6) {
        0 => format!("192.0.2.{}", rng.range(1, 254)),
        1 => format!("198.51.100.{}", rng.range(1, 254)),
        2 => format!("203.0.113.{}", rng.range(1, 254)),
        3 => format!("10.{}.{}.{}", rng.range(0, 254), rng.range(0, 254), rng.range(1, 254)),
        4 => format!("2001:db8:{:x}::{:x}", rng.range(1, 60_000), rng.range(1, 60_000)),
        _ => format!("192.168.{}.{}", rng.range(0, 254), rng.range(1, 254)),
    }
}

/// A reference to a stored fingerprint, voice or iris.
pub fn biometric(part: Part, rng: &mut Rng) -> String {
    if any_form(part, rng) {
        return of_any_form(part, "biometric", (5, 9), rng);
    }
    match (part == Part::HeldOut, rng.below(3)) {
        (false, 0) => format!("FP-{}-{}", rng.digits(4), rng.letters(2)),
        (false, 1) => format!("VOICEPRINT-{}", rng.digits(6)),
        (false, _) => format!("IRIS{}{}", rng.digits(5), rng.letters(1)),
        (true, 0) => format!("BIO{}-{}", rng.digits(3), rng.digits(4)),
        (true, 1) => format!("RETSCAN_{}", rng.digits(7)),
        (true, _) => format!("FPT{}{}", rng.letters(2), rng.digits(6)),
    }
}

/// The name of a picture's file.
pub fn photo(part: Part, family: &str, rng: &mut Rng) -> String {
    let family: String = family.chars().filter(char::is_ascii_alphabetic).collect::<String>().to_lowercase();
    match (part == Part::HeldOut, rng.below(4)) {
        (_, 0) => format!("IMG_{}.jpg", rng.digits(4)),
        (false, 1) => format!("{family}_face_{}.png", rng.digits(3)),
        (false, 2) => format!("DSC{}.JPG", rng.digits(5)),
        (false, _) => format!("photo-{}-{}.jpeg", rng.digits(6), rng.range(1, 9)),
        (true, 1) => format!("{family}-portrait{}.jpg", rng.range(1, 9)),
        (true, 2) => format!("PICT{}.TIF", rng.digits(4)),
        (true, _) => format!("headshot_{}.heic", rng.digits(5)),
    }
}

/// A number of an order, a specimen, a study, a job.
pub fn other(part: Part, rng: &mut Rng) -> String {
    if any_form(part, rng) {
        return of_any_form(part, "other", (5, 10), rng);
    }
    match (part == Part::HeldOut, rng.below(6)) {
        (_, 0) => rng.digits(7),
        (false, 1) => format!("S{}-{}", rng.range(20, 26), rng.digits(5)),
        (false, 2) => format!("{}{}{}", rng.letters(1), rng.digits(3), rng.digits(4)),
        (false, 3) => format!("ACC{}", rng.digits(8)),
        (false, 4) => format!("{}-{}-{}", rng.letters(2), rng.range(20, 26), rng.digits(4)),
        (false, _) => rng.uuid(),
        (true, 1) => format!("{}-{}-{}", rng.range(20, 26), rng.letters(1), rng.digits(5)),
        (true, 2) => format!("RX{}", rng.digits(7)),
        (true, 3) => format!("{}{}.{}", rng.letters(2), rng.digits(4), rng.digits(3)),
        (true, 4) => format!("{}:{}", rng.letters(3), rng.digits(6)),
        (true, _) => format!("{}_{}", rng.digits(4), rng.digits(4)),
    }
}
