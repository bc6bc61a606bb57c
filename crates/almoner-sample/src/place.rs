//! Invented cities in real states, streets, employers. ZIP codes begin as the state's do, telephone numbers lie in the
//! range kept for fiction (555-0100 to 555-0199), so that nobody is reached by them.

use crate::rng::Rng;

/// A city that does not exist.
#[derive(Clone, Copy, Debug)]
pub struct City {
    /// Name.
    pub name: &'static str,
    /// County, invented as well.
    pub county: &'static str,
    /// Two-letter code of the state.
    pub state: &'static str,
    /// The state's name.
    pub state_name: &'static str,
    /// First three digits of its ZIP codes. Some are among those with 20,000 people or fewer.
    pub zip3: &'static str,
    /// Telephone area code.
    pub area: &'static str,
}

const fn city(
    name: &'static str,
    county: &'static str,
    state: &'static str,
    state_name: &'static str,
    zip3: &'static str,
    area: &'static str,
) -> City {
    City { name, county, state, state_name, zip3, area }
}

/// Where people live. The first is the hospital's own town.
pub const CITIES: &[City] = &[
    city("Elmhaven", "Marlow County", "MA", "Massachusetts", "018", "978"),
    city("Brackwater", "Marlow County", "MA", "Massachusetts", "019", "978"),
    city("Saint Orrin", "Marlow County", "MA", "Massachusetts", "018", "351"),
    city("North Quillby", "Tamsin County", "MA", "Massachusetts", "014", "978"),
    city("Harrowgate Mills", "Tamsin County", "MA", "Massachusetts", "015", "508"),
    city("Dunmere", "Pell County", "NH", "New Hampshire", "030", "603"),
    city("Coldbrook Falls", "Pell County", "NH", "New Hampshire", "036", "603"),
    city("Ashby Notch", "Varn County", "VT", "Vermont", "059", "802"),
    city("Port Lysander", "Keel County", "ME", "Maine", "040", "207"),
    city("Wexcombe", "Osier County", "CT", "Connecticut", "060", "860"),
    city("East Tolliver", "Osier County", "CT", "Connecticut", "064", "203"),
    city("New Carrick", "Brandt County", "NY", "New York", "120", "518"),
    city("Pinemarsh", "Brandt County", "NY", "New York", "125", "845"),
    city("Lowell Station", "Corwin County", "RI", "Rhode Island", "028", "401"),
    city("Vantage Point", "Ruell County", "WY", "Wyoming", "821", "307"),
    city("Sable Ridge", "Ruell County", "WY", "Wyoming", "823", "307"),
    city("Redstone Wells", "Galt County", "NV", "Nevada", "893", "775"),
    city("Hope", "Marlow County", "MA", "Massachusetts", "018", "978"),
    city("Mason Bluff", "Derry County", "NE", "Nebraska", "692", "308"),
    city("Fairweather", "Derry County", "FL", "Florida", "342", "941"),
];

const STREETS: &[&str] = &[
    "Alder",
    "Amberly",
    "Apple Orchard",
    "Birchmont",
    "Blackthorn",
    "Bluestem",
    "Canterfield",
    "Cedar Hollow",
    "Chapel",
    "Cobblestone",
    "Copperfield",
    "Cottonmill",
    "Crane",
    "Cross",
    "Deerfield",
    "Dunning",
    "Eastbourne",
    "Elm",
    "Fairlane",
    "Fernwood",
    "Foxglove",
    "Garrison",
    "Glen Avon",
    "Granary",
    "Harbor View",
    "Hawthorne",
    "Hazelnut",
    "Heather",
    "Hickory",
    "Hillcrest",
    "Hospital",
    "Jasper",
    "Juniper",
    "Kestrel",
    "Kingfisher",
    "Lantern",
    "Larkspur",
    "Laurel",
    "Lilac",
    "Linden",
    "Lockhart",
    "Maple",
    "Market",
    "Martingale",
    "Meadowlark",
    "Mill Pond",
    "Mulberry",
    "Nightingale",
    "Oak Bluff",
    "Old Ferry",
    "Orchard",
    "Partridge",
    "Pepperidge",
    "Pheasant Run",
    "Pine",
    "Plover",
    "Quarry",
    "Railroad",
    "Ridgeway",
    "River",
    "Rosemont",
    "Saddleback",
    "Sandpiper",
    "School",
    "Sparrow",
    "Spruce",
    "Stonewall",
    "Summit",
    "Sycamore",
    "Tamarack",
    "Thistle",
    "Trellis",
    "Turnpike",
    "Union",
    "Vine",
    "Walnut",
    "Watermill",
    "Wheelwright",
    "Willow",
    "Windmill",
    "Winter",
    "Wisteria",
    "Woodbine",
    "Yarrow",
];

