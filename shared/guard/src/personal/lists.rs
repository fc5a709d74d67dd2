//! Known names and places, in small letters without accents. Where the lists come from stands in the package's README.

use std::{
    collections::{HashMap, HashSet},
    hash::{BuildHasherDefault, Hasher},
    sync::LazyLock,
};

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

/// Fowler, Noll and Vo's hash (1a): the lists are ours, so that nobody can choose words that collide among them.
#[derive(Clone, Copy)]
struct Fnv(u64);

impl Default for Fnv {
    fn default() -> Self {
        Self(0xcbf2_9ce4_8422_2325)
    }
}

impl Hasher for Fnv {
    fn finish(&self) -> u64 {
        self.0
    }

    fn write(&mut self, bytes: &[u8]) {
        bytes.iter().for_each(|byte| self.0 = (self.0 ^ u64::from(*byte)).wrapping_mul(0x0100_0000_01b3));
    }
}

type Hashed = BuildHasherDefault<Fnv>;

struct Lists {
    words: HashMap<&'static str, Known, Hashed>,
    places: HashSet<&'static str, Hashed>,
}

const COUNTRIES: &str = include_str!("../../data/countries.txt");

static LISTS: LazyLock<Lists> = LazyLock::new(|| {
    let mut words: HashMap<&'static str, Known, Hashed> = HashMap::with_capacity_and_hasher(30_000, Hashed::default());
    let mut add = |known: Known, all: &mut dyn Iterator<Item = &'static str>| {
        all.for_each(|word| words.entry(word).or_default().0 |= known.0);
    };
    add(Known::GIVEN, &mut include_str!("../../data/given_names.txt").lines());
    add(Known::SURNAME, &mut include_str!("../../data/surnames.txt").lines());
    add(Known::ORDINARY, &mut include_str!("../../data/ordinary_words.txt").lines());
    add(Known::GROUP, &mut include_str!("../../data/groups.txt").lines());
    add(Known::TITLE, &mut TITLES.split_whitespace());
    add(Known::THING, &mut THINGS.split_whitespace());
    add(Known::CALENDAR, &mut CALENDAR.split_whitespace());
    add(Known::OPENER, &mut OPENERS.split_whitespace());
    add(Known::PARTICLE, &mut PARTICLES.split_whitespace());
    let places: HashSet<_, Hashed> = [COUNTRIES, include_str!("../../data/regions.txt"), include_str!("../../data/cities.txt")]
        .into_iter()
        .flat_map(str::lines)
        .collect();
    add(Known::PLACE, &mut places.iter().filter_map(|place| place.split([' ', '.']).next()));
    Lists { words, places }
});

static COUNTRY: LazyLock<HashSet<&'static str, Hashed>> = LazyLock::new(|| COUNTRIES.lines().collect());

pub(super) fn warm() {
    LazyLock::force(&LISTS);
    LazyLock::force(&COUNTRY);
}

pub(super) fn known(folded: &str) -> Known {
    LISTS.words.get(folded).copied().unwrap_or_default()
}

pub(super) fn is_place(folded: &str) -> bool {
    LISTS.places.contains(folded)
}

pub(super) fn is_country(folded: &str) -> bool {
    COUNTRY.contains(folded)
}

/// Two capitals for a state, a province or a territory.
pub(super) fn is_state_code(code: &str) -> bool {
    const CODES: &str = "AL AK AZ AR CA CO CT DE FL GA HI ID IL IN IA KS KY LA ME MD MA MI MN MS MO MT NE NV NH NJ NM NY NC ND OH OK OR PA RI SC SD \
        TN TX UT VT VA WA WV WI WY DC PR GU VI AS MP AP AE AA FM MH PW AB BC MB NB NL NS NT NU ON PE QC SK YT NSW VIC QLD TAS ACT";
    matches!(code.len(), 2 | 3)
        && code.bytes().all(|letter| letter.is_ascii_uppercase())
        && CODES.split_whitespace().any(|known| known == code)
}
