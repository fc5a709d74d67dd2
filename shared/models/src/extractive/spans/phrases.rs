use super::{Sort, Span};
use crate::extractive::page::Token;

/// The longest phrase worth giving as an answer, in words.
const LONGEST: usize = 6;

/// Runs of words between punctuation and function words: the noun phrases of a sentence, roughly.
pub(in crate::extractive) fn phrases(tokens: &[Token]) -> Vec<Span> {
    let mut found = Vec::new();
    let mut first = None;
    for at in 0..=tokens.len() {
        let breaks = at == tokens.len() || tokens[at].stop || VERBS.contains(&tokens[at].folded.as_str());
        let pause = at < tokens.len() && !(tokens[at].follows_closely() || tokens[at].gap == "-");
        if (breaks || pause)
            && let Some(first) = first.take()
        {
            push(&mut found, tokens, first, at);
        }
        if !breaks && first.is_none() {
            first = Some(at);
        }
    }
    found
}

fn push(found: &mut Vec<Span>, tokens: &[Token], first: usize, last: usize) {
    if last - first <= LONGEST {
        found.push(Span::of(tokens, first, last, Sort::Phrase));
    }
}

const VERBS: &[&str] = &[
    "became",
    "become",
    "becomes",
    "began",
    "called",
    "came",
    "comes",
    "consists",
    "contains",
    "directed",
    "features",
    "founded",
    "gave",
    "given",
    "goes",
    "includes",
    "included",
    "including",
    "known",
    "lies",
    "located",
    "made",
    "makes",
    "married",
    "moved",
    "named",
    "played",
    "plays",
    "produced",
    "received",
    "released",
    "served",
    "serves",
    "sits",
    "stands",
    "starring",
    "took",
    "used",
    "uses",
    "went",
    "won",
    "written",
    "wrote",
    "may",
    "might",
    "must",
    "shall",
    "would",
    "is",
    "mainly",
    "mostly",
    "usually",
    "often",
    "also",
    "best",
    "largely",
    "primarily",
];

#[cfg(test)]
mod tests {
    use super::*;
    use crate::extractive::page::tokens;

    #[test]
    fn phrases_stand_between_small_words() {
        let text = "The mill is a narrow stone tower, and it produced rye flour.";
        let found: Vec<&str> = phrases(&tokens(text, 0)).iter().map(|span| &text[span.start..span.end]).collect();
        assert_eq!(found, ["mill", "narrow stone tower", "rye flour"]);
    }
}
