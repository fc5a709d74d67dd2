//! `Are A and B from the same country?`, `Are both A and B bands?`, `Which actor appeared in both A and B?`

use super::{
    super::{
        clauses::{pieces, starts_noun},
        lexicon::{self, ARTICLES, BE, DO, HAVE, PREPOSITIONS, is_auxiliary, is_person, is_relation, singular},
        question::chain,
        settle::{settle, the_relation_of, what_is},
        sketch::Sketch,
        token::{Token, phrase},
        verbs::verb,
    },
    alternatives::{name_length, split_at_and},
    answers, listed,
};

pub fn compare(tokens: &[Token], sketch: &mut Sketch) -> bool {
    yes_or_no(tokens, sketch).or_else(|| in_common(tokens, sketch)).or_else(|| asked_of_both(tokens, sketch)).is_some()
}

/// Two things and what is said of both.
struct Pair {
    auxiliary: Token,
    names: Vec<Vec<Token>>,
    /// `director` in `Do the directors of A and B …`.
    relation: Option<Token>,
    predicate: Vec<Token>,
}

fn yes_or_no(tokens: &[Token], sketch: &mut Sketch) -> Option<()> {
    let (auxiliary, rest) = tokens.split_first().filter(|(first, _)| first.is_plain() && is_auxiliary(&first.low))?;
    let pair = same_as(auxiliary, rest).or_else(|| pair(auxiliary, rest))?;
    let alike = pair.predicate.iter().position(|token| token.is(&["same", "different"]));
    let property = match alike {
        Some(at) => Some(property_question(&pair, at)?),
        None => None,
    };
    let subjects: Vec<Vec<Token>> = pair.names.iter().map(|name| subject(name, pair.relation.as_ref(), sketch)).collect();
    let ask = |subject: &Vec<Token>| match &property {
        Some(property) => property(subject),
        None => predicate_question(&pair, subject),
    };
    let asked: Vec<Token> = subjects.iter().map(|subject| sketch.look_up(&ask(subject))).collect();
    let both = listed(&answers(&asked), "and");
    sketch.compare(match alike.map(|at| pair.predicate[at].low.clone()) {
        Some(alike) if alike == "same" => format!("Are {both} the same?"),
        Some(_) => format!("Are {both} different?"),
        None => format!("Are both true: {both}?"),
    });
    Some(())
}

/// `Does A have the same nationality as B`.
fn same_as(auxiliary: &Token, rest: &[Token]) -> Option<Pair> {
    let same = rest.iter().position(|token| token.is(&["same"]))?;
    let at = same + rest[same..].iter().position(|token| token.is(&["as"]))?;
    let article = rest.iter().take_while(|token| token.is(ARTICLES)).count();
    let end = article + name_length(&rest[article..]);
    let (left, right) = (rest[..end].to_vec(), rest[at + 1..].to_vec());
    let sound = end > article && end < same && !right.is_empty();
    sound.then(|| Pair { auxiliary: auxiliary.clone(), names: vec![left, right], relation: None, predicate: rest[end..at].to_vec() })
}

/// `Are both A and B …`, `Do the directors of films A and B …`.
fn pair(auxiliary: &Token, rest: &[Token]) -> Option<Pair> {
    let and = rest.iter().rposition(|token| token.text == "and").filter(|and| *and > 0)?;
    let lead = and + 1 + name_start(&rest[and + 1..])?;
    let end = lead + name_length(&rest[lead..]);
    let (list, predicate) = rest.split_at(end);
    let predicate: Vec<Token> =
        predicate.iter().skip_while(|token| token.is_comma()).filter(|token| !token.is(&["both"])).cloned().collect();
    let insists = rest.iter().any(|token| token.is(&["both", "same", "different"])) || auxiliary.is(&["are", "were", "do", "have"]);
    if predicate.is_empty() || !insists {
        return None;
    }
    let list: Vec<Token> = list.iter().filter(|token| !token.is(&["both"])).cloned().collect();
    let (relation, list) = shared_relation(&list);
    let names = split_at_and(without_kind(list))?;
    let pair = Pair { auxiliary: auxiliary.clone(), names, relation, predicate };
    Some(through_relation(pair))
}

