//! The Unified Code for Units of Measure (ucum.org, version 2.2), as far as clinical records use it.
//!
//! A unit is a factor over base units and an exponent for each dimension. Two units convert into each other where the
//! dimensions agree. Amount of substance is a dimension of its own here, unlike in UCUM, where a mole is a bare number:
//! otherwise `mmol/L` and `10*9/L` would convert. So are international units and equivalents.
//!
//! Special units on a scale with an offset (`Cel`, `[degF]`) stand alone; a product with them is refused.

/// Deepest nesting of parentheses.
const DEEPEST: u8 = 8;
/// Longest code.
const LONGEST: usize = 64;

/// The dimensions that clinical units have.
const TEMPERATURE: usize = 3;
const AMOUNT: usize = 4;
const INTERNATIONAL: usize = 5;
const EQUIVALENTS: usize = 6;
const DIMENSIONS: usize = 7;

/// Exponents of metre, gram, second, kelvin, mole, international unit and equivalent.
pub(crate) type Dimensions = [i16; DIMENSIONS];

/// A parsed code.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Unit {
    pub(crate) factor: f64,
    pub(crate) dimensions: Dimensions,
    /// What to add to a value before it is multiplied; not zero only for temperature scales.
    pub(crate) offset: f64,
}

const ONE: Unit = Unit { factor: 1.0, dimensions: [0; DIMENSIONS], offset: 0.0 };

impl Unit {
    /// The unit that a code stands for; `None` if it is not UCUM or uses a part of it that is not known here.
    pub(crate) fn parse(code: &str) -> Option<Self> {
        if code.is_empty() || code.len() > LONGEST || !code.is_ascii() {
            return None;
        }
        match code {
            "Cel" => return Some(Self { offset: 273.15, ..base(TEMPERATURE) }),
            "[degF]" => return Some(Self { factor: 5.0 / 9.0, offset: 459.67, ..base(TEMPERATURE) }),
            _ => {}
        }
        let mut parser = Parser { rest: code.as_bytes(), depth: 0 };
        let unit = parser.term()?;
        (parser.rest.is_empty() && unit.factor.is_finite() && unit.factor > 0.0).then_some(unit)
    }

    /// Whether it is a bare number.
    pub(crate) fn is_number(&self) -> bool {
        self.dimensions == ONE.dimensions
    }

    fn times(self, other: Self) -> Option<Self> {
        let mut dimensions = self.dimensions;
        for (mine, theirs) in dimensions.iter_mut().zip(other.dimensions) {
            *mine = mine.checked_add(theirs)?;
        }
        Some(Self { factor: self.factor * other.factor, dimensions, offset: 0.0 })
    }

    fn power(self, exponent: i16) -> Option<Self> {
        let mut dimensions = self.dimensions;
        for dimension in &mut dimensions {
            *dimension = dimension.checked_mul(exponent)?;
        }
        Some(Self { factor: self.factor.powi(exponent.into()), dimensions, offset: 0.0 })
    }
}

fn base(dimension: usize) -> Unit {
    let mut unit = ONE;
    if let Some(exponent) = unit.dimensions.get_mut(dimension) {
        *exponent = 1;
    }
    unit
}

/// UCUM section 2, `main-term` to `annotation`.
struct Parser<'a> {
    rest: &'a [u8],
    depth: u8,
}

