use std::{fmt, str::FromStr};

use crate::Timestamp;

/// Where something stands in a list in the order of time. Its text sorts as the list does: `1767323045000#7c9e6679-...`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct PlaceInTime<Id> {
    pub at: Timestamp,
    pub id: Id,
}

/// Text that no place in a list has.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("not a place in a list")]
pub struct UnreadablePlace;

/// Thirteen digits of milliseconds reach to the year 2286.
impl<Id: fmt::Display> fmt::Display for PlaceInTime<Id> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:013}#{}", self.at.0, self.id)
    }
}

impl<Id: FromStr> FromStr for PlaceInTime<Id> {
    type Err = UnreadablePlace;

    fn from_str(text: &str) -> Result<Self, UnreadablePlace> {
        let (at, id) = text.split_once('#').ok_or(UnreadablePlace)?;
        if at.len() != 13 || !at.bytes().all(|b| b.is_ascii_digit()) {
            return Err(UnreadablePlace);
        }
        let at = Timestamp(at.parse().map_err(|_| UnreadablePlace)?);
        Ok(Self { at, id: id.parse().map_err(|_| UnreadablePlace)? })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Ids, RunId};

    #[test]
    fn places_sort_by_time_and_are_read_again() {
        let ids = Ids::seeded(1);
        let place = |at| PlaceInTime { at: Timestamp(at), id: RunId::new(ids.next()) };
        let places = [place(5), place(1_767_323_045_000), place(1_767_323_045_001)];
        assert!(places.map(|place| place.to_string()).is_sorted());
        for place in places {
            assert_eq!(place.to_string().parse(), Ok(place));
        }
    }

    #[test]
    fn what_is_not_a_place_is_not_read() {
        for text in ["", "#", "1#2", "0000000000001#x", "+000000000001#7c9e6679-7425-40de-944b-e07fc1f90ae7"] {
            assert_eq!(text.parse::<PlaceInTime<RunId>>(), Err(UnreadablePlace), "{text}");
        }
    }
}
