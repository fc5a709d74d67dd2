use super::Finding;
use crate::extractive::{
    page::{Page, Token},
    spans::{self, Sort, Span},
};

/// The list of names that the answer is a part of: `Ada Holm, Per Lund and Ida Berg`, as it stands in the sentence.
pub(super) fn whole_list(pages: &[Page], finding: &Finding) -> String {
    let text = pages[finding.page].text();
    let tokens = &pages[finding.page].sentences[finding.sentence].tokens;
    let names: Vec<Span> = longest(spans::names(tokens));
    let Some(own) = names.iter().position(|name| text[name.start..name.end].contains(&finding.text)) else {
        return finding.text.clone();
    };
    let (mut first, mut last) = (own, own);
    while first > 0 && joined(tokens, &names[first - 1], &names[first]) {
        first -= 1;
    }
    while last + 1 < names.len() && joined(tokens, &names[last], &names[last + 1]) {
        last += 1;
    }
    if first == last { finding.text.clone() } else { text[names[first].start..names[last].end].to_owned() }
}

fn longest(names: Vec<Span>) -> Vec<Span> {
    let within = |one: &Span, two: &Span| one != two && two.start <= one.start && one.end <= two.end;
    let plain: Vec<Span> = names.into_iter().filter(|span| span.sort != Sort::Address).collect();
    plain.iter().filter(|span| !plain.iter().any(|other| within(span, other))).copied().collect()
}

/// Only a comma or "and" stands between two names of a list, and perhaps what the second one is: "and the climber Per Lund".
fn joined(tokens: &[Token], one: &Span, two: &Span) -> bool {
    let between = tokens.get(one.last..two.first).unwrap_or_default();
    let small = |token: &Token| matches!(token.folded.as_str(), "and" | "the");
    let described = between.iter().filter(|token| !small(token)).count() <= 1;
    let and = between.iter().any(|token| token.folded == "and");
    let comma = tokens[two.first].gap.trim() == "," && between.is_empty();
    described && (and || comma) && between.iter().all(|token| small(token) || !token.stop)
}
