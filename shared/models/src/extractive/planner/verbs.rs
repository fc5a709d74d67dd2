//! English verb forms: what form a word is, and the base and third person of a verb.
//!
//! Irregular verbs are listed, and so are the regular ones that matter in their bare form; a regular past is known by its ending.

use super::verb_list::{IRREGULAR, NOT_VERBS, REGULAR};

/// A reading of a word as a verb.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Verb {
    pub base: String,
    pub form: Form,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Form {
    Base,
    Third,
    /// Simple past only: `wrote`.
    Past,
    /// Past participle only: `written`.
    Participle,
    /// Either: `founded`.
    PastOrParticiple,
    Gerund,
}

impl Form {
    /// Whether the form can stand as a clause's verb without an auxiliary.
    pub fn is_finite(self) -> bool {
        matches!(self, Self::Third | Self::Past | Self::PastOrParticiple)
    }

    pub fn is_participle(self) -> bool {
        matches!(self, Self::Participle | Self::PastOrParticiple)
    }
}

/// The verb a word in lower case is a form of.
pub fn verb(word: &str) -> Option<Verb> {
    if NOT_VERBS.contains(&word) || !word.is_ascii() {
        return None;
    }
    irregular(word).or_else(|| regular(word))
}

/// Whether the word is past and base alike, as `set`.
pub fn is_unchanging(word: &str) -> bool {
    IRREGULAR.iter().any(|(base, past, _)| *base == word && base == past)
}

/// The third person singular: `play` to `plays`.
pub fn third_person(base: &str) -> String {
    if base == "be" {
        return "is".to_owned();
    }
    if base == "have" {
        return "has".to_owned();
    }
    let vowel_before_y = ["ay", "ey", "oy", "uy"].iter().any(|ending| base.ends_with(ending));
    match base.strip_suffix('y') {
        Some(stem) if !vowel_before_y => format!("{stem}ies"),
        _ if ["s", "sh", "ch", "x", "z", "o"].iter().any(|ending| base.ends_with(ending)) => format!("{base}es"),
        _ => format!("{base}s"),
    }
}

fn irregular(word: &str) -> Option<Verb> {
    for (base, past, participle) in IRREGULAR {
        let form = if word == *past && past == participle {
            if base == past { Form::Base } else { Form::PastOrParticiple }
        } else if word == *past {
            Form::Past
        } else if word == *participle && base != participle {
            Form::Participle
        } else if word == *base {
            Form::Base
        } else {
            continue;
        };
        return Some(Verb { base: (*base).to_owned(), form });
    }
    None
}

fn regular(word: &str) -> Option<Verb> {
    let known = |base: &str| REGULAR.contains(&base) || IRREGULAR.iter().any(|(irregular, ..)| *irregular == base);
    let found = |base: String, form| Some(Verb { base, form });
    if REGULAR.contains(&word) {
        return found(word.to_owned(), Form::Base);
    }
    if let Some(stem) = word.strip_suffix("ing").filter(|stem| stem.len() > 2) {
        return bases(stem).into_iter().find(|base| known(base)).and_then(|base| found(base, Form::Gerund));
    }
    if let Some(stem) = word.strip_suffix("ed").filter(|stem| stem.len() > 2 && !stem.ends_with('e')) {
        let candidates = bases(stem);
        let base = candidates.iter().find(|base| known(base)).or_else(|| candidates.first()).cloned()?;
        return found(base, Form::PastOrParticiple);
    }
    let stem = word.strip_suffix('s')?;
    let shorter = [
        stem.to_owned(),
        stem.strip_suffix('e').unwrap_or(stem).to_owned(),
        stem.strip_suffix("ie").map_or(String::new(), |s| format!("{s}y")),
    ];
    shorter.into_iter().find(|base| known(base)).and_then(|base| found(base, Form::Third))
}

/// What may have stood before `ed` or `ing`, likeliest first.
fn bases(stem: &str) -> Vec<String> {
    let mut candidates = Vec::new();
    if let Some(shorter) = stem.strip_suffix('i') {
        candidates.push(format!("{shorter}y"));
    }
    let bytes = stem.as_bytes();
    let doubled = bytes.len() > 2 && bytes[bytes.len() - 1] == bytes[bytes.len() - 2] && !b"lsz".contains(&bytes[bytes.len() - 1]);
    if doubled {
        candidates.push(stem[..stem.len() - 1].to_owned());
    }
    let wants_e =
        ["at", "iz", "is", "us", "as", "uc", "nc", "rc", "v", "dg", "ng", "rg", "in", "ir", "ur", "ut", "id", "ag", "bl", "pl", "os"];
    if wants_e.iter().any(|ending| stem.ends_with(ending)) {
        candidates.push(format!("{stem}e"));
    }
    candidates.push(stem.to_owned());
    candidates.push(format!("{stem}e"));
    candidates
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_form_leads_back_to_its_verb() {
        for (word, base, form) in [
            ("invaded", "invade", Form::PastOrParticiple),
            ("stands", "stand", Form::Third),
            ("wrote", "write", Form::Past),
            ("written", "write", Form::Participle),
            ("playing", "play", Form::Gerund),
            ("sharing", "share", Form::Gerund),
            ("died", "die", Form::PastOrParticiple),
            ("studied", "study", Form::PastOrParticiple),
            ("founded", "found", Form::PastOrParticiple),
            ("win", "win", Form::Base),
            ("zapped", "zap", Form::PastOrParticiple),
        ] {
            assert_eq!(verb(word), Some(Verb { base: base.to_owned(), form }), "{word}");
        }
        assert_eq!(verb("united"), None);
    }

    #[test]
    fn the_third_person_follows_spelling() {
        for (base, third) in [("play", "plays"), ("carry", "carries"), ("pass", "passes"), ("share", "shares"), ("go", "goes")] {
            assert_eq!(third_person(base), third);
        }
    }
}
