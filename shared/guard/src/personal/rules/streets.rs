//! Streets that are written behind their number.

use super::Rule;
use crate::Kind::Address;

pub(super) const RULES: &[Rule] = &[
    Rule::new(
        Address,
        "number and street",
        r"\d{1,6}(?:-\d{1,4})?[A-Za-z]? (?:[A-Z0-9][A-Za-z0-9.'\x80-\xff-]{0,24} ){1,5}?(?:(?i:street|str|st|avenue|ave|road|rd|lane|ln|boulevard|blvd|drive|dr|court|ct)|Place|Pl|Square|Sq|Terrace|Ter|Parkway|Pkwy|Highway|Hwy|Circle|Cir|Trail|Trl|Way|Crescent|Close|Grove|Gardens|Mews|Row|Walk|Plaza|Alley|Loop|Point|Ridge|Mills?|Crossing|Expressway|Freeway|Green|Heights|Hills?|Knolls?|Landing|Lodge|Manor|Meadows?|Orchard|Park|Pass|Path|Pike|Pines?|Plains|Prairie|Ranch|Rapids|River|Run|Shoals?|Shores?|Springs?|Spurs?|Stravenue|Station|Summit|Trace|Track|Turnpike|Valleys?|Via|Views?|Villages?|Ville|Vista|Wells|Wall|Union|Unions|Throughway|Skyway|Rue|Rest|Radial|Port|Ports|Passage|Overpass|Oval|Neck|Mount|Motorway|Mission|Mall|Locks?|Lights?|Lakes?|Keys?|Junction|Isle|Islands?|Inlet|Hollow|Haven|Harbors?|Groves|Glens?|Gateway|Garden|Forks?|Forges?|Forest|Fords?|Flats?|Fields?|Ferry|Falls|Extension|Estates?|Divide|Dam|Dale|Curve|Creek|Cove|Courts|Corners?|Cliffs?|Causeway|Canyon|Camp|Bypass|Burgs?|Brooks?|Bridge|Branch|Bluffs?|Bend|Beach|Bayou|Arcade|Annex)\b(?:\.?,? (?:Apt|Apartment|Suite|Ste|Unit|Floor|Flat|#)\.? ?[A-Za-z0-9-]{1,6})?",
        (0.86, 0.95),
        &["address", "live", "lives", "reside", "resides", "street", "located", "ship", "deliver", "mail"],
    ),
    Rule::new(
        Address,
        "number and rue",
        r"\d{1,4}(?: ?(?:bis|ter))?,? (?i:rue|avenue|av|boulevard|bd|place|chemin|all\xc3\xa9e|impasse|quai|cours|route) (?:(?:de|du|des|de la|de l'|d'|l') ?)?[A-Z\x80-\xff][A-Za-z\x80-\xff'-]{1,24}(?:[ -][A-Z\x80-\xff][A-Za-z\x80-\xff'-]{1,24}){0,3}",
        (0.84, 0.95),
        &["adresse", "address", "habite"],
    ),
    Rule::new(Address, "post office box", r"(?i:box \d{1,6})", (0.3, 0.85), &["p.o", "po", "p. o"]),
    Rule::new(Address, "military address", r"(?:PSC|Unit|USNS|USNV|USS|CMR) \d{3,5}(?:,? (?i:box) \d{3,5})", (0.8, 0.9), &[]),
];
