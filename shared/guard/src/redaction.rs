//! What a reader gets in place of what was found.

use crate::{Finding, Kind};

impl Finding {
    /// What stands for it in redacted text.
    pub fn mask(&self) -> &'static str {
        self.kind.mask()
    }
}

impl Kind {
    /// Masks of the first four are the specification's; any other kind is named.
    pub fn mask(self) -> &'static str {
        match self {
            Self::Ssn => "***-**-****",
            Self::Email => "****@***.com",
            Self::Phone => "***-***-****",
            Self::CreditCard => "",
            Self::Name => "[name]",
            Self::Address => "[address]",
            Self::Location => "[location]",
            Self::DateOfBirth => "[date of birth]",
            Self::DateTime => "[date]",
            Self::Nrp => "[group]",
            Self::Url => "[url]",
            Self::IpAddress | Self::MacAddress => "[network address]",
            Self::Iban | Self::BankAccount | Self::BankRouting | Self::Crypto => "[account]",
            Self::ApiKey | Self::PrivateKey | Self::Password => "[secret]",
            Self::Passport => "[passport]",
            Self::DrivingLicence | Self::VehicleId | Self::InVehicleRegistration => "[licence]",
            Self::MedicalLicence | Self::MedicalRecord | Self::UsMbi | Self::UsNpi | Self::UkNhs | Self::AuMedicare => "[health number]",
            Self::UsItin | Self::UsEin | Self::AuAbn | Self::AuAcn | Self::AuTfn | Self::InPan | Self::ItVatCode | Self::SgUen => {
                "[tax number]"
            }
            Self::UkNino
            | Self::InAadhaar
            | Self::InVoter
            | Self::EsNif
            | Self::EsNie
            | Self::ItFiscalCode
            | Self::ItIdentityCard
            | Self::PlPesel
            | Self::SgNricFin
            | Self::FiPersonalIdentityCode
            | Self::KrRrn
            | Self::ThTnin
            | Self::NationalId => "[identity number]",
        }
    }
}

/// The share of a text's words in which nothing was found, from 0 to 1: what its redacted form can still be read by.
pub fn readability(text: &str, findings: &[Finding]) -> f64 {
    let (mut words, mut kept, mut from) = (0u32, 0u32, 0);
    let mut ahead = findings.iter().peekable();
    for word in text.split_whitespace() {
        let start = from + text[from..].find(word).unwrap_or_default();
        from = start + word.len();
        while ahead.next_if(|found| found.bytes.end <= start).is_some() {}
        words += 1;
        kept += u32::from(ahead.peek().is_none_or(|found| found.bytes.start >= from));
    }
    if words == 0 { 1.0 } else { (f64::from(kept) / f64::from(words) * 100.0).round() / 100.0 }
}

/// The text with a mask in place of each finding, which are in the order of the text as `scan` gives them.
pub fn redacted(text: &str, findings: &[Finding]) -> String {
    let (mut clean, mut done) = (String::with_capacity(text.len()), 0);
    for found in findings.iter().filter(|found| found.bytes.start <= found.bytes.end) {
        let Some(before) = text.get(done..found.bytes.start) else { continue };
        clean.push_str(before);
        clean.push_str(found.mask());
        done = found.bytes.end;
    }
    clean.push_str(text.get(done..).unwrap_or_default());
    clean
}
