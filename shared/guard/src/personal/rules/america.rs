//! America and Australia.

use super::Rule;
use crate::{
    Kind::{self, AuAbn, AuAcn, AuMedicare, AuTfn, DrivingLicence, MedicalLicence, MedicalRecord, NationalId, Passport, Ssn},
    checks::{abn, acn, cnpj, cpf, date_and_month, dea, itin, luhn, medicare, npi, rut, sin, ssn, tfn, vehicle},
};

const SOCIAL: &[&str] = &["ssn", "ssns", "social security", "social sec", "ssid", "social", "ss#", "soc sec", "sozialversicherung"];
const TAXPAYER: &[&str] = &["itin", "taxpayer", "tax id", "individual taxpayer", "tax"];
const PASSPORT: &[&str] = &["passport", "reisepass", "passeport", "pasaporte", "passaporto", "paspoort", "paszport", "travel document"];
const LICENCE: &[&str] = &[
    "driver",
    "driving",
    "license",
    "licence",
    "lic",
    "permit",
    "dl",
    "dln",
    "dl#",
    "dmv",
    "f\u{fc}hrerschein",
    "permis de conduire",
    "permiso de conducir",
    "patente",
    "carnet de conducir",
    "rijbewijs",
];
/// For forms that say little.
const DRIVING: &[&str] = &[
    "driver",
    "driving",
    "dl",
    "dln",
    "dl#",
    "dmv",
    "f\u{fc}hrerschein",
    "permis de conduire",
    "permiso de conducir",
    "patente",
    "rijbewijs",
];
const SIN: &[&str] = &["sin", "social insurance", "numéro d'assurance sociale", "nas"];

