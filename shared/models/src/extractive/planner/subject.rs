//! Where the subject of a clause ends: before the clause's own verb, past those of the clauses within the subject.

use super::{
    lexicon::{self, BE, DO, HAVE, RELATIVE, is_auxiliary, is_function_word},
    token::{Kind, Token},
    verbs::{Form, is_unchanging, verb},
};

/// The verb form a clause's subject ends before.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Awaited {
    /// In a statement: `France | invaded it`.
    Finite,
    /// After `did`: `did the team | win it`.
    Base,
    /// After `was`: `was the director | born`.
    Participle,
}

impl Awaited {
    pub fn after(auxiliary: &str) -> Self {
        if BE.contains(&auxiliary) || HAVE.contains(&auxiliary) { Self::Participle } else { Self::Base }
    }
}

/// The index of the verb the subject at the start of the tokens ends before. Each relative clause within the subject
/// takes one verb for itself.
pub fn subject_end(tokens: &[Token], awaited: Awaited) -> Option<usize> {
    let mut open = 0_usize;
    let mut likely = None;
    let mut at = 0;
    while at < tokens.len() {
        let token = &tokens[at];
        if !token.is_plain() {
            at += 1;
            continue;
        }
        let relative = token.is(RELATIVE) && (at > 0 || awaited != Awaited::Finite || token.is(&["who", "where"]));
        if relative {
            open += 1;
        } else if let Some(reading) = reading(tokens, at, awaited, open > 0) {
            if open > 0 {
                open -= 1;
                at = group_end(tokens, at);
                continue;
            }
            match (awaited, reading) {
                (Awaited::Participle, Reading::Likely) => likely = Some(at),
                (_, Reading::Sure) => return Some(at),
                (_, Reading::Likely) => likely = likely.or(Some(at)),
            }
        }
        at += 1;
    }
    likely.filter(|end| *end > 0).or_else(|| (awaited == Awaited::Finite).then(|| bare_plural_verb(tokens)).flatten())
}

/// How surely a word is a verb that a clause was waiting for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Reading {
    Sure,
    Likely,
}

fn reading(tokens: &[Token], at: usize, awaited: Awaited, in_relative: bool) -> Option<Reading> {
    let token = &tokens[at];
    let before = at.checked_sub(1).map(|at| &tokens[at]);
    if before.is_some_and(|before| before.is(lexicon::DETERMINERS) || before.kind == Kind::Possessive || before.is(&["to"])) {
        return None;
    }
    if is_auxiliary(&token.low) {
        return (in_relative || awaited == Awaited::Finite).then_some(Reading::Sure);
    }
    let form = verb(&token.low)?.form;
    let next = tokens.get(at + 1);
    let passive = next.is_some_and(|next| next.is(&["by"]));
    if in_relative {
        return relative_reading(form, before, next, passive);
    }
    match (awaited, form) {
        (Awaited::Finite, Form::Past) => Some(Reading::Sure),
        (Awaited::Finite, Form::Third) => (!next.is_some_and(|next| next.is(&["of"]))).then_some(Reading::Sure),
        (Awaited::Finite, Form::PastOrParticiple) if passive => None,
        (Awaited::Finite, Form::PastOrParticiple) => {
            let after_name = before.is_some_and(|before| before.is_anchor() || before.bound || before.is(lexicon::PRONOUNS));
            Some(if after_name { Reading::Sure } else { Reading::Likely })
        }
        (Awaited::Finite, Form::Base) if is_unchanging(&token.low) => {
            let stated = before.is_some_and(|before| {
                before.is_anchor() || before.bound || (before.is_plain() && !is_function_word(&before.low)) || before.is_comma()
            });
            let object = next
                .is_some_and(|next| next.is(lexicon::DETERMINERS) || next.is_anchor() || next.is(&["up", "one", "out", "off", "another"]));
            (stated && object).then_some(Reading::Likely)
        }
        (Awaited::Base, Form::Base) => {
            let after_noun =
                before.is_some_and(|before| !(before.is(&["and", "or", "of"]) || (before.is_plain() && is_auxiliary(&before.low))));
            after_noun.then_some(Reading::Sure)
        }
        (Awaited::Participle, Form::Participle | Form::PastOrParticiple | Form::Gerund) => {
            let modifies = next.is_some_and(|next| {
                next.is_plain()
                    && !is_function_word(&next.low)
                    && !lexicon::is_adverb(next)
                    && !next.is(&["more", "fewer", "less"])
                    && verb(&next.low).is_none()
            });
            let own = before.is_some_and(|before| (before.is_plain() && is_auxiliary(&before.low)) || before.is(&["been", "being"]));
            (!modifies && !own).then_some(Reading::Likely)
        }
        _ => None,
    }
}