const STREET_KINDS: &[&str] = &[
    "Street",
    "St",
    "St.",
    "Avenue",
    "Ave",
    "Ave.",
    "Road",
    "Rd",
    "Lane",
    "Ln",
    "Drive",
    "Dr",
    "Court",
    "Ct",
    "Boulevard",
    "Way",
    "Terrace",
    "Place",
    "Circle",
];

const EMPLOYERS: &[&str] = &[
    "Northgate Foundry",
    "Quillby Paper Company",
    "Marlow Regional Transit",
    "Tidewater Canning",
    "Elmhaven Public Schools",
    "Harrow & Daughters Bakery",
    "Osier Valley Credit Union",
    "Brackwater Shipyard",
    "Pell Granite Works",
    "Fennimore Textiles",
    "Lark & Finch Florists",
    "Bluestem Insurance Group",
    "Keel Harbor Fisheries",
    "Tolliver Logistics",
    "Stonebridge Dairy",
    "Carrick County Sheriff's Office",
    "Saint Orrin Fire Department",
    "Wexcombe Optical",
    "Vantage Wind Energy",
    "Copperfield Hardware",
    "Amberly Nursing Home",
    "Redstone Mining",
    "Dunmere Town Hall",
    "Kestrel Aerospace",
    "Pinemarsh Community College",
    "Lantern Books",
    "Garrison Security Services",
    "Halvorsen Plumbing",
    "Ironwood Construction",
    "Meadowlark Day Care",
    "Summit Ski Resort",
    "Tamsin Telephone Cooperative",
    "Union Street Diner",
    "Mulberry Hair Salon",
];

/// Work that people do. General enough to be kept.
pub const OCCUPATIONS: &[&str] = &[
    "teacher",
    "machinist",
    "bus driver",
    "nurse's aide",
    "accountant",
    "line cook",
    "electrician",
    "carpenter",
    "librarian",
    "fisherman",
    "software tester",
    "bank teller",
    "mechanic",
    "retired welder",
    "homemaker",
    "farm worker",
    "janitor",
    "postal worker",
    "security guard",
    "seamstress",
    "paralegal",
    "truck driver",
    "retired secretary",
    "hairdresser",
    "police officer",
    "firefighter",
    "student",
    "graphic designer",
    "shop clerk",
    "dairy farmer",
];

/// An address.
#[derive(Clone, Debug)]
pub struct Address {
    /// House number, street and, for some, an apartment.
    pub line: String,
    /// City, county, state.
    pub city: &'static City,
    /// Five digits, for some with four more.
    pub zip: String,
}

/// An address; most lie near the hospital.
pub fn address(rng: &mut Rng) -> Address {
    let near = rng.chance(70);
    let at = if near { rng.index(6) } else { rng.index(CITIES.len()) };
    let city = CITIES.get(at).unwrap_or(&HOME);
    let number = rng.range(1, 2400);
    let mut line = format!("{number} {} {}", rng.pick(STREETS), rng.pick(STREET_KINDS));
    if rng.chance(20) {
        line.push_str(&format!(", Apt {}{}", rng.range(1, 40), rng.letters(1)));
    } else if rng.chance(4) {
        line = format!("PO Box {}", rng.range(100, 9900));
    }
    let mut zip = format!("{}{:02}", city.zip3, rng.range(1, 99));
    if rng.chance(15) {
        zip.push_str(&format!("-{:04}", rng.range(1, 9999)));
    }
    Address { line, city, zip }
}

/// A place of work.
pub fn employer(rng: &mut Rng) -> &'static str {
    rng.pick(EMPLOYERS)
}

/// A telephone number of the range kept for fiction, written as people write it.
pub fn phone(rng: &mut Rng, area: &str) -> String {
    let last = format!("01{:02}", rng.below(100));
    match rng.below(5) {
        0 => format!("({area}) 555-{last}"),
        1 => format!("{area}-555-{last}"),
        2 => format!("{area}.555.{last}"),
        3 => format!("+1 {area} 555 {last}"),
        _ => format!("({area})555-{last}"),
    }
}

/// The hospital's own town.
pub const HOME: City = city("Elmhaven", "Marlow County", "MA", "Massachusetts", "018", "978");
