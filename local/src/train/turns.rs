use std::{collections::BTreeSet, ops::Range};

use genesis_evaluation::{QuestionSet, Row, Shelf};
use genesis_knowledge::Passage;
use genesis_rcr::{Candidate, Cost, Place, Premise, Request, Role, Sheet, Span};
use genesis_tokens::count;

/// A question with its memory and the turns a Solver takes for it.
pub(super) struct Question {
    /// The place of its data set.
    pub set: usize,
    pub id: String,
    /// Whether the memory holds the paragraphs of other questions too.
    pub is_pooled: bool,
    /// Whether it is asked by its gold sub-questions, or whole.
    pub is_in_parts: bool,
    pub passages: Vec<Candidate>,
    pub full_tokens: u64,
    /// Of each piece of the evidence, where it stands: a sentence may be parted among passages.
    pub evidence: Vec<Vec<Spot>>,
    pub turns: Vec<Turn>,
}

/// A range of bytes of a passage.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Spot {
    pub passage: usize,
    pub range: Range<usize>,
}

pub(super) struct Turn {
    /// The passages it is given to choose from: those that its search and the turns before it find, as places among the question's.
    pub found: Vec<usize>,
    pub sheet: Sheet,
    pub places: Vec<Place>,
    pub features: Vec<Vec<f32>>,
    /// Whether each place holds what the turn is asked, or something else that the question needs.
    pub is_wanted: Vec<bool>,
}

/// A sub-question as it is asked, with the places among the evidence that answer it.
struct Asked {
    wave: u32,
    query: String,
    premises: Vec<Premise>,
    evidence: Vec<usize>,
}

/// Others whose paragraphs a pooled memory holds.
const OTHERS: usize = 4;

/// Every question of a set, whole and by its sub-questions, over its own paragraphs and over pooled ones.
pub(super) fn questions(set: usize, rows: &QuestionSet) -> Vec<Question> {
    let mut order: Vec<&Row> = rows.rows.iter().collect();
    order.sort_by_key(|row| (super::mixed(&row.id), row.id.as_str()));
    let mut all = Vec::new();
    for (n, row) in order.iter().enumerate().filter(|(_, row)| !row.supporting_sentences.is_empty()) {
        let others: Vec<&Row> = (1..=OTHERS.min(order.len() - 1)).map(|next| order[(n + next) % order.len()]).collect();
        for (others, is_pooled) in [(&[][..], false), (&others, true)] {
            let memory = Memory::of(row, others);
            let parts = by_parts(row);
            all.extend((!parts.is_empty()).then(|| question(set, row, &memory, is_pooled, true, &parts)));
            all.push(question(set, row, &memory, is_pooled, false, &[whole(row)]));
        }
    }
    all
}

/// Paragraphs as the library keeps them.
struct Memory {
    shelf: Shelf,
    passages: Vec<Candidate>,
    /// Of each piece of the evidence, where it stands.
    evidence: Vec<Vec<Spot>>,
}

impl Memory {
    fn of(row: &Row, others: &[&Row]) -> Self {
        let shelf = Shelf::of(row, others);
        let mut kept: Vec<&Passage> = shelf.index.passages().collect();
        kept.sort_by(|one, two| one.id.cmp(&two.id));
        let place = |(passage, kept): (usize, &&Passage)| {
            let (paragraph, start) = shelf.place(&kept.id)?;
            Some((passage, paragraph, start..start + kept.text.len()))
        };
        let places: Vec<(usize, usize, Range<usize>)> = kept.iter().enumerate().filter_map(place).collect();
        let spots = |(paragraph, sentence): &(usize, usize)| {
            let wanted = &row.paragraphs[*paragraph].sentences[*sentence];
            let own = places.iter().filter(|(_, at, text)| at == paragraph && text.start < wanted.end && wanted.start < text.end);
            own.map(|(passage, _, text)| Spot {
                passage: *passage,
                range: wanted.start.max(text.start) - text.start..wanted.end.min(text.end) - text.start,
            })
            .collect()
        };
        let candidate = |kept: &&Passage| Candidate::passage(&kept.id, &kept.title, &kept.text, Cost::of(&kept.title, &kept.text, count));
        Self { evidence: row.supporting_sentences.iter().map(spots).collect(), passages: kept.iter().map(candidate).collect(), shelf }
    }

    /// What is found for a sub-question, asked with the answers it builds on.
    fn found(&self, asked: &Asked) -> Vec<usize> {
        let known: Vec<&str> = asked.premises.iter().map(|premise| premise.answer.as_str()).collect();
        let hits = self.shelf.index.candidates(&format!("{} {}", known.join(" "), asked.query));
        let place = |id: &str| self.passages.binary_search_by(|passage| passage.id.as_str().cmp(id));
        hits.into_iter().filter_map(|hit| place(&hit.id).ok()).collect()
    }
}

