//! Pages of lists. A cursor names the place after the last item, under a keyed hash with the list that it belongs to: it can
//! neither be made up nor be used on another list.

use almoner_crypto::{DataKey, equal};
use almoner_identity::http::Problem;
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

/// Items of a page unless asked for.
const USUAL: usize = 50;
/// Items of a page at most.
const MOST: usize = 200;
/// Bytes of the keyed hash in a cursor.
const TAG: usize = 16;

/// One page of a list.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Page<T> {
    /// The items.
    pub(crate) items: Vec<T>,
    /// What to pass as `cursor` for the next page; none at the end.
    pub(crate) next: Option<String>,
    /// How many items the whole list has, where that is known.
    pub(crate) total: Option<u64>,
}

/// Which page of a list.
#[derive(Clone, Debug, Default, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub(crate) struct PageQuery {
    /// Items on the page, 1 to 200; 50 unless said.
    #[param(minimum = 1, maximum = 200)]
    pub(crate) limit: Option<u16>,
    /// Where the page begins: `next` of the page before.
    pub(crate) cursor: Option<String>,
}

impl PageQuery {
    pub(crate) fn limit(&self) -> Result<usize, Problem> {
        limit(self.limit)
    }
}

/// The number of items of a page.
pub(crate) fn limit(limit: Option<u16>) -> Result<usize, Problem> {
    let limit = limit.map_or(USUAL, usize::from);
    if (1..=MOST).contains(&limit) { Ok(limit) } else { Err(Problem::unusable("limit", "expected 1 to 200")) }
}

/// Makes and reads cursors.
pub(crate) struct Cursors(DataKey);

impl Cursors {
    pub(crate) fn new(key: DataKey) -> Self {
        Self(key)
    }

    /// A cursor of this list to this place.
    pub(crate) fn make<T: Serialize>(&self, list: &str, place: &T) -> Result<String, Problem> {
        let place = serde_json::to_vec(place).map_err(|_| Problem::internal())?;
        let tag = self.tag(list, &place);
        Ok(URL_SAFE_NO_PAD.encode([tag.as_slice(), &place].concat()))
    }

    /// The place that a cursor of this list names.
    pub(crate) fn read<T: DeserializeOwned>(&self, list: &str, cursor: &str) -> Result<T, Problem> {
        let wrong = || Problem::unusable("cursor", "the cursor is not one of this list");
        let bytes = URL_SAFE_NO_PAD.decode(cursor).map_err(|_| wrong())?;
        let (tag, place) = bytes.split_at_checked(TAG).ok_or_else(wrong)?;
        if !equal(tag, &self.tag(list, place)) {
            return Err(wrong());
        }
        serde_json::from_slice(place).map_err(|_| wrong())
    }

    fn tag(&self, list: &str, place: &[u8]) -> Vec<u8> {
        let told = [list.as_bytes(), b"\0", place].concat();
        self.0.mac(&told).into_iter().take(TAG).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cursor_is_read_by_its_own_list_alone_and_can_not_be_changed() {
        let cursors = Cursors::new(DataKey::generate().unwrap());
        let cursor = cursors.make("candidates\0NCT00000001", &42_u64).unwrap();
        assert_eq!(cursors.read::<u64>("candidates\0NCT00000001", &cursor).unwrap(), 42);
        assert_eq!(cursors.read::<u64>("candidates\0NCT00000002", &cursor).unwrap_err().code(), "cursor");
        for at in 0..cursor.len() {
            let mut changed = cursor.clone().into_bytes();
            changed[at] = if changed[at] == b'A' { b'B' } else { b'A' };
            let changed = String::from_utf8(changed).unwrap();
            assert!(cursors.read::<u64>("candidates\0NCT00000001", &changed).is_err(), "byte {at}");
        }
        assert!(cursors.read::<u64>("candidates\0NCT00000001", "").is_err());
        let other = Cursors::new(DataKey::generate().unwrap());
        assert!(other.read::<u64>("candidates\0NCT00000001", &cursor).is_err());
    }

    #[test]
    fn a_page_has_one_to_two_hundred_items() {
        assert_eq!((limit(None).unwrap(), limit(Some(1)).unwrap(), limit(Some(200)).unwrap()), (50, 1, 200));
        assert!(limit(Some(0)).is_err() && limit(Some(201)).is_err());
    }
}
