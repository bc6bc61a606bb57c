//! Who a made-up person is: everything that identifies, in one place, so that the canary file lists all of it.

use almoner_base::Date;

use crate::hospital;
use crate::names::{self, CLINICAL_SURNAMES, EVERYDAY_GIVEN};
use crate::place::{self, Address, OCCUPATIONS};
use crate::rng::Rng;

/// Administrative sex, which here is also sex at birth.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Sex {
    /// Female.
    Female,
    /// Male.
    Male,
}

/// A person's name.
#[derive(Clone, Debug)]
pub struct Name {
    /// First name.
    pub given: String,
    /// Middle name.
    pub middle: Option<String>,
    /// Surname.
    pub family: String,
    /// `Jr.` and the like.
    pub suffix: Option<&'static str>,
}

impl Name {
    /// Given name and surname.
    pub fn short(&self) -> String {
        format!("{} {}", self.given, self.family)
    }

    /// All parts in order.
    pub fn full(&self) -> String {
        let mut out = self.given.clone();
        for part in [self.middle.as_deref(), Some(&self.family), self.suffix].into_iter().flatten() {
            out.push(' ');
            out.push_str(part);
        }
        out
    }

    /// `Surname, Given M.`
    pub fn reversed(&self) -> String {
        match self.middle.as_ref().and_then(|m| m.chars().next()) {
            Some(initial) => format!("{}, {} {initial}.", self.family, self.given),
            None => format!("{}, {}", self.family, self.given),
        }
    }
}

/// A relative or other contact.
#[derive(Clone, Debug)]
pub struct Contact {
    /// FHIR id of the RelatedPerson.
    pub id: String,
    /// Name.
    pub name: Name,
    /// `wife`, `son`: the word used in notes.
    pub relation: &'static str,
    /// The v3-RoleCode.
    pub relation_code: &'static str,
    /// Telephone.
    pub phone: String,
    /// Where the contact lives.
    pub address: Address,
}

/// A patient's identity.
#[derive(Clone, Debug)]
pub struct Person {
    /// FHIR id.
    pub id: String,
    pub sex: Sex,
    pub name: Name,
    pub maiden: Option<String>,
    pub nickname: Option<String>,
    pub birth: Date,
    pub death: Option<Date>,
    pub address: Address,
    pub old_address: Option<Address>,
    pub home_phone: String,
    pub mobile: String,
    pub work_phone: String,
    pub fax: String,
    pub email: String,
    pub mrn: String,
    /// The number under which a merged record was kept.
    pub old_mrn: Option<String>,
    pub ssn: String,
    pub license: String,
    pub passport: Option<String>,
    pub member_id: String,
    pub account: String,
    pub plate: String,
    pub vin: String,
    pub device_serial: String,
    pub url: String,
    pub ip: String,
    pub fingerprint: String,
    pub photo: String,
    pub employer: &'static str,
    pub occupation: &'static str,
    pub origin: &'static str,
    pub contact: Contact,
    /// Mother's surname at birth.
    pub mothers_maiden: String,
    pub birth_city: &'static str,
    /// Position of the physician in the hospital's list.
    pub physician: u32,
}

impl Person {
    /// Whole years of age on a day.
    pub fn age_on(&self, day: Date) -> i32 {
        day.years_since(self.birth)
    }

    /// Whether the person is a woman.
    pub fn is_female(&self) -> bool {
        self.sex == Sex::Female
    }

