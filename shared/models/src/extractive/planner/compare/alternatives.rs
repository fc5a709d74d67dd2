use super::super::{
    lexicon::{self, ARTICLES, is_auxiliary, is_superlative},
    token::{Kind, Token},
};

/// A question taken apart into what is asked and the things it is asked about.
#[derive(Debug, PartialEq)]
pub struct Choice {
    /// The question without its alternatives.
    pub frame: Vec<Token>,
    pub names: Vec<Vec<Token>>,
    /// A comma or `between` sets the alternatives off, so that they cannot be anything else.
    pub set_off: bool,
}

/// The alternatives of an `or` question, or of `between A and B, which …`.
pub fn choice(tokens: &[Token]) -> Option<Choice> {
    let choice = between(tokens).or_else(|| offered(tokens))?;
    let sound = choice.frame.len() > 1 && choice.names.len() > 1 && choice.names.iter().all(|name| !name.is_empty());
    sound.then_some(choice)
}

/// `Between A and B, which …`, `Which of A and B …`, `…, out of A and B`.
fn between(tokens: &[Token]) -> Option<Choice> {
    let start = tokens.iter().position(|token| token.is(&["between", "of"]))?;
    let lead = &tokens[..start];
    let which_of = lead.len() == 1 && lead[0].is(&["which", "who"]);
    if !lead.is_empty() && !which_of {
        return None;
    }
    let rest = &tokens[start + 1..];
    let rest = &rest[rest.iter().take_while(|token| token.is(&["the", "both"])).count()..];
    let end = if which_of { name_list_end(rest)? } else { rest.iter().rposition(Token::is_comma)? };
    let names = split_at_and(&rest[..end])?;
    if names.iter().flatten().any(|token| token.is(&["of"])) {
        return None;
    }
    let frame = lead.iter().chain(rest[end..].iter().skip_while(|token| token.is_comma())).cloned().collect();
    Some(Choice { frame, names, set_off: true })
}

/// The end of the names at the start: the first plain word after the second of them.
fn name_list_end(tokens: &[Token]) -> Option<usize> {
    let and = tokens.iter().position(|token| token.low == "and")?;
    let name = and + 1 + tokens[and + 1..].iter().take_while(|token| token.is(ARTICLES)).count();
    Some(name + name_length(&tokens[name..]))
}

/// `Which …, A or B`, `Was A or B …`, `Which film, A or B, …`.
fn offered(tokens: &[Token]) -> Option<Choice> {
    let or = tokens.iter().rposition(|token| token.text == "or")?;
    let (left, right) = (&tokens[..or], &tokens[or + 1..]);
    let serial = left.last().is_some_and(Token::is_comma);
    let left = if serial { &left[..left.len() - 1] } else { left };
    if left.first()?.is_plain() && is_auxiliary(&left[0].low) && !left.iter().any(Token::is_comma) {
        let end = right.iter().take_while(|token| token.is(ARTICLES)).count();
        let end = end + name_length(&right[end..]);
        let frame = left[..1].iter().chain(&right[end..]).cloned().collect();
        return Some(Choice {
            frame,
            names: vec![left.iter().skip(1).filter(|token| !token.is(&["both", "either"])).cloned().collect(), right[..end].to_vec()],
            set_off: false,
        });
    }
    let start = list_start(left)?;
    let set_off = start > 0 && left[start - 1].kind == Kind::Mark;
    let before = if set_off { &left[..start - 1] } else { &left[..start] };
    let closing = right.iter().position(Token::is_comma).filter(|at| right.get(at + 1).is_some_and(|next| next.is_plain()));
    let end = closing.unwrap_or(right.len());
    let frame: Vec<Token> = before.iter().chain(right[end..].iter().skip(1)).cloned().collect();
    let mut names = listed_names(&left[start..], serial || frame.iter().any(lists_several));
    names.push(right[..end].to_vec());
    let named = |name: &Vec<Token>| name.iter().any(Token::is_anchor) && !name.iter().any(|token| token.is(lexicon::RELATIVE));
    let unlike = !set_off && !names.iter().all(named);
    (!unlike).then_some(Choice { frame, names, set_off })
}

