use std::collections::BTreeSet;

use genesis_rcr::{Cut, Place, Role, worth};

use super::turns::Question;

/// What is kept of some questions' memories.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Figures {
    pub questions: u32,
    full_tokens: u64,
    kept_tokens: u64,
    evidence: u32,
    kept_evidence: u32,
    complete: u32,
}

impl Figures {
    pub fn reduction(&self) -> f64 {
        1.0 - self.kept_tokens as f64 / self.full_tokens.max(1) as f64
    }

    /// Over all evidence alike.
    pub fn recall(&self) -> f64 {
        f64::from(self.kept_evidence) / f64::from(self.evidence.max(1))
    }

    /// The share of questions that keep all of it.
    pub fn complete(&self) -> f64 {
        f64::from(self.complete) / f64::from(self.questions.max(1))
    }

    /// Adds a question whose turns find its sentences so likely. What several turns read counts once.
    pub fn add(&mut self, question: &Question, likely: &[Vec<f64>], cut: Cut) {
        let mut read: BTreeSet<(usize, usize)> = BTreeSet::new();
        for (turn, likely) in question.turns.iter().zip(likely) {
            read.extend(kept(question, &turn.places, likely, cut).map(|place| (place.page, place.line)));
        }
        let pages: BTreeSet<usize> = read.iter().map(|(page, _)| *page).collect();
        let titles = pages.iter().map(|page| u64::from(question.passages[*page].title_tokens));
        let sentence =
            |(page, line): &(usize, usize)| question.passages[*page].sentences.get(*line).map_or(0, |sentence| u64::from(sentence.tokens));
        let found = question.evidence.iter().filter(|spot| {
            let sentences = &question.passages[spot.passage].sentences;
            let meets = |line: &usize| sentences[*line].span.start < spot.range.end && spot.range.start < sentences[*line].span.end;
            (0..sentences.len()).filter(meets).all(|line| read.contains(&(spot.passage, line)))
        });
        let found = found.count();
        self.questions += 1;
        self.full_tokens += question.full_tokens;
        self.kept_tokens += titles.sum::<u64>() + read.iter().map(sentence).sum::<u64>();
        self.evidence += question.evidence.len() as u32;
        self.kept_evidence += found as u32;
        self.complete += u32::from(found == question.evidence.len());
    }
}

/// As the router cuts: what is worth its tokens, and the best in any case, within the Solver's budget.
fn kept<'a>(question: &Question, places: &'a [Place], likely: &[f64], cut: Cut) -> impl Iterator<Item = &'a Place> {
    let least = cut.of(question.is_in_parts, question.full_tokens);
    let mut ranked: Vec<usize> = (0..places.len()).collect();
    ranked.sort_by(|one, two| likely[*two].total_cmp(&likely[*one]).then(one.cmp(two)));
    let mut pages = BTreeSet::new();
    let mut left = Role::Solver.budget();
    let mut chosen = Vec::new();
    for (rank, at) in ranked.into_iter().enumerate() {
        let place = &places[at];
        let is_first = pages.insert(place.page);
        let cost = place.tokens + if is_first { question.passages[place.page].title_tokens } else { 0 };
        if rank == 0 || worth(likely[at], cost) >= least {
            let fits = left.checked_sub(cost);
            chosen.extend(fits.map(|_| place));
            left = fits.unwrap_or(left);
        }
    }
    chosen.into_iter()
}
