//! The sentences of a question that takes several: `Ada founded a firm. Who bought that firm?`

use super::lexicon::{ARTICLES, PREPOSITIONS, PRONOUNS, WH, is_auxiliary};

/// The question cut after each sentence, and after a colon that announces a question; whole where the last one asks nothing.
pub fn sentences(text: &str) -> Vec<&str> {
    let mut cut = Vec::new();
    let mut start = 0;
    let mut quoted = false;
    for (at, mark) in text.char_indices() {
        quoted ^= ['"', '“', '”'].contains(&mark);
        let end = at + mark.len_utf8();
        if !quoted && ends_sentence(&text[start..at], mark, &text[end..]) {
            cut.push(text[start..end].trim_end_matches(':').trim());
            start = end;
        }
    }
    cut.push(text[start..].trim());
    let asks = cut.last().is_some_and(|last| opens_question(last));
    if asks { cut } else { vec![text] }
}

fn ends_sentence(before: &str, mark: char, after: &str) -> bool {
    if !after.starts_with(char::is_whitespace) {
        return false;
    }
    let after = after.trim_start();
    let opens = opens_question(after);
    let sentence = opens || opens_statement(after);
    let capital = after.starts_with(char::is_uppercase);
    match mark {
        '.' => capital && sentence && !is_abbreviation(before),
        '?' | '!' => capital && sentence,
        ':' => opens && !opens_question(before),
        _ => false,
    }
}

/// `St`, `J` or `e.g`, after which a full stop ends nothing.
fn is_abbreviation(before: &str) -> bool {
    const SHORT: &[&str] =
        &["mrs", "prof", "gen", "col", "capt", "inc", "ltd", "corp", "bros", "etc", "vol", "rev", "hon", "gov", "sen", "rep"];
    let word = before.rsplit(|c: char| c.is_whitespace() || c == '(').next().unwrap_or_default();
    let number = word.chars().all(|c| c.is_ascii_digit());
    word.contains('.') || (!number && word.chars().count() < 3) || SHORT.contains(&word.to_lowercase().as_str())
}

fn words(text: &str) -> impl Iterator<Item = String> {
    text.split_whitespace().map(|word| word.trim_matches(|c: char| !c.is_alphanumeric()).trim_end_matches("'s").to_lowercase())
}

fn opens_question(text: &str) -> bool {
    const ORDERS: &[&str] = &["name", "tell", "give", "find", "list", "state", "identify", "please"];
    let mut words = words(text);
    let Some(first) = words.next() else {
        return false;
    };
    let is = |list: &[&str], word: &str| list.contains(&word);
    let second = words.next().unwrap_or_default();
    is(WH, &first) || is_auxiliary(&first) || is(ORDERS, &first) || (is(PREPOSITIONS, &first) && is(WH, &second))
}

fn opens_statement(text: &str) -> bool {
    words(text).next().is_some_and(|first| {
        let first = first.as_str();
        PRONOUNS.contains(&first)
            || ARTICLES.contains(&first)
            || ["its", "his", "her", "their", "that", "this", "one", "another", "some"].contains(&first)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_sentence_ends_where_another_one_opens() {
        for (text, expected) in [
            ("Ada left a firm. Who owns that firm?", vec!["Ada left a firm.", "Who owns that firm?"]),
            ("Who made it? Where did he live?", vec!["Who made it?", "Where did he live?"]),
            ("Take the man who founded Arla: where did he live?", vec!["Take the man who founded Arla", "where did he live?"]),
            ("It opened in 1990. In which city is it?", vec!["It opened in 1990.", "In which city is it?"]),
            ("Who is J. K. Brim?", vec!["Who is J. K. Brim?"]),
            ("Who directed Dr. Who?", vec!["Who directed Dr. Who?"]),
            ("Who wrote \"Is It True? Is It?\"", vec!["Who wrote \"Is It True? Is It?\""]),
            ("Which is larger: the Nile or the Rhine?", vec!["Which is larger: the Nile or the Rhine?"]),
            ("Ada left. The firm closed.", vec!["Ada left. The firm closed."]),
        ] {
            assert_eq!(sentences(text), expected);
        }
    }
}