/// Where the last name of a list begins: after `director of film` or an article.
fn name_start(tokens: &[Token]) -> Option<usize> {
    tokens.iter().position(Token::is_anchor).filter(|at| {
        *at <= 5
            && tokens[..*at]
                .iter()
                .all(|token| token.is_plain() && !is_auxiliary(&token.low) && !verb(&token.low).is_some_and(|verb| verb.form.is_finite()))
    })
}

/// `the directors of films A and B`: the relation in the singular, and the rest.
fn shared_relation(list: &[Token]) -> (Option<Token>, &[Token]) {
    let start = list.iter().take_while(|token| token.is(ARTICLES)).count();
    match &list[start..] {
        [relation, of, rest @ ..] if of.is(&["of"]) && is_person(&relation.low) && singular(&relation.low) != relation.low => {
            (Some(Token::word(&singular(&relation.low))), rest)
        }
        _ => (None, list),
    }
}

/// Without the kind before the names: `villages, A and B`, `films: A and B`.
fn without_kind(list: &[Token]) -> &[Token] {
    let start = list.iter().take_while(|token| token.is(ARTICLES)).count();
    let kind = list[start..].iter().take_while(|token| token.is_plain() && !lexicon::is_function_word(&token.low)).count();
    let plural = kind > 0 && singular(&list[start + kind - 1].low) != list[start + kind - 1].low;
    let names = start + kind + usize::from(list.get(start + kind).is_some_and(Token::is_comma));
    if plural && list.len() > names + 2 { &list[names..] } else { list }
}

/// `have the directors who are from the same country`: the directors are compared, not the films.
fn through_relation(pair: Pair) -> Pair {
    let words: Vec<&Token> = pair.predicate.iter().filter(|token| !token.is(ARTICLES)).collect();
    let Some(relation) = words.get(1).filter(|relation| words[0].is(HAVE) && is_person(&relation.low)) else {
        return pair;
    };
    let at = pair.predicate.iter().position(|token| token == *relation).map_or(0, |at| at + 1);
    let rest: Vec<Token> = pair.predicate[at..].iter().skip_while(|token| token.is(&["who", "that"]) || token.is(BE)).cloned().collect();
    let verbal = rest.first().is_some_and(|first| verb(&first.low).is_some());
    let auxiliary = Token::word(if verbal { "do" } else { "are" });
    Pair { auxiliary, relation: Some(Token::word(&singular(&relation.low))), predicate: rest, ..pair }
}

/// What is asked of each, as `which country is … from`. The word `same` or `different` stands at `at`.
fn property_question(pair: &Pair, at: usize) -> Option<impl Fn(&Vec<Token>) -> Vec<Token>> {
    let before: Vec<Token> = pair.predicate[..at].iter().filter(|token| !token.is(&["the", "a"])).cloned().collect();
    let length = pair.predicate[at + 1..].iter().take_while(|token| !lexicon::is_function_word(&token.low) && !token.is_comma()).count();
    let noun: Vec<Token> = pair.predicate[at + 1..at + 1 + length].to_vec();
    if noun.is_empty() {
        return None;
    }
    let auxiliary = singular_auxiliary(&pair.auxiliary);
    Some(move |subject: &Vec<Token>| {
        let possessing = before.is_empty() || before.iter().all(|token| token.is(HAVE) || token.is(&["share", "of"]));
        if possessing {
            return what_is(noun.last(), the_relation_of(&noun, subject.clone()));
        }
        let front = before.last().is_some_and(|last| last.is(PREPOSITIONS) && !last.is(&["from"]));
        let (preposition, verbs) = if front { before.split_at(before.len() - 1) } else { (&before[..], &before[..0]) };
        let (lead, rest) = if front { (verbs, preposition) } else { (&before[..0], preposition) };
        let mut question: Vec<Token> = lead.to_vec();
        question.push(Token::word("which"));
        question.extend(noun.iter().cloned());
        question.push(auxiliary.clone());
        question.extend(subject.iter().cloned());
        question.extend(rest.iter().map(singular_kind));
        question
    })
}

/// `members` said of two is `a member` said of one.
fn singular_kind(token: &Token) -> Token {
    let single = singular(&token.low);
    if token.is_plain() && single != token.low && is_person(&token.low) { Token::word(&format!("a {single}")) } else { token.clone() }
}

