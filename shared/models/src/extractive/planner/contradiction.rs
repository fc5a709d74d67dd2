//! Questions for a thing that cannot be: one that is both of two opposites.

use super::{
    lexicon::{BE, WH},
    token::Token,
};

/// `Which building is both the tallest and the shortest`: opposites said of one thing in one breath.
pub fn contradiction(tokens: &[Token]) -> Option<String> {
    let (first, second) = opposites(tokens)?;
    let both = tokens[..first].iter().rev().take(2).any(|token| token.is(&["both"]));
    let start = first - tokens[..first].iter().rev().take_while(|token| token.is(&["both", "the", "a", "an"])).count();
    let said = start > 0 && (tokens[start - 1].is(BE) || tokens[start - 1].is(&["be", "simultaneously", "once", "time"]));
    let one =
        tokens[..start].iter().any(|token| token.is(&["is", "was", "be", "s"])) && (tokens[0].is(WH) || tokens[0].is(&["name", "find"]));
    let of_a_noun = start > 2 || both;
    (said && one && of_a_noun).then(|| {
        let (this, that) = (&tokens[first].text, &tokens[second].text);
        format!("The question asks for one thing that is both \"{this}\" and \"{that}\": these exclude each other, so nothing can be both.")
    })
}

/// The places of two opposites of the same degree with nothing but `and the` between them, or a noun that comes again.
fn opposites(tokens: &[Token]) -> Option<(usize, usize)> {
    let poles: Vec<(usize, usize, bool, &str)> = tokens
        .iter()
        .enumerate()
        .filter(|(_, token)| token.is_plain())
        .filter_map(|(at, token)| pole(&token.low).map(|(scale, side, degree)| (at, scale, side, degree)))
        .collect();
    poles.windows(2).find_map(|pair| {
        let [(first, scale, side, degree), (second, other_scale, other_side, other_degree)] = pair else {
            return None;
        };
        let opposed = scale == other_scale && side != other_side && degree == other_degree;
        let between = &tokens[first + 1..*second];
        let noun_again = between.first().zip(tokens.get(second + 1)).is_some_and(|(one, again)| one == again);
        let between = if noun_again { &between[1..] } else { between };
        let joined = between.iter().any(|token| token.is(&["and", "but", "yet", "well"]));
        let bare = between.iter().all(|token| {
            token.is_comma() || token.is(&["and", "but", "yet", "also", "the", "as", "well", "at", "same", "time", "a", "an"])
        });
        (opposed && joined && bare).then_some((*first, *second))
    })
}

/// On which scale a word stands, on which side, and in which degree.
pub fn pole(word: &str) -> Option<(usize, bool, &'static str)> {
    let plain = |stem: &str| {
        SCALES
            .iter()
            .position(|(one, two)| one.contains(&stem) || two.contains(&stem))
            .map(|scale| (scale, SCALES[scale].0.contains(&stem)))
    };
    if let Some((scale, side)) = plain(word) {
        return Some((scale, side, ""));
    }
    ["est", "er"].into_iter().find_map(|degree| {
        let stem = word.strip_suffix(degree)?;
        let doubled = stem.get(..stem.len().saturating_sub(1)).unwrap_or_default();
        let with_e = format!("{stem}e");
        let with_y = stem.strip_suffix('i').map(|stem| format!("{stem}y"));
        let found = plain(stem).or_else(|| plain(doubled)).or_else(|| plain(&with_e)).or_else(|| with_y.as_deref().and_then(plain));
        found.map(|(scale, side)| (scale, side, degree))
    })
}

/// Opposites: what is on one side of a scale cannot be on the other.
const SCALES: &[(&[&str], &[&str])] = &[
    (&["tall", "high", "long"], &["short", "low"]),
    (&["large", "big"], &["small", "tiny", "little"]),
    (&["old"], &["young", "new"]),
    (&["hot", "warm"], &["cold", "cool"]),
    (&["fast", "quick"], &["slow"]),
    (&["heavy"], &["light"]),
    (&["deep"], &["shallow"]),
    (&["wide", "broad", "thick"], &["narrow", "thin"]),
    (&["rich", "wealthy"], &["poor"]),
    (&["strong"], &["weak"]),
    (&["early", "first"], &["late", "last"]),
    (&["best"], &["worst"]),
    (&["even"], &["odd"]),
    (&["dead"], &["alive"]),
    (&["true"], &["false"]),
    (&["full"], &["empty"]),
    (&["wet"], &["dry"]),
    (&["near", "close"], &["far"]),
    (&["married"], &["unmarried", "single"]),
    (&["finite"], &["infinite"]),
];

#[cfg(test)]
mod tests {
    use super::*;
    use crate::extractive::planner::{names::bind_names, token::tokens};

    fn contradicted(question: &str) -> Option<String> {
        let mut tokens = tokens(question);
        bind_names(&mut tokens);
        contradiction(&tokens)
    }

    #[test]
    fn one_thing_cannot_be_two_opposites() {
        for question in [
            "Which building is both the tallest and the shortest in the world?",
            "What is both the largest and the smallest planet?",
            "Which river is the longest and the shortest river in Asia?",
            "Which number is both even and odd?",
            "Which lake is at once the deepest and the shallowest in Asia?",
            "Which lake is at the same time the deepest and the shallowest?",
            "How high is the building that is both the tallest and the shortest?",
            "Who was both the first and the last king of Prussia?",
        ] {
            assert!(contradicted(question).is_some(), "{question}");
        }
    }

    #[test]
    fn two_things_may_be_opposites() {
        for question in [
            "What are the largest and smallest countries in Africa?",
            "Which country is the largest by area and the smallest by population?",
            "What is the difference between the tallest and the shortest president?",
            "Which is the tallest building and who designed the oldest?",
            "Which film is both the longest and the most expensive?",
            "Which city was at one time the largest and later the smallest in Peru?",
        ] {
            assert_eq!(contradicted(question), None, "{question}");
        }
    }
}
