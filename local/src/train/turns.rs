use std::ops::Range;

use genesis_evaluation::{Paragraph, QuestionSet, Row};
use genesis_rcr::{Candidate, Cost, Place, Premise, Request, Role, Sheet};
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
    /// Places of passages and ranges of their text that hold the evidence.
    pub evidence: Vec<Spot>,
    pub turns: Vec<Turn>,
}

/// A range of bytes of a passage.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Spot {
    pub passage: usize,
    pub range: Range<usize>,
}

pub(super) struct Turn {
    pub sheet: Sheet,
    pub places: Vec<Place>,
    pub features: Vec<Vec<f32>>,
    /// Whether each place holds what the turn is asked, or something else that the question needs.
    pub is_wanted: Vec<bool>,
}

/// A sub-question as it is asked, with the places among the evidence that answer it.
struct Asked {
    query: String,
    premises: Vec<Premise>,
    evidence: Vec<usize>,
}

/// Others whose paragraphs a pooled memory holds.
const OTHERS: usize = 4;

/// Every question of a set, whole and by its sub-questions, over its own paragraphs and over pooled ones.
pub(super) fn questions(set: usize, rows: &QuestionSet) -> Vec<Question> {
    let passages: Vec<Vec<Candidate>> = rows.rows.iter().map(passages).collect();
    let mut order: Vec<usize> = (0..rows.rows.len()).collect();
    order.sort_by_key(|at| (super::mixed(&rows.rows[*at].id), *at));
    let mut all = Vec::new();
    for (n, at) in order.iter().enumerate() {
        let row = &rows.rows[*at];
        if row.supporting_sentences.is_empty() {
            continue;
        }
        let others = (1..=OTHERS.min(order.len() - 1)).flat_map(|next| &passages[order[(n + next) % order.len()]]);
        let pool: Vec<Candidate> = passages[*at].iter().chain(others).cloned().collect();
        for (memory, is_pooled) in [(passages[*at].clone(), false), (pool, true)] {
            let asked = by_parts(row);
            all.extend((!asked.is_empty()).then(|| question(set, row, memory.clone(), is_pooled, &asked)));
            all.push(Question { is_in_parts: false, ..question(set, row, memory, is_pooled, &[whole(row)]) });
        }
    }
    all
}

fn passages(row: &Row) -> Vec<Candidate> {
    let passage = |(place, paragraph): (usize, &Paragraph)| {
        let cost = Cost::of(&paragraph.title, &paragraph.text, count);
        Candidate::passage(format!("{}#{place:02}", row.id), &paragraph.title, &paragraph.text, cost)
    };
    row.paragraphs.iter().enumerate().map(passage).collect()
}

fn question(set: usize, row: &Row, passages: Vec<Candidate>, is_pooled: bool, asked: &[Asked]) -> Question {
    let evidence = evidence(row);
    let turn = |asked: &Asked| {
        let request = Request { question: &row.question, premises: &asked.premises, ..Request::new(Role::Solver, &asked.query, &passages) };
        let sheet = Sheet::of(&request, &passages.iter().collect::<Vec<_>>());
        let places = sheet.places();
        let is_wanted = |place: &Place| asked.evidence.iter().any(|at| evidence[*at].meets(place));
        Turn { is_wanted: places.iter().map(is_wanted).collect(), features: sheet.features(), places, sheet }
    };
    Question {
        set,
        id: row.id.clone(),
        is_pooled,
        is_in_parts: true,
        full_tokens: passages.iter().map(|passage| u64::from(passage.tokens)).sum(),
        turns: asked.iter().map(turn).collect(),
        evidence,
        passages,
    }
}

fn evidence(row: &Row) -> Vec<Spot> {
    let spot =
        |(passage, sentence): &(usize, usize)| Spot { passage: *passage, range: row.paragraphs[*passage].sentences[*sentence].clone() };
    row.supporting_sentences.iter().map(spot).collect()
}

fn whole(row: &Row) -> Asked {
    Asked { query: row.question.clone(), premises: Vec::new(), evidence: (0..row.supporting_sentences.len()).collect() }
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
    let evidence = evidence(row);
    let mut asked: Vec<Asked> = Vec::new();
    for (hop, answer) in row.decomposition.iter().zip(&answers) {
        let premise = |number: &usize| Premise {
            question: resolved(&row.decomposition[number - 1].question),
            answer: answers[number - 1].to_owned(),
        };
        let query = resolved(&hop.question);
        asked.push(Asked { evidence: answering(row, &evidence, &query, answer), premises: hop.deps.iter().map(premise).collect(), query });
    }
    for orphan in 0..evidence.len() {
        if !asked.iter().any(|asked| asked.evidence.contains(&orphan)) {
            let same_passage = |asked: &Asked| asked.evidence.iter().any(|at| evidence[*at].passage == evidence[orphan].passage);
            let any = asked.iter().any(same_passage);
            asked.iter_mut().filter(|asked| !any || same_passage(asked)).for_each(|asked| asked.evidence.push(orphan));
        }
    }
    asked
}

/// The evidence that says the answer, in the passages that the query names where it names any.
fn answering(row: &Row, evidence: &[Spot], query: &str, answer: &str) -> Vec<usize> {
    let (query, answer) = (query.to_lowercase(), answer.to_lowercase());
    let text = |at: &usize| row.paragraphs[evidence[*at].passage].text[evidence[*at].range.clone()].to_lowercase();
    let title = |at: &usize| row.paragraphs[evidence[*at].passage].title.split(" (").next().unwrap_or_default().to_lowercase();
    let says: Vec<usize> = (0..evidence.len()).filter(|at| text(at).contains(&answer)).collect();
    let named: Vec<usize> = says.iter().copied().filter(|at| query.contains(&title(at))).collect();
    if !named.is_empty() {
        return named;
    }
    let about: Vec<usize> = (0..evidence.len()).filter(|at| query.contains(&title(at))).collect();
    [says, about].into_iter().find(|found| !found.is_empty()).unwrap_or_default()
}

impl Spot {
    /// Whether a sentence has more of it than a letter or two, where sentences are split in another way.
    fn meets(&self, place: &Place) -> bool {
        let inside = |span: genesis_rcr::Span| span.end.min(self.range.end).saturating_sub(span.start.max(self.range.start)) > 2;
        place.page == self.passage && place.span.is_none_or(inside)
    }
}
