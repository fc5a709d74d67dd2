use std::collections::BTreeMap;

use serde::Serialize;

use crate::{
    Figures, Measure,
    measure::Part,
    resample::{chance, paired_interval},
};

/// What is as likely by chance is taken for chance.
const SIGNIFICANT: f64 = 0.05;

/// Two runs over the same questions, measured against each other.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Comparison {
    /// Questions that both runs asked.
    pub pairs: usize,
    /// Questions that one of them asked alone.
    pub unpaired: usize,
    pub measures: BTreeMap<Measure, Difference>,
}

#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct Difference {
    pub this: f64,
    pub that: f64,
    /// `this - that`.
    pub difference: f64,
    /// Of the difference, at 95 %, by the paired bootstrap.
    pub interval: Option<[f64; 2]>,
    /// How likely so large a difference is by chance: the paired randomisation test, two-sided.
    pub p: Option<f64>,
    /// Whether `p` is below 0.05: the test decides, the interval tells how large the difference may be.
    pub is_significant: bool,
}

impl Comparison {
    /// A measure counts over the questions for which both runs have it.
    pub fn of(these: &[&Figures], those: &[Figures], seed: u64) -> Self {
        let known: BTreeMap<(&str, &str), &Figures> = those.iter().map(|figures| (figures.key(), figures)).collect();
        let pairs: Vec<(&Figures, &Figures)> = these.iter().filter_map(|figures| Some((*figures, *known.get(&figures.key())?))).collect();
        let measures = Measure::ALL.into_iter().filter_map(|measure| Some((measure, difference(&pairs, measure, seed)?)));
        Self { pairs: pairs.len(), unpaired: these.len() + those.len() - 2 * pairs.len(), measures: measures.collect() }
    }
}

fn difference(pairs: &[(&Figures, &Figures)], measure: Measure, seed: u64) -> Option<Difference> {
    let parts = pairs.iter().map(|(this, that)| (measure.part(this), measure.part(that)));
    let (these, those): (Vec<Part>, Vec<Part>) = parts.filter(|(this, that)| this.of > 0.0 && that.of > 0.0).unzip();
    let (this, that) = (Part::share(these.iter().copied())?, Part::share(those.iter().copied())?);
    let (interval, p) = (paired_interval(&these, &those, seed), chance(&these, &those, seed));
    Some(Difference { this, that, difference: this - that, interval, p, is_significant: p.is_some_and(|p| p < SIGNIFICANT) })
}

impl Figures {
    fn key(&self) -> (&str, &str) {
        (&self.set, &self.id)
    }
}