impl Parser<'_> {
    fn peek(&self) -> Option<u8> {
        self.rest.first().copied()
    }

    fn take(&mut self, byte: u8) -> bool {
        match self.rest.split_first() {
            Some((first, rest)) if *first == byte => {
                self.rest = rest;
                true
            }
            _ => false,
        }
    }

    /// Components joined by `.` and `/`, from left to right.
    fn term(&mut self) -> Option<Unit> {
        let mut unit = if self.take(b'/') { self.component()?.power(-1)? } else { self.component()? };
        loop {
            if self.take(b'.') {
                unit = unit.times(self.component()?)?;
            } else if self.take(b'/') {
                unit = unit.times(self.component()?.power(-1)?)?;
            } else {
                return Some(unit);
            }
        }
    }

    fn component(&mut self) -> Option<Unit> {
        if self.take(b'(') {
            self.depth += 1;
            if self.depth > DEEPEST {
                return None;
            }
            let unit = self.term()?;
            self.depth -= 1;
            return self.take(b')').then_some(unit);
        }
        if self.peek() == Some(b'{') {
            self.annotation()?;
            return Some(ONE);
        }
        let unit = self.simple()?;
        if self.peek() == Some(b'{') {
            self.annotation()?;
        }
        Some(unit)
    }

    fn annotation(&mut self) -> Option<()> {
        let end = self.rest.iter().position(|byte| *byte == b'}')?;
        self.rest = self.rest.get(end + 1..)?;
        Some(())
    }

    fn simple(&mut self) -> Option<Unit> {
        for ten in [b"10*".as_slice(), b"10^"] {
            if let Some(rest) = self.rest.strip_prefix(ten) {
                self.rest = rest;
                let exponent = self.exponent()?.unwrap_or(1);
                return Some(Unit { factor: 10f64.powi(exponent.into()), ..ONE });
            }
        }
        if self.peek()?.is_ascii_digit() {
            let number = self.number()?;
            return Some(Unit { factor: f64::from(number), ..ONE });
        }
        let unit = symbol(self.symbol()?)?;
        match self.exponent()? {
            Some(exponent) => unit.power(exponent),
            None => Some(unit),
        }
    }

    fn number(&mut self) -> Option<u32> {
        let end = self.rest.iter().position(|byte| !byte.is_ascii_digit()).unwrap_or(self.rest.len());
        let (digits, rest) = self.rest.split_at_checked(end)?;
        self.rest = rest;
        std::str::from_utf8(digits).ok()?.parse().ok()
    }

    /// An exponent, if there is one; `None` if there is a sign without a number.
    #[expect(clippy::option_option, reason = "no exponent is not the same as a bad one")]
    fn exponent(&mut self) -> Option<Option<i16>> {
        let negative = match self.peek() {
            Some(b'-') => self.take(b'-'),
            Some(b'+') => !self.take(b'+'),
            Some(byte) if byte.is_ascii_digit() => false,
            _ => return Some(None),
        };
        let size = i16::try_from(self.number()?).ok().filter(|size| *size <= 99)?;
        Some(Some(if negative { -size } else { size }))
    }

    fn symbol(&mut self) -> Option<&str> {
        let mut bracket = false;
        let end = self.rest.iter().position(|byte| {
            match byte {
                b'[' => bracket = true,
                b']' => bracket = false,
                _ => {}
            }
            !bracket && matches!(byte, b'.' | b'/' | b'(' | b')' | b'{' | b'}' | b'+' | b'-' | b'*' | b'^' | b'0'..=b'9')
        });
        let (symbol, rest) = self.rest.split_at_checked(end.unwrap_or(self.rest.len()))?;
        self.rest = rest;
        std::str::from_utf8(symbol).ok().filter(|symbol| !symbol.is_empty())
    }
}

fn symbol(code: &str) -> Option<Unit> {
    if let Some((unit, _)) = atom(code) {
        return Some(unit);
    }
    PREFIXES.iter().find_map(|(prefix, factor)| {
        let (unit, metric) = atom(code.strip_prefix(prefix)?)?;
        metric.then_some(Unit { factor: unit.factor * factor, ..unit })
    })
}

/// UCUM section 3, table 1.
const PREFIXES: [(&str, f64); 15] = [
    ("da", 1e1),
    ("T", 1e12),
    ("G", 1e9),
    ("M", 1e6),
    ("k", 1e3),
    ("h", 1e2),
    ("d", 1e-1),
    ("c", 1e-2),
    ("m", 1e-3),
    ("u", 1e-6),
    ("n", 1e-9),
    ("p", 1e-12),
    ("f", 1e-15),
    ("a", 1e-18),
    ("P", 1e15),
];

