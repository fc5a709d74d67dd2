//! Countries with the words for their people, and other closed lists of place names: linguistic knowledge that tells `French` from
//! `France`, and a country from a city. It answers nothing by itself.

use std::{collections::BTreeMap, sync::LazyLock};

use genesis_text::fold;

/// The country whose people a word names (`Danish` gives `Denmark`).
pub(super) fn country_of_people(demonym: &str) -> Option<&'static str> {
    BY_PEOPLE.get(&fold_phrase(demonym)).copied()
}

pub(super) fn is_demonym(phrase: &str) -> bool {
    BY_PEOPLE.contains_key(&fold_phrase(phrase))
}

pub(super) fn is_country(name: &str) -> bool {
    BY_NAME.contains_key(fold_phrase(name).trim_start_matches("the "))
}

pub(super) fn is_state(name: &str) -> bool {
    STATES.iter().any(|state| state.eq_ignore_ascii_case(name))
}

pub(super) fn is_continent(name: &str) -> bool {
    CONTINENTS.iter().any(|continent| continent.eq_ignore_ascii_case(name))
}

/// One key for a country however it is named: `Dutch`, `the Netherlands` and `Netherlands` meet.
pub(super) fn nation_key(phrase: &str) -> Option<String> {
    let folded = fold_phrase(phrase);
    let folded = folded.trim_start_matches("the ");
    let people =
        BY_NAME.get(folded).copied().or_else(|| BY_PEOPLE.get_key_value(folded).map(|(_, country)| BY_NAME[&fold_phrase(country)]));
    people.map(fold_phrase)
}

fn fold_phrase(phrase: &str) -> String {
    phrase.split_whitespace().map(|word| fold(word.trim_matches(|c: char| !c.is_alphanumeric()))).collect::<Vec<_>>().join(" ")
}

static BY_NAME: LazyLock<BTreeMap<String, &'static str>> =
    LazyLock::new(|| COUNTRIES.iter().map(|(name, people)| (fold_phrase(name), people[0])).collect());

/// The first country listed wins where two share a word.
static BY_PEOPLE: LazyLock<BTreeMap<String, &'static str>> = LazyLock::new(|| {
    let pairs = COUNTRIES.iter().rev().flat_map(|(name, people)| people.iter().map(|word| (fold_phrase(word), *name)));
    pairs.collect()
});

const CONTINENTS: &[&str] = &["Africa", "Antarctica", "Asia", "Australia", "Europe", "North America", "Oceania", "South America"];

#[rustfmt::skip]
const STATES: &[&str] = &[
    "Alabama", "Alaska", "Arizona", "Arkansas", "California", "Colorado", "Connecticut", "Delaware", "Florida", "Georgia", "Hawaii", "Idaho",
    "Illinois", "Indiana", "Iowa", "Kansas", "Kentucky", "Louisiana", "Maine", "Maryland", "Massachusetts", "Michigan", "Minnesota",
    "Mississippi", "Missouri", "Montana", "Nebraska", "Nevada", "New Hampshire", "New Jersey", "New Mexico", "New York", "North Carolina",
    "North Dakota", "Ohio", "Oklahoma", "Oregon", "Pennsylvania", "Rhode Island", "South Carolina", "South Dakota", "Tennessee", "Texas",
    "Utah", "Vermont", "Virginia", "Washington", "West Virginia", "Wisconsin", "Wyoming",
];

