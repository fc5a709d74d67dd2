//! A sentence that tells of something unknown before anything is asked: `The club plays in some city.`

use super::{
    ask::{ask, which},
    clauses::pieces,
    description::is_description,
    lexicon::{self, BE, is_role_or_kin},
    nouns::noun,
    settle::{open, reduce, settle, settle_predicate, the_relation_of, what_is},
    sketch::Sketch,
    subject::{Awaited, subject_end},
    token::{Kind, Token, phrase},
    topics::Topics,
    tree::{Noun, Post},
    verb_list::IRREGULAR,
    verbs::verb,
};

/// Asks for what the statement leaves open and notes what it speaks of; false where it cannot be read.
pub fn state(tokens: &[Token], topics: &mut Topics, sketch: &mut Sketch) -> bool {
    let tokens = &without_floating(tokens);
    let Some(end) = subject_end(tokens, Awaited::Finite).or_else(|| plain_verb(tokens)).filter(|end| *end > 0) else {
        return false;
    };
    let (subject, predicate) = tokens.split_at(end);
    if let Some((kind, _)) = unknown(subject, 0).filter(|(_, used)| *used == subject.len()) {
        let verbed = settle_predicate(&pieces(predicate), sketch);
        let answer = sketch.look_up(&ask(which(kind.bare_words()), None, verbed));
        topics.mention(&[answer], kind.head().or(kind.words.last()), predicate.first());
        return true;
    }
    let spoken_of = noun(subject).filter(|(_, used)| *used == subject.len()).map(|(noun, _)| noun);
    let words = settle(&pieces(subject), sketch);
    topics.mention(&words, spoken_of.as_ref().filter(|noun| !noun.is_name()).and_then(Noun::head), None);
    ask_unknown(&words, predicate, topics, sketch)
}

/// Without the `all` of `the founders all left`.
fn without_floating(tokens: &[Token]) -> Vec<Token> {
    let floats = |at: usize| {
        let after_noun = at > 0 && tokens[at - 1].is_plain() && !lexicon::is_function_word(&tokens[at - 1].low);
        let before_verb =
            tokens.get(at + 1).is_some_and(|next| next.is_plain() && (lexicon::is_auxiliary(&next.low) || verb(&next.low).is_some()));
        tokens[at].is(&["all", "both", "each"]) && after_noun && before_verb
    };
    (0..tokens.len()).filter(|at| !floats(*at)).map(|at| tokens[at].clone()).collect()
}

/// The `runs` of `a river runs through it`: a word in `s` between a noun and a preposition, the last resort.
fn plain_verb(tokens: &[Token]) -> Option<usize> {
    (2..tokens.len().saturating_sub(1)).find(|at| {
        let singular = tokens[at - 1].is_plain() && !lexicon::is_function_word(&tokens[at - 1].low) && !tokens[at - 1].low.ends_with('s');
        singular && tokens[*at].is_plain() && tokens[*at].low.ends_with('s') && tokens[at + 1].is(lexicon::PREPOSITIONS)
    })
}

/// Asks for the first thing the predicate leaves open, and then for what is left open in the clause about it.
fn ask_unknown(subject: &[Token], predicate: &[Token], topics: &mut Topics, sketch: &mut Sketch) -> bool {
    let Some((at, (found, used))) = (1..predicate.len()).find_map(|at| Some((at, unknown(predicate, at)?))) else {
        return true;
    };
    let (before, after) = (&predicate[..at], &predicate[at + used..]);
    if matches!(before, [be] if be.is(BE)) {
        topics.call(subject, found.head());
        return true;
    }
    let clause = found.posts.iter().any(|post| matches!(post, Post::Clause(_)));
    let inner = clause.then(|| told_inside(&predicate[at..at + used])).flatten();
    let answer = if inner.is_none() && is_description(&found) {
        let found = reduce(&found, sketch);
        found.first().filter(|first| first.kind == Kind::Answer).cloned()
    } else {
        let kind = if inner.is_some() { found.words.clone() } else { open(&found, sketch) };
        let kind = &kind[kind.iter().take_while(|token| is_open(token) || token.is(&["same"])).count()..];
        let question = by_agent(subject, before, after, kind)
            .or_else(|| kin(subject, before, kind))
            .unwrap_or_else(|| ask(which(kind), Some(subject.to_vec()), settle(&pieces(&[before, after].concat()), sketch)));
        Some(sketch.look_up(&question))
    };
    let Some(answer) = answer else {
        return false;
    };
    let did = before.last().filter(|by| by.is(&["by"])).and_then(|_| before.get(before.len() - 2));
    let person = Token::word("who");
    let called = found.head().filter(|head| !head.is(&["someone", "somebody"])).unwrap_or(&person);
    topics.mention(std::slice::from_ref(&answer), Some(called), did);
    match inner {
        Some((possessive, inner)) => {
            let mut told = vec![answer];
            told.extend(possessive);
            told.extend(inner);
            state(&told, topics, sketch)
        }
        None => true,
    }
}