pub(super) const RULES: &[Rule] = &[
    Rule::new(Ssn, "us ssn", r"\d{3}-\d{2}-\d{4}", (0.86, 0.98), SOCIAL).checked(ssn),
    Rule::new(Ssn, "us ssn with spaces", r"\d{3} \d{2} \d{4}|\d{3}\.\d{2}\.\d{4}|\d{3}/\d{2}/\d{4}", (0.55, 0.96), SOCIAL).checked(ssn),
    Rule::new(Ssn, "us ssn without separators", r"\d{9}", (0.1, 0.92), SOCIAL).checked(ssn),
    Rule::new(Ssn, "last digits of an ssn", r"(?:[x*]{3}-?[x*]{2}-?)\d{4}", (0.5, 0.8), SOCIAL),
    Rule::new(Kind::UsItin, "us itin", r"9\d{2}-\d{2}-\d{4}", (0.8, 0.96), TAXPAYER).checked(itin),
    Rule::new(Kind::UsItin, "us itin with spaces", r"9\d{2} \d{2} \d{4}|9\d{8}", (0.15, 0.9), TAXPAYER).checked(itin),
    Rule::new(Kind::UsEin, "us ein", r"\d{2}-\d{7}", (0.3, 0.88), &["ein", "employer identification", "fein", "tax id", "federal tax"]),
    Rule::new(
        Kind::UsMbi,
        "us medicare",
        r"[1-9][AC-HJKMNP-RT-Y][AC-HJKMNP-RT-Y0-9]\d-?[AC-HJKMNP-RT-Y][AC-HJKMNP-RT-Y0-9]\d-?[AC-HJKMNP-RT-Y]{2}\d{2}",
        (0.65, 0.95),
        &["mbi", "medicare", "beneficiary"],
    ),
    Rule::new(Kind::UsNpi, "us npi", r"[12]\d{9}", (0.1, 0.92), &["npi", "national provider", "provider"]).checked(npi),
    Rule::new(
        MedicalLicence,
        "us dea",
        r"[ABCDEFGHJKLMPRSTUX][A-Z9]\d{7}",
        (0.72, 0.95),
        &["dea", "medical", "certificate", "prescriber", "doctor"],
    )
    .checked(dea),
    Rule::new(
        MedicalRecord,
        "medical record",
        r"(?:MRN[-: ]?)?[A-Z]{0,3}-?\d{5,10}",
        (0.05, 0.8),
        &["mrn", "medical record", "patient id", "patient number", "chart number"],
    ),
    Rule::new(
        MedicalRecord,
        "health insurance",
        r"[A-Z]{0,4}-?\d{6,12}(?:-\d{1,3})?",
        (0.05, 0.7),
        &["health insurance", "insurance id", "insurance number", "member id", "policy number", "beneficiary number", "health plan"],
    ),
    Rule::new(Passport, "passport", r"[A-Z]{1,2}[- ]?\d{6,8}", (0.15, 0.9), PASSPORT),
    Rule::new(Passport, "passport of figures", r"\d{8,9}", (0.05, 0.86), PASSPORT),
    Rule::new(
        Passport,
        "passport of letters and figures",
        r"[A-Z0-9]{2}[A-Z0-9]{0,3}\d{4,6}[A-Z]?\d?|\d{2}[A-Z]{2}\d{5}|[CFGHJK][CFGHJKLMNPRTVWXYZ0-9]{8}\d?",
        (0.05, 0.84),
        PASSPORT,
    )
    .unless(mixed),
    Rule::new(DrivingLicence, "uk driving licence", r"[A-Z]{2,5}9{0,3}\d{6}[A-Z9]{2}[A-Z0-9]{3}(?: ?\d{2})?", (0.8, 0.96), LICENCE)
        .unless(of_sixteen),
    Rule::new(DrivingLicence, "licence of a letter and figures", r"[A-Z]{1,3}[- ]?\d{5,14}", (0.1, 0.86), LICENCE),
    Rule::new(DrivingLicence, "licence in groups", r"[A-Z]{0,3}\d{1,4}[- ]\d{2,6}(?:[- ]\d{2,6}){1,3}", (0.08, 0.84), DRIVING),
    Rule::new(DrivingLicence, "licence of figures", r"\d{6,10}|\d{12}", (0.03, 0.78), DRIVING),
    Rule::new(DrivingLicence, "licence of letters and figures", r"[A-Z0-9]{8,14}", (0.03, 0.76), DRIVING).unless(mixed),
    Rule::new(Kind::VehicleId, "vehicle", r"[A-HJ-NPR-Z0-9]{17}", (0.75, 0.95), &["vin", "vehicle", "chassis"]).checked(vehicle),
    Rule::new(Kind::VehicleId, "vehicle without its check digit", r"[A-HJ-NPR-Z0-9]{17}", (0.1, 0.8), &["vin", "vehicle", "chassis"])
        .unless(mixed),
    Rule::new(NationalId, "ca sin", r"\d{3}([- ])\d{3}[- ]\d{3}", (0.45, 0.95), SIN).checked(sin),
    Rule::new(NationalId, "ca sin without separators", r"\d{9}", (0.05, 0.9), SIN).checked(sin),
    Rule::new(NationalId, "br cpf", r"\d{3}\.\d{3}\.\d{3}-\d{2}", (0.93, 0.98), &["cpf"]).checked(cpf),
    Rule::new(NationalId, "br cpf without separators", r"\d{11}", (0.25, 0.95), &["cpf"]).checked(cpf),
    Rule::new(NationalId, "br cnpj", r"\d{2}\.\d{3}\.\d{3}/\d{4}-\d{2}", (0.9, 0.97), &["cnpj"]).checked(cnpj),
    Rule::new(NationalId, "mx curp", r"[A-Z]{4}\d{6}[HMX][A-Z]{5}[A-Z0-9]\d", (0.9, 0.97), &["curp"]).checked(date_and_month),
    Rule::new(NationalId, "mx rfc", r"[A-Z]{4}\d{6}[A-Z0-9]{3}", (0.5, 0.93), &["rfc", "contribuyente"]).unless(date_and_month),
    Rule::new(NationalId, "cl rut", r"\d{1,2}\.\d{3}\.\d{3}-[\dkK]|\d{7,8}-[\dkK]", (0.8, 0.95), &["rut", "run", "cédula"]).checked(rut),
    Rule::new(
        NationalId,
        "identity card",
        r"[A-Z]{0,3}-?\d{6,12}[A-Z]?",
        (0.05, 0.78),
        &[
            "national id",
            "identity card",
            "id card",
            "identity number",
            "identification number",
            "national identification",
            "personalausweis",
            "carte d'identité",
            "cédula",
            "dni",
            "ausweisnummer",
        ],
    ),
    Rule::new(NationalId, "imei", r"\d{15}|\d{2}-\d{6}-\d{6}-\d", (0.2, 0.9), &["imei"]).checked(luhn),
    Rule::new(AuAbn, "au abn", r"\d{2} \d{3} \d{3} \d{3}", (0.75, 0.96), &["abn", "australian business"]).checked(abn),
    Rule::new(AuAbn, "au abn without separators", r"\d{11}", (0.2, 0.93), &["abn", "australian business"]).checked(abn),
    Rule::new(AuAcn, "au acn", r"\d{3} ?\d{3} ?\d{3}", (0.15, 0.93), &["acn", "australian company"]).checked(acn),
    Rule::new(AuTfn, "au tfn", r"\d{3} ?\d{3} ?\d{2,3}", (0.15, 0.94), &["tfn", "tax file"]).checked(tfn),
    Rule::new(AuMedicare, "au medicare", r"[2-6]\d{3} ?\d{5} ?\d(?:[ /-]?\d)?", (0.25, 0.94), &["medicare"]).checked(medicare),
];

fn mixed(text: &str) -> bool {
    text.bytes().any(|byte| byte.is_ascii_digit()) && text.bytes().any(|byte| byte.is_ascii_alphabetic())
}

/// Five letters or nines, six figures, two initials, three more: sixteen, and two for the issue.
fn of_sixteen(text: &str) -> bool {
    let length = text.bytes().filter(u8::is_ascii_alphanumeric).count();
    matches!(length, 16 | 18) && text.bytes().take(5).all(|byte| byte.is_ascii_uppercase() || byte == b'9')
}
