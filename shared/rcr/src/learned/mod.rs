//! How likely a sentence holds what is asked, as learned from questions with known evidence: two forests of small trees, the first on
//! what a sentence and its passage say, the second also on what the first found likely elsewhere, for one fact leads to the next.

mod asked;
mod features;
mod forest;
mod lexicon;
mod links;
mod page;
mod rarity;
mod standing;
mod weights;

use asked::Asked;
pub use forest::{Forest, Tree, UnreadableForest};
use page::Page;
use rarity::Rarity;
pub use weights::{Cut, Weights};

use crate::{Candidate, Request, Span};

/// The passages of a request, laid out for the model.
#[derive(Debug)]
pub struct Sheet {
    asked: Asked,
    pages: Vec<Page>,
    rarity: Rarity,
}

/// A sentence of a sheet; the whole text where a passage is not read by the sentence.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Place {
    /// The place of its passage among those of the sheet.
    pub page: usize,
    pub line: usize,
    pub span: Option<Span>,
    pub tokens: u32,
}

impl Sheet {
    pub fn of(request: &Request<'_>, passages: &[&Candidate]) -> Self {
        let (asked, mut lexicon) = Asked::read(request);
        let pages: Vec<Page> = passages.iter().map(|candidate| Page::open(candidate, &mut lexicon)).collect();
        let rarity = Rarity::among(&pages, lexicon.len());
        Self { asked, pages, rarity }
    }

    /// The sentences, passage by passage.
    pub fn places(&self) -> Vec<Place> {
        let of_page = |(page, opened): (usize, &Page)| {
            let place = move |(line, read): (usize, &page::Line)| Place { page, line, span: read.span, tokens: read.cost };
            opened.lines.iter().enumerate().map(place).collect::<Vec<Place>>()
        };
        self.pages.iter().enumerate().flat_map(of_page).collect()
    }

    /// What the first forest sees of each sentence.
    pub fn features(&self) -> Vec<Vec<f32>> {
        features::features(&self.asked, &self.pages, &self.rarity, &self.places())
    }

    /// What the second one sees, given how likely the first finds each: links first, then the same features.
    pub fn linked(&self, features: &[Vec<f32>], likely: &[f64]) -> Vec<Vec<f32>> {
        let links = links::links(&self.asked, &self.pages, &self.rarity, &self.places(), likely);
        links.into_iter().zip(features).map(|(links, features)| links.into_iter().chain(features.iter().copied()).collect()).collect()
    }

    /// How likely each sentence holds what is asked, from 0 to 1.
    pub fn likelihoods(&self, weights: &Weights) -> Vec<f64> {
        let features = self.features();
        let first: Vec<f64> = features.iter().map(|features| weights.first.probability(features)).collect();
        self.linked(&features, &first).iter().map(|features| weights.second.probability(features)).collect()
    }
}
