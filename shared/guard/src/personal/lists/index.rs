//! One table of all words, small and quick to make: an instance makes it before its first text.

/// A power of two; four tenths of the slots are taken, and no more than half: a word would be looked for through ever more others.
const SLOTS: usize = 1 << 16;

/// Bits of a slot for which list has the word, where it is, and how long: no list is longer, and no word.
const LIST_BITS: u32 = 6;
const PLACE_BITS: u32 = 20;
const LENGTH_BITS: u32 = 6;

/// Open addressing. A slot says which list has the word, where, and how long it is; nothing is copied.
pub(super) struct Index {
    slots: Vec<u32>,
    marks: Vec<u16>,
    taken: usize,
    lists: &'static [&'static str],
}

impl Index {
    /// Every word of the lists, with its marks, as `read` takes them out of a list.
    pub fn of(lists: &'static [&'static str], mut read: impl FnMut(usize, &'static str, &mut dyn FnMut(&'static str, u16))) -> Self {
        let mut index = Self { slots: vec![0; SLOTS], marks: vec![0; SLOTS], taken: 0, lists };
        for (which, list) in lists.iter().copied().enumerate() {
            read(which, list, &mut |word, marks| index.add(which, word.as_ptr().addr() - list.as_ptr().addr(), word, marks));
        }
        index
    }

    fn add(&mut self, list: usize, place: usize, word: &str, marks: u16) {
        let slot = self.slot(word);
        if self.slots[slot] == 0 && !word.is_empty() {
            assert!(word.len() < 1 << LENGTH_BITS, "a word is too long for its bits of a slot: {word}");
            assert!(
                place < 1 << PLACE_BITS && list < 1 << LIST_BITS,
                "a list is too long, or one too many: {word} is at {place} of {list}"
            );
            assert!(self.taken < SLOTS / 2, "there are more words than half of the slots");
            self.taken += 1;
            self.slots[slot] = ((list << (PLACE_BITS + LENGTH_BITS)) | (place << LENGTH_BITS) | word.len()) as u32;
        }
        self.marks[slot] |= marks;
    }

    /// All that the lists say of a word.
    pub fn marks(&self, word: &str) -> u16 {
        self.marks[self.slot(word)]
    }

    /// The word's own slot, or the free one where it would be.
    fn slot(&self, word: &str) -> usize {
        let mut slot = hashed(word) as usize % SLOTS;
        while self.slots[slot] != 0 && self.word(self.slots[slot]) != word.as_bytes() {
            slot = (slot + 1) % SLOTS;
        }
        slot
    }

    fn word(&self, slot: u32) -> &'static [u8] {
        let (length, place) = (slot & ((1 << LENGTH_BITS) - 1), (slot >> LENGTH_BITS) & ((1 << PLACE_BITS) - 1));
        let list = self.lists[(slot >> (PLACE_BITS + LENGTH_BITS)) as usize].as_bytes();
        &list[place as usize..(place + length) as usize]
    }
}

/// Fowler, Noll and Vo's hash (1a): the lists are ours, so that nobody can choose words that collide among them.
fn hashed(word: &str) -> u32 {
    word.bytes().fold(0x811c_9dc5, |hash: u32, byte| (hash ^ u32::from(byte)).wrapping_mul(0x0100_0193))
}

#[cfg(test)]
mod tests {
    use std::panic;

    use super::*;

    static LISTS: [&str; 2] = ["ann\nbo\nma", "bo,ma li"];

    #[test]
    fn a_word_has_the_marks_of_all_its_lists_and_no_other_word_has_them() {
        let index = Index::of(&LISTS, |which, list, add| {
            list.split(['\n', ',']).for_each(|word| add(word, 1 << which));
        });
        let marks = ["ann", "bo", "ma", "ma li", "an", "li", "bo,", ""].map(|word| index.marks(word));
        assert_eq!([1, 3, 1, 2, 0, 0, 0, 0], marks);
    }

    #[test]
    fn what_does_not_fit_is_said_rather_than_laid_over_others() {
        let many: Vec<String> = (0..=SLOTS / 2).map(|number| number.to_string()).collect();
        for (list, expected) in [
            ("x".repeat(64), "too long for its bits"),
            ("\n".repeat(1 << PLACE_BITS) + "ann", "a list is too long"),
            (many.join("\n"), "more words than half"),
        ] {
            let lists: &'static [&'static str] = vec![&*list.leak()].leak();
            let made = panic::catch_unwind(|| {
                Index::of(lists, |which, list, add| list.lines().for_each(|word| add(word, 1 << which)));
            });
            let said = made.err().unwrap();
            let said = said.downcast_ref::<String>().map(String::as_str).or(said.downcast_ref().copied());
            assert!(said.is_some_and(|said| said.contains(expected)), "{said:?}");
        }
    }
}
