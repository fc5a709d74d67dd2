//! Finds the stretch of text that answers a sub-question: sentences are ranked, candidates of the expected sort are taken from the best
//! of them, and each is weighed by its sentence, its sort and the wording around it. Nothing is answered that the text does not say.

mod candidates;
mod choice;
mod degrees;
mod enclosing;
mod kinds;
mod lists;
mod looks;
mod patterns;
mod ranking;
mod roles;
mod support;
mod years;
mod yes_no;

use std::collections::BTreeSet;

pub(super) use degrees::{is_degree, is_same_degree};
pub(super) use patterns::life_span;

use candidates::{Candidate, candidates};
use kinds::Cast;
use patterns::{Scene, closeness, told_as};
use ranking::{Fit, Ranking};

use super::{
    gazetteer,
    page::{Page, Sentence, Token, tokens},
    question::{Asked, Expected},
    spans,
};
use crate::{Citation, ContextItem, SubAnswer, SubQuestion};

/// How many sentences are searched for candidates.
const SENTENCES: usize = 24;

/// Below this the text does not say it.
const FLOOR: f64 = 0.18;

/// What makes a score: the sentence, the wording around the candidate, its sort. Set by hand, as are the factors below.
const COVERAGE: f64 = 0.40;
const WORDING: f64 = 0.33;
const SORT: f64 = 0.27;

/// What is left of a candidate of another sort than asked for, and of one that says the question's name again.
const WRONG_SORT: f64 = 0.5;
const ECHO: f64 = 0.5;

/// What a sentence loses that is not about the question's subject.
const SUBJECT: f64 = 0.5;

/// How much the relation's own wording counts against mere closeness.
const TOLD: f64 = 0.75;

/// A page's title is close to everything its sentences say.
const TOPIC: f64 = 0.55;

/// How surely a cast list that gives a part to its player is meant.
const PAIRED: f64 = 0.95;

/// A candidate with its evidence.
#[derive(Debug, Clone)]
pub(super) struct Finding {
    pub text: String,
    pub score: f64,
    /// How surely the wording around it makes it the answer.
    pub wording: f64,
    /// How surely its sentence speaks of the question's subject.
    pub subject: f64,
    pub page: usize,
    pub sentence: usize,
}

pub(super) fn solve(question: &SubQuestion, context: &[ContextItem]) -> SubAnswer {
    let asked = Asked::of(question);
    let pages = Page::open_all(context);
    if asked.expected == Expected::YesNo {
        return yes_no::answer(&asked, &pages);
    }
    let found = if asked.alternatives.is_empty() {
        findings(&asked, &pages)
    } else {
        choice::choose(&asked, &question.text, &pages, &Ranking::new(&asked, &pages))
    };
    if let Some(answer) = through_place(&asked, &pages, found.first()) {
        return answer;
    }
    match found.first().filter(|best| best.score >= FLOOR) {
        Some(best) => SubAnswer {
            text: Some(if asked.plural { lists::whole_list(&pages, best) } else { best.text.clone() }),
            confidence: best.score,
            citations: vec![cite(&pages, best)],
        },
        None => SubAnswer::default(),
    }
}

/// Where a country is asked for and the text tells a smaller place: the country that place lies in, with both as evidence.
fn through_place(asked: &Asked, pages: &[Page], best: Option<&Finding>) -> Option<SubAnswer> {
    let relation =
        asked.relation.filter(|relation| asked.expected == Expected::Country && relation.expected.agrees_with(Expected::Place))?;
    if relation.is_general() || relation.expected == Expected::Nationality {
        return None;
    }
    let placed = findings(&Asked { expected: Expected::Place, heads: Vec::new(), ..asked.clone() }, pages);
    let told = best.filter(|best| gazetteer::is_country(&best.text)).map_or(0.0, |best| best.wording);
    let place = placed.first().filter(|place| place.wording > told && place.score >= FLOOR && !gazetteer::is_country(&place.text))?;
    let country = enclosing::country_of(&place.text, pages)?;
    let confidence = place.score.min(country.score);
    Some(SubAnswer { text: Some(country.text.clone()), confidence, citations: vec![cite(pages, &country), cite(pages, place)] })
}

pub(super) fn cite(pages: &[Page], finding: &Finding) -> Citation {
    let page = &pages[finding.page];
    page.cite(&page.sentences[finding.sentence])
}

/// Everything that might answer, best first.
pub(super) fn findings(asked: &Asked, pages: &[Page]) -> Vec<Finding> {
    let ranking = Ranking::new(asked, pages);
    let cast = Cast::of(pages);
    let mut found = Vec::new();
    for (page, sentence, fit) in best_sentences(&ranking, pages) {
        let fit = if has_life_span(asked, &ranking, pages, page, sentence) { Fit { coverage: 1.0, ..fit } } else { fit };
        found.extend(read(asked, &ranking, &cast, pages, (page, sentence), fit));
    }
    confirm(&mut found);
    sort(&mut found);
    support::gather(asked, &ranking, pages, &mut found);
    sort(&mut found);
    found
}

/// Dates and places of birth and death may stand in brackets, untold.
fn has_life_span(asked: &Asked, ranking: &Ranking, pages: &[Page], page: usize, sentence: usize) -> bool {
    let lived = asked.relation.is_some_and(|relation| matches!(relation.name, "birthdate" | "deathdate"));
    lived && sentence == 0 && ranking.about(page) >= 0.6 && life_span(&pages[page].sentences[0], pages[page].text()).is_some()
}

