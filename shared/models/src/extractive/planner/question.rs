//! A whole question as a chain of lookups.

use super::{
    ask::ask,
    clauses::{pieces, starts_noun, subject_and_predicate},
    description::is_description,
    inside_out::inside_out,
    lexicon::{self, BE, WH, is_auxiliary, is_general, is_person, is_place, is_relation},
    nouns::noun,
    requests::{is_request, requested, with_article},
    settle::{open, reduce, settle, settle_predicate, what_is},
    sketch::Sketch,
    subject::{Awaited, subject_end},
    token::{Kind, Token, written},
    topics::{Topics, first_name},
    tree::{Noun, Piece},
    verbs::{Form, verb},
};

/// Adds the question's steps; the last one asks what the question asks. The token stands for its answer.
pub fn chain(tokens: &[Token], sketch: &mut Sketch) -> Option<Token> {
    asked(&reduced(tokens, sketch), sketch)
}

/// The question with its descriptions replaced by answers.
pub fn reduced(tokens: &[Token], sketch: &mut Sketch) -> Vec<Token> {
    let question = requested(tokens);
    let tokens = question.as_deref().unwrap_or(tokens);
    match fronted(tokens) {
        Some((front, main)) => {
            let mut question = settle(&pieces(&referring_back(front, front)), sketch);
            let main = referring_back(&question, main);
            question.push(Token::new(",", Kind::Mark));
            question.extend(main_clause(&main, sketch));
            question
        }
        None => main_clause(tokens, sketch),
    }
}

/// Adds the reduced question as a step, unless its answer is known; nothing where there is no question.
pub fn asked(question: &[Token], sketch: &mut Sketch) -> Option<Token> {
    if question.is_empty() {
        return None;
    }
    Some(named_already(question).unwrap_or_else(|| sketch.look_up(question)))
}

/// `What is #1` and `What is the name of #1` ask nothing new.
fn named_already(question: &[Token]) -> Option<Token> {
    let last = question.last().filter(|last| last.kind == Kind::Answer)?;
    let before = written(&question[..question.len() - 1]).to_lowercase();
    let empty = ["", "what is", "who is", "what was", "who was", "what are", "who are", "what is the name of", "what was the name of"];
    empty.contains(&before.as_str()).then(|| last.clone())
}

/// The tokens with their pronouns referring to the first name in `front`.
fn referring_back(front: &[Token], tokens: &[Token]) -> Vec<Token> {
    let mut topics = Topics::default();
    match first_name(front) {
        Some(name) => {
            topics.mention(name, None, None);
            topics.resolve(tokens)
        }
        None => tokens.to_vec(),
    }
}

/// `In True Grit, who …`: what stands before the question itself.
fn fronted(tokens: &[Token]) -> Option<(&[Token], &[Token])> {
    if tokens.first()?.is(WH) || question_phrase(tokens).is_some() {
        return None;
    }
    let opens = |at: usize| tokens.get(at + 1).is_some_and(|next| next.is(WH)) || question_phrase(&tokens[at + 1..]).is_some();
    let commas: Vec<usize> = (0..tokens.len()).filter(|at| tokens[*at].is_comma() && opens(*at)).collect();
    let clause = tokens[0].is(&["before", "after", "when", "while", "until", "since", "once", "although", "because"]);
    let closed = |comma: &&usize| clause && subject_end(&tokens[1..**comma], Awaited::Finite).is_some();
    let comma = *commas.iter().rev().find(closed).or(commas.first())?;
    let adverbial = tokens[0].is(lexicon::PREPOSITIONS)
        || tokens[0].is(lexicon::CONJUNCTIONS)
        || subject_end(&tokens[..comma], Awaited::Finite).is_none();
    adverbial.then_some((&tokens[..comma], &tokens[comma + 1..]))
}

/// The length of `who`, `in what`, `how many` at the start.
fn question_phrase(tokens: &[Token]) -> Option<usize> {
    let lead = usize::from(tokens.first()?.is(lexicon::PREPOSITIONS));
    let asks = tokens.get(lead)?.is(&["who", "whom", "whose", "what", "which", "where", "when", "why", "how"]);
    asks.then_some(lead + 1)
}