/// Whether the word is the verb a relative clause was waiting for.
fn relative_reading(form: Form, before: Option<&Token>, next: Option<&Token>, passive: bool) -> Option<Reading> {
    let after_opener = before.is_some_and(|before| before.is(RELATIVE) || lexicon::is_adverb(before));
    let sure = match form {
        Form::Base => after_opener,
        Form::Third => !next.is_some_and(|next| next.is(&["of"])),
        Form::PastOrParticiple => after_opener || !passive,
        Form::Past => true,
        Form::Participle | Form::Gerund => false,
    };
    sure.then_some(Reading::Sure)
}

/// The end of a group of auxiliaries, adverbs and the main verb.
fn group_end(tokens: &[Token], start: usize) -> usize {
    let mut at = start;
    let mut auxiliary = true;
    while auxiliary && at < tokens.len() && tokens[at].is_plain() {
        auxiliary = is_auxiliary(&tokens[at].low) || tokens[at].is(&["be", "been", "being"]);
        at += 1;
        while auxiliary && tokens.get(at).is_some_and(lexicon::is_adverb) {
            at += 1;
        }
        let verbal = tokens.get(at).is_some_and(|token| token.is_plain() && verb(&token.low).is_some());
        let chained = tokens.get(at).is_some_and(|token| is_auxiliary(&token.low) || token.is(&["be", "been", "being"]));
        auxiliary = auxiliary && (verbal || chained);
    }
    at
}

/// `the games | run on it`: a verb in its bare form after a plural, the last resort.
fn bare_plural_verb(tokens: &[Token]) -> Option<usize> {
    (1..tokens.len()).find(|at| {
        let token = &tokens[*at];
        let after = &tokens[at - 1];
        let plural =
            after.kind != Kind::Word || (after.is_plain() && after.low.ends_with('s')) || after.is(&["you", "they", "we", "i", "people"]);
        token.is_plain() && !token.is(DO) && plural && verb(&token.low).is_some_and(|verb| verb.form == Form::Base)
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::extractive::planner::{
        names::bind_names,
        token::{tokens, written},
    };

    #[test]
    fn a_subject_ends_before_its_own_verb() {
        for (text, awaited, predicate) in [
            ("x the sports team that Bobby Kane played for win the cup", Awaited::Base, "win the cup"),
            ("x the island that inspired Lost Shores taken by the Dutch", Awaited::Participle, "taken by the Dutch"),
            ("x the country where the city where Mira Okafor was born is located refuse it", Awaited::Base, "refuse it"),
            ("x the city where Mira Okafor was born is located", Awaited::Finite, "is located"),
            ("x the director of the film Up born", Awaited::Participle, "born"),
            ("x Lena Brandt directed in 1998", Awaited::Finite, "directed in 1998"),
        ] {
            let mut tokens = tokens(text);
            bind_names(&mut tokens);
            let end = subject_end(&tokens[1..], awaited).expect("a verb");
            assert_eq!(written(&tokens[1 + end..]), predicate, "{text}");
        }
    }
}
