//! English verb forms: what form a word is, and the base and third person of a verb.
//!
//! Irregular verbs are listed, and so are the regular ones that matter in their bare form; a regular past is known by its ending.

/// A reading of a word as a verb.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Verb {
    pub base: String,
    pub form: Form,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Form {
    Base,
    Third,
    /// Simple past only: `wrote`.
    Past,
    /// Past participle only: `written`.
    Participle,
    /// Either: `founded`.
    PastOrParticiple,
    Gerund,
}

impl Form {
    /// Whether the form can stand as a clause's verb without an auxiliary.
    pub fn is_finite(self) -> bool {
        matches!(self, Self::Third | Self::Past | Self::PastOrParticiple)
    }

    pub fn is_participle(self) -> bool {
        matches!(self, Self::Participle | Self::PastOrParticiple)
    }
}

/// The verb a word in lower case is a form of.
pub fn verb(word: &str) -> Option<Verb> {
    if NOT_VERBS.contains(&word) || !word.is_ascii() {
        return None;
    }
    irregular(word).or_else(|| regular(word))
}

/// The third person singular: `play` to `plays`.
pub fn third_person(base: &str) -> String {
    if base == "be" {
        return "is".to_owned();
    }
    if base == "have" {
        return "has".to_owned();
    }
    let vowel_before_y = ["ay", "ey", "oy", "uy"].iter().any(|ending| base.ends_with(ending));
    match base.strip_suffix('y') {
        Some(stem) if !vowel_before_y => format!("{stem}ies"),
        _ if ["s", "sh", "ch", "x", "z", "o"].iter().any(|ending| base.ends_with(ending)) => format!("{base}es"),
        _ => format!("{base}s"),
    }
}

fn irregular(word: &str) -> Option<Verb> {
    for (base, past, participle) in IRREGULAR {
        let form = if word == *past && past == participle {
            if base == past { Form::Base } else { Form::PastOrParticiple }
        } else if word == *past {
            Form::Past
        } else if word == *participle && base != participle {
            Form::Participle
        } else if word == *base {
            Form::Base
        } else {
            continue;
        };
        return Some(Verb { base: (*base).to_owned(), form });
    }
    None
}

fn regular(word: &str) -> Option<Verb> {
    let known = |base: &str| REGULAR.contains(&base) || IRREGULAR.iter().any(|(irregular, ..)| *irregular == base);
    let found = |base: String, form| Some(Verb { base, form });
    if REGULAR.contains(&word) {
        return found(word.to_owned(), Form::Base);
    }
    if let Some(stem) = word.strip_suffix("ing").filter(|stem| stem.len() > 2) {
        return bases(stem).into_iter().find(|base| known(base)).and_then(|base| found(base, Form::Gerund));
    }
    if let Some(stem) = word.strip_suffix("ed").filter(|stem| stem.len() > 2 && !stem.ends_with('e')) {
        let candidates = bases(stem);
        let base = candidates.iter().find(|base| known(base)).or_else(|| candidates.first()).map(String::clone)?;
        return found(base, Form::PastOrParticiple);
    }
    let stem = word.strip_suffix('s')?;
    let shorter = [stem.to_owned(), stem.strip_suffix('e').unwrap_or(stem).to_owned(), stem.strip_suffix("ie").map_or(String::new(), |s| format!("{s}y"))];
    shorter.into_iter().find(|base| known(base)).and_then(|base| found(base, Form::Third))
}

/// What may have stood before `ed` or `ing`, likeliest first.
fn bases(stem: &str) -> Vec<String> {
    let mut candidates = Vec::new();
    if let Some(shorter) = stem.strip_suffix('i') {
        candidates.push(format!("{shorter}y"));
    }
    let bytes = stem.as_bytes();
    let doubled = bytes.len() > 2 && bytes[bytes.len() - 1] == bytes[bytes.len() - 2] && !b"lsz".contains(&bytes[bytes.len() - 1]);
    if doubled {
        candidates.push(stem[..stem.len() - 1].to_owned());
    }
    let wants_e = ["at", "iz", "is", "us", "as", "uc", "nc", "rc", "v", "dg", "ng", "rg", "in", "ir", "ur", "ut", "id", "ag", "bl", "pl", "os"];
    if wants_e.iter().any(|ending| stem.ends_with(ending)) {
        candidates.push(format!("{stem}e"));
    }
    candidates.push(stem.to_owned());
    candidates.push(format!("{stem}e"));
    candidates
}

