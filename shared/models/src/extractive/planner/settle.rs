//! From tree to steps: descriptions become questions of their own, innermost first, and leave `#n` in their place.

use super::{
    ask::{ask, finite, in_which, is_plural, passive, which},
    description::{has_company, is_description, is_ranked, is_transparent, national, related_to, transparent_of},
    kin::kin_chain,
    lexicon::{BE, is_person, is_place},
    sketch::Sketch,
    token::{Kind, Token, phrase},
    tree::{Clause, Noun, Piece, Post, Relative, Role},
};

/// The clause with every description in it replaced by the answer to its own question.
pub fn settle(clause: &Clause, sketch: &mut Sketch) -> Vec<Token> {
    settle_all(clause, sketch)
}

fn settle_all(clause: &[Piece], sketch: &mut Sketch) -> Vec<Token> {
    let mut tokens = Vec::new();
    for (at, piece) in clause.iter().enumerate() {
        match piece {
            Piece::Word(token) => tokens.push(token.clone()),
            Piece::Noun(noun) if is_asked_for(&clause[..at]) || is_apposed(&clause[..at], clause.get(at + 1)) || is_role(&clause[..at]) => {
                tokens.extend(open(noun, sketch))
            }
            Piece::Noun(noun) => tokens.extend(reduce(noun, sketch)),
        }
    }
    tokens
}

/// The noun after `which` is the one the question asks for.
fn is_asked_for(before: &[Piece]) -> bool {
    matches!(before.last(), Some(Piece::Word(word)) if word.is(&["what", "which", "whose"]))
}

/// The noun in `overtook it as the tallest tower` says what something is.
fn is_role(before: &[Piece]) -> bool {
    let alike = |piece: &Piece| matches!(piece, Piece::Noun(noun) if says_same(noun));
    matches!(before.last(), Some(Piece::Word(word)) if word.is(&["as"])) && !before.iter().any(alike)
}

/// In `the same country as its rival` the `as` compares.
fn says_same(noun: &Noun) -> bool {
    noun.words.iter().any(|token| token.is(&["same", "such", "different"]))
}

/// The second noun in `Ada, the daughter of Byron, …` says more about the first.
fn is_apposed(before: &[Piece], after: Option<&Piece>) -> bool {
    let comma = |piece: &Piece| matches!(piece, Piece::Word(word) if word.is_comma());
    matches!(before, [.., Piece::Noun(named), mark] if comma(mark) && named.is_name()) && after.is_none_or(comma)
}

/// Verbs whose object with a superlative is no thing of its own: `has the largest population`.
const HOLDS: &[&str] =
    &["has", "have", "had", "shares", "share", "won", "win", "wins", "set", "scored", "received", "contains", "spans", "holds", "held"];

/// A clause from its verb on: a noun right after `is` or `became` says what the subject is and stands as it is.
pub fn settle_predicate(predicate: &Clause, sketch: &mut Sketch) -> Vec<Token> {
    let verbs = predicate.iter().take_while(|piece| matches!(piece, Piece::Word(_))).count();
    let says = predicate[..verbs].last().is_some_and(|piece| {
        matches!(piece, Piece::Word(verb) if verb.is(BE) || verb.is(&["became", "become", "becomes", "considered", "called", "named", "as", "be", "what", "which"]) || verb.is(HOLDS))
    });
    let mut tokens = settle_all(&predicate[..verbs], sketch);
    match predicate.get(verbs) {
        Some(Piece::Noun(noun)) if says => {
            tokens.extend(open(noun, sketch));
            tokens.extend(settle_all(&predicate[verbs + 1..], sketch));
        }
        _ => tokens.extend(settle_all(&predicate[verbs..], sketch)),
    }
    tokens
}

/// The noun phrase as it stands, with the descriptions inside it replaced.
pub fn open(noun: &Noun, sketch: &mut Sketch) -> Vec<Token> {
    if kin_chain(noun.bare_words()).is_some()
        && let Some(of) = related_to(noun)
    {
        let of = reduce(of, sketch);
        let (relation, of) = through_middle(noun.bare_words(), of, sketch);
        return the_relation_of(&relation, of);
    }
    let mut tokens = owned(noun, sketch);
    let transparent = is_transparent(noun);
    for post in &noun.posts {
        tokens.extend(match post {
            Post::Of(inner) if transparent => with(Token::word("of"), open(inner, sketch)),
            Post::At(preposition, inner) if says_same(noun) => with(preposition.clone(), reduce(inner, sketch)),
            post => settle_post(post, sketch),
        });
    }
    tokens
}

