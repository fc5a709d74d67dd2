use super::{
    lexicon::{WH, is_function_word, is_quantity, is_relation, opens_a_question},
    token::{Kind, Token},
};

/// Marks the words of proper names and titles, and binds each to the word before it.
///
/// A name is a run of capitalised words and numbers with the small words between them (`Gone with the Wind`, `Battle of Hastings`,
/// `Otto, Duke of Arvenia`). The question's first word is no name if it can open a question.
pub fn bind_names(tokens: &mut Vec<Token>) {
    for at in 0..tokens.len() {
        if is_name_word(tokens, at) {
            tokens[at].kind = Kind::Name;
        }
    }
    join_possessives_within_names(tokens);
    let mut at = 0;
    while at < tokens.len() {
        let next = at + 1;
        if tokens[at].kind != Kind::Name {
            at = next;
            continue;
        }
        let gap = tokens[next..].iter().take_while(|token| is_joint(token)).count();
        let continues = tokens.get(next + gap).is_some_and(|token| token.kind == Kind::Name && !token.text.starts_with('('));
        if continues && gap <= 3 && !(gap > 0 && splits_office(tokens, at)) {
            for token in &mut tokens[next..=next + gap] {
                token.kind = if token.kind == Kind::Mark { Kind::Mark } else { Kind::Name };
                token.bound = true;
            }
            at = next + gap;
        } else {
            at = next;
        }
    }
}

fn is_name_word(tokens: &[Token], at: usize) -> bool {
    let token = &tokens[at];
    let Some(first) = token.text.chars().find(|c| c.is_alphanumeric()) else {
        return token.kind == Kind::Name
            || (at > 0 && ["&", "–", "-", "—"].contains(&token.text.as_str()) && tokens[at - 1].kind == Kind::Name);
    };
    if token.kind != Kind::Word {
        return token.kind == Kind::Name;
    }
    let beside = |index: Option<usize>| index.and_then(|index| tokens.get(index)).is_some_and(|t| t.text.starts_with(char::is_uppercase));
    if token.text.contains(char::is_uppercase) && !first.is_ascii_digit() {
        let opening = at == 0 || (tokens[at - 1].kind == Kind::Mark && WH.contains(&token.low.as_str()) && !beside(Some(at + 1)));
        let related =
            at == 0 && tokens.get(1).is_some_and(|next| next.is(&["of", "per"])) && (is_relation(&token.low) || is_quantity(&token.low));
        return !(related || (opening && (opens_a_question(&token.low) || is_function_word(&token.low))));
    }
    let after = beside(Some(at + 1)) && tokens.get(at + 1).is_some_and(|next| next.kind == Kind::Word);
    first.is_ascii_digit() && (after || (at > 1 && beside(at.checked_sub(1))))
}

/// The possessive in `The King's Garden` or at the end of a question is no relation of its own: a capital or nothing follows.
fn join_possessives_within_names(tokens: &mut Vec<Token>) {
    let mut at = 1;
    while at < tokens.len() {
        let within =
            tokens.get(at + 1).is_none_or(|next| next.kind == Kind::Name || next.kind == Kind::Mark || is_function_word(&next.low));
        if tokens[at].kind == Kind::Possessive && tokens[at - 1].kind == Kind::Name && within {
            let ending = tokens.remove(at);
            let owner = &mut tokens[at - 1];
            owner.text.push_str(&ending.text);
            owner.low.push_str(&ending.low);
        } else {
            at += 1;
        }
    }
}

/// Small words that stand inside names. `or`, `that` and `by` are left out: they rather join a name to the rest.
fn is_joint(token: &Token) -> bool {
    const JOINTS: &[&str] = &[
        "of", "the", "in", "on", "at", "and", "&", "a", "an", "to", "for", "with", "de", "du", "des", "del", "della", "di", "da", "do",
        "dos", "la", "le", "les", "el", "al", "von", "van", "der", "den", "und", "et", "y", "vs", "vs.", "v.", "no.", "ibn", "bin", "e",
        "i",
    ];
    match token.kind {
        Kind::Word => JOINTS.contains(&token.low.as_str()),
        Kind::Mark => token.text != ":",
        Kind::Name | Kind::Quoted | Kind::Possessive | Kind::Answer => false,
    }
}

/// `President of France` is a relation to France, not a name.
fn splits_office(tokens: &[Token], at: usize) -> bool {
    const OFFICES: &[&str] = &["president", "minister", "governor", "mayor", "chancellor", "capital", "ceo", "founder", "director"];
    let starts = at == 0 || !tokens[at].bound || tokens[at].low == "minister";
    starts && OFFICES.contains(&tokens[at].low.as_str()) && tokens.get(at + 1).is_some_and(|next| next.low == "of")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::extractive::planner::token::tokens;

    /// The names of a question, one string each.
    fn names(question: &str) -> Vec<String> {
        let mut tokens = tokens(question);
        bind_names(&mut tokens);
        let mut names: Vec<String> = Vec::new();
        for token in tokens.iter().filter(|token| token.kind == Kind::Name || token.bound) {
            match names.last_mut() {
                Some(name) if token.bound => {
                    name.push_str(if token.kind == Kind::Mark { "" } else { " " });
                    name.push_str(&token.text);
                }
                _ => names.push(token.text.clone()),
            }
        }
        names
    }

    #[test]
    fn a_name_keeps_its_small_words() {
        for (question, expected) in [
            ("Who directed Gone with the Wind?", vec!["Gone with the Wind"]),
            ("When was the Battle of Hastings fought in England?", vec!["Battle of Hastings", "England"]),
            ("Who is Otto, Duke Of Arvenia's father?", vec!["Otto, Duke Of Arvenia"]),
            ("Where were the 2024 Summer Olympics held?", vec!["2024 Summer Olympics"]),
            ("Who is the President of France?", vec!["President", "France"]),
            ("Which film is older, Stalker (1979 Film) or Up?", vec!["Stalker (1979 Film)", "Up"]),
            ("Ephesus is located where?", vec!["Ephesus"]),
            ("Where is Anna and the King's Garden set?", vec!["Anna and the King's Garden"]),
        ] {
            assert_eq!(names(question), expected, "{question}");
        }
    }
}
