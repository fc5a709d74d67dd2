use super::{
    Place,
    asked::Wording,
    lexicon::Token,
    page::{Page, Terms},
    rarity::Rarity,
};

/// Saturation and length normalisation of BM25 (Robertson and Zaragoza 2009, section 3.4.3).
const K1: f64 = 1.2;
const B: f64 = 0.75;

/// What a title counts beside the text.
const TITLE: f64 = 0.5;

/// Scores, each as a share of the greatest and by how many are greater.
#[derive(Debug)]
pub(crate) struct Standing {
    pub scores: Vec<f64>,
    pub shares: Vec<f64>,
    pub ranks: Vec<f64>,
}

impl Standing {
    pub fn of(scores: Vec<f64>) -> Self {
        let mut sorted = scores.clone();
        sorted.sort_by(|one, two| two.total_cmp(one));
        let most = sorted.first().copied().unwrap_or_default();
        let shares = scores.iter().map(|score| if most > 0.0 { score / most } else { 0.0 }).collect();
        let ranks = scores.iter().map(|score| sorted.partition_point(|other| other > score) as f64).collect();
        Self { scores, shares, ranks }
    }

    pub fn of_pages(wanted: &Wording, pages: &[Page], rarity: &Rarity) -> Self {
        let mean = mean_words(pages, pages.len());
        let score = |page: &Page| {
            let tokens = || page.lines.iter().flat_map(|line| &line.tokens);
            bm25(rarity, &wanted.terms, tokens, page.words as f64 / mean) + title(rarity, wanted, page)
        };
        Self::of(pages.iter().map(score).collect())
    }

    pub fn of_lines(wanted: &Wording, pages: &[Page], rarity: &Rarity, places: &[Place]) -> Self {
        let mean = mean_words(pages, places.len());
        let score = |place: &Place| {
            let tokens = &pages[place.page].lines[place.line].tokens;
            bm25(rarity, &wanted.terms, || tokens.iter(), tokens.len() as f64 / mean) + title(rarity, wanted, &pages[place.page])
        };
        Self::of(places.iter().map(score).collect())
    }

    /// The places of the greatest, best first.
    pub fn best(&self, count: usize) -> Vec<usize> {
        let mut places: Vec<usize> = (0..self.scores.len()).collect();
        places.sort_by(|one, two| self.scores[*two].total_cmp(&self.scores[*one]).then(one.cmp(two)));
        places.truncate(count);
        places
    }
}

fn mean_words(pages: &[Page], parts: usize) -> f64 {
    (pages.iter().map(|page| page.words as f64).sum::<f64>() / parts.max(1) as f64).max(1.0)
}

fn title(rarity: &Rarity, wanted: &Wording, page: &Page) -> f64 {
    TITLE * rarity.coverage(&wanted.terms, &page.title) * rarity.total(&wanted.terms)
}

fn bm25<'a, I: Iterator<Item = &'a Token>>(rarity: &Rarity, wanted: &Terms, tokens: impl Fn() -> I, length: f64) -> f64 {
    let score = |stem| {
        let count = tokens().filter(|token| token.stem == stem).count() as f64;
        rarity.of(stem) * count * (K1 + 1.0) / (count + K1 * (1.0 - B + B * length))
    };
    wanted.iter().map(score).sum()
}