/// The noun phrase, or `#n` where it describes a thing without naming it.
pub fn reduce(noun: &Noun, sketch: &mut Sketch) -> Vec<Token> {
    if !is_description(noun) {
        return open(noun, sketch);
    }
    if let Some((relation, country)) = national(noun) {
        return vec![sketch.look_up(&ask_of(relation, &[Token::new(country, Kind::Name)]))];
    }
    let clause = noun.posts.iter().position(|post| matches!(post, Post::Clause(_)));
    let question = match clause.map(|at| (&noun.posts[at], at)) {
        Some((Post::Clause(relative), at)) if !is_ranked(noun) => ask_clause(noun, at, relative, sketch),
        _ => match transparent_of(noun) {
            Some(inner) => return reduce(inner, sketch),
            None => ask_relation(noun, sketch),
        },
    };
    let mut tokens = vec![sketch.look_up(&question)];
    let after = clause.filter(|_| !is_ranked(noun)).map_or(noun.posts.len(), |at| at + 1);
    for post in &noun.posts[after..] {
        tokens.extend(settle_post(post, sketch));
    }
    tokens
}

fn ask_clause(noun: &Noun, at: usize, relative: &Relative, sketch: &mut Sketch) -> Vec<Token> {
    let mut kind: Vec<Token> = noun.owner.as_deref().map_or_else(Vec::new, |_| owned(noun, sketch));
    if kind.is_empty() {
        kind.extend_from_slice(noun.bare_words());
    }
    let plural = is_plural(&kind);
    for post in &noun.posts[..at] {
        kind.extend(settle_post(post, sketch));
    }
    let whose = matches!(relative.role, Role::Whose | Role::UnderWhose(..));
    if let Some(question) = whose.then(|| ask_owner(&kind, relative, sketch)).flatten() {
        return question;
    }
    let subject = relative
        .subject
        .as_ref()
        .map(|subject| if relative.role == Role::Whose { settle_owned(subject, sketch) } else { settle(subject, sketch) });
    let predicate = settle_predicate(&relative.predicate, sketch);
    match &relative.role {
        Role::Subject | Role::Object => ask(which(&kind), subject, predicate),
        Role::Where if predicate.last().is_some_and(|last| last.is(&["from", "in", "at"])) => ask(which(&kind), subject, predicate),
        Role::Where => ask(in_which(&kind, true), subject, predicate),
        Role::When => ask(in_which(&kind, false), subject, predicate),
        Role::Whose => {
            let mut wh = which(&kind);
            wh.push(Token::new("'s", Kind::Possessive));
            wh.extend(subject.unwrap_or_default());
            ask(wh, None, predicate)
        }
        Role::Under(preposition) => {
            let mut wh = which(&kind);
            wh.insert(0, preposition.clone());
            ask(wh, subject, predicate)
        }
        Role::UnderWhose(preposition, owned) => {
            let mut wh = which(&kind);
            wh.insert(0, preposition.clone());
            wh.push(Token::new("'s", Kind::Possessive));
            wh.extend(owned.iter().cloned());
            ask(wh, subject, predicate)
        }
        Role::Participle => ask(which(&kind), None, passive(&predicate, plural)),
        Role::Gerund => ask(which(&kind), None, finite(&predicate, plural)),
        Role::Free(opener) => ask(vec![opener.clone()], subject, predicate),
    }
}

/// The subject of `whose highest mountain is …`: its noun belongs to what is asked for and cannot be asked for by itself.
fn settle_owned(subject: &Clause, sketch: &mut Sketch) -> Vec<Token> {
    match subject.split_first() {
        Some((Piece::Noun(noun), rest)) => {
            let owned = open(noun, sketch);
            let own = owned.iter().take_while(|token| token.is(&["own"])).count();
            owned.into_iter().skip(own).chain(settle(&rest.to_vec(), sketch)).collect()
        }
        _ => settle(subject, sketch),
    }
}

/// `the country whose capital is the birthplace of Ada`: `Where was Ada born`, and then `Which country has #1 as its capital`.
fn ask_owner(kind: &[Token], relative: &Relative, sketch: &mut Sketch) -> Option<Vec<Token>> {
    let Some([Piece::Noun(owned)]) = relative.subject.as_deref() else {
        return None;
    };
    let [Piece::Word(be), Piece::Noun(same)] = relative.predicate.as_slice() else {
        return None;
    };
    let plain = owned.posts.is_empty() && owned.owner.is_none();
    let found = same.has_clause() || same.head().is_some_and(|head| is_place(&head.low) || is_person(&head.low));
    if relative.role != Role::Whose || !plain || !be.is(&["is", "was"]) || !found || !is_description(same) || is_ranked(same) {
        return None;
    }
    let mut question = which(kind);
    question.push(Token::word(if be.is(&["is"]) { "has" } else { "had" }));
    question.extend(reduce(same, sketch));
    question.extend(phrase("as its"));
    question.extend_from_slice(owned.bare_words());
    Some(question)
}

