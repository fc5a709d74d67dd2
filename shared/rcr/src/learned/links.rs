use super::{
    Place,
    asked::Asked,
    features::coarse,
    page::{Line, Page},
    rarity::Rarity,
    standing::Standing,
};

/// Sentences that may lead elsewhere, and passages that may.
const LEADING_LINES: usize = 12;
const LEADING_PAGES: usize = 6;

/// What the likelihoods tell of each sentence, in the order of places: its own, those around it, and what likely sentences of other
/// passages lead to.
pub(crate) fn links(asked: &Asked, pages: &[Page], rarity: &Rarity, places: &[Place], likely: &[f64]) -> Vec<Vec<f32>> {
    let view = Links::of(asked, pages, rarity, places, likely);
    let row = |(at, place): (usize, &Place)| view.own(at, place).into_iter().chain(view.others(at, place)).map(coarse).collect();
    places.iter().enumerate().map(row).collect()
}

struct Links<'a> {
    asked: &'a Asked,
    pages: &'a [Page],
    rarity: &'a Rarity,
    places: &'a [Place],
    lines: Standing,
    /// By the likeliest sentence of each.
    bests: Standing,
    /// Of the sentences of each page.
    sums: Vec<f64>,
    leading_lines: Vec<usize>,
    leading_pages: Vec<usize>,
    /// How likely the likeliest sentence elsewhere is that names the page.
    named: Vec<f64>,
}

impl<'a> Links<'a> {
    fn of(asked: &'a Asked, pages: &'a [Page], rarity: &'a Rarity, places: &'a [Place], likely: &[f64]) -> Self {
        let (mut bests, mut sums) = (vec![0.0f64; pages.len()], vec![0.0; pages.len()]);
        for (place, likely) in places.iter().zip(likely) {
            bests[place.page] = bests[place.page].max(*likely);
            sums[place.page] += likely;
        }
        let (lines, bests) = (Standing::of(likely.to_vec()), Standing::of(bests));
        let mut view = Self {
            leading_lines: lines.best(LEADING_LINES),
            leading_pages: bests.best(LEADING_PAGES),
            named: Vec::new(),
            asked,
            pages,
            rarity,
            places,
            lines,
            bests,
            sums,
        };
        view.named = (0..pages.len()).map(|page| view.likeliest(page, |line| pages[page].is_named_in(&line.tokens))).collect();
        view
    }

    fn line(&self, place: &Place) -> &'a Line {
        &self.pages[place.page].lines[place.line]
    }

    /// How likely the likeliest leading sentence outside of a page is for which this holds.
    fn likeliest(&self, outside: usize, holds: impl Fn(&Line) -> bool) -> f64 {
        let elsewhere = self.leading_lines.iter().filter(|lead| self.places[**lead].page != outside);
        elsewhere.filter(|lead| holds(self.line(&self.places[**lead]))).map(|lead| self.lines.scores[*lead]).fold(0.0, f64::max)
    }

    fn own(&self, at: usize, place: &Place) -> [f64; 10] {
        let likely = &self.lines.scores;
        let near = |other: Option<usize>| {
            let same_page = |other: &usize| self.places.get(*other).is_some_and(|near| near.page == place.page);
            other.filter(same_page).map_or(0.0, |other| likely[other])
        };
        [
            likely[at],
            self.lines.ranks[at],
            self.lines.shares[at],
            self.bests.scores[place.page],
            self.bests.ranks[place.page],
            self.sums[place.page],
            near(at.checked_sub(1)),
            near(Some(at + 1)),
            likely.iter().sum(),
            likely.iter().copied().fold(0.0, f64::max),
        ]
    }

    fn others(&self, at: usize, place: &Place) -> [f64; 9] {
        let (here, likely) = (self.line(place), &self.lines.scores);
        let others = || self.leading_pages.iter().filter(|page| **page != place.page);
        let names = others().filter(|page| self.pages[**page].is_named_in(&here.tokens)).map(|page| self.bests.scores[*page]);
        let told = others().next().map(|page| &self.pages[*page].terms);
        let addition = |wanted| told.map_or(0.0, |told| self.rarity.addition(wanted, told, &here.terms));
        let runner_up = |n: usize| self.leading_pages.get(n).map_or(0.0, |page| self.bests.scores[*page]);
        [
            self.likeliest(place.page, |_| true),
            self.named[place.page],
            names.fold(0.0, f64::max),
            self.shared(place),
            likely.iter().filter(|other| **other > likely[at]).sum(),
            addition(&self.asked.question.terms),
            addition(&self.asked.query.terms),
            runner_up(1),
            runner_up(2),
        ]
    }

    /// How much a likely sentence elsewhere shares with this one beyond what is asked.
    fn shared(&self, place: &Place) -> f64 {
        let here = self.line(place);
        let fresh = |stem: &u32| !self.asked.question.terms.holds(*stem) && !self.asked.query.terms.holds(*stem);
        let elsewhere = self.leading_lines.iter().filter(|lead| self.places[**lead].page != place.page);
        let shared = elsewhere.map(|lead| {
            let other = self.line(&self.places[*lead]);
            let both: f64 = here.terms.iter().filter(|stem| other.own.holds(*stem)).filter(fresh).map(|stem| self.rarity.of(stem)).sum();
            self.lines.scores[*lead] * both / self.rarity.total(&here.terms).max(1.0)
        });
        shared.fold(0.0, f64::max)
    }
}