/// A country and the words for its people and things, the commonest first.
#[rustfmt::skip]
const COUNTRIES: &[(&str, &[&str])] = &[
    ("Afghanistan", &["Afghan"]), ("Albania", &["Albanian"]), ("Algeria", &["Algerian"]), ("Andorra", &["Andorran"]),
    ("Angola", &["Angolan"]), ("Argentina", &["Argentine", "Argentinian"]), ("Armenia", &["Armenian"]), ("Australia", &["Australian"]),
    ("Austria", &["Austrian"]), ("Azerbaijan", &["Azerbaijani"]), ("Bahamas", &["Bahamian"]), ("Bahrain", &["Bahraini"]),
    ("Bangladesh", &["Bangladeshi"]), ("Barbados", &["Barbadian"]), ("Belarus", &["Belarusian"]), ("Belgium", &["Belgian"]),
    ("Belize", &["Belizean"]), ("Benin", &["Beninese"]), ("Bhutan", &["Bhutanese"]), ("Bolivia", &["Bolivian"]),
    ("Bosnia and Herzegovina", &["Bosnian"]), ("Botswana", &["Botswanan", "Motswana"]), ("Brazil", &["Brazilian"]),
    ("Brunei", &["Bruneian"]), ("Bulgaria", &["Bulgarian"]), ("Burkina Faso", &["Burkinabe"]), ("Burma", &["Burmese"]),
    ("Burundi", &["Burundian"]), ("Cambodia", &["Cambodian"]), ("Cameroon", &["Cameroonian"]), ("Canada", &["Canadian"]),
    ("Cape Verde", &["Cape Verdean"]), ("Central African Republic", &["Central African"]), ("Chad", &["Chadian"]), ("Chile", &["Chilean"]),
    ("China", &["Chinese"]), ("Colombia", &["Colombian"]), ("Comoros", &["Comorian"]), ("Costa Rica", &["Costa Rican"]),
    ("Croatia", &["Croatian"]), ("Cuba", &["Cuban"]), ("Cyprus", &["Cypriot"]), ("Czech Republic", &["Czech"]), ("Czechia", &["Czech"]),
    ("Czechoslovakia", &["Czechoslovak"]), ("Democratic Republic of the Congo", &["Congolese"]), ("Denmark", &["Danish", "Dane"]),
    ("Djibouti", &["Djiboutian"]), ("Dominica", &["Dominican"]), ("Dominican Republic", &["Dominican"]),
    ("East Germany", &["East German"]), ("East Timor", &["Timorese"]), ("Ecuador", &["Ecuadorian"]), ("Egypt", &["Egyptian"]),
    ("El Salvador", &["Salvadoran"]), ("England", &["English"]), ("Equatorial Guinea", &["Equatoguinean"]), ("Eritrea", &["Eritrean"]),
    ("Estonia", &["Estonian"]), ("Eswatini", &["Swazi"]), ("Ethiopia", &["Ethiopian"]), ("Fiji", &["Fijian"]),
    ("Finland", &["Finnish", "Finn"]), ("France", &["French"]), ("Gabon", &["Gabonese"]), ("Gambia", &["Gambian"]),
    ("Georgia", &["Georgian"]), ("Germany", &["German"]), ("Ghana", &["Ghanaian"]), ("Great Britain", &["British"]),
    ("Greece", &["Greek"]), ("Greenland", &["Greenlandic"]), ("Grenada", &["Grenadian"]), ("Guatemala", &["Guatemalan"]),
    ("Guinea", &["Guinean"]), ("Guyana", &["Guyanese"]), ("Haiti", &["Haitian"]), ("Honduras", &["Honduran"]),
    ("Hong Kong", &["Hongkonger"]), ("Hungary", &["Hungarian"]), ("Iceland", &["Icelandic", "Icelander"]), ("India", &["Indian"]),
    ("Indonesia", &["Indonesian"]), ("Iran", &["Iranian", "Persian"]), ("Iraq", &["Iraqi"]), ("Ireland", &["Irish"]),
    ("Israel", &["Israeli"]), ("Italy", &["Italian"]), ("Ivory Coast", &["Ivorian"]), ("Jamaica", &["Jamaican"]), ("Japan", &["Japanese"]),
    ("Jordan", &["Jordanian"]), ("Kazakhstan", &["Kazakh", "Kazakhstani"]), ("Kenya", &["Kenyan"]), ("Kiribati", &["Kiribati"]),
    ("Kosovo", &["Kosovar"]), ("Kuwait", &["Kuwaiti"]), ("Kyrgyzstan", &["Kyrgyz"]), ("Laos", &["Laotian", "Lao"]),
    ("Latvia", &["Latvian"]), ("Lebanon", &["Lebanese"]), ("Lesotho", &["Basotho"]), ("Liberia", &["Liberian"]), ("Libya", &["Libyan"]),
    ("Liechtenstein", &["Liechtensteiner"]), ("Lithuania", &["Lithuanian"]), ("Luxembourg", &["Luxembourgish", "Luxembourger"]),
    ("Madagascar", &["Malagasy"]), ("Malawi", &["Malawian"]), ("Malaysia", &["Malaysian"]), ("Maldives", &["Maldivian"]),
    ("Mali", &["Malian"]), ("Malta", &["Maltese"]), ("Mauritania", &["Mauritanian"]), ("Mauritius", &["Mauritian"]),
    ("Mexico", &["Mexican"]), ("Moldova", &["Moldovan"]), ("Monaco", &["Monegasque"]), ("Mongolia", &["Mongolian", "Mongol"]),
    ("Montenegro", &["Montenegrin"]), ("Morocco", &["Moroccan"]), ("Mozambique", &["Mozambican"]), ("Myanmar", &["Burmese"]),
    ("Namibia", &["Namibian"]), ("Nauru", &["Nauruan"]), ("Nepal", &["Nepalese", "Nepali"]), ("Netherlands", &["Dutch"]),
    ("New Zealand", &["New Zealander"]), ("Nicaragua", &["Nicaraguan"]), ("Niger", &["Nigerien"]), ("Nigeria", &["Nigerian"]),
    ("North Korea", &["North Korean"]), ("North Macedonia", &["Macedonian"]), ("Northern Ireland", &["Northern Irish"]),
    ("Norway", &["Norwegian"]), ("Oman", &["Omani"]), ("Pakistan", &["Pakistani"]), ("Palestine", &["Palestinian"]),
    ("Panama", &["Panamanian"]), ("Papua New Guinea", &["Papua New Guinean"]), ("Paraguay", &["Paraguayan"]), ("Peru", &["Peruvian"]),
    ("Philippines", &["Filipino", "Filipina", "Philippine"]), ("Poland", &["Polish", "Pole"]), ("Portugal", &["Portuguese"]),
    ("Prussia", &["Prussian"]), ("Puerto Rico", &["Puerto Rican"]), ("Qatar", &["Qatari"]), ("Romania", &["Romanian"]),
    ("Russia", &["Russian"]), ("Russian Federation", &["Russian"]), ("Rwanda", &["Rwandan"]), ("Samoa", &["Samoan"]),
    ("Saudi Arabia", &["Saudi", "Saudi Arabian"]), ("Scotland", &["Scottish", "Scot"]), ("Senegal", &["Senegalese"]),
    ("Serbia", &["Serbian"]), ("Sierra Leone", &["Sierra Leonean"]), ("Singapore", &["Singaporean"]), ("Slovakia", &["Slovak"]),
    ("Slovenia", &["Slovenian", "Slovene"]), ("Somalia", &["Somali"]), ("South Africa", &["South African"]),
    ("South Korea", &["South Korean"]), ("South Sudan", &["South Sudanese"]), ("Soviet Union", &["Soviet"]),
    ("Spain", &["Spanish", "Spaniard"]), ("Sri Lanka", &["Sri Lankan"]), ("Sudan", &["Sudanese"]), ("Suriname", &["Surinamese"]),
    ("Sweden", &["Swedish", "Swede"]), ("Switzerland", &["Swiss"]), ("Syria", &["Syrian"]), ("Taiwan", &["Taiwanese"]),
    ("Tajikistan", &["Tajik"]), ("Tanzania", &["Tanzanian"]), ("Thailand", &["Thai"]), ("Togo", &["Togolese"]), ("Tonga", &["Tongan"]),
    ("Trinidad and Tobago", &["Trinidadian"]), ("Tunisia", &["Tunisian"]), ("Turkey", &["Turkish", "Turk"]),
    ("Turkmenistan", &["Turkmen"]), ("Uganda", &["Ugandan"]), ("Ukraine", &["Ukrainian"]), ("United Arab Emirates", &["Emirati"]),
    ("United Kingdom", &["British", "Briton"]), ("UK", &["British"]), ("United States", &["American"]),
    ("United States of America", &["American"]), ("USA", &["American"]), ("US", &["American"]), ("U.S", &["American"]),
    ("U.S.A", &["American"]), ("USSR", &["Soviet"]), ("Uruguay", &["Uruguayan"]), ("Uzbekistan", &["Uzbek"]),
    ("Vatican City", &["Vatican"]), ("Venezuela", &["Venezuelan"]), ("Vietnam", &["Vietnamese"]), ("Wales", &["Welsh"]),
    ("West Germany", &["West German"]), ("Yemen", &["Yemeni"]), ("Yugoslavia", &["Yugoslav"]), ("Zambia", &["Zambian"]),
    ("Zimbabwe", &["Zimbabwean"]),
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_people_and_its_country_meet() {
        for (one, two) in [("Dutch", "the Netherlands"), ("USA", "American"), ("British", "United Kingdom"), ("Welsh", "Wales")] {
            assert_eq!(nation_key(one), nation_key(two));
            assert!(nation_key(one).is_some());
        }
        assert_ne!(nation_key("Swedish"), nation_key("Switzerland"));
        assert_eq!(nation_key("Oslo"), None);
    }

    #[test]
    fn every_people_has_a_country_with_a_key() {
        for (name, people) in COUNTRIES {
            for word in *people {
                assert!(country_of_people(word).is_some(), "{name}");
                assert!(nation_key(word).is_some(), "{name}");
            }
        }
    }
}
