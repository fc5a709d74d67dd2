//! Noun phrases, by recursive descent over a slice that its caller has cut to the phrase's room.

use super::{
    clauses::{pieces, subject_and_predicate},
    lexicon::{
        self, DETERMINERS, PREPOSITIONS, is_auxiliary, is_function_word, is_general, is_person, is_place, is_relation, is_superlative,
        is_work,
    },
    token::{Kind, Token},
    tree::{Noun, Post, Relative, Role},
    verbs::{Form, verb},
};

/// The noun phrase at the start of the tokens and the number of tokens it takes; none where no noun phrase starts.
pub fn noun(tokens: &[Token]) -> Option<(Noun, usize)> {
    let mut at = tokens.iter().take_while(|token| token.is(DETERMINERS) || token.is(&["both"])).count();
    let head = head_length(&tokens[at..]);
    if head == 0 {
        return None;
    }
    at += head;
    let mut noun = Noun { words: tokens[..at].to_vec(), ..Noun::default() };
    loop {
        if tokens.get(at).is_some_and(|token| token.kind == Kind::Possessive) {
            let length = head_length(&tokens[at + 1..]);
            if length == 0 {
                return Some((noun, at));
            }
            noun = Noun { owner: Some(Box::new(noun)), words: tokens[at + 1..at + 1 + length].to_vec(), posts: Vec::new() };
            at += 1 + length;
        } else if let Some((post, used)) = post(&noun, &tokens[at..]) {
            noun.posts.extend(post);
            at += used;
        } else {
            return Some((noun, at));
        }
    }
}

/// In `the director of Jaws's birthday` the birthday is the director's: where the possessive stands that ends a person's phrase.
fn group_possessive(noun: &Noun, tokens: &[Token]) -> Option<usize> {
    let person = noun.head().is_some_and(|head| lexicon::is_role_or_kin(&head.low));
    let at = tokens.iter().position(|token| token.kind == Kind::Possessive).filter(|at| person && *at > 1)?;
    let own = tokens.get(at + 1)?;
    let personal = lexicon::is_kin(&own.low) || own.is(&["birthday", "birthplace", "birthdate", "nationality", "hometown"]);
    let plain = tokens[..at].iter().all(|token| !token.is(lexicon::RELATIVE));
    (personal && plain).then_some(at)
}

/// How many tokens make up the adjectives and the head.
fn head_length(tokens: &[Token]) -> usize {
    let mut at = 0;
    while let Some(token) = tokens.get(at) {
        let goes_on = match token.kind {
            Kind::Name | Kind::Quoted | Kind::Answer => at == 0 || token.bound || !opens_reduced_clause(tokens, at),
            Kind::Mark => token.bound,
            Kind::Possessive => false,
            Kind::Word => token.bound || is_nominal(tokens, at) || joins_relation(tokens, at),
        };
        if !goes_on {
            break;
        }
        at += 1;
    }
    // Adverbs belong to what follows the head.
    while at > 0 && lexicon::is_adverb(&tokens[at - 1]) && !is_superlative(&tokens[at - 1].low) {
        at -= 1;
    }
    at
}

/// The `of` in `place of birth`, which is one relation.
fn joins_relation(tokens: &[Token], at: usize) -> bool {
    const KINDS: &[&str] = &["place", "date", "city", "country", "cause", "year", "state", "town", "county", "manner", "language"];
    let known = tokens.get(at + 1).is_some_and(|next| next.is(&["birth", "death", "origin", "citizenship", "residence", "burial"]));
    at > 0 && tokens[at].is(&["of"]) && tokens[at - 1].is(KINDS) && known
}

/// Whether a plain word can be part of a noun phrase here.
fn is_nominal(tokens: &[Token], at: usize) -> bool {
    let token = &tokens[at];
    if is_function_word(&token.low) {
        return false;
    }
    let next = tokens.get(at + 1);
    let before_noun = next.is_some_and(|next| next.is_plain() && !is_function_word(&next.low) && !lexicon::is_adverb(next));
    let Some(verb) = verb(&token.low) else {
        return true;
    };
    let after_superlative = at > 0 && is_superlative(&tokens[at - 1].low);
    match verb.form {
        Form::Base => at == 0 || tokens[at - 1].kind == Kind::Word || next.is_none() || before_noun,
        Form::Third => next.is_none_or(|next| next.kind == Kind::Mark) || next.is_some_and(|next| next.is(&["of"])),
        Form::Past => false,
        Form::PastOrParticiple | Form::Participle | Form::Gerund => {
            before_noun || ((after_superlative || at == 0) && next.is_some_and(Token::is_anchor))
        }
    }
}

