//! Phrases of English that give a model orders: how they begin, how they are built, and how much they say.

mod disguises;
mod extraction;
mod overrides;
mod roles;

/// A phrase, anchored at one of the words it begins with.
pub(super) struct Phrase {
    pub reason: &'static str,
    /// In small letters; none is the beginning of another's in the same phrase.
    pub begins: &'static [&'static str],
    /// A regular expression over small letters. `OLD` stands for what points at earlier orders, `ORDERS` for orders,
    /// `SAID` for what else was said, `VERB` for the words it begins with.
    pub form: &'static str,
    pub weight: f64,
    /// Whether it is an order only where it is not told of somebody, asked about or denied.
    pub imperative: bool,
}

pub(super) const OLD: &str = r"(?:previous(?:ly)?|prior|preceding|earlier|above|foregoing|former|initial|original|existing|current|past|last|old|system|safety|given|internal|hidden|default|developer|openai|built-in|pre-?programmed|standing)";
pub(super) const ORDERS: &str = r"(?:instructions?|directions?|directives?|commands?|orders|rules|guidelines?|guidance|guardrails|prompts?|constraints|restrictions|limitations|polic(?:y|ies)|programming|training|prompting|safeguards|protocols|filters?|restraints|boundaries|ethics|configuration|settings|parameters)";
/// What people as well ask each other to forget.
pub(super) const SAID: &str = r"(?:context|messages?|conversations?|tasks?|assignments?|requests?|statements?|text|input|information|content|discussion|chat|output|questions?|answers?)";

const fn order(reason: &'static str, begins: &'static [&'static str], form: &'static str, weight: f64) -> Phrase {
    Phrase { reason, begins, form, weight, imperative: true }
}

const fn sign(reason: &'static str, begins: &'static [&'static str], form: &'static str, weight: f64) -> Phrase {
    Phrase { reason, begins, form, weight, imperative: false }
}

pub(super) fn all() -> impl Iterator<Item = &'static Phrase> {
    [overrides::PHRASES, roles::PHRASES, extraction::PHRASES, disguises::PHRASES].into_iter().flatten()
}
