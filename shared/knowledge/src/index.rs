use std::{
    collections::{BTreeMap, BTreeSet},
    sync::Arc,
};

use genesis_text::terms;

use crate::{Passage, Segment, segment::Section};

/// How soon repetitions of a term stop counting, and how much a passage's length weighs (Robertson and Zaragoza 2009).
const K1: f64 = 1.2;
const B: f64 = 0.75;

/// Passages that a search hands over to be chosen from. Among few passages a match of words tells little, and who chooses can look at
/// them all: a library up to `SMALL` gives more, and the whole of it where it has no more than that.
const HANDED_OVER: usize = 10;
const OF_SMALL: usize = 24;
const SMALL: usize = 256;

/// What is searched: segments, oldest first. A document hides the earlier ones of its id, and statistics are over what is not hidden,
/// so that a search finds the same before and after segments are merged.
#[derive(Debug, Clone, Default)]
pub struct Index {
    segments: Vec<Arc<Segment>>,
    /// Per segment and passage: whether no later segment holds its document.
    live: Vec<Vec<bool>>,
    passage_count: usize,
    average_length: f64,
}

/// A passage and how well it matches.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Hit<'a> {
    pub passage: &'a Passage,
    /// The BM25 score: above zero, comparable within one search only.
    pub score: f64,
}

impl Index {
    pub fn new(segments: Vec<Arc<Segment>>) -> Index {
        let live: Vec<Vec<bool>> = (0..segments.len()).map(|at| live_passages(&segments[at], &segments[at + 1..])).collect();
        let counted = segments.iter().zip(&live).flat_map(|(segment, live)| segment.lengths.iter().zip(live));
        let (count, total) =
            counted.filter(|(_, live)| **live).fold((0usize, 0u64), |(count, total), (length, _)| (count + 1, total + u64::from(*length)));
        let average_length = total as f64 / count.max(1) as f64;
        Index { segments, live, passage_count: count, average_length }
    }

    /// The best passages for the words of a query, best first, equal ones by id. A query of stop words finds nothing.
    pub fn search(&self, query: &str, limit: usize) -> Vec<Hit<'_>> {
        let mut scores: BTreeMap<(usize, u32), f64> = BTreeMap::new();
        for term in terms(query).into_iter().collect::<BTreeSet<String>>() {
            let found = self.occurrences(&term);
            let rarity = rarity(self.passage_count, found.len());
            for (place, weight, length) in found {
                *scores.entry(place).or_default() += rarity * self.saturated(weight, length);
            }
        }
        let mut hits: Vec<Hit<'_>> =
            scores.into_iter().map(|((at, number), score)| Hit { passage: &self.segments[at].passages[number as usize], score }).collect();
        hits.sort_by(|one, two| two.score.total_cmp(&one.score).then_with(|| one.passage.id.cmp(&two.passage.id)));
        hits.truncate(limit);
        hits
    }

    /// What is handed over to whoever chooses, best first. Of a library that is handed over whole, what shares no word with a query
    /// comes last, by id; where nothing does, there is nothing to choose from.
    pub fn candidates(&self, query: &str) -> Vec<&Passage> {
        let limit = if self.passage_count <= SMALL { OF_SMALL } else { HANDED_OVER };
        let mut found: Vec<&Passage> = self.search(query, limit).into_iter().map(|hit| hit.passage).collect();
        if !found.is_empty() && self.passage_count <= limit {
            let ids: BTreeSet<&str> = found.iter().map(|passage| passage.id.as_str()).collect();
            let mut others: Vec<&Passage> = self.passages().filter(|passage| !ids.contains(passage.id.as_str())).collect();
            others.sort_by(|one, two| one.id.cmp(&two.id));
            found.extend(others);
        }
        found
    }

    pub fn passage(&self, id: &str) -> Option<&Passage> {
        let (document, number) = id.rsplit_once('#')?;
        let number: u32 = number.parse().ok()?;
        let (segment, section) = self.segments.iter().rev().find_map(|segment| Some((segment, segment.documents.get(document)?)))?;
        let passage = (number < section.count).then(|| &segment.passages[(section.first + number) as usize])?;
        (passage.id == id).then_some(passage)
    }

    /// All passages that are not hidden, segment by segment.
    pub fn passages(&self) -> impl Iterator<Item = &Passage> {
        let of_segment = self.segments.iter().zip(&self.live);
        of_segment.flat_map(|(segment, live)| segment.passages.iter().zip(live).filter(|(_, live)| **live).map(|(passage, _)| passage))
    }

    pub fn is_empty(&self) -> bool {
        self.passage_count == 0
    }

    pub fn passage_count(&self) -> usize {
        self.passage_count
    }

    /// The live passages with a term: place, weighted count, length of the passage.
    fn occurrences(&self, term: &str) -> Vec<((usize, u32), u32, u32)> {
        let mut found = Vec::new();
        for (at, segment) in self.segments.iter().enumerate() {
            let list = segment.postings.get(term).map_or(&[][..], Vec::as_slice);
            let live = list.iter().filter(|posting| self.live[at][posting.0 as usize]);
            found.extend(live.map(|posting| ((at, posting.0), posting.1, segment.lengths[posting.0 as usize])));
        }
        found
    }

    fn saturated(&self, weight: u32, length: u32) -> f64 {
        let weight = f64::from(weight);
        let relative_length = f64::from(length) / self.average_length.max(1.0);
        weight * (K1 + 1.0) / (weight + K1 * (1.0 - B + B * relative_length))
    }
}

