use std::collections::{BTreeMap, BTreeSet, HashMap};

use genesis_text::{fold, is_stop_word, stem, terms, words};

use crate::{Candidate, Role};

/// The words that matter to a request. Each form is stemmed once, however many candidates contain it.
pub(crate) struct Vocabulary {
    /// Stem to number, in the order of stems.
    query: BTreeMap<String, usize>,
    favoured: BTreeSet<String>,
    disfavoured: BTreeSet<String>,
    /// Read by key only: its order is nobody's.
    known: HashMap<String, Meaning>,
}

/// What a folded word stands for.
#[derive(Debug, Clone, Default)]
struct Meaning {
    query: Option<usize>,
    keyword: Option<Keyword>,
}

#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
enum Keyword {
    Favoured(String),
    Disfavoured(String),
}

/// What a candidate says that matters.
#[derive(Debug, Default)]
pub(crate) struct Gist {
    /// Numbers of the query's terms it contains.
    pub query_terms: BTreeSet<usize>,
    /// Different words the role favours, less those it does not.
    pub keyword_balance: i32,
}

impl Vocabulary {
    pub fn new(query: &str, role: Role) -> Self {
        let distinct: BTreeSet<String> = terms(query).into_iter().collect();
        let stems = |words: &[&str]| words.iter().map(|word| stem(word)).collect();
        Self {
            query: distinct.into_iter().zip(0..).collect(),
            favoured: stems(role.favours()),
            disfavoured: stems(role.disfavours()),
            known: HashMap::new(),
        }
    }

    /// How many different terms the query has.
    pub fn query_len(&self) -> usize {
        self.query.len()
    }

    pub fn gist(&mut self, candidate: &Candidate) -> Gist {
        let mut query_terms = BTreeSet::new();
        let mut keywords = BTreeSet::new();
        for word in words(&candidate.title).chain(words(&candidate.text)) {
            let meaning = self.meaning(fold(word.text));
            query_terms.extend(meaning.query);
            if let Some(keyword) = &meaning.keyword {
                keywords.insert(keyword.clone());
            }
        }
        let sign = |keyword: &Keyword| if matches!(keyword, Keyword::Favoured(_)) { 1 } else { -1 };
        Gist { query_terms, keyword_balance: keywords.iter().map(sign).sum() }
    }

    fn meaning(&mut self, folded: String) -> &Meaning {
        let (query, favoured, disfavoured) = (&self.query, &self.favoured, &self.disfavoured);
        self.known.entry(folded).or_insert_with_key(|folded| {
            if is_stop_word(folded) {
                return Meaning::default();
            }
            let stem = stem(folded);
            let query = query.get(&stem).copied();
            let keyword = if favoured.contains(&stem) {
                Some(Keyword::Favoured(stem))
            } else {
                disfavoured.contains(&stem).then_some(Keyword::Disfavoured(stem))
            };
            Meaning { query, keyword }
        })
    }
}