fn main_clause(tokens: &[Token], sketch: &mut Sketch) -> Vec<Token> {
    let Some(asked) = question_phrase(tokens) else {
        return statement_or_yes_no(tokens, sketch);
    };
    let mut question = tokens[..asked].to_vec();
    let rest = &tokens[asked..];
    let Some(next) = rest.first() else {
        return question;
    };
    if next.is_plain() && is_auxiliary(&next.low) {
        question.push(next.clone());
        question.extend(inverted_clause(&tokens[..asked], next, &rest[1..], sketch));
        return question;
    }
    if let Some(straight) = uninverted(&question, rest, sketch) {
        return straight;
    }
    let end = subject_end(rest, Awaited::Finite).unwrap_or(0);
    question.extend(asked_noun(&rest[..end], sketch));
    let rest = &rest[end..];
    match rest.first() {
        Some(next) if is_auxiliary(&next.low) && next.is_plain() => {
            question.push(next.clone());
            question.extend(inverted_clause(&tokens[..asked + end], next, &rest[1..], sketch));
        }
        _ => question.extend(settle_predicate(&pieces(rest), sketch)),
    }
    question
}

/// `Which country Ada's husband is from`, asked in the order of a statement.
fn uninverted(asked: &[Token], tokens: &[Token], sketch: &mut Sketch) -> Option<Vec<Token>> {
    let (kind, rest) = tokens.split_first().filter(|(kind, _)| kind.is_plain() && (is_general(&kind.low) || is_relation(&kind.low)))?;
    let starts = rest.first()?.is_anchor() || rest[0].is(lexicon::ARTICLES);
    let (subject, predicate) =
        subject_and_predicate(rest).filter(|_| starts && asked.last().is_some_and(|wh| wh.is(&["what", "which"])))?;
    let (subject, predicate) = (settle(&subject, sketch), settle_predicate(&predicate, sketch));
    Some(ask([asked, std::slice::from_ref(kind)].concat(), Some(subject), predicate))
}

/// The noun after `which`, kept as it stands.
fn asked_noun(tokens: &[Token], sketch: &mut Sketch) -> Vec<Token> {
    let mut asked = Vec::new();
    let mut rest = tokens;
    if let Some((kind, used)) = noun(tokens) {
        asked = open(&kind, sketch);
        rest = &tokens[used..];
    }
    asked.extend(settle(&pieces(rest), sketch));
    asked
}

/// What follows the auxiliary: the subject up to the main verb, then the rest.
fn inverted_clause(asked: &[Token], auxiliary: &Token, tokens: &[Token], sketch: &mut Sketch) -> Vec<Token> {
    let copula = auxiliary.is(BE);
    if !starts_noun(tokens, 0) {
        return settle_predicate(&pieces(tokens), sketch);
    }
    if let Some((subject, _)) = noun(tokens).filter(|(subject, used)| copula && *used == tokens.len() && names_the_answer(asked, subject)) {
        return open(&subject, sketch);
    }
    if let Some(be) = tokens.iter().position(|token| token.is(&["be"])).filter(|be| *be > 0)
        && let Some((subject, used)) = noun(&tokens[..be]).filter(|(subject, _)| names_the_answer(asked, subject))
    {
        return [open(&subject, sketch), settle(&pieces(&tokens[used..]), sketch)].concat();
    }
    if auxiliary.is(lexicon::HAVE) && subject_end(tokens, Awaited::Participle).is_none() {
        let mut clause = vec![Piece::Word(auxiliary.clone())];
        clause.extend(pieces(tokens));
        return settle_predicate(&clause, sketch).split_off(1);
    }
    if let Some(joined) = extraposed(auxiliary, tokens) {
        return inverted_clause(asked, auxiliary, &joined, sketch);
    }
    let measured = copula && asked.len() > 1 && asked[0].is(&["how"]);
    match subject_end(tokens, Awaited::after(&auxiliary.low)).filter(|_| !measured) {
        Some(end) => {
            let mut clause = settle(&pieces(&tokens[..end]), sketch);
            clause.extend(settle(&pieces(&tokens[end..]), sketch));
            clause
        }
        None if copula && !measured => predicate_noun(asked, tokens, sketch),
        None => settle(&pieces(tokens), sketch),
    }
}

/// `the novelist born whose book became a film`: the clause put back behind its noun.
fn extraposed(auxiliary: &Token, tokens: &[Token]) -> Option<Vec<Token>> {
    let opener = tokens.iter().position(|token| token.is(&["who", "whose", "that"]))?;
    let (before, clause) = tokens.split_at(opener);
    let (said, subject) = before.split_last().filter(|(_, subject)| !subject.is_empty())?;
    let form = verb(&said.low).filter(|_| said.is_plain())?.form;
    let verbal = if auxiliary.is(BE) { form.is_participle() } else { form == Form::Base && auxiliary.is(lexicon::DO) };
    let whole =
        noun(subject).is_some_and(|(subject_noun, used)| used == subject.len() && !subject_noun.has_clause() && !subject_noun.is_name());
    (verbal && whole && !subject[subject.len() - 1].is(lexicon::DETERMINERS))
        .then(|| [subject, clause, std::slice::from_ref(said)].concat())
}