fn singular_auxiliary(auxiliary: &Token) -> Token {
    Token::word(match auxiliary.low.as_str() {
        "are" => "is",
        "were" => "was",
        "do" => "does",
        "have" => "has",
        other => other,
    })
}

/// `Is A a magazine`.
fn predicate_question(pair: &Pair, subject: &[Token]) -> Vec<Token> {
    let mut question = vec![singular_auxiliary(&pair.auxiliary)];
    question.extend_from_slice(subject);
    question.extend(said_of_one(pair));
    question
}

/// `American writers` said of one: `an American writer`.
fn said_of_one(pair: &Pair) -> Vec<Token> {
    let predicate = &pair.predicate;
    let end = predicate
        .iter()
        .position(|token| token.is(PREPOSITIONS) || token.is(lexicon::RELATIVE) || token.is_comma())
        .unwrap_or(predicate.len());
    let plural = end > 0 && predicate[end - 1].is_plain() && singular(&predicate[end - 1].low) != predicate[end - 1].low;
    if !pair.auxiliary.is(BE) || !plural || !starts_noun(predicate, 0) {
        return predicate.clone();
    }
    let mut one = predicate.clone();
    one[end - 1] = Token::word(&singular(&predicate[end - 1].low));
    if !one[0].is(ARTICLES) {
        let vowel = one[0].low.starts_with(['a', 'e', 'i', 'o']);
        one.insert(0, Token::word(if vowel { "an" } else { "a" }));
    }
    one
}

/// The thing the question is asked of: the name's own, or its director.
fn subject(name: &[Token], relation: Option<&Token>, sketch: &mut Sketch) -> Vec<Token> {
    let Some(relation) = relation else {
        return settle(&pieces(&with_article(name)), sketch);
    };
    vec![sketch.look_up(&what_is(Some(relation), the_relation_of(std::slice::from_ref(relation), name.to_vec())))]
}

/// `director of film A` as `the director of film A`.
fn with_article(name: &[Token]) -> Vec<Token> {
    let bare = name.first().is_some_and(|first| first.is_plain() && is_relation(&first.low));
    if bare { phrase("the").into_iter().chain(name.iter().cloned()).collect() } else { name.to_vec() }
}

/// `What profession do A and B have in common`, `Which award did A and B both win`.
fn in_common(tokens: &[Token], sketch: &mut Sketch) -> Option<()> {
    let shared = tokens.ends_with(&phrase("in common"));
    let tokens = if shared { &tokens[..tokens.len() - 2] } else { tokens };
    let at = tokens.iter().position(|token| token.is(DO) || token.is(BE) || token.is(HAVE)).filter(|at| *at > 0)?;
    let both = tokens[at..].iter().any(|token| token.is(&["both"]));
    if !tokens[0].is(&["what", "which"]) || !(shared || both) {
        return None;
    }
    let pair = pair(&Token::word(if tokens[at].is(&["does"]) { "do" } else { &tokens[at].low }), &tokens[at + 1..])?;
    let asked: Vec<Token> = pair
        .names
        .iter()
        .map(|name| {
            let mut question = tokens[..at].to_vec();
            question.push(singular_auxiliary(&pair.auxiliary));
            question.extend(subject(name, None, sketch));
            question.extend(pair.predicate.iter().cloned());
            sketch.look_up(&question)
        })
        .collect();
    sketch.compare(format!("What do {} have in common?", listed(&answers(&asked), "and")));
    Some(())
}

/// `Which actor appeared in both A and B`.
fn asked_of_both(tokens: &[Token], sketch: &mut Sketch) -> Option<()> {
    let at = tokens.iter().position(|token| token.is(&["both"])).filter(|at| *at > 1)?;
    let names = split_at_and(&tokens[at + 1..])?;
    let named = names
        .iter()
        .all(|name| name.iter().any(Token::is_anchor) && !name.iter().any(|token| token.is_plain() && is_auxiliary(&token.low)));
    if !tokens[0].is(&["which", "what", "who"]) || !named {
        return None;
    }
    let asked: Vec<Token> = names
        .iter()
        .map(|name| {
            let question: Vec<Token> = tokens[..at].iter().chain(name).cloned().collect();
            chain(&question, sketch)
        })
        .collect::<Option<_>>()?;
    sketch.compare(format!("What do {} have in common?", listed(&answers(&asked), "and")));
    Some(())
}