/// `was planned by an engineer` as `which engineer planned it`.
fn by_agent(subject: &[Token], before: &[Token], after: &[Token], kind: &[Token]) -> Option<Vec<Token>> {
    let [be, participle, by] = before else {
        return None;
    };
    let base = verb(&participle.low).filter(|verb| verb.form.is_participle())?.base;
    let past = IRREGULAR.iter().find(|(irregular, ..)| *irregular == base).map_or(participle.low.as_str(), |(_, past, _)| past);
    let person = kind.is_empty() || kind.iter().all(|token| token.is(&["someone", "somebody"]));
    let wh = if person { phrase("who") } else { which(kind) };
    (be.is(BE) && by.is(&["by"])).then(|| [&wh[..], &[Token::word(past)], subject, after].concat())
}

/// `had a brother` as `who is the brother of`.
fn kin(subject: &[Token], before: &[Token], kind: &[Token]) -> Option<Vec<Token>> {
    let related = matches!(before, [have] if have.is(lexicon::HAVE)) && kind.last().is_some_and(|head| is_role_or_kin(&head.low));
    related.then(|| what_is(kind.last(), the_relation_of(kind, subject.to_vec())))
}

/// The clause about a thing left open, where it leaves something open in turn: what the thing is in it and the rest.
fn told_inside(tokens: &[Token]) -> Option<(Option<Token>, Vec<Token>)> {
    let at = tokens.iter().position(|token| token.is(lexicon::RELATIVE))?;
    let rest = &tokens[at + 1..];
    let possessive = tokens[at].is(&["whose"]).then(|| Token::new("'s", Kind::Possessive));
    let subject =
        possessive.is_some() || (tokens[at].is(&["that", "which", "who"]) && subject_end(rest, Awaited::Finite).is_none_or(|end| end == 0));
    let open = (1..rest.len()).any(|at| unknown(rest, at).is_some());
    (subject && open).then(|| (possessive, rest.to_vec()))
}

/// A noun phrase at `at` that leaves open which thing it is: `some country`, `another firm`, `the same lab`.
fn unknown(tokens: &[Token], at: usize) -> Option<(Noun, usize)> {
    let first = tokens.get(at)?;
    let same = first.is(&["the"]) && tokens.get(at + 1).is_some_and(|next| next.is(&["same"]));
    let numeral = first.is(&["one"]) && tokens.get(at + 1).is_some_and(|next| next.is_plain() && !next.is(lexicon::PREPOSITIONS));
    if first.is(&["someone", "somebody"]) {
        return Some((Noun { words: vec![first.clone()], ..Noun::default() }, 1));
    }
    if !(is_open(first) && (numeral || !first.is(&["one"])) || same) {
        return None;
    }
    let (found, used) = noun(&tokens[at..]).or_else(|| {
        let (inner, used) = noun(&tokens[at + 1..])?;
        Some((Noun { words: [&tokens[at..=at], &inner.words].concat(), ..inner }, used + 1))
    })?;
    (found.head().is_some() && !found.is_name()).then_some((found, used))
}

fn is_open(token: &Token) -> bool {
    token.is(&["a", "an", "some", "another", "one", "certain"])
}
