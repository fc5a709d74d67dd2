use std::{
    collections::BTreeSet,
    sync::{Mutex, PoisonError},
};

use genesis_core::Timestamp;

const MINUTE_MS: i64 = 60_000;

/// What one instance has told of within the minute: once of each, and of so many at most. What strangers and those over a limit do costs
/// little to refuse, and must not cost a write each time.
pub(crate) struct News {
    most: usize,
    told: Mutex<Told>,
}

#[derive(Default)]
struct Told {
    minute: i64,
    of: BTreeSet<String>,
}

impl News {
    pub fn of_at_most(most: usize) -> Self {
        Self { most, told: Mutex::default() }
    }

    /// Whether there is room to tell of this, and nobody has.
    pub fn is_new(&self, whose: String, now: Timestamp) -> bool {
        let mut told = self.told.lock().unwrap_or_else(PoisonError::into_inner);
        let minute = now.0.div_euclid(MINUTE_MS);
        if told.minute != minute {
            *told = Told { minute, of: BTreeSet::new() };
        }
        told.of.len() < self.most && told.of.insert(whose)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_is_told_of_once_a_minute_and_of_so_many_at_most() {
        let news = News::of_at_most(2);
        let told = |whose: &str, at| news.is_new(whose.to_owned(), Timestamp(at));
        assert_eq!([told("a", 0), told("a", 59_999), told("b", 0), told("c", 0)], [true, false, true, false]);
        assert_eq!([told("c", 60_000), told("a", 60_000), told("b", 60_000)], [true, true, false]);
    }
}
