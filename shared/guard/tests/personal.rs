//! What is found in public formats, and what is not found in what only looks like them.

use genesis_guard::{Kind, Wanted, readability, redacted, scan, scan_for};

/// The kinds found in a text, in its order.
fn kinds(text: &str) -> Vec<Kind> {
    scan(text).into_iter().map(|found| found.kind).collect()
}

/// The only thing found in a text, as it is written there.
fn only(text: &str) -> (Kind, &str) {
    let findings = scan(text);
    assert_eq!(1, findings.len(), "{text}: {findings:#?}");
    (findings[0].kind, &text[findings[0].bytes.clone()])
}

#[test]
fn numbers_are_found_by_their_form_and_their_check_digits() {
    let table = [
        (Kind::CreditCard, "Pay with 4111 1111 1111 1111 please", "4111 1111 1111 1111"),
        (Kind::CreditCard, "amex 378282246310005", "378282246310005"),
        (Kind::CreditCard, "In 2023 5555 5555 5555 4444", "5555 5555 5555 4444"),
        (Kind::CreditCard, "5555-5555-5555-4444", "5555-5555-5555-4444"),
        (Kind::Ssn, "her ssn is 536-22-1234", "536-22-1234"),
        (Kind::Ssn, "social security number: 536221234", "536221234"),
        (Kind::UsItin, "taxpayer 912-70-1234", "912-70-1234"),
        (Kind::Iban, "IBAN DE89 3704 0044 0532 0130 00", "DE89 3704 0044 0532 0130 00"),
        (Kind::Iban, "GB29NWBK60161331926819", "GB29NWBK60161331926819"),
        (Kind::BankRouting, "routing number 021000021", "021000021"),
        (Kind::BankAccount, "account number 12345678901", "12345678901"),
        (Kind::MedicalLicence, "DEA AB1234563", "AB1234563"),
        (Kind::UkNhs, "NHS number 943 476 5919", "943 476 5919"),
        (Kind::UkNino, "NI number AB 12 34 56 C", "AB 12 34 56 C"),
        (Kind::AuAbn, "ABN 51 824 753 556", "51 824 753 556"),
        (Kind::AuTfn, "tax file number 123 456 782", "123 456 782"),
        (Kind::AuMedicare, "medicare 2123 45670 1", "2123 45670 1"),
        (Kind::InPan, "PAN ABCPE1234F", "ABCPE1234F"),
        (Kind::InAadhaar, "Aadhaar 2341 2341 2346", "2341 2341 2346"),
        (Kind::EsNif, "DNI 12345678Z", "12345678Z"),
        (Kind::EsNie, "NIE X1234567L", "X1234567L"),
        (Kind::ItFiscalCode, "codice fiscale RSSMRA85T10A562S", "RSSMRA85T10A562S"),
        (Kind::PlPesel, "PESEL 44051401359", "44051401359"),
        (Kind::SgNricFin, "NRIC S1234567D", "S1234567D"),
        (Kind::FiPersonalIdentityCode, "131052-308T", "131052-308T"),
        (Kind::KrRrn, "rrn 900101-1234567", "900101-1234567"),
        (Kind::NationalId, "CPF 111.444.777-35", "111.444.777-35"),
        (Kind::NationalId, "numéro de sécurité sociale 2 55 08 14 168 025 38", "2 55 08 14 168 025 38"),
        (Kind::NationalId, "身份证 11010519491231002X", "11010519491231002X"),
        (Kind::NationalId, "personnummer 811228-9874", "811228-9874"),
        (Kind::NationalId, "AHV 756.9217.0769.85", "756.9217.0769.85"),
        (Kind::NationalId, "rijksregister 85.07.30-033.28", "85.07.30-033.28"),
        (Kind::VehicleId, "VIN 1M8GDM9AXKP042788", "1M8GDM9AXKP042788"),
        (Kind::Passport, "passport no. C01X00T47", "C01X00T47"),
        (Kind::DrivingLicence, "driver's license D1234567", "D1234567"),
        (Kind::DrivingLicence, "licence MORGA657054SM9IJ", "MORGA657054SM9IJ"),
        (Kind::Crypto, "1A1zP1eP5QGefi2DMPTfTL5SLmv7DivfNa", "1A1zP1eP5QGefi2DMPTfTL5SLmv7DivfNa"),
        (Kind::Crypto, "bc1qw508d6qejxtdg4y5r3zarvary0c5xw7kv8f3t4", "bc1qw508d6qejxtdg4y5r3zarvary0c5xw7kv8f3t4"),
        (Kind::Crypto, "0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAed", "0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAed"),
        (Kind::DateOfBirth, "born on 12 March 1980", "12 March 1980"),
        (Kind::DateOfBirth, "DOB: 03/12/1980", "03/12/1980"),
    ];
    for (kind, text, written) in table {
        assert_eq!((kind, written), only(text));
    }
}