/// `Who is the director of Up`, `Where was #1 born`.
fn ask_relation(noun: &Noun, sketch: &mut Sketch) -> Vec<Token> {
    if has_company(noun)
        && let [Post::At(_, inner)] = noun.posts.as_slice()
    {
        let mut question = which(noun.bare_words());
        question.push(Token::word(if is_plural(noun.bare_words()) { "have" } else { "has" }));
        question.extend(open(inner, sketch));
        return question;
    }
    let Some(of) = related_to(noun) else {
        let phrase = open(noun, sketch);
        return what_is(noun.head(), phrase);
    };
    let of = reduce(of, sketch);
    let (words, of) = through_middle(noun.bare_words(), of, sketch);
    ask_of(&words, &of)
}

/// A compound kinship by way of its middle person.
fn through_middle(words: &[Token], of: Vec<Token>, sketch: &mut Sketch) -> (Vec<Token>, Vec<Token>) {
    match kin_chain(words) {
        Some((first, then)) => {
            let middle = vec![sketch.look_up(&ask_of(&first, &of))];
            through_middle(&then, middle, sketch)
        }
        None => (words.to_vec(), of),
    }
}

/// The question for what stands in a relation to something: birth, death, or any other noun.
fn ask_of(relation: &[Token], of: &[Token]) -> Vec<Token> {
    let name: Vec<&str> = relation.iter().map(|token| token.low.as_str()).collect();
    let place = name.last().copied().unwrap_or_default();
    let in_which = format!("in which {place} was");
    let (wh, verbs) = match name.as_slice() {
        ["birth", "country" | "state" | "county" | "city" | "town"] => (in_which.as_str(), "born"),
        ["birthplace"] | ["place", "of", "birth"] | ["birth", "place"] => ("where was", "born"),
        ["birthday"] | ["birthdate"] | ["birth", "date"] => ("when was", "born"),
        ["death", "place"] => ("where did", "die"),
        ["death", "date"] => ("when did", "die"),
        _ => {
            return what_is(relation.last(), the_relation_of(relation, of.to_vec()));
        }
    };
    let mut question = phrase(wh);
    question.extend_from_slice(of);
    question.extend(phrase(verbs));
    question
}

pub fn the_relation_of(relation: &[Token], of: Vec<Token>) -> Vec<Token> {
    let mut words = phrase("the");
    words.extend_from_slice(relation);
    words.push(Token::word("of"));
    words.extend(of);
    words
}

/// `Who is` or `What are` before the phrase, as its head wants.
pub fn what_is(head: Option<&Token>, words: Vec<Token>) -> Vec<Token> {
    let person = head.is_some_and(|head| is_person(&head.low));
    let plural = head.is_some_and(|head| is_plural(std::slice::from_ref(head)));
    let mut question = phrase(if person { "who" } else { "what" });
    question.push(Token::word(if plural { "are" } else { "is" }));
    question.extend(words);
    question
}

/// Owner and words, without what follows.
fn owned(noun: &Noun, sketch: &mut Sketch) -> Vec<Token> {
    let mut tokens = Vec::new();
    if let Some(owner) = &noun.owner {
        tokens = reduce(owner, sketch);
        tokens.push(Token::new("'s", Kind::Possessive));
    }
    tokens.extend_from_slice(&noun.words);
    tokens
}

fn settle_post(post: &Post, sketch: &mut Sketch) -> Vec<Token> {
    match post {
        Post::Of(inner) => with(Token::word("of"), reduce(inner, sketch)),
        Post::At(preposition, inner) if preposition.is(&["as"]) => with(preposition.clone(), open(inner, sketch)),
        Post::At(preposition, inner) => with(preposition.clone(), reduce(inner, sketch)),
        Post::Word(token) => vec![token.clone()],
        Post::Clause(relative) => {
            let mut tokens = relative.opener.clone();
            if let Role::Free(opener) = &relative.role {
                tokens.push(opener.clone());
            }
            tokens.extend(relative.subject.iter().flat_map(|subject| settle(subject, sketch)));
            tokens.extend(settle(&relative.predicate, sketch));
            tokens
        }
    }
}

fn with(first: Token, rest: Vec<Token>) -> Vec<Token> {
    let mut tokens = vec![first];
    tokens.extend(rest);
    tokens
}