/// Whether the name at `at` is the subject of a clause without `that`: `the country Ada Byron is from`.
fn opens_reduced_clause(tokens: &[Token], at: usize) -> bool {
    let head = &tokens[at - 1];
    if !head.is_plain() || is_work(&head.low) || is_person(&head.low) || !(is_general(&head.low) || is_relation(&head.low)) {
        return false;
    }
    let end = at + 1 + tokens[at + 1..].iter().take_while(|token| token.bound).count();
    tokens.get(end).is_some_and(is_finite)
}

/// Whether the word can be the verb of a clause with its subject before it.
fn is_finite(token: &Token) -> bool {
    token.is_plain() && (is_auxiliary(&token.low) || verb(&token.low).is_some_and(|verb| verb.form.is_finite()))
}

/// The next thing that belongs to the noun, and how many tokens it takes.
fn post(noun: &Noun, tokens: &[Token]) -> Option<(Vec<Post>, usize)> {
    let first = tokens.first()?;
    if first.is_comma() {
        return after_comma(noun, tokens);
    }
    if !first.is_plain() {
        return bare_clause(noun, tokens);
    }
    if first.is(PREPOSITIONS) {
        return prepositional(noun, tokens);
    }
    relative(noun, tokens, 0).or_else(|| participle(tokens)).or_else(|| bare_clause(noun, tokens))
}

/// A clause set off by commas, up to the closing one: `the train, which passes through Ohio, …`.
fn after_comma(noun: &Noun, tokens: &[Token]) -> Option<(Vec<Post>, usize)> {
    let inside = &tokens[1..];
    let end = inside.iter().position(Token::is_comma).unwrap_or(inside.len());
    let place =
        inside.first()?.is(&["in", "on", "at", "of"]) && inside[..end].iter().skip(1).any(|token| token.is(&["where", "that", "which"]));
    let mut posts = match relative(noun, &inside[..end], 1).or_else(|| place.then(|| prepositional(noun, &inside[..end])).flatten()) {
        Some((posts, used)) if used == end => posts,
        _ => return None,
    };
    match posts.first_mut() {
        Some(Post::Clause(clause)) => clause.opener.insert(0, tokens[0].clone()),
        _ => posts.insert(0, Post::Word(tokens[0].clone())),
    }
    let closed = tokens.get(1 + end).cloned();
    let used = 1 + end + usize::from(closed.is_some());
    posts.extend(closed.map(Post::Word));
    Some((posts, used))
}

fn prepositional(noun: &Noun, tokens: &[Token]) -> Option<(Vec<Post>, usize)> {
    let preposition = &tokens[0];
    if noun.is_name() && preposition.low != "of" && !tokens.iter().any(|token| token.is(lexicon::RELATIVE)) {
        return None;
    }
    if tokens.get(1)?.is(&["whose"])
        && let Some((owned, used)) =
            self::noun(&tokens[2..]).filter(|(owned, _)| owned.posts.is_empty()).or_else(|| bare_noun(&tokens[2..]))
        && let Some((subject, predicate)) = subject_and_predicate(&tokens[2 + used..])
    {
        let role = Role::UnderWhose(preposition.clone(), owned.words);
        let clause = Relative { opener: tokens[..2].to_vec(), role, subject: Some(subject), predicate };
        return Some((vec![Post::Clause(clause)], tokens.len()));
    }
    if tokens.get(1)?.is(&["which", "whom", "whose"]) {
        let (subject, predicate) = subject_and_predicate(&tokens[2..])?;
        let role = Role::Under(preposition.clone());
        let clause = Relative { opener: tokens[..2].to_vec(), role, subject: Some(subject), predicate };
        return Some((vec![Post::Clause(clause)], tokens.len()));
    }
    let end = group_possessive(noun, tokens).unwrap_or(tokens.len());
    let (inner, used) = free_relative(&tokens[1..end]).or_else(|| self::noun(&tokens[1..end]))?;
    let post = if preposition.low == "of" { Post::Of(inner) } else { Post::At(preposition.clone(), inner) };
    Some((vec![post], used + 1))
}

/// Adjectives and head alone, whatever follows.
fn bare_noun(tokens: &[Token]) -> Option<(Noun, usize)> {
    let length = head_length(tokens);
    (length > 0).then(|| (Noun { words: tokens[..length].to_vec(), ..Noun::default() }, length))
}