/// A unit atom and whether it takes prefixes (UCUM section 4). Mass is in grams, as in UCUM.
fn atom(code: &str) -> Option<(Unit, bool)> {
    let of = |factor: f64, dimensions: Dimensions| Unit { factor, dimensions, offset: 0.0 };
    let time = |seconds: f64| of(seconds, [0, 0, 1, 0, 0, 0, 0]);
    let length = |metres: f64| of(metres, [1, 0, 0, 0, 0, 0, 0]);
    let mass = |grams: f64| of(grams, [0, 1, 0, 0, 0, 0, 0]);
    // 1 Pa = 1000 g/(m.s2)
    let pressure = |pascals: f64| of(pascals * 1e3, [-1, 1, -2, 0, 0, 0, 0]);
    let energy = |joules: f64| of(joules * 1e3, [2, 1, -2, 0, 0, 0, 0]);
    Some(match code {
        "m" => (length(1.0), true),
        "[in_i]" => (length(0.0254), false),
        "[ft_i]" => (length(0.3048), false),
        "[yd_i]" => (length(0.9144), false),
        "[mi_i]" => (length(1609.344), false),
        "g" => (mass(1.0), true),
        "t" => (mass(1e6), true),
        "[lb_av]" => (mass(453.592_37), false),
        "[oz_av]" => (mass(28.349_523_125), false),
        "[stone_av]" => (mass(6_350.293_18), false),
        "s" => (time(1.0), true),
        "min" => (time(60.0), false),
        "h" => (time(3_600.0), false),
        "d" => (time(86_400.0), false),
        "wk" => (time(604_800.0), false),
        // Mean Julian month and year.
        "mo" => (time(2_629_800.0), false),
        "a" => (time(31_557_600.0), false),
        "K" => (base(TEMPERATURE), true),
        "L" | "l" => (of(1e-3, [3, 0, 0, 0, 0, 0, 0]), true),
        "mol" => (base(AMOUNT), true),
        "kat" => (of(1.0, [0, 0, -1, 0, 1, 0, 0]), true),
        // Enzyme unit: one micromole per minute.
        "U" => (of(1e-6 / 60.0, [0, 0, -1, 0, 1, 0, 0]), true),
        "[IU]" | "[iU]" => (base(INTERNATIONAL), true),
        "eq" => (base(EQUIVALENTS), true),
        // Osmotically active particles are counted in moles.
        "osm" => (base(AMOUNT), true),
        "Pa" => (pressure(1.0), true),
        "bar" => (pressure(1e5), true),
        "atm" => (pressure(101_325.0), false),
        "m[Hg]" => (pressure(133_322.0), true),
        "m[H2O]" => (pressure(9_806.65), true),
        "[psi]" => (pressure(6_894.757_293_168), false),
        "J" => (energy(1.0), true),
        "cal" | "cal_th" => (energy(4.184), true),
        "W" => (of(1e3, [2, 1, -3, 0, 0, 0, 0]), true),
        "N" => (of(1e3, [1, 1, -2, 0, 0, 0, 0]), true),
        "dyn" => (of(1e-2, [1, 1, -2, 0, 0, 0, 0]), true),
        "Hz" | "Bq" => (of(1.0, [0, 0, -1, 0, 0, 0, 0]), true),
        "Ci" => (of(3.7e10, [0, 0, -1, 0, 0, 0, 0]), true),
        "Gy" | "Sv" => (of(1.0, [2, 0, -2, 0, 0, 0, 0]), true),
        "%" => (of(1e-2, [0; DIMENSIONS]), false),
        "[ppth]" => (of(1e-3, [0; DIMENSIONS]), false),
        "[ppm]" => (of(1e-6, [0; DIMENSIONS]), false),
        "rad" => (ONE, true),
        "deg" => (of(std::f64::consts::PI / 180.0, [0; DIMENSIONS]), false),
        "[pH]" | "[HPF]" | "[LPF]" | "[CFU]" | "[diop]" => (ONE, false),
        _ => return None,
    })
}

/// What is known of a substance beyond its name.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Substance {
    /// Grams per mole.
    pub(crate) molar_mass: Option<f64>,
    /// Equivalents per mole.
    pub(crate) valence: Option<f64>,
    /// Whether its activity is measured in enzyme units, so that laboratories' `IU` is the enzyme unit `U`.
    pub(crate) is_enzyme: bool,
}

/// The value in another unit. `None` where the dimensions differ and nothing known of the substance bridges them.
pub(crate) fn convert(value: f64, from: &Unit, to: &Unit, substance: Substance) -> Option<f64> {
    if from.offset != 0.0 || to.offset != 0.0 {
        let degrees = (value + from.offset) * from.factor / to.factor - to.offset;
        // Near zero the offsets cancel, and digits that are left over from them would pass for significant ones.
        return (from.dimensions == to.dimensions).then(|| tidy((degrees * 1e9).round() / 1e9)).flatten();
    }
    let mut from = *from;
    if substance.is_enzyme {
        from = in_enzyme_units(from)?;
    }
    let to = if substance.is_enzyme { in_enzyme_units(*to)? } else { *to };

    let mut gap = [0; DIMENSIONS];
    for (gap, (have, want)) in gap.iter_mut().zip(from.dimensions.into_iter().zip(to.dimensions)) {
        *gap = have - want;
    }
    let mut factor = from.factor / to.factor;
    let [0, mass, 0, 0, mut amount, 0, equivalents] = gap else { return None };
    if equivalents != 0 {
        factor *= substance.valence?.powi((-equivalents).into());
        amount += equivalents;
    }
    if mass != 0 {
        factor *= substance.molar_mass?.powi((-mass).into());
        amount += mass;
    }
    if amount != 0 {
        return None;
    }
    tidy(value * factor)
}

fn in_enzyme_units(unit: Unit) -> Option<Unit> {
    let mut stripped = unit;
    let exponent = std::mem::take(stripped.dimensions.get_mut(INTERNATIONAL)?);
    let (enzyme_unit, _) = atom("U")?;
    stripped.times(enzyme_unit.power(exponent)?)
}

/// Twelve significant digits, so that a bound in another unit is met by a value that equals it: without this, 100 `10*3/uL`
/// would come out as 100.00000000000001 `10*9/L`.
fn tidy(value: f64) -> Option<f64> {
    format!("{value:.11e}").parse().ok().filter(|value: &f64| value.is_finite())
}

#[cfg(test)]
mod tests;
