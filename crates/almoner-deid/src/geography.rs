//! Areas that a chart may tell: a state, or the first three digits of a ZIP code, never both (45 CFR 164.514(b)(2)(i)(B)).
//!
//! Some three-digit areas cross state lines, so that state and area together could be smaller than either. Only areas of more
//! than 20,000 people pass; the rest, and every area that is not listed, is `000`.

use almoner_facts::Area;

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

/// What charts tell of where people live, as policies name it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, serde::Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Places {
    /// Nothing.
    #[default]
    None,
    /// The state.
    State,
    /// The ZIP area where that is large enough, else the state.
    Zip3OrState,
}

/// The area of an address under a policy; never state and ZIP area together.
#[must_use]
pub fn area(places: Places, state: Option<&str>, postal_code: Option<&str>) -> Option<Area> {
    let zip = postal_code.and_then(zip3).filter(|zip| places == Places::Zip3OrState && *zip != "000");
    let zip = zip.map(|zip| Area::Zip3(zip.to_owned()));
    let state = state.filter(|_| places != Places::None).map(|state| Area::State(state.trim().to_owned()));
    zip.or(state).filter(Area::is_well_formed)
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
        let told = |state, zip| area(Places::Zip3OrState, state, zip);
        let (zip3, state) =
            (|zip: &str| Some(Area::Zip3(zip.to_owned())), |state: &str| Some(Area::State(state.to_owned())));
        assert_eq!(told(Some("MA"), Some("02139")), zip3("021"));
        assert_eq!(told(Some("VT"), Some("05901")), state("VT"), "a small area gives way to the state");
        assert_eq!(told(Some("Massachusetts, near the mill"), None), None);
        assert_eq!(told(None, Some("03601")), None);
        assert_eq!(area(Places::State, Some("MA"), Some("02139")), state("MA"));
        assert_eq!(area(Places::None, Some("MA"), Some("02139")), None);
    }
}