/// Whether a comma between capitals separates alternatives: a rank has many to choose from, and a country's name has no comma.
fn lists_several(token: &Token) -> bool {
    let without_commas = ["country", "continent", "planet", "river", "mountain", "language", "element", "animal"];
    token.is(&without_commas) || token.is_plain() && is_superlative(&token.low) && !token.is(&["first", "last", "second", "most", "latest"])
}

/// Where the list before `or` begins: after the last free comma, or else at the name before `or`.
fn list_start(left: &[Token]) -> Option<usize> {
    if let Some(comma) = left.iter().rposition(Token::is_comma) {
        return Some(comma + 1);
    }
    let mut start = left.len();
    while start > 0 && left[start - 1].bound {
        start -= 1;
    }
    start = start.checked_sub(1)?;
    if let Some(comma) = left[start..].iter().position(|token| token.kind == Kind::Mark)
        && left[..start].iter().all(|token| !token.is(&["later", "earlier", "first", "older", "younger"]))
    {
        return Some(start + comma + 1);
    }
    while start > 0 && left[start - 1].is(ARTICLES) {
        start -= 1;
    }
    Some(start)
}

fn listed_names(left: &[Token], several: bool) -> Vec<Vec<Token>> {
    if !several {
        return vec![left.to_vec()];
    }
    left.split(|token| token.kind == Kind::Mark).filter(|name| !name.is_empty()).map(unbound).collect()
}

/// The two things that `and` joins. In a name with an `and` of its own the middle one joins; where each side begins with the
/// same word, the one before it does.
pub fn split_at_and(tokens: &[Token]) -> Option<Vec<Vec<Token>>> {
    let joints: Vec<usize> =
        (1..tokens.len().saturating_sub(1)).filter(|at| tokens[*at].text == "and" || tokens[*at].text == "&").collect();
    let ands: Vec<usize> = joints.iter().copied().filter(|at| tokens[*at].text == "and").collect();
    let first = tokens.iter().find(|token| token.is_plain() && !token.is(ARTICLES));
    let parallel = ands
        .iter()
        .copied()
        .find(|at| first.is_some_and(|first| tokens[at + 1..].iter().take(2).any(|token| token.is_plain() && token.low == first.low)));
    let free = ands.iter().copied().find(|at| !tokens[*at].bound);
    let at = parallel.or(free).or_else(|| ands.get(ands.len() / 2).copied())?;
    let left = &tokens[..at];
    let left = left.strip_suffix(&[Token::new(",", Kind::Mark)]).unwrap_or(left);
    let sides = vec![left.to_vec(), unbound(&tokens[at + 1..])];
    sides.iter().all(|side| !side.is_empty()).then_some(sides)
}

/// The tokens as a name of their own.
fn unbound(tokens: &[Token]) -> Vec<Token> {
    let mut tokens = tokens.to_vec();
    if let Some(first) = tokens.first_mut() {
        first.bound = false;
    }
    tokens
}

/// How many tokens the name at the start takes, without an article.
pub fn name_length(tokens: &[Token]) -> usize {
    let mut at = 0;
    while tokens.get(at).is_some_and(|token| token.is_anchor() || token.bound) {
        at += 1;
    }
    if at > 0 {
        return at;
    }
    let prior = tokens.iter().take_while(|token| token.is_plain() && !lexicon::is_function_word(&token.low) && !token.is_anchor()).count();
    let named = tokens[prior..].iter().take_while(|token| token.is_anchor() || token.bound).count();
    if named > 0 && prior <= 3 { prior + named } else { 0 }
}

/// `capital` where the alternatives are described by it: `the capital of France or the capital of Italy`.
pub fn common_head(names: &[Vec<Token>]) -> Option<&Token> {
    let head = |name: &'_ Vec<Token>| name.iter().position(|token| token.is(&["of", "in"])).filter(|at| *at > 0).map(|at| at - 1);
    let first = names.first()?;
    let found = first.get(head(first)?)?;
    names.iter().all(|name| head(name).is_some_and(|at| name[at].low == found.low)).then_some(found)
}

/// `the population of France` is a quantity already: nobody asks how large it is.
pub fn is_quantity(names: &[Vec<Token>]) -> bool {
    common_head(names).is_some_and(|head| head.is_plain() && lexicon::is_quantity(&head.low))
}
