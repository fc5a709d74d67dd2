use super::page::{Page, Terms};

/// How rare stems are among the passages.
#[derive(Debug)]
pub(crate) struct Rarity(Vec<f64>);

impl Rarity {
    pub fn among(pages: &[Page], stems: usize) -> Self {
        let mut holders = vec![0u32; stems];
        for page in pages {
            page.terms.iter().for_each(|stem| holders[stem as usize] += 1);
        }
        let all = pages.len() as f64;
        let rarity = |n: u32| if n == 0 { 0.0 } else { (1.0 + (all - f64::from(n) + 0.5) / (f64::from(n) + 0.5)).ln() };
        Self(holders.into_iter().map(rarity).collect())
    }

    pub fn of(&self, stem: u32) -> f64 {
        self.0[stem as usize]
    }

    pub fn total(&self, terms: &Terms) -> f64 {
        terms.iter().map(|stem| self.of(stem)).sum()
    }

    /// The share of the wanted terms that a text holds, by rarity. A term that no passage holds cannot tell them apart.
    pub fn coverage(&self, wanted: &Terms, held: &Terms) -> f64 {
        self.share(wanted, |stem| held.holds(stem))
    }

    /// The share that it holds and another text does not.
    pub fn addition(&self, wanted: &Terms, told: &Terms, held: &Terms) -> f64 {
        self.share(wanted, |stem| held.holds(stem) && !told.holds(stem))
    }

    /// How much of two sets of terms they have in common.
    pub fn likeness(&self, one: &Terms, two: &Terms) -> f64 {
        let both: f64 = one.iter().filter(|stem| two.holds(*stem)).map(|stem| self.of(stem)).sum();
        let any = self.total(one) + self.total(two) - both;
        if any > 0.0 { both / any } else { 0.0 }
    }

    fn share(&self, wanted: &Terms, counts: impl Fn(u32) -> bool) -> f64 {
        let all = self.total(wanted);
        let counted: f64 = wanted.iter().filter(|stem| counts(*stem)).map(|stem| self.of(stem)).sum();
        if all > 0.0 { counted / all } else { 0.0 }
    }
}
