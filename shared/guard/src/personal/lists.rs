//! Known names and places, in small letters without accents. Where the lists come from stands in the package's README.

mod index;

use std::sync::LazyLock;

use self::index::Index;

/// What is known of a single word. A word may be several things: `Jordan`, `May`, `Will`.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct Known(u16);

impl Known {
    pub const GIVEN: Self = Self(1);
    pub const SURNAME: Self = Self(1 << 1);
    /// A word of everyday English.
    pub const ORDINARY: Self = Self(1 << 2);
    /// The first word of a place, or all of it.
    pub const PLACE: Self = Self(1 << 3);
    /// Mr, Dr, President.
    pub const TITLE: Self = Self(1 << 4);
    /// Makes what stands before it an organisation, a building, a thing: Inc, University, Prize.
    pub const THING: Self = Self(1 << 5);
    pub const CALENDAR: Self = Self(1 << 6);
    pub const GROUP: Self = Self(1 << 7);
    /// `de`, `van`: inside a name.
    pub const PARTICLE: Self = Self(1 << 8);
    /// Stands before a name and is never of it: `Dear`, `Patient`.
    pub const OPENER: Self = Self(1 << 9);

    pub fn is(self, other: Self) -> bool {
        self.0 & other.0 != 0
    }

    pub fn is_person(self) -> bool {
        self.is(Self::GIVEN) || self.is(Self::SURNAME)
    }
}

const TITLES: &str = "mr mrs ms miss mister dr doctor prof professor sir lady lord dame madam mme mlle monsieur madame herr frau senor senora \
    senorita sr sra srta signor signora sig dott ing don dona pan pani rev reverend father sister brother captain capt sergeant sgt lieutenant \
    lt colonel col major general gen judge justice senator sen congressman congresswoman president king queen prince princess duke duchess count \
    countess baron baroness pope saint officer detective nurse coach chancellor governor mayor ambassador minister secretary uncle aunt \
    grandma grandpa cousin actor actress director singer author writer poet composer dhr mevr mw m mx shri smt";
const THINGS: &str = "inc incorporated corp corporation ltd limited llc llp plc gmbh ag sa co company companies group holdings partners associates \
    bank university college school academy institute hospital clinic church cathedral temple museum library gallery theatre theater stadium \
    arena park gardens garden bridge tower castle palace house hall hotel airport station street st avenue ave road rd lane boulevard blvd drive square \
    court place plaza highway parkway terrace river lake mountain mountains mount island islands bay beach valley creek canyon desert forest \
    county city town township village district province state states republic kingdom empire award awards prize medal cup trophy open \
    championship championships league festival foundation fund trust society association union club team party act law theorem effect \
    syndrome disease method test records record studios studio pictures films film films entertainment media times post journal news magazine \
    press books series show motors airlines airways railway railroad systems technologies technology software solutions services \
    international industries enterprises brothers sons day war battle revolution treaty era dynasty album song novel orchestra band \
    choir quartet center centre building heights springs hills falls field fields grove ridge department ministry agency committee \
    commission council board court office project program model scale number constant equation transform distribution algorithm api";
const CALENDAR: &str = "monday tuesday wednesday thursday friday saturday sunday january february march april may june july august september \
    october november december jan feb mar apr jun jul aug sep sept oct nov dec mon tue wed thu fri sat sun christmas easter \
    spring summer autumn winter";
const OPENERS: &str = "hello hi hey dear patient contact customer client employee regards sincerely thanks thank attn attention student user ask call \
    tell meet from to cc by with best kind yours signed the this that in on at for and or but if when while after before my his her your our \
    their please send email phone name applicant passenger tenant member guest author hallo bonjour hola ciao liebe lieber chere cher querido \
    according ship add let is was are does did has have can could will would should may who what where why how which i";
const PARTICLES: &str = "de del della di da do dos das du des la le van von der den ter ten zu bin ibn al el ben bint y e af av";

/// All lists. Of the last three, which are of places, a line may have several words.
const LISTS: [&str; 12] = [
    include_str!("../../data/given_names.txt"),
    include_str!("../../data/surnames.txt"),
    include_str!("../../data/ordinary_words.txt"),
    include_str!("../../data/groups.txt"),
    TITLES,
    THINGS,
    CALENDAR,
    OPENERS,
    PARTICLES,
    include_str!("../../data/countries.txt"),
    include_str!("../../data/regions.txt"),
    include_str!("../../data/cities.txt"),
];

/// What the words of each list but the last three are.
const WORDS: [Known; 9] = [
    Known::GIVEN,
    Known::SURNAME,
    Known::ORDINARY,
    Known::GROUP,
    Known::TITLE,
    Known::THING,
    Known::CALENDAR,
    Known::OPENER,
    Known::PARTICLE,
];

/// Marks of whole lines of places, beyond those of words.
const WHOLE: u16 = 1 << 10;
const COUNTRY: u16 = 1 << 11;
const OF_WORDS: u16 = WHOLE - 1;

static INDEX: LazyLock<Index> = LazyLock::new(|| {
    Index::of(&LISTS, |which, add| match WORDS.get(which) {
        Some(known) => LISTS[which].split_ascii_whitespace().for_each(|word| add(word, known.0)),
        None => {
            let country = if which == WORDS.len() { COUNTRY } else { 0 };
            for place in LISTS[which].lines() {
                add(place, WHOLE | country);
                add(place.split([' ', '.']).next().unwrap_or_default(), Known::PLACE.0);
            }
        }
    })
});

pub(super) fn warm() {
    LazyLock::force(&INDEX);
}

pub(super) fn known(folded: &str) -> Known {
    Known(INDEX.marks(folded) & OF_WORDS)
}

pub(super) fn is_place(folded: &str) -> bool {
    INDEX.marks(folded) & WHOLE != 0
}

pub(super) fn is_country(folded: &str) -> bool {
    INDEX.marks(folded) & COUNTRY != 0
}

/// Two capitals for a state, a province or a territory.
pub(super) fn is_state_code(code: &str) -> bool {
    const CODES: &str = "AL AK AZ AR CA CO CT DE FL GA HI ID IL IN IA KS KY LA ME MD MA MI MN MS MO MT NE NV NH NJ NM NY NC ND OH OK OR PA RI SC SD \
        TN TX UT VT VA WA WV WI WY DC PR GU VI AS MP AP AE AA FM MH PW AB BC MB NB NL NS NT NU ON PE QC SK YT NSW VIC QLD TAS ACT";
    matches!(code.len(), 2 | 3)
        && code.bytes().all(|letter| letter.is_ascii_uppercase())
        && CODES.split_whitespace().any(|known| known == code)
}
