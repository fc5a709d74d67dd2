use super::token::{Token, phrase};

/// Splits a compound kinship at its middle person: `paternal grandfather` is the `father` of the `father`.
///
/// Texts state parents and spouses far more often than grandparents and in-laws. Words with two readings (`uncle`) stay whole.
pub fn kin_chain(relation: &[Token]) -> Option<(Vec<Token>, Vec<Token>)> {
    let name: Vec<&str> = relation.iter().map(|token| token.low.as_str()).collect();
    let (first, then) = CHAINS.iter().find(|(compound, ..)| *compound == name.join(" ")).map(|(_, first, then)| (first, then))?;
    Some((phrase(first), phrase(then)))
}

/// The compound, the middle person, and what the one asked for is to the middle person.
const CHAINS: &[(&str, &str, &str)] = &[
    ("paternal grandfather", "father", "father"),
    ("paternal grandmother", "father", "mother"),
    ("maternal grandfather", "mother", "father"),
    ("maternal grandmother", "mother", "mother"),
    ("father-in-law", "spouse", "father"),
    ("mother-in-law", "spouse", "mother"),
    ("son-in-law", "daughter", "husband"),
    ("daughter-in-law", "son", "wife"),
    ("child-in-law", "child", "spouse"),
    ("stepfather", "mother", "husband"),
    ("stepmother", "father", "wife"),
    ("stepchild", "spouse", "child"),
    ("stepson", "spouse", "son"),
    ("stepdaughter", "spouse", "daughter"),
    ("great-grandfather", "grandfather", "father"),
    ("great-grandmother", "grandmother", "mother"),
];

#[cfg(test)]
mod tests {
    use super::*;
    use crate::extractive::planner::token::{tokens, written};

    #[test]
    fn a_compound_kinship_has_a_middle_person() {
        for (relation, first, then) in [("maternal grandfather", "mother", "father"), ("father-in-law", "spouse", "father")] {
            let (one, two) = kin_chain(&tokens(relation)).expect("a compound");
            assert_eq!((written(&one), written(&two)), (first.to_owned(), then.to_owned()));
        }
        assert!(kin_chain(&tokens("uncle")).is_none());
    }
}
