//! Cards, accounts, coins.

use super::Rule;
use crate::{
    Kind::{BankAccount, BankRouting, CreditCard, Crypto, Iban},
    checks::{bitcoin, card, digits, iban, routing},
};

const CARD: &[&str] = &[
    "credit",
    "card",
    "visa",
    "mastercard",
    "amex",
    "debit",
    "cc",
    "discover",
    "jcb",
    "diners",
    "maestro",
    "kreditkarte",
    "carte",
    "tarjeta",
    "carta",
];
const ACCOUNT: &[&str] =
    &["account", "acct", "acc", "bank", "checking", "savings", "deposit", "debit", "konto", "kontonummer", "cuenta", "compte"];
const NUMBERED: &[&str] =
    &["account number", "account no", "acct", "a/c", "kontonummer", "bank account", "checking account", "savings account"];
const COIN: &[&str] = &["bitcoin", "btc", "wallet", "crypto", "ethereum", "eth", "blockchain", "coin", "usdt", "address"];

pub(super) const RULES: &[Rule] = &[
    Rule::new(
        CreditCard,
        "card in groups",
        r"\d{4}[ -]\d{4}[ -]\d{4}[ -]\d{1,4}(?:[ -]\d{3})?|\d{4}[ -]\d{6}[ -]\d{4,5}",
        (0.95, 0.99),
        CARD,
    )
    .checked(card),
    Rule::new(CreditCard, "card of figures", r"\d{12,19}", (0.85, 0.98), CARD).checked(card),
    Rule::new(CreditCard, "card in odd groups", r"\d(?:[ .-]{0,2}\d){11,18}", (0.5, 0.9), CARD).checked(card),
    Rule::new(
        CreditCard,
        "card with a wrong digit",
        r"\d{4}[ -]?\d{4}[ -]?\d{4}[ -]?\d{4}|3[47]\d{2}[ -]?\d{6}[ -]?\d{5}",
        (0.2, 0.65),
        &["credit card", "card number", "debit card", "visa", "mastercard", "amex"],
    ),
    Rule::new(CreditCard, "card security code", r"\d{3,4}", (0.0, 0.8), &["cvv", "cvc", "cvv2", "cvc2", "security code"]),
    Rule::new(Iban, "iban", r"[A-Z]{2}\d{2}(?:[ -]?[A-Z0-9]{4}){2,7}(?:[ -]?[A-Z0-9]{1,3})?", (0.96, 0.99), &["iban", "account", "konto"])
        .checked(iban),
    Rule::new(
        Iban,
        "iban in small letters",
        r"(?i:[a-z]{2}\d{2}(?:[ -]?[a-z0-9]{4}){2,7}(?:[ -]?[a-z0-9]{1,3})?)",
        (0.85, 0.97),
        &["iban", "account", "konto"],
    )
    .checked(iban),
    Rule::new(Iban, "iban with a wrong digit", r"[A-Z]{2}\d{2}(?: ?[A-Z0-9]{4}){3,7}(?: ?[A-Z0-9]{1,3})?", (0.1, 0.7), &["iban"]),
    Rule::new(BankAccount, "account", r"\d{8,17}", (0.04, 0.8), ACCOUNT).unless(of_an_account),
    Rule::new(BankAccount, "account in groups", r"\d{6,7}|\d{2,4}(?:[ -]\d{2,6}){1,4}", (0.02, 0.74), NUMBERED).unless(of_an_account),
    Rule::new(BankAccount, "uk sort code", r"\d{2}-\d{2}-\d{2}", (0.15, 0.85), &["sort code", "sort"]),
    Rule::new(BankRouting, "us routing", r"\d{9}|\d{4}-\d{4}-\d", (0.1, 0.94), &["routing", "aba", "rtn", "transit"]).checked(routing),
    Rule::new(Crypto, "bitcoin", r"[13LDTM29][1-9A-HJ-NP-Za-km-z]{25,34}|(?:bc1|tb1|ltc1)[a-z0-9]{25,62}", (0.97, 0.99), COIN)
        .checked(bitcoin),
    Rule::new(Crypto, "ethereum", r"0x[0-9a-fA-F]{40}", (0.85, 0.97), COIN),
];

fn of_an_account(text: &str) -> bool {
    let digits = digits(text);
    (6..=17).contains(&digits.len()) && digits.iter().any(|digit| *digit != digits[0])
}
