//! Areas that a chart may tell: a state, or the first three digits of a ZIP code, never both (45 CFR 164.514(b)(2)(i)(B)).
//!
//! Some three-digit areas cross state lines, so that state and area together could be smaller than either. Only areas of more
//! than 20,000 people pass; the rest, and every area that is not listed, is `000`.

/// `policies/deid/zip3.tsv`: the listed areas.
pub(crate) const ZIP3: &str = include_str!("../../../policies/deid/zip3.tsv");

/// The area of a ZIP code: its first three digits if enough people live there, else `000`. `None` if it is no ZIP code.
#[must_use]
pub fn zip3(postal_code: &str) -> Option<&'static str> {
    let digits = postal_code.trim();
    let is_zip = match digits.as_bytes() {
        [zip @ .., b'-', a, b, c, d] if zip.len() == 5 => [a, b, c, d].iter().all(|digit| digit.is_ascii_digit()),
        _ => digits.len() == 5,
    };
    let first = digits.get(..5).filter(|zip| is_zip && zip.bytes().all(|digit| digit.is_ascii_digit()))?.get(..3)?;
    let listed = ZIP3.lines().filter(|line| !line.starts_with('#')).filter_map(|line| line.split_once('\t'));
    let found = listed.into_iter().find(|(area, _)| *area == first);
    Some(
        found
            .filter(|(_, people)| people.parse::<u32>().is_ok_and(|people| people > 20_000))
            .map_or("000", |(area, _)| area),
    )
}

/// What a chart may tell of where somebody lives.
#[derive(Clone, Copy, Debug, PartialEq, Eq, serde::Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Area<'a> {
    /// A state or territory, as the two letters of the postal service.
    State(&'a str),
    /// Three digits of a ZIP code.
    Zip3(&'static str),
}

/// The area of an address: its ZIP area where that is large enough, else its state; never both.
#[must_use]
pub fn area<'a>(state: Option<&'a str>, postal_code: Option<&str>) -> Option<Area<'a>> {
    let zip = postal_code.and_then(zip3).filter(|zip| *zip != "000").map(Area::Zip3);
    let is_state = |state: &&str| state.len() == 2 && state.bytes().all(|letter| letter.is_ascii_uppercase());
    zip.or_else(|| state.map(str::trim).filter(is_state).map(Area::State))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn areas_of_20_000_people_or_fewer_and_unlisted_ones_are_000() {
        let small = "036 059 102 202 203 204 205 369 556 692 753 772 821 823 878 879 884 893";
        for area in small.split(' ') {
            assert_eq!(zip3(&format!("{area}01")), Some("000"), "{area}");
        }
        let all = ZIP3.lines().filter(|line| !line.starts_with('#')).filter_map(|line| line.split_once('\t'));
        let counted: Vec<&str> =
            all.filter(|(_, people)| people.parse::<u32>().unwrap() <= 20_000).map(|(area, _)| area).collect();
        assert_eq!(counted.join(" "), small);
        assert_eq!((zip3("02139"), zip3("02139-4307"), zip3("00099")), (Some("021"), Some("021"), Some("000")));
        assert_eq!(
            (zip3("2139"), zip3("021390"), zip3("O2139"), zip3("02139-43"), zip3("é2139")),
            (None, None, None, None, None)
        );
    }

    #[test]
    fn a_state_and_an_area_are_never_told_together() {
        assert_eq!(area(Some("MA"), Some("02139")), Some(Area::Zip3("021")));
        assert_eq!(area(Some("VT"), Some("05901")), Some(Area::State("VT")), "a small area gives way to the state");
        assert_eq!(area(Some("Massachusetts, near the mill"), None), None);
        assert_eq!(area(None, Some("03601")), None);
    }
}