fn question(set: usize, row: &Row, memory: &Memory, is_pooled: bool, is_in_parts: bool, asked: &[Asked]) -> Question {
    let found: Vec<Vec<usize>> = asked.iter().map(|asked| memory.found(asked)).collect();
    let turn = |own: &Asked| {
        let visible = asked.iter().zip(&found).filter(|(other, _)| other.wave < own.wave || other.query == own.query);
        let found: Vec<usize> = visible.flat_map(|(_, found)| found).copied().collect::<BTreeSet<usize>>().into_iter().collect();
        let request =
            Request { question: &row.question, premises: &own.premises, ..Request::new(Role::Solver, &own.query, &memory.passages) };
        let sheet = Sheet::of(&request, &found.iter().map(|at| &memory.passages[*at]).collect::<Vec<_>>());
        let places = sheet.places();
        let meets = |spot: &Spot, place: &Place| spot.passage == found[place.page] && spot.meets(place.span);
        let is_wanted = |place: &Place| own.evidence.iter().any(|at| memory.evidence[*at].iter().any(|spot| meets(spot, place)));
        Turn { is_wanted: places.iter().map(is_wanted).collect(), features: sheet.features(), places, sheet, found }
    };
    Question {
        set,
        id: row.id.clone(),
        is_pooled,
        is_in_parts,
        full_tokens: memory.shelf.full_tokens,
        turns: asked.iter().map(turn).collect(),
        evidence: memory.evidence.clone(),
        passages: memory.passages.clone(),
    }
}

fn whole(row: &Row) -> Asked {
    Asked { wave: 1, query: row.question.clone(), premises: Vec::new(), evidence: (0..row.supporting_sentences.len()).collect() }
}

/// The sub-questions with earlier answers put in; none where an answer is not known.
fn by_parts(row: &Row) -> Vec<Asked> {
    let answers: Vec<&str> = row.decomposition.iter().filter_map(|hop| hop.answer.as_deref()).collect();
    if answers.len() < row.decomposition.len() {
        return Vec::new();
    }
    let resolved = |text: &str| {
        (1..=answers.len()).rev().fold(text.to_owned(), |text, number| text.replace(&format!("#{number}"), answers[number - 1]))
    };
    let evidence = &row.supporting_sentences;
    let mut asked: Vec<Asked> = Vec::new();
    for (hop, answer) in row.decomposition.iter().zip(&answers) {
        let premise = |number: &usize| Premise {
            question: resolved(&row.decomposition[number - 1].question),
            answer: answers[number - 1].to_owned(),
        };
        let query = resolved(&hop.question);
        let wave = hop.deps.iter().map(|number| asked[number - 1].wave).fold(0, u32::max) + 1;
        asked.push(Asked { wave, evidence: answering(row, &query, answer), premises: hop.deps.iter().map(premise).collect(), query });
    }
    for orphan in 0..evidence.len() {
        if !asked.iter().any(|asked| asked.evidence.contains(&orphan)) {
            let same_passage = |asked: &Asked| asked.evidence.iter().any(|at| evidence[*at].0 == evidence[orphan].0);
            let any = asked.iter().any(same_passage);
            asked.iter_mut().filter(|asked| !any || same_passage(asked)).for_each(|asked| asked.evidence.push(orphan));
        }
    }
    asked
}

/// The evidence that says the answer, in the passages that the query names where it names any.
fn answering(row: &Row, query: &str, answer: &str) -> Vec<usize> {
    let (query, answer) = (query.to_lowercase(), answer.to_lowercase());
    let evidence = &row.supporting_sentences;
    let paragraph = |at: &usize| &row.paragraphs[evidence[*at].0];
    let text = |at: &usize| paragraph(at).text[paragraph(at).sentences[evidence[*at].1].clone()].to_lowercase();
    let title = |at: &usize| paragraph(at).title.split(" (").next().unwrap_or_default().to_lowercase();
    let says: Vec<usize> = (0..evidence.len()).filter(|at| text(at).contains(&answer)).collect();
    let named: Vec<usize> = says.iter().copied().filter(|at| query.contains(&title(at))).collect();
    if !named.is_empty() {
        return named;
    }
    let about: Vec<usize> = (0..evidence.len()).filter(|at| query.contains(&title(at))).collect();
    [says, about].into_iter().find(|found| !found.is_empty()).unwrap_or_default()
}

impl Spot {
    /// Whether a sentence of its passage has more of it than a letter or two, where sentences are split in another way.
    pub fn meets(&self, sentence: Option<Span>) -> bool {
        let inside = |span: Span| span.end.min(self.range.end).saturating_sub(span.start.max(self.range.start)) > 2;
        sentence.is_none_or(inside)
    }
}