/// Words that only look like a form of a verb.
const NOT_VERBS: &[&str] = &[
    "united", "red", "bed", "hundred", "sacred", "king", "spring", "ring", "wing", "string", "evening", "morning", "thing", "building", "seed", "speed",
    "feed", "need", "during", "following", "including", "according", "left-handed", "wales", "leaves", "ceiling", "wedding", "painting", "its", "does",
    "states", "means", "bears", "rights", "runs", "points", "numbers", "works", "founding", "being", "nothing", "something", "anything", "indeed", "beijing",
    "goods", "names", "records", "titles", "parts", "places", "players", "years", "times", "games", "members", "books", "stars", "lives", "animated",
    "related", "so-called", "born-again", "long", "least", "second", "country", "opening", "closing", "meeting",
];

/// Base, past, past participle.
const IRREGULAR: &[(&str, &str, &str)] = &[
    ("be", "was", "been"), ("bear", "bore", "born"), ("beat", "beat", "beaten"), ("become", "became", "become"), ("begin", "began", "begun"),
    ("bind", "bound", "bound"), ("bite", "bit", "bitten"), ("blow", "blew", "blown"), ("break", "broke", "broken"), ("bring", "brought", "brought"),
    ("build", "built", "built"), ("burn", "burnt", "burnt"), ("buy", "bought", "bought"), ("catch", "caught", "caught"), ("choose", "chose", "chosen"),
    ("come", "came", "come"), ("cost", "cost", "cost"), ("cut", "cut", "cut"), ("deal", "dealt", "dealt"), ("die", "died", "died"), ("tie", "tied", "tied"), ("draw", "drew", "drawn"),
    ("drink", "drank", "drunk"), ("drive", "drove", "driven"), ("eat", "ate", "eaten"), ("fall", "fell", "fallen"), ("feed", "fed", "fed"),
    ("feel", "felt", "felt"), ("fight", "fought", "fought"), ("find", "found", "found"), ("flee", "fled", "fled"), ("fly", "flew", "flown"),
    ("forbid", "forbade", "forbidden"), ("forget", "forgot", "forgotten"), ("get", "got", "gotten"), ("give", "gave", "given"), ("go", "went", "gone"),
    ("grow", "grew", "grown"), ("hang", "hung", "hung"), ("have", "had", "had"), ("hear", "heard", "heard"), ("hide", "hid", "hidden"),
    ("hit", "hit", "hit"), ("hold", "held", "held"), ("keep", "kept", "kept"), ("know", "knew", "known"), ("lay", "laid", "laid"),
    ("lead", "led", "led"), ("leave", "left", "left"), ("lend", "lent", "lent"), ("let", "let", "let"), ("lie", "lay", "lain"), ("light", "lit", "lit"),
    ("lose", "lost", "lost"), ("make", "made", "made"), ("mean", "meant", "meant"), ("meet", "met", "met"), ("overthrow", "overthrew", "overthrown"),
    ("pay", "paid", "paid"), ("put", "put", "put"), ("read", "read", "read"), ("ride", "rode", "ridden"), ("rise", "rose", "risen"),
    ("run", "ran", "run"), ("say", "said", "said"), ("see", "saw", "seen"), ("seek", "sought", "sought"), ("sell", "sold", "sold"),
    ("send", "sent", "sent"), ("set", "set", "set"), ("shoot", "shot", "shot"), ("show", "showed", "shown"), ("shut", "shut", "shut"),
    ("sing", "sang", "sung"), ("sink", "sank", "sunk"), ("sit", "sat", "sat"), ("sleep", "slept", "slept"), ("speak", "spoke", "spoken"),
    ("spend", "spent", "spent"), ("split", "split", "split"), ("spread", "spread", "spread"), ("stand", "stood", "stood"), ("steal", "stole", "stolen"),
    ("strike", "struck", "struck"), ("swim", "swam", "swum"), ("take", "took", "taken"), ("teach", "taught", "taught"), ("tell", "told", "told"),
    ("think", "thought", "thought"), ("throw", "threw", "thrown"), ("understand", "understood", "understood"), ("wear", "wore", "worn"),
    ("win", "won", "won"), ("withdraw", "withdrew", "withdrawn"), ("write", "wrote", "written"), ("rebuild", "rebuilt", "rebuilt"),
    ("shake", "shook", "shaken"), ("undergo", "underwent", "undergone"), ("oversee", "oversaw", "overseen"), ("wake", "woke", "woken"),
];