/// After `who is`: the first noun is the one asked for.
fn predicate_noun(asked: &[Token], tokens: &[Token], sketch: &mut Sketch) -> Vec<Token> {
    let Some((subject, used)) = noun(tokens) else {
        return settle(&pieces(tokens), sketch);
    };
    let whole = used == tokens.len() || asked.len() == 1;
    let mut clause = if whole && names_the_answer(asked, &subject) { open(&subject, sketch) } else { reduce(&subject, sketch) };
    clause.extend(settle(&pieces(&tokens[used..]), sketch));
    clause
}

/// Whether `What is X` asks for X itself, as opposed to something about X.
fn names_the_answer(asked: &[Token], subject: &Noun) -> bool {
    let Some(head) = subject.head() else {
        return false;
    };
    match asked {
        [wh] if wh.is(&["what", "who", "which", "whom", "how"]) => true,
        [wh] if wh.is(&["where"]) => {
            !subject.has_clause() && (is_place(&head.low) || head.is(&["death", "birth", "headquarters", "home", "place"]))
        }
        [wh] if wh.is(&["when"]) => head.is(&["birthday", "birthdate", "date", "anniversary", "birth", "death", "start", "end"]),
        [wh, ..] if wh.is(lexicon::PREPOSITIONS) => false,
        [_, kind @ ..] => kind
            .iter()
            .take_while(|token| !token.is_comma() && !token.is(lexicon::PREPOSITIONS))
            .any(|kind| same_sort(&kind.low, &head.low)),
        [] => false,
    }
}

/// Whether `Which cricketer was the captain` says who is meant, where `What nationality is the captain` asks about him.
fn same_sort(kind: &str, head: &str) -> bool {
    (is_person(kind) && is_person(head)) || (is_place(kind) && is_place(head))
}

fn statement_or_yes_no(tokens: &[Token], sketch: &mut Sketch) -> Vec<Token> {
    match tokens.split_first() {
        Some((first, rest)) if first.is_plain() && is_auxiliary(&first.low) => {
            let mut question = vec![first.clone()];
            let end = subject_end(rest, Awaited::after(&first.low)).unwrap_or(0);
            question.extend(settle(&pieces(&rest[..end]), sketch));
            question.extend(settle(&pieces(&rest[end..]), sketch));
            if question.len() > 2 { question } else { Vec::new() }
        }
        Some((first, _)) if is_request(tokens) || first.is(&["describe"]) => tokens.to_vec(),
        Some(_) if starts_noun(tokens, 0) => match noun(tokens) {
            Some((thing, used)) if used == tokens.len() && subject_end(tokens, Awaited::Finite).is_none() && !thing.is_name() => {
                if thing.has_clause() && is_description(&thing) {
                    return reduce(&thing, sketch);
                }
                let phrase = open(&thing, sketch);
                what_is(thing.head(), with_article(phrase))
            }
            _ => statement(tokens, sketch),
        },
        _ => statement(tokens, sketch),
    }
}

/// In `Emma is which novel` the thing asked for has been named.
fn named_by(outer: &[Token]) -> Option<&[Token]> {
    let end = subject_end(outer, Awaited::Finite)?;
    let names = outer[..end].iter().all(|token| token.is_anchor() || token.bound || token.is(lexicon::ARTICLES));
    (names && outer[end].is(BE) && outer.get(end + 1)?.is(&["which"])).then_some(&outer[..end])
}

fn statement(tokens: &[Token], sketch: &mut Sketch) -> Vec<Token> {
    if let Some((outer, inner)) = inside_out(tokens) {
        if let Some(named) = named_by(&outer) {
            return statement(&[named, &inner].concat(), sketch);
        }
        let outer = statement(&outer, sketch);
        let thing = sketch.look_up(&outer);
        return std::iter::once(thing).chain(settle_predicate(&pieces(&inner), sketch)).collect();
    }
    match subject_and_predicate(tokens) {
        Some((subject, predicate)) => [settle(&subject, sketch), settle_predicate(&predicate, sketch)].concat(),
        None => settle(&pieces(tokens), sketch),
    }
}
