use super::{Sort, Span};
use crate::extractive::page::Token;

/// Every proper name of a sentence: capitalised words with the small words that join them, quoted titles, and addresses.
pub(in crate::extractive) fn names(tokens: &[Token]) -> Vec<Span> {
    let mut found = quoted(tokens);
    let mut at = 0;
    while at < tokens.len() {
        if !starts_name(tokens, at) {
            at += 1;
            continue;
        }
        let last = end_of_name(tokens, at);
        found.push(without_possessive(tokens, Span::of(tokens, at, last, Sort::Name)));
        push_parts(&mut found, tokens, at, last);
        at = last;
    }
    let plain: Vec<Span> = found.iter().filter(|span| matches!(span.sort, Sort::Name | Sort::Part)).copied().collect();
    found.extend(addresses(tokens, &plain));
    found.sort_unstable();
    found.dedup();
    found
}

fn without_possessive(tokens: &[Token], span: Span) -> Span {
    let last = tokens[span.last - 1].text;
    let ending = ["'s", "’s"].into_iter().find(|ending| last.ends_with(ending)).map_or(0, str::len);
    Span { end: span.end - ending, ..span }
}

/// What stands between quotation marks and is short enough for a title.
fn quoted(tokens: &[Token]) -> Vec<Span> {
    let mut found = Vec::new();
    let mut opened = None;
    for (at, token) in tokens.iter().enumerate() {
        let marks = token.gap.chars().filter(|c| matches!(c, '"' | '“' | '”')).count();
        if marks > 0 {
            let closes = opened.take().filter(|first| at - first <= 12 && at > *first);
            if let Some(first) = closes {
                found.push(Span::of(tokens, first, at, Sort::Quoted));
            }
            if closes.is_none() || marks > 1 {
                opened = Some(at);
            }
        }
    }
    if let Some(first) = opened.filter(|first| (1..=12).contains(&(tokens.len() - first))) {
        found.push(Span::of(tokens, first, tokens.len(), Sort::Quoted));
    }
    found
}

fn starts_name(tokens: &[Token], at: usize) -> bool {
    let token = &tokens[at];
    let opener = at == 0 && OPENERS.contains(&token.folded.as_str());
    let measure = token.folded == "gdp";
    let capital = token.is_capitalised() && (!token.stop || is_acronym(token)) && !opener && !measure;
    let ranged = token.is_number() && tokens.get(at + 1).is_some_and(|next| next.is_number() && matches!(next.gap, "–" | "-" | "/"));
    let ranged = ranged && tokens.get(at + 2).is_some_and(|next| next.is_capitalised() && next.follows_closely());
    let numbered = token.is_number()
        && !matches!(token.gap, "–" | "-" | "/")
        && tokens.get(at + 1).is_some_and(|next| next.is_capitalised() && next.follows_closely() && !is_month(&next.folded));
    let named_month = || tokens.get(at + 1).is_some_and(|next| next.is_capitalised() && next.follows_closely());
    (capital && (!is_month(&token.folded) || named_month())) || ((numbered || ranged) && token.text.len() <= 4)
}

fn end_of_name(tokens: &[Token], first: usize) -> usize {
    let mut last = first + 1;
    while last < tokens.len() {
        let token = &tokens[last];
        let hyphened = token.gap == "-" || token.gap.trim() == "-" && token.text.chars().count() <= 3;
        let named = token.is_capitalised() || is_numeral(token) || hyphened && !token.is_number();
        if joins(token) && named && !is_measure_of(&tokens[last - 1], token) && !(token.is_number() && is_month(&tokens[last - 1].folded)) {
            last += 1;
        } else if let Some(skipped) = joined_by_small_words(tokens, last).or_else(|| rank(tokens, last)) {
            last += skipped;
        } else {
            break;
        }
    }
    last
}

/// How many words the rank takes that is a part of the name before: `Ada Holm, 3rd Countess of Osk`.
fn rank(tokens: &[Token], at: usize) -> Option<usize> {
    let ordinal = usize::from(tokens[at].is_number() && tokens[at].text.ends_with(['t', 'd', 'h']));
    let title = tokens.get(at + ordinal).filter(|token| RANKS.contains(&token.folded.as_str()) && token.is_capitalised())?;
    let apart = tokens[at].gap.trim() == "," && (ordinal == 0 || title.follows_closely());
    let of = tokens.get(at + ordinal + 1).is_some_and(|next| next.folded == "of" || ordinal == 1);
    (apart && of).then_some(ordinal + 1)
}

/// `Martin Luther King, Jr`; `J. R. R. Tolkien`; `Saint-Denis`; `Simon & Schuster`.
fn joins(token: &Token) -> bool {
    let gap = token.gap.trim();
    match gap {
        "" | "-" | "–" | "/" | "&" => !(gap == "–" && token.gap.len() > gap.len()),
        "." | ".-" => true,
        "," => matches!(token.text, "Jr" | "Sr" | "Inc" | "Ltd" | "LLC" | "II" | "III"),
        _ => matches!(token.gap, " \"" | "\" " | " '" | "' " | " “" | "” "),
    }
}

/// `GDP` in "Norway's GDP" is no part of the name.
fn is_measure_of(owner: &Token, token: &Token) -> bool {
    owner.text.ends_with(['s', 'S']) && owner.text.contains(['\'', '’']) && token.folded == "gdp"
}

fn joined_by_small_words(tokens: &[Token], at: usize) -> Option<usize> {
    let mut skipped = 0;
    while skipped < 2 && tokens.get(at + skipped).is_some_and(|t| t.follows_closely() && CONNECTORS.contains(&t.text)) {
        skipped += 1;
    }
    let next = tokens.get(at + skipped).filter(|_| skipped > 0)?;
    (next.is_capitalised() && (next.follows_closely() || next.gap == "-") && !is_month(&next.folded)).then_some(skipped + 1)
}

