//! What looks personal and is not.

use super::Rule;

pub(super) const RULES: &[Rule] = &[
    Rule::decoy("uuid", r"(?i:[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12})", (0.98, 0.98), &[]),
    Rule::decoy(
        "isbn",
        r"(?:97[89][- ]?)?\d{1,5}[- ]?\d{1,7}[- ]?\d{1,7}[- ]?[\dXx]",
        (0.0, 0.985),
        &["isbn", "issn", "ean", "gtin", "upc", "asin"],
    ),
    Rule::decoy(
        "version",
        r"\d{1,5}(?:\.\d{1,6}){1,4}",
        (0.0, 0.96),
        &["version", "ver", "v", "release", "build", "firmware", "section", "chapter", "§"],
    ),
    Rule::decoy("coordinate", r"[+-]?\d{1,3}\.\d{4,10}", (0.9, 0.9), &[]),
    Rule::decoy("doi", r"10\.\d{4,9}/[-._;()/:A-Za-z0-9]{3,60}", (0.97, 0.97), &[]),
    Rule::decoy(
        "order",
        r"[A-Z]{0,4}-?\d{3,12}(?:-\d{3,10}){1,3}",
        (0.0, 0.87),
        &[
            "order",
            "invoice",
            "tracking",
            "ticket",
            "sku",
            "serial",
            "part number",
            "part no",
            "case number",
            "shipment",
            "parcel",
            "reference number",
            "confirmation",
        ],
    ),
];
