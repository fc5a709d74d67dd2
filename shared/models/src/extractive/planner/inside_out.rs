//! Questions that ask inside a description: `Nora sings in a film directed by which director?`

use super::{
    ask::passive,
    lexicon::{self, ARTICLES, PREPOSITIONS, is_auxiliary, is_function_word},
    subject::{Awaited, subject_end},
    token::{Kind, Token},
    verbs::verb,
};

/// The question for the thing described, `Nora sings in which film`, and what is then asked of it, `was directed by which
/// director`. None where the question does not ask inside a description.
pub fn inside_out(tokens: &[Token]) -> Option<(Vec<Token>, Vec<Token>)> {
    let wh = (1..tokens.len()).rev().find(|at| asks(tokens, *at))?;
    let (article, clause) = (1..wh).rev().find_map(|at| Some((described(tokens, at)?, at)))?;
    let kind = &tokens[article + 1..clause];
    if kind.is_empty() || subject_end(&tokens[..article], Awaited::Finite).is_none() {
        return None;
    }
    let outer: Vec<Token> = tokens[..article].iter().cloned().chain([Token::word("which")]).chain(kind.iter().cloned()).collect();
    let opener = tokens[clause].is(lexicon::RELATIVE);
    let inner = if opener { tokens[clause + 1..].to_vec() } else { passive(&tokens[clause..], false) };
    Some((outer, inner))
}

/// A question word where its answer would stand, not one that opens a relative clause.
fn asks(tokens: &[Token], at: usize) -> bool {
    let after_verb = tokens[at - 1].is(PREPOSITIONS)
        || (tokens[at - 1].is_plain() && verb(&tokens[at - 1].low).is_some())
        || tokens[at - 1].is(lexicon::BE);
    let last = at + 1 == tokens.len();
    let rest = &tokens[at + 1..];
    match tokens[at].low.as_str() {
        _ if !tokens[at].is_plain() => false,
        "what" => true,
        "how" => rest.first().is_some_and(|next| next.is(&["many", "much", "long", "old", "tall", "far"])),
        "which" => after_verb && !last && subject_end(rest, Awaited::Finite).is_none(),
        "who" | "whom" | "where" | "when" => last,
        _ => false,
    }
}

/// Where the noun phrase begins that the clause at `at` belongs to.
fn described(tokens: &[Token], at: usize) -> Option<usize> {
    let start = at - tokens[..at].iter().rev().take_while(|token| !is_boundary(token)).count();
    let article = start.checked_sub(1).filter(|article| tokens[*article].is(ARTICLES) || tokens[*article].is(&["this"]))?;
    opens_clause(tokens, at).then_some(article)
}

/// A relative word or a participle right after a noun.
fn opens_clause(tokens: &[Token], at: usize) -> bool {
    let (token, before) = (&tokens[at], &tokens[at - 1]);
    let after_noun = before.is_plain() && !is_function_word(&before.low) && !lexicon::is_adverb(before);
    let Some(next) = tokens.get(at + 1).filter(|_| after_noun && token.is_plain()) else {
        return false;
    };
    if token.is(&["that", "which", "who"]) {
        return next.is_plain() && (is_auxiliary(&next.low) || verb(&next.low).is_some() || lexicon::is_adverb(next));
    }
    verb(&token.low).is_some_and(|verb| verb.form.is_participle()) && next.is(PREPOSITIONS)
}

/// What a noun's own words cannot cross on the way back to its article.
fn is_boundary(token: &Token) -> bool {
    token.kind == Kind::Mark || (token.is_plain() && is_function_word(&token.low))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::extractive::planner::{
        names::bind_names,
        token::{tokens, written},
    };

    #[test]
    fn the_thing_described_is_asked_for_first() {
        for (text, outer, inner) in [
            ("Nora sings in a film directed by which director?", "Nora sings in which film", "was directed by which director"),
            ("Kim is known for a series that premiered on what day?", "Kim is known for which series", "premiered on what day"),
            ("Varna is part of a state bordered by which country?", "Varna is part of which state", "is bordered by which country"),
        ] {
            let mut tokens = tokens(text);
            bind_names(&mut tokens);
            let (found, asked) = inside_out(&tokens).expect(text);
            assert_eq!((written(&found), written(&asked)), (outer.to_owned(), inner.to_owned()));
        }
    }

    #[test]
    fn a_plain_question_is_left_alone() {
        for text in ["Ada was born in which city?", "Who directed the film that won?", "The film that won was directed by whom?"] {
            assert_eq!(inside_out(&tokens(text)), None, "{text}");
        }
    }
}