/// Regular verbs, for their bare form and their third person.
const REGULAR: &[&str] = &[
    "abandon", "accept", "achieve", "acquire", "act", "adhere", "adopt", "agree", "air", "announce", "appear", "apply", "appoint", "argue", "arrive",
    "assassinate", "attack", "attend", "belong", "border", "broadcast", "call", "carry", "cause", "celebrate", "change", "close", "coach", "collaborate",
    "combine", "command", "compete", "complete", "compose", "conquer", "consider", "contain", "continue", "contribute", "control", "convert", "cover",
    "create", "cross", "crown", "date", "declare", "defeat", "define", "demolish", "describe", "design", "destroy", "develop", "die", "direct", "discover",
    "dissolve", "distribute", "divide", "donate", "earn", "elect", "employ", "enact", "end", "enter", "erupt", "establish", "execute", "exist", "expand",
    "explore", "export", "face", "feature", "finish", "flow", "focus", "follow", "form", "formulate", "found", "gain", "govern", "graduate", "greet",
    "handle", "happen", "headquarter", "help", "host", "house", "hunt", "import", "include", "inspire", "introduce", "invade", "invent", "invest", "issue",
    "join", "kill", "last", "launch", "license", "like", "live", "locate", "love", "manage", "manufacture", "marry", "measure", "merge", "migrate", "move",
    "murder", "name", "narrate", "occur", "open", "operate", "order", "organize", "originate", "own", "paint", "participate", "partner", "pass", "perform",
    "play", "portray", "precede", "premiere", "present", "preside", "print", "produce", "proclaim", "promote", "propose", "protect", "publish", "purchase",
    "rank", "receive", "record", "refer", "refuse", "reign", "release", "remain", "replace", "represent", "reside", "resign", "retire", "return", "rule",
    "score", "separate", "serve", "settle", "share", "sign", "sponsor", "star", "start", "stage", "stay", "stop", "study", "succeed", "suffer", "support",
    "surpass", "surrender", "surround", "train", "translate", "travel", "turn", "unite", "use", "visit", "voice", "vote", "walk", "want", "watch", "work",
    "advise", "honor", "honour", "produce", "bundle", "map", "depict", "practice", "practise", "develop", "mention", "debut", "span", "stretch", "orbit",
    "lie", "speak", "land", "sail", "fund", "belong", "require", "prove", "solve", "store", "supply", "rename", "reach", "possess", "occupy", "mother",
    "worship", "use", "connect", "link", "grow", "light", "educate", "marry", "survive", "assist", "influence", "affect", "prevent", "cite", "rely", "depend", "consist", "comprise", "enjoy", "hire", "lease", "rent", "climb", "guide", "guard", "defend", "lobby", "campaign", "chair", "head", "edit", "draft", "author", "pioneer", "coin", "patent", "sculpt", "carve", "construct", "restore", "renovate", "relocate", "transform", "adapt", "dramatize", "satirize", "criticize", "praise", "recognize", "award", "nominate", "induct", "praise", "honor", "mark", "commemorate", "symbolize", "signify", "denote", "belong", "pertain", "relate", "respond", "react", "interact", "cooperate", "negotiate", "ratify", "abolish", "ban", "annex", "colonize", "liberate", "besiege", "raid", "bomb", "sack", "loot", "burn", "fire", "crash", "collide", "explode", "vanish", "emerge", "evolve", "decline", "increase", "decrease", "double", "triple", "peak", "total", "average", "weigh", "taste", "smell", "sound", "look", "seem", "appear", "live", "dwell", "inhabit", "nest", "breed", "feed", "prey", "harvest", "mine", "drill", "pump", "refine", "brew", "bake", "cook", "serve", "eat", "consume", "process", "encode", "transmit", "emit", "absorb", "reflect", "conduct", "generate", "power", "drive", "steer", "pilot", "command", "enlist", "deploy", "station", "trade", "shoot", "locate", "base", "situate", "populate", "commission", "inaugurate", "rival", "lack", "drain", "empty",
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_form_leads_back_to_its_verb() {
        for (word, base, form) in [
            ("invaded", "invade", Form::PastOrParticiple),
            ("stands", "stand", Form::Third),
            ("wrote", "write", Form::Past),
            ("written", "write", Form::Participle),
            ("playing", "play", Form::Gerund),
            ("sharing", "share", Form::Gerund),
            ("died", "die", Form::PastOrParticiple),
            ("studied", "study", Form::PastOrParticiple),
            ("founded", "found", Form::PastOrParticiple),
            ("win", "win", Form::Base),
            ("zapped", "zap", Form::PastOrParticiple),
        ] {
            assert_eq!(verb(word), Some(Verb { base: base.to_owned(), form }), "{word}");
        }
        assert_eq!(verb("united"), None);
    }

    #[test]
    fn the_third_person_follows_spelling() {
        for (base, third) in [("play", "plays"), ("carry", "carries"), ("pass", "passes"), ("share", "shares"), ("go", "goes")] {
            assert_eq!(third_person(base), third);
        }
    }
}
