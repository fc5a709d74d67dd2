//! What numbers look like: tables of forms, each with its checks and the words that stand near it.

mod america;
mod asia;
mod dates;
mod decoys;
mod europe;
mod money;
mod phones;
mod streets;

use crate::{Kind, checks::unchecked};

/// A form of a number, which may have letters.
pub(super) struct Rule {
    /// None for a decoy: what has this form is no personal data.
    pub kind: Option<Kind>,
    pub name: &'static str,
    /// A regular expression without Unicode, over at most [`super::numbers::LONGEST`] bytes.
    pub form: &'static str,
    /// What everything of a large form looks like at its beginning, so that the form need not be tried at once with all others.
    pub shape: Option<&'static str>,
    pub holds: fn(&str) -> bool,
    pub checked: bool,
    /// The confidence without and with a word of the context.
    pub alone: f64,
    pub beside: f64,
    pub context: &'static [&'static str],
}

impl Rule {
    const fn new(kind: Kind, name: &'static str, form: &'static str, confidence: (f64, f64), context: &'static [&'static str]) -> Self {
        let (alone, beside) = confidence;
        Self { kind: Some(kind), name, form, shape: None, holds: unchecked, checked: false, alone, beside, context }
    }

    const fn decoy(name: &'static str, form: &'static str, confidence: (f64, f64), context: &'static [&'static str]) -> Self {
        Self { kind: None, ..Self::new(Kind::Url, name, form, confidence, context) }
    }

    const fn shaped(self, shape: &'static str) -> Self {
        Self { shape: Some(shape), ..self }
    }

    const fn checked(self, holds: fn(&str) -> bool) -> Self {
        Self { holds, checked: true, ..self }
    }

    /// Checked for what cannot be, which proves nothing.
    const fn unless(self, holds: fn(&str) -> bool) -> Self {
        Self { holds, ..self }
    }
}

pub(super) fn all() -> impl Iterator<Item = &'static Rule> {
    [america::RULES, asia::RULES, dates::RULES, decoys::RULES, europe::RULES, money::RULES, phones::RULES, streets::RULES]
        .into_iter()
        .flatten()
}