/// A name that was joined too boldly is offered in its parts as well: `University of Oxford`, `Oxford`.
fn push_parts(found: &mut Vec<Span>, tokens: &[Token], first: usize, last: usize) {
    for at in first + 1..last {
        let connector = CONNECTORS.contains(&tokens[at].text);
        if connector && at + 1 < last && !CONNECTORS.contains(&tokens[at - 1].text) {
            found.push(Span::of(tokens, first, at, Sort::Part));
            let after = (at + 1..last).find(|next| !CONNECTORS.contains(&tokens[*next].text));
            found.extend(after.map(|next| without_possessive(tokens, Span::of(tokens, next, last, Sort::Part))));
        }
    }
    let honorific = TITLES.contains(&tokens[first].folded.as_str()) || super::super::gazetteer::is_demonym(tokens[first].text);
    if honorific && last - first > 1 {
        found.push(without_possessive(tokens, Span::of(tokens, first + 1, last, Sort::Part)));
    }
}

/// Names in a row with only a comma between: a place and the larger places it lies in.
fn addresses(tokens: &[Token], names: &[Span]) -> Vec<Span> {
    let mut found = Vec::new();
    for name in names {
        let mut last = name.last;
        while let Some(next) =
            names.iter().filter(|next| next.first == last && tokens[next.first].gap.trim() == ",").max_by_key(|next| next.last)
        {
            last = next.last;
            found.push(Span::of(tokens, name.first, last, Sort::Address));
            if found.len() > 200 || last - name.first > 10 {
                break;
            }
        }
    }
    found
}

fn is_acronym(token: &Token) -> bool {
    token.text.len() >= 2 && token.text.chars().all(|c| c.is_uppercase() || c == '.')
}

fn is_numeral(token: &Token) -> bool {
    token.is_number() && token.text.len() <= 3 && token.follows_closely() && token.text.bytes().all(|b| b.is_ascii_digit())
}

pub(super) fn is_month(folded: &str) -> bool {
    matches!(
        folded,
        "january" | "february" | "march" | "april" | "may" | "june" | "july" | "august" | "september" | "october" | "november" | "december"
    )
}

const CONNECTORS: &[&str] = &[
    "of", "de", "la", "le", "les", "du", "des", "del", "della", "di", "da", "dos", "do", "van", "von", "der", "den", "zu", "bin", "ibn",
    "al", "el", "the", "for", "e", "y", "af", "av", "ter", "ten", "und", "et", "d", "l", "on",
];

/// Capitalised first words of a sentence that begin no name.
#[rustfmt::skip]
const OPENERS: &[&str] = &[
    "according", "although", "among", "despite", "following", "however", "many", "since", "today", "within", "upon", "later",
    "another", "currently", "originally", "together", "though", "thus", "several", "his", "her", "their", "its", "one", "two",
    "three", "four", "five", "because", "like", "unlike", "near", "along", "across", "around", "by", "even", "every", "famous",
    "finally", "first", "instead", "it", "not", "now", "of", "part", "perhaps", "set", "still", "there", "towards", "without",
    "yet", "born", "based", "located", "founded", "with", "approximately", "initially", "recently", "eventually", "subsequently",
    "formerly", "previously", "historically", "traditionally", "additionally", "officially", "usually", "generally", "typically",
    "especially",
];

#[rustfmt::skip]
const RANKS: &[&str] = &[
    "prince", "princess", "duke", "duchess", "earl", "countess", "count", "viscount", "marquess", "baron", "baroness", "baronet", "king",
    "queen", "lord", "margrave", "elector",
];

#[rustfmt::skip]
const TITLES: &[&str] = &[
    "mr", "mrs", "ms", "dr", "sir", "lord", "lady", "king", "queen", "prince", "princess", "president", "professor", "saint",
    "emperor", "general", "captain", "pope", "chancellor", "governor", "senator", "dame", "actor", "actress", "director",
];

#[cfg(test)]
mod tests {
    use super::*;
    use crate::extractive::page::tokens;

    fn found(text: &str) -> Vec<&str> {
        names(&tokens(text, 0)).iter().map(|span| &text[span.start..span.end]).collect()
    }

    #[test]
    fn names_are_found_whole() {
        for (text, name) in [
            ("It was built by Gustaf af Tornquist in haste.", "Gustaf af Tornquist"),
            ("The University of Varnholm opened.", "University of Varnholm"),
            ("He wrote \"a house of glass\" and left.", "a house of glass"),
            ("She was born in Reims, France, and", "Reims, France"),
            ("The mission Apollo 11 landed.", "Apollo 11"),
            ("It was J. R. R. Tolkien who", "J. R. R. Tolkien"),
            ("In 1990 the 2014 FIFA World Cup", "2014 FIFA World Cup"),
            ("by Simon & Schuster in", "Simon & Schuster"),
            ("the son of Emil, 5th Prince of Osk, and", "Emil, 5th Prince of Osk"),
            ("the wife of Prince Emil, Duke of Osk.", "Prince Emil, Duke of Osk"),
            ("What is Varnland's GDP?", "Varnland"),
            ("The company eVarn bought it.", "eVarn"),
        ] {
            assert!(found(text).contains(&name), "{text}: {:?}", found(text));
        }
    }

    #[test]
    fn a_sentence_opener_or_a_month_is_no_name() {
        for text in ["However it rained.", "The dog barked.", "on 12 May they met", "In the end"] {
            assert_eq!(found(text), Vec::<&str>::new(), "{text}");
        }
    }
}
