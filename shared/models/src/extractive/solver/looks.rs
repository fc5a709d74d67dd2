use crate::extractive::{
    gazetteer,
    page::Token,
    question::{Expected, expected_of_noun},
    spans::Sort,
};

/// What an unknown name looks like, judged by its own words and the word before it.
pub(super) struct Looks<'t> {
    words: &'t [Token<'t>],
    text: String,
    before: &'t str,
    sort: Sort,
    /// What its last telling noun makes it: `River` a place.
    noun: Option<Expected>,
    nation: bool,
    place: bool,
    people: bool,
    acronym: bool,
}

impl<'t> Looks<'t> {
    pub fn of(words: &'t [Token<'t>], before: &'t str, sort: Sort) -> Self {
        let text = words.iter().map(|token| token.text).collect::<Vec<_>>().join(" ");
        let nation = gazetteer::is_country(&text) || gazetteer::is_continent(&text);
        Self {
            words,
            before,
            sort,
            noun: words.iter().rev().find_map(|token| expected_of_noun(&token.folded)),
            nation,
            place: nation || gazetteer::is_state(&text),
            people: words.len() == 1 && gazetteer::is_demonym(&text),
            acronym: words.len() == 1 && text.len() > 1 && text.chars().all(char::is_uppercase),
            text,
        }
    }

    /// How well it fits a sort of answer, from 0 to 1; `narrow` where not any place will do.
    pub fn fit(&self, expected: Expected, narrow: bool) -> f64 {
        if self.words.iter().all(Token::is_number) {
            return 0.1;
        }
        match expected {
            Expected::Person => self.as_person(),
            Expected::Place if narrow && self.nation => 0.1,
            Expected::Place if narrow && self.place => 0.15,
            Expected::Place => self.as_place(),
            Expected::Country if self.nation => {
                if gazetteer::is_continent(&self.text) {
                    0.05
                } else {
                    0.95
                }
            }
            Expected::Country => 0.15 * self.as_place(),
            Expected::State if gazetteer::is_state(&self.text) => 0.95,
            Expected::State => self.as_place() * if self.nation { 0.1 } else { 0.4 },
            Expected::Continent => f64::from(u8::from(gazetteer::is_continent(&self.text))),
            Expected::Organisation => self.as_organisation(),
            Expected::Work => self.as_work(),
            Expected::Language => {
                if self.people || OTHER_LANGUAGES.contains(&self.text.as_str()) {
                    0.9
                } else if self.place || self.sort == Sort::Address {
                    0.02
                } else {
                    0.2
                }
            }
            _ => (if self.people { 0.2 } else { 0.6 }) * if self.sort == Sort::Address { 0.7 } else { 1.0 },
        }
    }

    fn as_person(&self) -> f64 {
        if self.place || self.people || self.sort == Sort::Address {
            return 0.05;
        }
        let role = expected_of_noun(self.before) == Some(Expected::Person);
        let called = self.noun == Some(Expected::Person) || role || matches!(self.before, "by" | "mr" | "dr");
        let connected = self.words.iter().any(|token| token.text.chars().all(char::is_lowercase));
        let length = match self.words.len() {
            2 | 3 => 0.65,
            4..=7 if connected => 0.6,
            _ => 0.4,
        };
        (length + if called { 0.2 } else { 0.0 })
            * if self.is_located() { 0.5 } else { 1.0 }
            * if self.is_no_person(connected) { 0.3 } else { 1.0 }
    }

    fn is_no_person(&self, connected: bool) -> bool {
        let role_alone = self.words.len() == 1 && self.noun == Some(Expected::Person);
        let national = |token: &Token| gazetteer::is_demonym(token.text) || gazetteer::is_country(token.text);
        let of_another_sort = self.noun.is_some_and(|noun| noun != Expected::Person) || self.words.iter().any(national);
        let quoted = self.sort == Sort::Quoted;
        role_alone || of_another_sort && !connected || self.acronym || quoted || self.words.iter().any(Token::is_number)
    }

    fn as_place(&self) -> f64 {
        let base = match self.noun {
            _ if self.place || self.is_address() => 0.8,
            Some(Expected::Place) => 0.8,
            _ if self.before == "born" => 0.1,
            _ if self.is_located() => 0.7,
            _ => 0.4,
        };
        base * if self.people || self.sort == Sort::Quoted { 0.3 } else { 1.0 }
    }

    fn as_organisation(&self) -> f64 {
        let base = match self.noun {
            Some(Expected::Organisation) => 0.85,
            _ if self.acronym => 0.65,
            _ => 0.5,
        };
        base * if self.place || self.people { 0.3 } else { 1.0 } * if self.sort == Sort::Address { 0.4 } else { 1.0 }
    }

    fn as_work(&self) -> f64 {
        match self.noun {
            _ if self.sort == Sort::Quoted => 0.85,
            Some(Expected::Work) => 0.6,
            _ if self.place || self.people => 0.1,
            _ => 0.4,
        }
    }

    /// Whether it ends with a larger place known as such, or stands where places do: other names with commas between are a list.
    fn is_address(&self) -> bool {
        let last = self.words.iter().rposition(|token| token.gap.contains(',')).unwrap_or(0);
        let larger = self.words[last..].iter().map(|token| token.text).collect::<Vec<_>>().join(" ");
        let known = gazetteer::is_country(&larger) || gazetteer::is_state(&larger) || gazetteer::is_continent(&larger);
        self.sort == Sort::Address && (known || self.is_located())
    }

    fn is_located(&self) -> bool {
        matches!(self.before, "in" | "at" | "near" | "from" | "to")
    }
}

/// Languages that are not named after a people of today's countries.
const OTHER_LANGUAGES: &[&str] = &["Latin", "Arabic", "Hindi", "Urdu", "Mandarin", "Tamil", "Swahili", "Hebrew", "Catalan"];

#[cfg(test)]
mod tests {
    use super::*;
    use crate::extractive::page::tokens;

    fn fit(name: &str, before: &str, sort: Sort, expected: Expected) -> f64 {
        Looks::of(&tokens(name, 0), before, sort).fit(expected, true)
    }

    #[test]
    fn a_name_fits_the_sort_it_looks_like() {
        for (better, worse, expected) in [
            ("Polish", "Poland", Expected::Language),
            ("Ben Osk", "Scotland", Expected::Place),
            ("Sweden", "Ada Holm", Expected::Country),
            ("Ohio", "Osk County", Expected::State),
            ("Ada Holm", "1883", Expected::Person),
        ] {
            let of = |name| fit(name, "", Sort::Name, expected);
            assert!(of(better) > of(worse), "{better} should fit {expected:?} better than {worse}");
        }
    }

    #[test]
    fn names_with_commas_are_an_address_only_where_places_stand() {
        let place = |name, before| fit(name, before, Sort::Address, Expected::Place);
        assert!(place("Osk, Norway", "") > place("Ada Holm, Per Lund", ""));
        assert!(place("Osk, Norrland", "in") > place("Ada Holm, Per Lund", "with"));
    }
}
