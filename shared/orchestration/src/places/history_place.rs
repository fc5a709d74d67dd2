use std::{fmt, str::FromStr};

use genesis_core::{RunId, Timestamp};

use super::UnreadablePlace;
use crate::Run;

/// Where a run stands in its tenant's history. Its text sorts by the time of creation: `1767323045000#7c9e6679-...`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct HistoryPlace {
    pub created_at: Timestamp,
    pub run: RunId,
}

impl From<&Run> for HistoryPlace {
    fn from(run: &Run) -> Self {
        Self { created_at: run.created_at, run: run.id }
    }
}

/// Thirteen digits of milliseconds reach to the year 2286.
impl fmt::Display for HistoryPlace {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:013}#{}", self.created_at.0, self.run)
    }
}

impl FromStr for HistoryPlace {
    type Err = UnreadablePlace;

    fn from_str(text: &str) -> Result<Self, UnreadablePlace> {
        let (created_at, run) = text.split_once('#').ok_or(UnreadablePlace)?;
        if created_at.len() != 13 || !created_at.bytes().all(|b| b.is_ascii_digit()) {
            return Err(UnreadablePlace);
        }
        let created_at = Timestamp(created_at.parse().map_err(|_| UnreadablePlace)?);
        Ok(Self { created_at, run: run.parse().map_err(|_| UnreadablePlace)? })
    }
}

#[cfg(test)]
mod tests {
    use genesis_core::Ids;

    use super::*;

    #[test]
    fn places_sort_by_time_and_are_read_again() {
        let ids = Ids::seeded(1);
        let place = |at| HistoryPlace { created_at: Timestamp(at), run: RunId::new(ids.next()) };
        let places = [place(5), place(1_767_323_045_000), place(1_767_323_045_001)];
        assert!(places.map(|place| place.to_string()).is_sorted());
        for place in places {
            assert_eq!(place.to_string().parse(), Ok(place));
        }
    }

    #[test]
    fn what_is_not_a_place_is_not_read() {
        for text in ["", "#", "1#2", "0000000000001#x", "+000000000001#7c9e6679-7425-40de-944b-e07fc1f90ae7"] {
            assert_eq!(text.parse::<HistoryPlace>(), Err(UnreadablePlace), "{text}");
        }
    }
}
