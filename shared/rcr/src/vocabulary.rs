use std::collections::{BTreeMap, BTreeSet, HashMap};

use genesis_text::{fold, is_stop_word, stem, terms};

use crate::{Candidate, Role};

/// The words that matter to a request. Of all others a text has, only the beginnings are looked at.
pub(crate) struct Vocabulary {
    /// Stem to number, in the order of stems.
    query: BTreeMap<String, u32>,
    favoured: BTreeSet<String>,
    disfavoured: BTreeSet<String>,
    beginnings: Beginnings,
    /// Read by key only: its order is nobody's.
    known: HashMap<Vec<u8>, [Option<Meaning>; 2]>,
}

/// What a word stands for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Meaning {
    /// The number of a term of the query.
    Query(u32),
    /// A word that the role favours, or not, by its number.
    Keyword { favoured: bool, number: u32 },
}

/// What a candidate says that matters.
#[derive(Debug, Default)]
pub(crate) struct Gist {
    /// Numbers of the query's terms it contains, ascending.
    pub query_terms: Vec<u32>,
    /// Different words the role favours, less those it does not.
    pub keyword_balance: i32,
}

impl Vocabulary {
    pub fn new(query: &str, role: Role) -> Self {
        let distinct: BTreeSet<String> = terms(query).into_iter().collect();
        let stems = |words: &[&str]| words.iter().map(|word| stem(word)).collect::<BTreeSet<String>>();
        let (favoured, disfavoured) = (stems(role.favours()), stems(role.disfavours()));
        let beginnings = Beginnings::of(distinct.iter().chain(&favoured).chain(&disfavoured));
        Self { query: distinct.into_iter().zip(0..).collect(), favoured, disfavoured, beginnings, known: HashMap::new() }
    }

    /// How many different terms the query has.
    pub fn query_len(&self) -> usize {
        self.query.len()
    }

    pub fn gist(&mut self, candidate: &Candidate) -> Gist {
        let mut meanings = Vec::new();
        for text in [&candidate.title, &candidate.text] {
            self.find(text, &mut meanings);
        }
        meanings.sort_unstable();
        meanings.dedup();
        let mut gist = Gist::default();
        for meaning in meanings {
            match meaning {
                Meaning::Query(number) => gist.query_terms.push(number),
                Meaning::Keyword { favoured, .. } => gist.keyword_balance += if favoured { 1 } else { -1 },
            }
        }
        gist
    }

    /// Words are parted at bytes that belong to none, which is coarser than Unicode's rules and many times as fast.
    fn find(&mut self, text: &str, meanings: &mut Vec<Meaning>) {
        let bytes = text.as_bytes();
        let mut at = 0;
        while at < bytes.len() {
            let start = at;
            while let Some(length) = of_word(&bytes[at..]) {
                at += length;
            }
            if start < at && self.beginnings.may_begin(&bytes[start..at]) {
                meanings.extend(self.meanings(&text[start..at]).into_iter().flatten());
            }
            at += bytes[at..].first().map_or(0, |byte| if *byte == GENERAL_PUNCTUATION[0] { 3 } else { 1 });
        }
    }

    fn meanings(&mut self, word: &str) -> [Option<Meaning>; 2] {
        if let Some(meanings) = self.known.get(word.as_bytes()) {
            return *meanings;
        }
        let meanings = self.look_up(word.trim_matches(['\'', '’', ',']));
        self.known.insert(word.as_bytes().to_vec(), meanings);
        meanings
    }

    fn look_up(&self, word: &str) -> [Option<Meaning>; 2] {
        let folded = fold(word);
        if is_stop_word(&folded) {
            return [None; 2];
        }
        let stem = stem(&folded);
        let among = |words: &BTreeSet<String>, favoured| {
            words.iter().position(|word| *word == stem).map(|number| Meaning::Keyword { favoured, number: number as u32 })
        };
        let keyword = among(&self.favoured, true).or_else(|| among(&self.disfavoured, false));
        [self.query.get(&stem).map(|number| Meaning::Query(*number)), keyword]
    }
}

/// How dashes and quotation marks begin, that part words as ASCII's do; the apostrophe among them does not.
const GENERAL_PUNCTUATION: [u8; 2] = [0xe2, 0x80];
const APOSTROPHE: u8 = 0x99;

/// How many bytes of a word stand at the beginning: letters and digits, whatever the script, and what stands within words.
fn of_word(bytes: &[u8]) -> Option<usize> {
    match bytes {
        [one, two, three, ..] if [*one, *two] == GENERAL_PUNCTUATION => (*three == APOSTROPHE).then_some(3),
        [byte, ..] if byte.is_ascii_alphanumeric() || *byte >= 0x80 || matches!(byte, b'\'' | b',') => Some(1),
        _ => None,
    }
}

/// The first two letters that words may have which matter; words that begin outside of ASCII always may.
struct Beginnings(Vec<bool>);

impl Beginnings {
    fn of<'a>(stems: impl Iterator<Item = &'a String>) -> Self {
        let mut places = vec![false; 1 << 16];
        for stem in stems {
            let bytes = stem.as_bytes();
            places[place(bytes[0], bytes.get(1).copied().unwrap_or_default())] = true;
        }
        Self(places)
    }

    fn may_begin(&self, word: &[u8]) -> bool {
        let [first, second] = [0, 1].map(|at| word.get(at).copied().unwrap_or_default().to_ascii_lowercase());
        !first.is_ascii_alphanumeric() || second >= 0x80 || self.0[place(first, second)]
    }
}

fn place(first: u8, second: u8) -> usize {
    usize::from(first) << 8 | usize::from(second)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Cost;

    #[test]
    fn words_are_found_whatever_their_form_and_whatever_parts_them() {
        let mut vocabulary = Vocabulary::new("When was São Paulo's 1,200 capital founded?", Role::Solver);
        let mut found = |title: &str, text: &str| vocabulary.gist(&Candidate::passage("a", title, text, Cost::default())).query_terms.len();
        for (title, text, count) in [
            ("", "", 0),
            ("Sao Paulo", "", 2),
            ("", "CAPITALS, founding—são", 3),
            ("", "Paulo’s 1200", 2),
            ("", "1554–1200 (capital)", 2),
            ("", "Was when", 0),
            ("", "“Paulo” …capital", 2),
        ] {
            assert_eq!(found(title, text), count, "{title} {text}");
        }
    }

    #[test]
    fn a_roles_words_count_once_each() {
        let mut vocabulary = Vocabulary::new("answers", Role::Solver);
        let gist = vocabulary.gist(&Candidate::passage("a", "", "The answer answers. A result; no plan, no plans.", Cost::default()));
        assert_eq!((gist.keyword_balance, gist.query_terms.len()), (1, 1));
    }
}