    /// A person born on `birth`.
    pub fn new(rng: &mut Rng, sex: Sex, birth: Date, death: Option<Date>) -> Self {
        let origin = names::origin(rng);
        let female = sex == Sex::Female;
        let name = name_of(rng, origin, female);
        let address = place::address(rng);
        let area = address.city.area;
        let age = crate::anchor().years_since(birth);
        let contact = contact_of(rng, origin, &name, female, age, &address);
        let maiden = (female && age > 22 && rng.chance(45)).then(|| origin.surname(rng));
        let nickname = rng.chance(20).then(|| nickname_of(&name.given)).flatten();
        let old_address = rng.chance(25).then(|| place::address(rng));
        let handle = handle_of(&name, rng);
        let domain = rng.pick(&["example.com", "example.org", "example.net", "mail.example.com", "post.example"]);
        Self {
            id: rng.uuid(),
            sex,
            maiden,
            nickname,
            birth,
            death,
            old_address,
            home_phone: place::phone(rng, area),
            mobile: place::phone(rng, area),
            work_phone: place::phone(rng, area),
            fax: place::phone(rng, area),
            email: format!("{handle}@{domain}"),
            mrn: mrn_of(rng),
            old_mrn: None,
            ssn: ssn_of(rng),
            license: format!("{}{}", rng.letters(1), rng.digits(8)),
            passport: rng.chance(30).then(|| format!("{}{}", rng.letters(1), rng.digits(8))),
            member_id: format!("{}{}", rng.letters(3), rng.digits(9)),
            account: format!("{}-{}", rng.digits(4), rng.digits(6)),
            plate: if rng.chance(50) {
                format!("{} {}", rng.digits(3), rng.letters(3))
            } else {
                format!("{}-{}", rng.letters(3), rng.digits(4))
            },
            vin: format!("{}{}{}{}", rng.digits(1), rng.letters(4), rng.digits(6), rng.digits(6)),
            device_serial: format!("{}-{}-{}", rng.letters(2), rng.digits(6), rng.letters(1)),
            url: format!("https://{}.example/{handle}", rng.pick(&["caringpage", "familyblog", "people", "fundraise"])),
            ip: ip_of(rng),
            fingerprint: format!("FP-{}-{}", rng.digits(5), rng.letters(3)),
            photo: format!("IMG_{}_face.jpg", rng.digits(6)),
            employer: place::employer(rng),
            occupation: rng.pick(OCCUPATIONS),
            origin: origin.name,
            contact,
            mothers_maiden: origin.surname(rng),
            birth_city: place::CITIES.get(rng.index(place::CITIES.len())).map_or("Elmhaven", |c| c.name),
            physician: hospital::physician(rng),
            name,
            address,
        }
    }

    /// Everything that identifies, with the category it belongs to, for the canary file.
    pub fn identifiers(&self) -> Vec<(&'static str, String)> {
        let mut all: Vec<(&'static str, String)> = vec![
            ("NAME", self.name.given.clone()),
            ("NAME", self.name.family.clone()),
            ("NAME", self.name.full()),
            ("NAME", self.mothers_maiden.clone()),
            ("NAME", self.contact.name.given.clone()),
            ("NAME", self.contact.name.family.clone()),
            ("GEO", self.address.line.clone()),
            ("GEO", self.address.city.name.to_owned()),
            ("GEO", self.address.city.county.to_owned()),
            ("GEO", self.address.zip.clone()),
            ("GEO", self.contact.address.line.clone()),
            ("GEO", self.employer.to_owned()),
            ("GEO", self.birth_city.to_owned()),
            ("DATE", self.birth.to_string()),
            ("PHONE", self.home_phone.clone()),
            ("PHONE", self.mobile.clone()),
            ("PHONE", self.work_phone.clone()),
            ("PHONE", self.contact.phone.clone()),
            ("FAX", self.fax.clone()),
            ("EMAIL", self.email.clone()),
            ("SSN", self.ssn.clone()),
            ("MRN", self.mrn.clone()),
            ("HEALTH_PLAN", self.member_id.clone()),
            ("ACCOUNT", self.account.clone()),
            ("LICENSE", self.license.clone()),
            ("VEHICLE", self.plate.clone()),
            ("VEHICLE", self.vin.clone()),
            ("DEVICE", self.device_serial.clone()),
            ("URL", self.url.clone()),
            ("IP", self.ip.clone()),
            ("BIOMETRIC", self.fingerprint.clone()),
            ("PHOTO", self.photo.clone()),
        ];
        let optional = [
            ("NAME", self.name.middle.clone()),
            ("NAME", self.maiden.clone()),
            ("NAME", self.nickname.clone()),
            ("GEO", self.old_address.as_ref().map(|a| a.line.clone())),
            ("DATE", self.death.map(|d| d.to_string())),
            ("MRN", self.old_mrn.clone()),
            ("OTHER_ID", self.passport.clone()),
        ];
        all.extend(optional.into_iter().filter_map(|(category, text)| Some((category, text?))));
        all
    }
}