#[test]
fn a_card_is_found_with_what_is_written_behind_it() {
    for (text, card) in [
        ("4111 1111 1111 1111 123", "4111 1111 1111 1111"),
        ("4111-1111-1111-1111-123", "4111-1111-1111-1111"),
        ("4111 1111 1111 1111-123", "4111 1111 1111 1111"),
        ("4111.1111.1111.1111 123", "4111.1111.1111.1111"),
        ("4111111111111111 123", "4111111111111111"),
        ("4111111111111111/123", "4111111111111111"),
        ("4111111111111111-12/27", "4111111111111111"),
        ("4111111111111111:12:2027:123", "4111111111111111"),
        ("4111111111111111,123,12/27", "4111111111111111"),
        ("3782 822463 10005 1234", "3782 822463 10005"),
        ("3782-822463-10005-1234", "3782-822463-10005"),
        ("5555 5555 5555 4444/123.", "5555 5555 5555 4444"),
    ] {
        assert_eq!((Kind::CreditCard, card), only(text));
    }
    assert_eq!([Kind::CreditCard, Kind::Ssn], kinds("4111 1111 1111 1111 123-45-6789")[..]);
}

#[test]
fn a_run_of_many_groups_is_no_card_by_chance() {
    for text in [
        "4111.1111.1111.1111.123.4567.8901",
        "4111-1111-1111-1111-123-456-789-012",
        "4111111111111111/123/456/789/012",
        "4111111111111111/12345",
        "4111111111111111-123x",
        "4111 1111 1111 1112 123",
    ] {
        assert!(!kinds(text).contains(&Kind::CreditCard), "{text}");
    }
}

#[test]
fn phones_are_found_however_a_country_writes_them() {
    for text in [
        "+1 (212) 555-0187",
        "(212) 555-0187",
        "212-555-0187",
        "212.555.0187 ext. 12",
        "+44 20 7946 0958",
        "020 7946 0958",
        "+49 (0)30 901820",
        "030/901820-55",
        "+33 1 42 68 53 00",
        "01 42 68 53 00",
        "+91 98765 43210",
        "tel 600 123 456",
        "+86 138 0013 8000",
        "call 5551234567",
        "0049 30 901820",
        "(02) 9876 5432",
    ] {
        assert_eq!(vec![Kind::Phone], kinds(text), "{text}");
    }
}

#[test]
fn addresses_of_mail_and_of_machines_are_found() {
    for (kind, text, written) in [
        (Kind::Email, "<jane.doe+x@mail.example.co.uk>,", "jane.doe+x@mail.example.co.uk"),
        (Kind::Email, "mailto:jürgen@example.de", "jürgen@example.de"),
        (Kind::Email, "write to jane (at) example (dot) org", "jane (at) example (dot) org"),
        (Kind::Email, "jane at example dot com", "jane at example dot com"),
        (Kind::IpAddress, "from 203.0.113.7:8080", "203.0.113.7"),
        (Kind::IpAddress, "[2001:db8::8a2e:370:7334]", "2001:db8::8a2e:370:7334"),
        (Kind::MacAddress, "00:1A:2b:3C:4d:5E", "00:1A:2b:3C:4d:5E"),
    ] {
        assert_eq!((kind, written), only(text));
    }
}

#[test]
fn keys_and_passwords_are_found() {
    // Put together here: a scanner of repositories would take them for real ones.
    let github = ["ghp", "0123456789abcdefghijABCDEFGHIJ012345"].join("_");
    let aws = ["AKIA", "IOSFODNN7EXAMPLE"].concat();
    let stripe = ["sk_live", "4eC39HqLyjWDarjtT1zdp7dc"].join("_");
    let block = format!("-----BEGIN {0} KEY-----\nMIIB\n-----END {0} KEY-----", "RSA PRIVATE");
    for (kind, text, written) in [
        (Kind::ApiKey, format!("token {github}."), github.as_str()),
        (Kind::ApiKey, format!("key={aws}"), aws.as_str()),
        (Kind::ApiKey, format!("STRIPE={stripe}"), stripe.as_str()),
        (Kind::ApiKey, "api_key: 'q8Zr2LmX0vTn5KbY7wPd'".into(), "q8Zr2LmX0vTn5KbY7wPd"),
        (Kind::PrivateKey, format!("key:\n{block}\n"), block.as_str()),
        (Kind::Password, "the password is hunter2!".into(), "hunter2"),
        (Kind::Password, "postgres://root:s3cr3tpw@db.internal/x".into(), "://root:s3cr3tpw@"),
    ] {
        assert_eq!((kind, written), only(&text));
    }
}

#[test]
fn people_and_places_are_found() {
    for (kind, text, written) in [
        (Kind::Name, "I spoke with Amanda Whitfield yesterday.", "Amanda Whitfield"),
        (Kind::Name, "Yesterday Dr. Okonkwo called.", "Okonkwo"),
        (Kind::Name, "my name is john smithson", "john smithson"),
        (Kind::Name, "It was written by J. R. Hartley.", "J. R. Hartley"),
        (Kind::Name, "Dear Ulrike,", "Ulrike"),
        (Kind::Location, "He lives in Lisbon now.", "Lisbon"),
        (Kind::Location, "the census of New Zealand", "New Zealand"),
        (Kind::Address, "Send it to 221B Baker Street.", "221B Baker Street"),
        (Kind::Address, "Ich wohne in der Schillerstraße 12.", "Schillerstraße 12"),
    ] {
        assert_eq!((kind, written), only(text));
    }
}