/// `who wrote it` or `where she was born`, standing for a noun. Takes all tokens.
pub fn free_relative(tokens: &[Token]) -> Option<(Noun, usize)> {
    let opener = tokens.first()?;
    let (subject, predicate) = match opener.low.as_str() {
        "who" | "what" if opener.is_plain() && tokens.get(1).is_some_and(is_finite) => (None, pieces(&tokens[1..])),
        "who" | "what" | "where" if opener.is_plain() => {
            let (subject, predicate) = subject_and_predicate(&tokens[1..])?;
            (Some(subject), predicate)
        }
        _ => return None,
    };
    let clause = Relative { opener: Vec::new(), role: Role::Free(opener.clone()), subject, predicate };
    Some((Noun { posts: vec![Post::Clause(clause)], ..Noun::default() }, tokens.len()))
}

/// A clause with its relative word, which takes all the tokens. `commas` tells whether it was set off by one.
fn relative(noun: &Noun, tokens: &[Token], commas: usize) -> Option<(Vec<Post>, usize)> {
    let opener = tokens.first()?;
    let timely = noun.head().is_some_and(|head| lexicon::is_time(&head.low) || is_general(&head.low));
    let body = &tokens[1..];
    let role = match opener.low.as_str() {
        "in" | "on" | "at" | "for" | "from" | "by" | "to" if commas > 0 => return prepositional_clause(noun, tokens),
        _ if !opener.is_plain() || body.is_empty() => return None,
        "where" => Role::Where,
        "when" if timely => Role::When,
        "whose" => Role::Whose,
        "that" | "which" | "who" if starts_with_verb(body) => Role::Subject,
        "that" | "which" | "who" | "whom" => Role::Object,
        _ => return None,
    };
    let (subject, predicate) = match role {
        Role::Subject => (None, pieces(body)),
        _ => subject_and_predicate(body).map(|(subject, predicate)| (Some(subject), predicate))?,
    };
    let role = match role {
        Role::Object if noun.head().is_some_and(|head| lexicon::is_time(&head.low)) => Role::When,
        role => role,
    };
    Some((vec![Post::Clause(Relative { opener: vec![opener.clone()], role, subject, predicate })], tokens.len()))
}

fn prepositional_clause(noun: &Noun, tokens: &[Token]) -> Option<(Vec<Post>, usize)> {
    if tokens.get(1)?.is(&["which", "whom"]) { prepositional(noun, tokens) } else { None }
}

fn starts_with_verb(tokens: &[Token]) -> bool {
    let adverbs = tokens.iter().take_while(|token| lexicon::is_adverb(token)).count();
    tokens.get(adverbs).is_some_and(|token| {
        let known = is_auxiliary(&token.low) || verb(&token.low).is_some();
        let object = tokens.get(adverbs + 1).is_some_and(|next| next.is(lexicon::ARTICLES) || next.is(PREPOSITIONS) || next.is_anchor());
        token.is_plain() && (known || (token.low.ends_with('s') && object))
    })
}

/// `directed by her`, `sharing a border with Ohio`. Takes all the tokens.
fn participle(tokens: &[Token]) -> Option<(Vec<Post>, usize)> {
    let adverbs = tokens.iter().take_while(|token| lexicon::is_adverb(token)).count();
    let found = verb(&tokens.get(adverbs).filter(|token| token.is_plain())?.low)?;
    let role = match found.form {
        Form::Gerund => Role::Gerund,
        form if form.is_participle() && tokens.len() > adverbs + 1 => Role::Participle,
        _ => return None,
    };
    Some((vec![Post::Clause(Relative { opener: Vec::new(), role, subject: None, predicate: pieces(tokens) })], tokens.len()))
}

/// `the paper Ada owns part of`. Takes all the tokens.
fn bare_clause(noun: &Noun, tokens: &[Token]) -> Option<(Vec<Post>, usize)> {
    let head = noun.head()?;
    let starts = tokens[0].is(lexicon::ARTICLES) || tokens[0].is(&["he", "she", "they", "it"]) || tokens[0].is_anchor();
    if !starts || !(is_general(&head.low) || is_relation(&head.low) || lexicon::is_time(&head.low) || is_place(&head.low)) {
        return None;
    }
    let (subject, predicate) = subject_and_predicate(tokens)?;
    let role = if lexicon::is_time(&head.low) { Role::When } else { Role::Object };
    Some((vec![Post::Clause(Relative { opener: Vec::new(), role, subject: Some(subject), predicate })], tokens.len()))
}