fn sort(found: &mut [Finding]) {
    found.sort_by(|one, two| {
        let places = (one.page, one.sentence, &one.text).cmp(&(two.page, two.sentence, &two.text));
        two.score.total_cmp(&one.score).then(places)
    });
}

fn best_sentences(ranking: &Ranking, pages: &[Page]) -> Vec<(usize, usize, Fit)> {
    let mut all: Vec<(usize, usize, Fit)> = Vec::new();
    for (page, opened) in pages.iter().enumerate() {
        all.extend((0..opened.sentences.len()).map(|sentence| (page, sentence, ranking.fit(pages, page, sentence))));
    }
    all.retain(|(page, sentence, fit)| fit.coverage > 0.0 && !pages[*page].sentences[*sentence].tokens.is_empty());
    all.sort_by(|one, two| two.2.coverage.total_cmp(&one.2.coverage).then_with(|| (one.0, one.1).cmp(&(two.0, two.1))));
    all.truncate(SENTENCES);
    all
}

fn read(asked: &Asked, ranking: &Ranking, cast: &Cast, pages: &[Page], (page, sentence): (usize, usize), fit: Fit) -> Vec<Finding> {
    let here = &pages[page].sentences[sentence];
    let scene = Scene::new(asked, here, ranking.about(page) >= 0.6 && (sentence == 0 || !opens_otherwise(&pages[page], here)));
    let degree = degrees::agreement(asked, here) * years::agreement(asked, &pages[page], here);
    candidates(asked, cast, &pages[page], here)
        .into_iter()
        .map(|candidate| {
            let wording = wording(asked, ranking, &pages[page], &scene, &candidate);
            let score = weigh(asked, fit, &candidate, wording) * degree;
            Finding { text: candidate.text, score, wording, subject: fit.subject, page, sentence }
        })
        .collect()
}

/// Whether a sentence begins with a name other than its page's, and so speaks of something else.
fn opens_otherwise(page: &Page, sentence: &Sentence) -> bool {
    let stems =
        |tokens: &[Token]| -> BTreeSet<String> { tokens.iter().filter(|token| !token.stop).map(|token| token.stem.clone()).collect() };
    let opening = spans::names(&sentence.tokens).into_iter().find(|span| span.first <= 1 && span.sort == spans::Sort::Name);
    opening.is_some_and(|span| {
        let (name, title) = (stems(&sentence.tokens[span.first..span.last]), stems(&page.title));
        !name.is_subset(&title) && !title.is_subset(&name)
    })
}

fn weigh(asked: &Asked, fit: Fit, candidate: &Candidate, wording: f64) -> f64 {
    let told = COVERAGE * fit.coverage + WORDING * wording + SORT * candidate.fit;
    let wrong_sort = if candidate.fit < 0.15 { WRONG_SORT } else { 1.0 };
    let echo = if repeats(asked, &candidate.text) { ECHO } else { 1.0 };
    told * wrong_sort * echo * (1.0 - SUBJECT * (1.0 - fit.subject))
}

/// Whether an answer is the question's own name with more around it: `South Africa` for a question on Africa.
fn repeats(asked: &Asked, text: &str) -> bool {
    let words = tokens(text, 0);
    asked.subjects.iter().any(|name| name.stems.iter().all(|stem| words.iter().any(|word| word.stem == *stem)))
}

fn wording(asked: &Asked, ranking: &Ranking, page: &Page, scene: &Scene, candidate: &Candidate) -> f64 {
    let near = closeness(asked, scene, candidate.place, ranking);
    let near = if candidate.title && candidate.place.first < 2 { near.max(TOPIC) } else { near };
    let Some(relation) = asked.relation else {
        return near;
    };
    if (scene.unspoken || scene.subject.iter().take(4).any(|named| *named))
        && let Some((born, died)) = life_span(scene.sentence, page.text())
    {
        let half = match relation.name {
            "birthdate" | "birthplace" => Some((born, died)),
            "deathdate" | "deathplace" => Some((died, born)),
            _ => None,
        };
        if let Some((right, wrong)) = half {
            if right.contains(&candidate.place.first) {
                return 1.0;
            }
            if wrong.contains(&candidate.place.first) {
                return 0.0;
            }
        }
    }
    let told = TOLD * told_as(relation, asked.inverse, scene, candidate.place) + (1.0 - TOLD) * near;
    let part = matches!(relation.name, "cast" | "character").then(|| roles::paired(scene, candidate.place)).flatten();
    match part {
        Some(share) if share >= 1.0 => told.max(PAIRED),
        Some(share) => told * share,
        None => told,
    }
}

/// The same answer in several places is a little surer.
fn confirm(found: &mut [Finding]) {
    let places: Vec<(String, usize)> = found.iter().map(|finding| (finding.text.to_lowercase(), finding.page)).collect();
    for finding in found.iter_mut() {
        let text = finding.text.to_lowercase();
        let elsewhere = places.iter().any(|(other, page)| *page != finding.page && *other == text);
        finding.score = (finding.score + if elsewhere { 0.02 } else { 0.0 }).min(1.0);
    }
}
