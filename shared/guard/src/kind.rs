//! What personal data and secrets are called.

use serde::{Deserialize, Serialize};

macro_rules! kinds {
    ($($(#[$doc:meta])* $kind:ident $name:literal,)*) => {
        /// A kind of personal data or of secret.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        pub enum Kind {
            $($(#[$doc])* #[serde(rename = $name)] $kind,)*
        }

        impl Kind {
            pub const ALL: &'static [Self] = &[$(Self::$kind,)*];

            pub fn name(self) -> &'static str {
                match self {
                    $(Self::$kind => $name,)*
                }
            }
        }
    };
}

kinds! {
    Email "email",
    Phone "phone",
    CreditCard "credit_card",
    /// Social security number of the United States.
    Ssn "ssn",
    Iban "iban",
    BankAccount "bank_account",
    /// Routing number of the American Bankers Association.
    BankRouting "bank_routing",
    IpAddress "ip_address",
    MacAddress "mac_address",
    Passport "passport",
    DrivingLicence "driving_licence",
    DateOfBirth "date_of_birth",
    /// The name of a person.
    Name "name",
    /// A street with a number.
    Address "address",
    /// A country, state, city or postal code.
    Location "location",
    /// An address or a transaction's key on a chain.
    Crypto "crypto",
    ApiKey "api_key",
    PrivateKey "private_key",
    Password "password",
    UsItin "us_itin",
    /// Employer identification number.
    UsEin "us_ein",
    /// Medicare beneficiary identifier.
    UsMbi "us_mbi",
    /// National provider identifier.
    UsNpi "us_npi",
    /// Number of the Drug Enforcement Administration.
    MedicalLicence "medical_license",
    MedicalRecord "medical_record",
    UkNhs "uk_nhs",
    UkNino "uk_nino",
    AuAbn "au_abn",
    AuAcn "au_acn",
    AuTfn "au_tfn",
    AuMedicare "au_medicare",
    InPan "in_pan",
    InAadhaar "in_aadhaar",
    InVoter "in_voter",
    InVehicleRegistration "in_vehicle_registration",
    EsNif "es_nif",
    EsNie "es_nie",
    ItFiscalCode "it_fiscal_code",
    ItVatCode "it_vat_code",
    ItIdentityCard "it_identity_card",
    PlPesel "pl_pesel",
    SgNricFin "sg_nric_fin",
    SgUen "sg_uen",
    FiPersonalIdentityCode "fi_personal_identity_code",
    KrRrn "kr_rrn",
    ThTnin "th_tnin",
    /// A number by which any other state knows a person; the finding's rule says which.
    NationalId "national_id",
    /// Vehicle identification number (ISO 3779).
    VehicleId "vehicle_id",
    Url "url",
    DateTime "date_time",
    /// Nationality, religion or political group.
    Nrp "nrp",
}

impl Kind {
    /// Whether it points to a person by itself or with little else, or opens a door. Of the others text is full: dates,
    /// addresses of pages, nationalities.
    pub fn is_sensitive(self) -> bool {
        !matches!(self, Self::Url | Self::DateTime | Self::Nrp)
    }

    /// Whether it is somebody's own: a number, an address of theirs, a secret. Names, places and days of birth are sensitive, and they
    /// are what questions about the world and their answers are made of.
    pub fn is_private(self) -> bool {
        self.is_sensitive() && !matches!(self, Self::Name | Self::Address | Self::Location | Self::DateOfBirth)
    }

    pub fn parse(name: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|kind| kind.name() == name)
    }
}

impl std::fmt::Display for Kind {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.write_str(self.name())
    }
}
