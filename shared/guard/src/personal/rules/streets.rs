//! Streets that are written behind their number.

use super::Rule;
use crate::Kind::{Address, Location};

pub(super) const RULES: &[Rule] = &[
    Rule::new(
        Address,
        "number and street",
        r"\d{1,6}(?:[-/]\d{1,6})?[A-Za-z]? (?:[A-Z0-9][A-Za-z0-9.'\x80-\xff-]{0,24} ){1,5}?(?:(?i:street|str|st|avenue|ave|road|rd|lane|ln|boulevard|blvd|drive|dr|court|ct)|Place|Pl|Square|Sq|Terrace|Ter|Parkway|Pkwy|Highway|Hwy|Circle|Cir|Trail|Trl|Way|Crescent|Close|Grove|Gardens|Mews|Row|Walk|Plaza|Alley|Loop|Point|Ridge|Mills?|Crossing|Expressway|Freeway|Green|Heights|Hills?|Knolls?|Landing|Lodge|Manors?|Meadows?|Orchard|Park|Pass|Path|Pike|Pines?|Plains|Prairie|Ranch|Rapids|River|Run|Shoals?|Shores?|Springs?|Spurs?|Stravenue|Station|Summit|Trace|Track|Turnpike|Valleys?|Via|Views?|Villages?|Ville|Vista|Wells|Wall|Union|Unions|Throughway|Skyway|Rue|Rest|Radial|Port|Ports|Passage|Overpass|Oval|Neck|Mount|Motorway|Mission|Mall|Locks?|Lights?|Lakes?|Keys?|Junction|Isle|Islands?|Inlet|Hollow|Haven|Harbors?|Groves|Glens?|Gateway|Garden|Forks?|Forges?|Forest|Fords?|Flats?|Fields?|Ferry|Falls|Extension|Estates?|Divide|Dam|Dale|Curve|Creek|Cove|Courts|Corners?|Cliffs?|Causeway|Canyon|Camp|Bypass|Burgs?|Brooks?|Bridge|Branch|Bluffs?|Bend|Beach|Bayou|Alleyway|Course|Formation|Plateau|Reach|Footway|Mountains?|Rest|Round|Front|Center|Roads|Terrace|Boulevard|Parkways|Quay|Wharf|Esplanade|Promenade|Circuit|Vale|Nook|Tollway|Ramble|Rise|Parade|Arcade|Annex)\b(?:\.?,? (?:Apt|Apartment|Suite|Ste|Unit|Floor|Flat|#)\.? ?[A-Za-z0-9-]{1,6})?",
        (0.86, 0.95),
        &["address", "live", "lives", "reside", "resides", "street", "located", "ship", "deliver", "mail"],
    )
    .shaped(r"\d{1,6}(?:[-/]\d{1,6})?[A-Za-z]? [A-Z0-9]")
    .unless(no_event),
    Rule::new(
        Address,
        "number and rue",
        r"\d{1,4}(?: ?(?:bis|ter))?,? (?i:rue|avenue|av|boulevard|bd|place|chemin|all\xc3\xa9e|impasse|quai|cours|route) (?:(?:de|du|des|de la|de l'|d'|l') ?)?[A-Z\x80-\xff][A-Za-z\x80-\xff'-]{1,24}(?:[ -][A-Z\x80-\xff][A-Za-z\x80-\xff'-]{1,24}){0,3}",
        (0.84, 0.95),
        &["adresse", "address", "habite"],
    )
    .shaped(r"\d{1,4}(?: ?(?:bis|ter))?,? [A-Za-z]{2}"),
    Rule::new(Address, "post office box", r"(?i:box \d{1,6})", (0.3, 0.85), &["p.o", "po", "p. o"]),
    Rule::new(Address, "military address", r"(?:PSC|Unit|USNS|USNV|USS|CMR) \d{3,5}(?:,? (?i:box) \d{3,5})", (0.8, 0.9), &[]),
    Rule::new(
        Location,
        "postal code by its name",
        r"\d{5}(?:-\d{4})?|\d{4} ?[A-Z]{2}|\d{3} ?\d{2}|[A-Z]\d[A-Z] ?\d[A-Z]\d|\d{6}",
        (0.0, 0.85),
        &["zip", "zipcode", "zip code", "postal code", "postcode", "post code", "plz", "postleitzahl", "code postal", "pin code", "pincode"],
    ),
    Rule::new(Location, "canadian postal code", r"[ABCEGHJ-NPRSTVXY]\d[A-Z] \d[A-Z]\d", (0.75, 0.9), &["postal code", "canada"]),
];

/// `1999 Rose Bowl`, `23 May 1963 Villa Park`: a year or a month before a name that only sounds like a street.
fn no_event(text: &str) -> bool {
    const STREETS: [&str; 12] = ["street", "st", "avenue", "ave", "road", "rd", "lane", "ln", "boulevard", "blvd", "drive", "dr"];
    const MONTHS: [&str; 12] = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"];
    let is_year = |word: &str| word.parse().is_ok_and(|number: u32| (1800..2100).contains(&number));
    let lower = text.to_lowercase();
    let mut words = lower.split([' ', '.', ',']).filter(|word| !word.is_empty());
    let year = words.next().is_some_and(is_year);
    let dated = words.clone().any(is_year)
        || words.next().is_some_and(|word| MONTHS.iter().any(|month| word.starts_with(month) && word.len() > 3 || word == "may"));
    let event = year && !words.any(|word| STREETS.contains(&word));
    let counted = text.starts_with('0') && text.find(' ').is_some_and(|length| length < 3);
    !counted && !dated && !event
}