/// A name of an origin; one in twelve surnames is also a clinical word.
pub fn name_of(rng: &mut Rng, origin: &names::Origin, female: bool) -> Name {
    let family = if rng.chance(8) { rng.pick(CLINICAL_SURNAMES).to_owned() } else { origin.surname(rng) };
    let given = if rng.chance(3) { rng.pick(EVERYDAY_GIVEN).to_owned() } else { origin.given(female, rng) };
    let middle = rng.chance(55).then(|| origin.given(female, rng)).filter(|m| *m != given);
    let suffix = (!female && rng.chance(5)).then(|| rng.pick(&["Jr.", "Sr.", "III"]));
    Name { given, middle, family, suffix }
}

fn contact_of(rng: &mut Rng, origin: &names::Origin, of: &Name, female: bool, age: i32, home: &Address) -> Contact {
    let (relation, code, contact_female) = match (age, rng.below(6)) {
        (..20, 0..=2) => ("mother", "MTH", true),
        (..20, _) => ("father", "FTH", false),
        (_, 0 | 1) if female => ("husband", "HUSB", false),
        (_, 0 | 1) => ("wife", "WIFE", true),
        (45.., 2) => ("daughter", "DAU", true),
        (45.., 3) => ("son", "SON", false),
        (_, 2) => ("sister", "SIS", true),
        (_, 3) => ("brother", "BRO", false),
        (_, 4) => ("friend", "FRND", true),
        _ => ("neighbor", "NBOR", false),
    };
    let mut name = name_of(rng, origin, contact_female);
    if rng.chance(65) && !matches!(relation, "friend" | "neighbor") {
        name.family.clone_from(&of.family);
    }
    let address = if rng.chance(60) { home.clone() } else { place::address(rng) };
    let phone = place::phone(rng, address.city.area);
    Contact { id: rng.uuid(), name, relation, relation_code: code, phone, address }
}

fn nickname_of(given: &str) -> Option<String> {
    const KNOWN: &[(&str, &str)] = &[
        ("William", "Bill"),
        ("Robert", "Bob"),
        ("Elizabeth", "Betsy"),
        ("Margaret", "Peggy"),
        ("Richard", "Rick"),
        ("James", "Jimmy"),
        ("Katherine", "Kate"),
        ("Francisco", "Paco"),
        ("José", "Pepe"),
        ("Guadalupe", "Lupe"),
        ("Giuseppe", "Beppe"),
        ("Theodore", "Ted"),
        ("Dorothy", "Dot"),
        ("Patricia", "Trish"),
        ("Edward", "Ned"),
        ("Charles", "Chuck"),
        ("Susan", "Sue"),
        ("Ivan", "Vanya"),
    ];
    if let Some((_, short)) = KNOWN.iter().find(|(long, _)| *long == given) {
        return Some((*short).to_owned());
    }
    let short: String = given.chars().take(3).collect();
    (given.chars().count() > 5).then_some(short)
}

/// The local part of an e-mail address.
fn handle_of(name: &Name, rng: &mut Rng) -> String {
    let plain =
        |text: &str| -> String { text.chars().filter(char::is_ascii_alphabetic).collect::<String>().to_ascii_lowercase() };
    let (given, family) = (plain(&name.given), plain(&name.family));
    match rng.below(3) {
        0 => format!("{given}.{family}"),
        1 => format!("{given}{}", rng.range(11, 99)),
        _ => format!("{}{family}{}", given.chars().next().unwrap_or('x'), rng.range(1, 9)),
    }
}

fn mrn_of(rng: &mut Rng) -> String {
    match rng.below(3) {
        0 => rng.digits(8),
        1 => format!("{}-{}-{}", rng.digits(3), rng.digits(2), rng.digits(3)),
        _ => format!("E{}", rng.digits(7)),
    }
}

/// Area numbers from 900 on are never given out, so nobody has these.
fn ssn_of(rng: &mut Rng) -> String {
    let (area, group, serial) = (rng.range(900, 999), rng.range(10, 49), rng.range(1, 9999));
    format!("{area}-{group}-{serial:04}")
}

/// Addresses of the blocks kept for documentation (RFC 5737, RFC 3849).
fn ip_of(rng: &mut Rng) -> String {
    match rng.below(4) {
        0 => format!("192.0.2.{}", rng.range(1, 254)),
        1 => format!("198.51.100.{}", rng.range(1, 254)),
        2 => format!("203.0.113.{}", rng.range(1, 254)),
        _ => format!("2001:db8:{:x}::{:x}", rng.range(16, 65_000), rng.range(1, 65_000)),
    }
}
