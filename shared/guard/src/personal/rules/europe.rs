//! Europe.

use super::Rule;
use crate::{
    Kind::{EsNie, EsNif, ItFiscalCode, ItIdentityCard, ItVatCode, Location, NationalId, PlPesel, UkNhs, UkNino},
    checks::{
        belgian, bsn, day_month_year, fiscal_code, french, german_tax, luhn_11, machine_readable, nhs, nif, nino, nip, norwegian, pension,
        pesel, portuguese, pps, swedish, swiss,
    },
};

const STEUER: &[&str] = &["steuer", "idnr", "tin", "tax id"];
const NIR: &[&str] = &["sécurité sociale", "nir", "insee", "sécu", "social security"];
const PERSONNUMMER: &[&str] = &["personnummer", "personal number", "swedish"];

pub(super) const RULES: &[Rule] = &[
    Rule::new(
        UkNhs,
        "uk nhs",
        r"\d{3}[ -]?\d{3}[ -]?\d{4}",
        (0.3, 0.97),
        &["nhs", "national health", "health service", "health authority"],
    )
    .checked(nhs),
    Rule::new(UkNino, "uk nino", r"[A-CEGHJ-PR-TW-Z][A-CEGHJ-NPR-TW-Z][ -]?\d{2}[ -]?\d{2}[ -]?\d{2}[ -]?[A-D]", (0.82, 0.97), NINO)
        .unless(nino),
    Rule::new(UkNino, "uk nino of an example", r"(?i:QQ[ -]?\d{2}[ -]?\d{2}[ -]?\d{2}[ -]?[A-D])", (0.6, 0.9), NINO),
    Rule::new(NationalId, "uk utr", r"\d{5} ?\d{5}", (0.03, 0.85), &["utr", "unique taxpayer", "self assessment"]),
    Rule::new(Location, "uk postcode", r"[A-Z]{1,2}\d[A-Z\d]? \d[ABD-HJLNP-UW-Z]{2}", (0.75, 0.9), &["postcode", "post code", "address"]),
    Rule::new(EsNif, "es nif", r"\d{8}[- ]?[A-Za-z]", (0.85, 0.97), &["nif", "dni", "documento nacional"]).checked(nif),
    Rule::new(EsNie, "es nie", r"[XYZxyz][- ]?\d{7}[- ]?[A-Za-z]", (0.88, 0.97), &["nie", "extranjero"]).checked(upper_nif),
    Rule::new(
        ItFiscalCode,
        "it codice fiscale",
        r"[A-Z]{6}\d{2}[A-EHLMPRST]\d{2}[A-Z]\d{3}[A-Z]",
        (0.94, 0.98),
        &["codice fiscale", "cf", "fiscal"],
    )
    .checked(fiscal_code),
    Rule::new(
        ItFiscalCode,
        "it codice fiscale with another letter",
        r"[A-Z]{6}\d{2}[A-EHLMPRST]\d{2}[A-Z]\d{3}[A-Z]",
        (0.6, 0.8),
        &["codice fiscale", "cf", "fiscal"],
    ),
    Rule::new(ItVatCode, "it partita iva", r"IT ?\d{11}", (0.8, 0.95), &["partita iva", "p.iva", "piva", "vat"]).checked(luhn_11),
    Rule::new(ItVatCode, "it partita iva of figures", r"\d{11}", (0.1, 0.93), &["partita iva", "p.iva", "p. iva", "piva", "vat"])
        .checked(luhn_11),
    Rule::new(
        ItIdentityCard,
        "it carta d'identità",
        r"C[A-Z]\d{5}[A-Z]{2}|[A-Z]{2} ?\d{7}|\d{7}[A-Z]{2}",
        (0.2, 0.9),
        &["carta d'identit\u{e0}", "carta di identit\u{e0}", "carta d'identita", "cie", "identity card", "elettronica"],
    ),
    Rule::new(PlPesel, "pl pesel", r"\d{11}", (0.4, 0.97), &["pesel"]).checked(pesel),
    Rule::new(NationalId, "pl nip", r"\d{3}-\d{3}-\d{2}-\d{2}|\d{3}-\d{2}-\d{2}-\d{3}", (0.7, 0.95), &["nip"]).checked(nip),
    Rule::new(NationalId, "fr nir", r"[12] ?\d{2} ?\d{2} ?(?:\d{2}|2[AaBb]) ?\d{3} ?\d{3} ?\d{2}", (0.9, 0.98), NIR).checked(french),
    Rule::new(NationalId, "de steuer-id", r"[1-9]\d ?\d{3} ?\d{3} ?\d{3}", (0.55, 0.97), STEUER).checked(german_tax),
    Rule::new(
        NationalId,
        "de sozialversicherung",
        r"\d{2} ?\d{6} ?[A-Z] ?\d{3}",
        (0.85, 0.97),
        &["sozialversicherung", "rentenversicherung", "versicherungsnummer", "svnr"],
    )
    .checked(pension),
    Rule::new(
        NationalId,
        "de personalausweis",
        r"[CFGHJKLMNPRTVWXYZ][CFGHJKLMNPRTVWXYZ0-9]{8}\d",
        (0.3, 0.95),
        &["personalausweis", "ausweis", "id card", "identity card"],
    )
    .checked(machine_readable),
    Rule::new(NationalId, "nl bsn", r"\d{9}|\d{4}\.\d{2}\.\d{3}", (0.05, 0.95), &["bsn", "burgerservicenummer", "sofinummer"]).checked(bsn),
    Rule::new(NationalId, "be rijksregister", r"\d{2}\.\d{2}\.\d{2}-\d{3}\.\d{2}", (0.93, 0.98), &["rijksregister", "registre national"])
        .checked(belgian),
    Rule::new(NationalId, "se personnummer", r"\d{6}[-+]\d{4}|(?:19|20)\d{6}-?\d{4}", (0.7, 0.97), PERSONNUMMER).checked(swedish),
    Rule::new(NationalId, "no fødselsnummer", r"\d{6} ?\d{5}", (0.6, 0.97), &["fødselsnummer", "personnummer", "norwegian"])
        .checked(norwegian),
    Rule::new(NationalId, "dk cpr", r"\d{6}-\d{4}", (0.5, 0.93), &["cpr", "personnummer", "danish"]).checked(day_month_year),
    Rule::new(NationalId, "ch ahv", r"756\.\d{4}\.\d{4}\.\d{2}|756\d{10}", (0.9, 0.98), &["ahv", "avs", "versichertennummer"])
        .checked(swiss),
    Rule::new(NationalId, "ie pps", r"\d{7}[A-W][A-IW]?", (0.6, 0.95), &["pps", "ppsn", "personal public service"]).checked(pps),
    Rule::new(NationalId, "pt nif", r"[1-3568]\d{8}|[1-3568]\d{2} \d{3} \d{3}", (0.05, 0.9), &["nif", "contribuinte"]).checked(portuguese),
];

const NINO: &[&str] = &["nino", "national insurance", "ni number", "insurance number"];

fn upper_nif(text: &str) -> bool {
    nif(&text.to_ascii_uppercase())
}
