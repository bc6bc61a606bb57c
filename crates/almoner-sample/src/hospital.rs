//! The hospital itself: organizations, locations, practitioners.

use crate::names;
use crate::person::{self, Name};
use crate::place;
use crate::rng::Rng;

/// An organization or a location.
#[derive(Debug)]
pub struct Site {
    /// FHIR id.
    pub id: String,
    /// Name.
    pub name: &'static str,
    /// Telephone.
    pub phone: String,
    /// Fax.
    pub fax: String,
    /// Street.
    pub line: String,
    /// National provider identifier.
    pub npi: String,
}

/// A clinician.
#[derive(Debug)]
pub struct Practitioner {
    /// FHIR id.
    pub id: String,
    /// FHIR id of the PractitionerRole.
    pub role_id: String,
    /// Name.
    pub name: Name,
    /// `MD`, `RN`.
    pub title: &'static str,
    /// Field.
    pub field: &'static str,
    /// National provider identifier. Real ones begin with 1 or 2; these with 9.
    pub npi: String,
    /// Drug enforcement number.
    pub dea: String,
    /// Telephone.
    pub phone: String,
    /// Pager.
    pub pager: String,
    /// E-mail.
    pub email: String,
    /// Whether a woman.
    pub female: bool,
}

/// All of it.
#[derive(Debug)]
pub struct Hospital {
    /// The hospital and its clinics. The first is the hospital.
    pub organizations: Vec<Site>,
    /// Wards and offices.
    pub locations: Vec<Site>,
    /// Physicians; nurses come last.
    pub practitioners: Vec<Practitioner>,
}

const ORGANIZATIONS: &[&str] = &[
    "Elmhaven General Hospital",
    "Marlow Valley Family Practice",
    "Quillby Cancer Center",
    "Brackwater Community Health Center",
    "Saint Orrin Behavioral Health",
    "Tamsin Diagnostics Laboratory",
    "Osier Mutual Health Plan",
];
const LOCATIONS: &[&str] = &[
    "Elmhaven 4 West",
    "Elmhaven Emergency Department",
    "Marlow Valley Suite 200",
    "Quillby Infusion Suite",
    "Elmhaven Medical ICU",
    "Brackwater Clinic Room 3",
];
const FIELDS: &[&str] = &[
    "Internal Medicine",
    "Family Medicine",
    "Cardiology",
    "Medical Oncology",
    "Endocrinology",
    "Neurology",
    "Pulmonology",
    "Nephrology",
    "Psychiatry",
    "Rheumatology",
    "Gastroenterology",
    "Infectious Disease",
    "General Surgery",
    "Radiology",
    "Pathology",
    "Emergency Medicine",
    "Obstetrics",
    "Pediatrics",
    "Dermatology",
    "Hematology",
];

impl Hospital {
    /// The hospital of a seed, with more practitioners for more patients.
    pub fn new(seed: u64, patients: u32) -> Self {
        let mut rng = Rng::new(seed, "hospital", 0);
        let mut site = |name: &'static str| Site {
            id: rng.uuid(),
            name,
            phone: place::phone(&mut rng, "978"),
            fax: place::phone(&mut rng, "978"),
            line: format!("{} Hospital Road", rng.range(1, 90)),
            npi: format!("9{}", rng.digits(9)),
        };
        let organizations = ORGANIZATIONS.iter().map(|name| site(name)).collect();
        let locations = LOCATIONS.iter().map(|name| site(name)).collect();
        let count = 40 + (patients / 1000 * 5).min(400);
        let practitioners = (0..count).map(|at| practitioner(seed, at)).collect();
        Self { organizations, locations, practitioners }
    }

    /// The hospital's own organization, or one of its clinics; `at` wraps around.
    pub fn organization(&self, at: u32) -> Option<&Site> {
        wrap(&self.organizations, at)
    }

    /// A location; `at` wraps around.
    pub fn location(&self, at: u32) -> Option<&Site> {
        wrap(&self.locations, at)
    }

    /// A clinician; `at` wraps around.
    pub fn practitioner(&self, at: u32) -> Option<&Practitioner> {
        wrap(&self.practitioners, at)
    }
}

/// The position of somebody who is not a nurse: every fifth practitioner is one, and their number is a multiple of five.
pub fn physician(rng: &mut Rng) -> u32 {
    let at = rng.below(8000);
    at / 4 * 5 + at % 4
}

fn wrap<T>(items: &[T], at: u32) -> Option<&T> {
    items.get((at as usize).checked_rem(items.len())?)
}

fn practitioner(seed: u64, at: u32) -> Practitioner {
    let mut rng = Rng::new(seed, "practitioner", u64::from(at));
    let female = rng.chance(52);
    let origin = names::origin(&mut rng);
    let name = person::name_of(&mut rng, origin, female);
    let nurse = at % 5 == 4;
    let field = FIELDS.get(at as usize % FIELDS.len()).copied().unwrap_or("Internal Medicine");
    let plain: String = name.family.chars().filter(char::is_ascii_alphabetic).collect();
    Practitioner {
        id: rng.uuid(),
        role_id: rng.uuid(),
        title: if nurse { rng.pick(&["RN", "NP", "LPN"]) } else { rng.pick(&["MD", "MD", "DO", "PA-C"]) },
        field: if nurse { "Nursing" } else { field },
        npi: format!("9{}", rng.digits(9)),
        dea: format!(
            "{}{}{}",
            rng.pick(&["A", "B", "F", "M"]),
            name.family.chars().find(char::is_ascii_alphabetic).unwrap_or('X').to_ascii_uppercase(),
            rng.digits(7)
        ),
        phone: place::phone(&mut rng, "978"),
        pager: format!("#{}", rng.digits(5)),
        email: format!("{}{}@elmhaven.example", plain.to_ascii_lowercase(), rng.range(1, 99)),
        name,
        female,
    }
}