#[test]
fn what_only_looks_personal_is_left_alone() {
    for text in [
        "card 4111 1111 1111 1112 is mistyped but what of 1234 5678 9012 3456?",
        "order 4000123412341234567 in 12 parts",
        "ISBN 978-3-16-148410-0",
        "version 10.0.19041.1 of the tool",
        "commit 9fceb02d0ae598e95dc970b74767f19372d61af8",
        "id 123e4567-e89b-12d3-a456-426614174000",
        "2024-05-01T12:30:45.123Z took 1234567890 ns",
        "It cost $1,234,567.89 or €2.500.000 in 1999",
        "000-12-3456 and 666-12-3456 and 900-12-3456",
        "DE89 3704 0044 0532 0130 01",
        "pi is 3.14159265358979, e is 2.71828",
        "5 May 2020, 10:30",
        "The Will of the people may rise in May, said the Guardian.",
        "a::b::c and std::net::Ipv4Addr",
        "@Override public void run()",
        "passwords are secret; the token is short",
        "Mark the date: Grace and Hope are virtues.",
        "1 2 3 4 5 6 7 8 9 10 11 12",
        "lat 52.520008, lon 13.404954",
        "between 1914-1918 and 1939-1945",
        "x = 1234567890123456",
        "icon@2x.png",
    ] {
        assert_eq!(Vec::<Kind>::new(), kinds(text), "{text}: {:#?}", scan(text));
    }
}

#[test]
fn a_word_nearby_decides_what_a_bare_number_is() {
    for (kind, text) in [
        (Kind::Passport, "passport 123456789"),
        (Kind::BankAccount, "account 123456789"),
        (Kind::Phone, "phone 2125550187"),
        (Kind::DrivingLicence, "driving licence 123456789"),
    ] {
        assert_eq!(vec![kind], kinds(text), "{text}");
    }
    assert!(kinds("123456789").is_empty());
    let far = format!("passport {} 123456789", "and much else ".repeat(12));
    assert!(kinds(&far).is_empty());
}

#[test]
fn what_hides_from_a_reader_does_not_hide_from_the_guard() {
    for (kind, text, written) in [
        (Kind::Ssn, "ssn ５３６－２２－１２３４", "５３６－２２－１２３４"),
        (Kind::CreditCard, "card 4111\u{a0}1111\u{a0}1111\u{a0}1111", "4111\u{a0}1111\u{a0}1111\u{a0}1111"),
        (Kind::Phone, "tel +44‑20‑7946‑0958", "+44‑20‑7946‑0958"),
        (Kind::Email, "ja\u{200b}ne@exam\u{200b}ple.org", "ja\u{200b}ne@exam\u{200b}ple.org"),
        (Kind::CreditCard, "4\u{200d}111111111111111", "4\u{200d}111111111111111"),
    ] {
        assert_eq!((kind, written), only(text));
    }
}

#[test]
fn offsets_are_right_in_text_that_is_not_ascii() {
    let text = "Größe: 😀 élan — jane@example.org, Köln";
    let found = &scan(text)[0];
    assert_eq!("jane@example.org", &text[found.bytes.clone()]);
    let characters: Vec<char> = text.chars().collect();
    assert_eq!("jane@example.org", characters[found.chars.clone()].iter().collect::<String>());
}

#[test]
fn masks_are_those_of_the_specification() {
    let text = "ssn 536-22-1234, jane@example.org, 212-555-0187, 4111111111111111.";
    assert_eq!("ssn ***-**-****, ****@***.com, ***-***-****, .", redacted(text, &scan(text)));
}

#[test]
fn what_is_left_of_a_text_is_what_it_can_be_read_by() {
    for (text, share) in [
        ("write to jane@example.org today", 0.75),
        ("4111 1111 1111 1111", 0.0),
        ("größer als 4111 1111 1111 1111, ja", 0.43),
        ("nothing here", 1.0),
        (" ", 1.0),
    ] {
        assert_eq!(share, readability(text, &scan(text)), "{text}");
    }
}

#[test]
fn only_what_is_wanted_is_said() {
    let text = "jane@example.org on 2024-05-01, see https://example.org/x";
    let wanted = |kinds: &[Kind]| scan_for(text, &Wanted { kinds: kinds.to_vec(), ..Wanted::default() });
    assert_eq!(vec![Kind::Email], kinds(text));
    let all: Vec<_> = wanted(Kind::ALL).into_iter().map(|found| found.kind).collect();
    assert_eq!(vec![Kind::Email, Kind::DateTime, Kind::Url], all);
    assert!(wanted(&[Kind::Phone]).is_empty());
}