/// The inverse document frequency that is never negative.
fn rarity(passages: usize, with_term: usize) -> f64 {
    let (passages, with_term) = (passages as f64, with_term as f64);
    (1.0 + (passages - with_term + 0.5) / (with_term + 0.5)).ln()
}

fn live_passages(segment: &Segment, later: &[Arc<Segment>]) -> Vec<bool> {
    let mut live = vec![true; segment.passages.len()];
    for (id, Section { first, count, .. }) in &segment.documents {
        if later.iter().any(|segment| segment.documents.contains_key(id)) {
            live[*first as usize..(*first + *count) as usize].fill(false);
        }
    }
    live
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::Document;

    fn document(id: &str, title: &str, text: &str) -> Document {
        Document { id: id.into(), title: title.into(), text: text.into() }
    }

    fn index(batches: &[Vec<Document>]) -> Index {
        Index::new(batches.iter().map(|batch| Arc::new(Segment::build(batch))).collect())
    }

    fn found(index: &Index, query: &str) -> Vec<String> {
        index.search(query, 10).into_iter().map(|hit| hit.passage.id.clone()).collect()
    }

    fn library() -> Vec<Document> {
        vec![
            document("france", "France", "France is a country. Its capital is Paris."),
            document("paris", "Paris", "The city has two million inhabitants."),
            document("rhine", "Rhine", "A river that touches France and Germany, among others."),
        ]
    }

    #[test]
    fn the_passage_with_the_rarest_words_comes_first() {
        let index = index(&[library()]);
        assert_eq!(found(&index, "What is the capital of France?"), ["france#0", "rhine#0"]);
        assert_eq!(found(&index, "inhabitants of Paris"), ["paris#0", "france#0"]);
        assert!(found(&index, "what is the of").is_empty());
        assert!(found(&index, "").is_empty());
    }

    #[test]
    fn a_score_is_the_published_formula() {
        let index = index(&[vec![document("a", "", "alpha beta."), document("b", "", "alpha alpha gamma delta.")]]);
        let rarity = (1.0f64 + 0.5 / 2.5).ln();
        let expected = rarity * 2.0 * 2.2 / (2.0 + 1.2 * (0.25 + 0.75 * 4.0 / 3.0));
        let hits = index.search("alpha", 1);
        assert_eq!(hits[0].passage.id, "b#0");
        assert!((hits[0].score - expected).abs() < 1e-12);
    }

    #[test]
    fn equal_passages_are_ordered_by_id() {
        let index = index(&[vec![document("b", "T", "Equal."), document("a", "T", "Equal.")], vec![document("0", "T", "Equal.")]]);
        assert_eq!(found(&index, "equal"), ["0#0", "a#0", "b#0"]);
    }

    #[test]
    fn a_newer_document_hides_the_older_everywhere() {
        let index = index(&[library(), vec![document("rhine", "Rhine", "")]]);
        assert_eq!(found(&index, "France"), ["france#0"]);
        assert_eq!(index.passage_count(), 2);
        assert!(index.passage("rhine#0").is_none());
    }

    #[test]
    fn a_passage_is_read_by_its_id_and_no_other_spelling() {
        let index = index(&[vec![document("a#b", "T", "First.\n\nSecond.")]]);
        assert_eq!(index.passage("a#b#1").unwrap().text, "Second.");
        for id in ["a#b#2", "a#b#01", "a#b#+1", "a#b", "a", "", "#", "a#b#99999999999"] {
            assert!(index.passage(id).is_none(), "{id}");
        }
    }

    fn handed_over(documents: usize, query: &str) -> Vec<String> {
        let text = |n: usize| if n == 3 { "Oslo lies on a fjord." } else { "Yaks graze on the plateau." };
        let index = index(&[(0..documents).map(|n| document(&format!("d{n:03}"), "", text(n))).collect()]);
        index.candidates(query).into_iter().map(|passage| passage.id.clone()).collect()
    }

    #[test]
    fn the_smallest_libraries_are_handed_over_whole() {
        let all = handed_over(OF_SMALL, "Where does Oslo lie?");
        assert_eq!((all.len(), &all[..3]), (OF_SMALL, &["d003#0", "d000#0", "d001#0"].map(str::to_owned)[..]));
        assert!(handed_over(5, "Atlantis").is_empty());
    }

    #[test]
    fn of_larger_ones_the_best_are() {
        assert_eq!(handed_over(OF_SMALL + 1, "Where does Oslo lie?"), ["d003#0"]);
        assert_eq!([SMALL, SMALL + 1].map(|size| handed_over(size, "yaks").len()), [OF_SMALL, HANDED_OVER]);
    }

    #[test]
    fn nothing_is_found_in_an_empty_library() {
        let index = Index::new(Vec::new());
        assert!(index.is_empty() && index.search("anything", 5).is_empty());
    }

    fn documents() -> impl Strategy<Value = Vec<Document>> {
        prop::collection::vec(("[a-e]", "[a-d]{1,2}", "([A-Z][a-d ]{0,20}[.]( |\\n\\n)){0,4}"), 0..6)
            .prop_map(|all| all.into_iter().map(|(id, title, text)| document(&id, &title, &text)).collect())
    }

    proptest! {
        #[test]
        fn merging_changes_no_search(batches in prop::collection::vec(documents(), 0..4), query in "[a-d ]{0,12}", limit in 0usize..8) {
            let apart = index(&batches);
            let parts: Vec<Segment> = batches.iter().map(|batch| Segment::build(batch)).collect();
            let merged = Index::new(vec![Arc::new(Segment::merge(&parts.iter().collect::<Vec<_>>()))]);
            let hits = apart.search(&query, limit);
            prop_assert_eq!(&hits, &merged.search(&query, limit));
            prop_assert!(hits.len() <= limit && hits.iter().all(|hit| hit.score > 0.0));
            prop_assert!(hits.windows(2).all(|pair| pair[0].score >= pair[1].score));
            prop_assert!(hits.iter().all(|hit| apart.passage(&hit.passage.id) == Some(hit.passage)));
        }
    }
}
