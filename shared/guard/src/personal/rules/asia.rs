//! Asia and Africa.

use super::Rule;
use crate::{
    Kind::{FiPersonalIdentityCode, InAadhaar, InPan, InVehicleRegistration, InVoter, KrRrn, NationalId, SgNricFin, SgUen, ThTnin},
    checks::{aadhaar, chinese, finnish, korean, nric, south_african, taiwanese, thai, turkish, year_month_day},
};

pub(super) const RULES: &[Rule] = &[
    Rule::new(InPan, "in pan", r"[A-Z]{3}[ABCFGHJLPT][A-Z]\d{4}[A-Z]", (0.8, 0.96), &["pan", "permanent account", "income tax"]),
    Rule::new(InPan, "in pan of any holder", r"[A-Za-z]{5}\d{4}[A-Za-z]", (0.3, 0.85), &["pan", "permanent account", "income tax"]),
    Rule::new(InAadhaar, "in aadhaar", r"[2-9]\d{3}[ -]\d{4}[ -]\d{4}", (0.75, 0.97), &["aadhaar", "aadhar", "uidai", "uid"])
        .checked(aadhaar),
    Rule::new(InAadhaar, "in aadhaar without separators", r"[2-9]\d{11}", (0.35, 0.95), &["aadhaar", "aadhar", "uidai", "uid"])
        .checked(aadhaar),
    Rule::new(InVoter, "in voter", r"[A-Z]{3}\d{7}", (0.2, 0.9), &["voter", "epic", "elector"]),
    Rule::new(
        InVehicleRegistration,
        "in vehicle",
        r"(?:AN|AP|AR|AS|BR|CG|CH|DD|DL|DN|GA|GJ|HP|HR|JH|JK|KA|KL|LA|LD|MH|ML|MN|MP|MZ|NL|OD|OR|PB|PY|RJ|SK|TN|TR|TS|UK|UP|WB)[ -]?\d{1,2}[ -]?[A-Z]{1,3}[ -]?\d{4}",
        (0.6, 0.9),
        &["vehicle", "registration", "rto", "car", "plate", "bike"],
    ),
    Rule::new(SgNricFin, "sg nric", r"[STFGMstfgm]\d{7}[A-Za-z]", (0.86, 0.97), &["nric", "fin", "singapore", "identity"]).checked(nric),
    Rule::new(SgUen, "sg uen", r"\d{8,9}[A-Z]|[TSR]\d{2}[A-Z]{2}\d{4}[A-Z]", (0.2, 0.9), &["uen", "unique entity"]),
    Rule::new(
        FiPersonalIdentityCode,
        "fi henkilötunnus",
        r"\d{6}[-+A-FU-Y]\d{3}[0-9A-FHJ-NPR-Y]",
        (0.88, 0.97),
        &["hetu", "henkilötunnus", "personal identity"],
    )
    .checked(finnish),
    Rule::new(KrRrn, "kr rrn", r"\d{6}-[1-8]\d{6}", (0.8, 0.96), &["rrn", "resident registration", "korea", "주민등록"]).checked(korean),
    Rule::new(KrRrn, "kr rrn without separators", r"\d{6}[1-8]\d{6}", (0.1, 0.9), &["rrn", "resident registration", "주민등록"])
        .checked(korean),
    Rule::new(ThTnin, "th tnin", r"[1-8]-\d{4}-\d{5}-\d{2}-\d", (0.9, 0.97), &["thai", "tnin", "national id", "บัตรประชาชน"]).checked(thai),
    Rule::new(ThTnin, "th tnin without separators", r"[1-8]\d{12}", (0.35, 0.92), &["thai", "tnin", "national id", "บัตรประชาชน"])
        .checked(thai),
    Rule::new(NationalId, "cn resident", r"[1-9]\d{5}(?:19|20)\d{9}[\dXx]", (0.92, 0.98), &["身份证", "resident identity", "id"])
        .checked(chinese),
    Rule::new(NationalId, "tw identity card", r"[A-Z][1289]\d{8}", (0.72, 0.94), &["taiwan", "身分證"]).checked(taiwanese),
    Rule::new(NationalId, "tr kimlik", r"[1-9]\d{10}", (0.4, 0.95), &["kimlik", "tckn", "t.c."]).checked(turkish),
    Rule::new(NationalId, "hk identity card", r"[A-Z]{1,2}\d{6}\([0-9A]\)?", (0.8, 0.95), &["hkid", "hong kong", "identity"]),
    Rule::new(NationalId, "my kad", r"\d{6}-\d{2}-\d{4}", (0.72, 0.94), &["mykad", "nric", "kad pengenalan"]).checked(year_month_day),
    Rule::new(NationalId, "za identity", r"\d{13}|\d{6} \d{4} \d{3}", (0.6, 0.95), &["south africa", "id number", "identity"])
        .checked(south_african),
    Rule::new(NationalId, "ng nin", r"\d{11}", (0.05, 0.85), &["nin", "national identification"]),
];
