//! The verbs the grammar knows.

/// Words that only look like a form of a verb.
#[rustfmt::skip]
pub const NOT_VERBS: &[&str] = &[
    "according", "animated", "anything", "bears", "bed", "beijing", "being", "books", "born-again", "building", "ceiling", "closing",
    "country", "does", "during", "evening", "feed", "following", "founding", "games", "goods", "hundred", "including", "indeed", "its",
    "king", "least", "leaves", "left-handed", "lives", "long", "means", "meeting", "members", "morning", "names", "need", "nothing",
    "numbers", "opening", "painting", "parts", "places", "players", "points", "records", "red", "related", "rights", "ring", "runs",
    "sacred", "second", "seed", "so-called", "something", "speed", "spring", "stars", "states", "string", "thing", "times", "titles",
    "united", "wales", "wedding", "wing", "works", "years",
];

/// Base, past, past participle.
#[rustfmt::skip]
pub const IRREGULAR: &[(&str, &str, &str)] = &[
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
    ("lose", "lost", "lost"), ("make", "made", "made"), ("mean", "meant", "meant"), ("meet", "met", "met"), ("overcome", "overcame", "overcome"),
    ("overtake", "overtook", "overtaken"), ("overthrow", "overthrew", "overthrown"), ("quit", "quit", "quit"), ("undertake", "undertook", "undertaken"),
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
#[rustfmt::skip]
pub const REGULAR: &[&str] = &[
    "abandon", "abolish", "absorb", "accept", "achieve", "acquire", "act", "adapt", "adhere", "adopt", "advise", "affect", "agree", "air",
    "annex", "announce", "appear", "apply", "appoint", "argue", "arrive", "assassinate", "assist", "attack", "attend", "author",
    "average", "award", "bake", "ban", "base", "belong", "besiege", "bomb", "border", "breed", "brew", "broadcast", "bundle", "burn",
    "call", "campaign", "carry", "carve", "cause", "celebrate", "chair", "change", "cite", "climb", "close", "coach", "coin",
    "collaborate", "collide", "colonize", "combine", "command", "commemorate", "commission", "compete", "complete", "compose", "comprise",
    "conduct", "connect", "conquer", "consider", "consist", "construct", "consume", "contain", "continue", "contribute", "control",
    "convert", "cook", "cooperate", "cover", "crash", "create", "criticize", "cross", "crown", "date", "debut", "declare", "decline",
    "decrease", "defeat", "defend", "define", "demolish", "denote", "depend", "depict", "deploy", "describe", "design", "destroy",
    "develop", "die", "direct", "discover", "dissolve", "distribute", "divide", "donate", "double", "draft", "drain", "dramatize",
    "drill", "drive", "dwell", "earn", "eat", "edit", "educate", "elect", "emerge", "emit", "employ", "empty", "enact", "encode", "end",
    "enjoy", "enlist", "enter", "erupt", "establish", "evolve", "execute", "exist", "expand", "explode", "explore", "export", "face",
    "feature", "feed", "finish", "fire", "flow", "focus", "follow", "form", "formulate", "found", "fund", "gain", "generate", "govern",
    "graduate", "greet", "grow", "guard", "guide", "handle", "happen", "harvest", "head", "headquarter", "help", "hire", "honor",
    "honour", "host", "house", "hunt", "import", "inaugurate", "include", "increase", "induct", "influence", "inhabit", "inspire",
    "interact", "introduce", "intern", "invade", "invent", "invest", "issue", "join", "kill", "lack", "land", "last", "launch", "lease", "liberate",
    "license", "lie", "light", "like", "link", "live", "lobby", "locate", "look", "loot", "love", "manage", "manufacture", "map", "mark",
    "marry", "measure", "mention", "merge", "migrate", "mine", "mother", "move", "murder", "name", "narrate", "negotiate", "nest",
    "nominate", "occupy", "occur", "open", "operate", "orbit", "order", "organize", "originate", "own", "paint", "participate", "partner",
    "pass", "patent", "peak", "perform", "pertain", "pilot", "pioneer", "play", "populate", "portray", "possess", "power", "practice",
    "practise", "praise", "precede", "premiere", "present", "preside", "prevent", "prey", "print", "process", "proclaim", "produce",
    "promote", "propose", "protect", "prove", "publish", "pump", "purchase", "raid", "rank", "ratify", "reach", "react", "receive",
    "recognize", "record", "refer", "refine", "reflect", "refuse", "reign", "relate", "release", "relocate", "rely", "remain", "rename",
    "renovate", "rent", "replace", "represent", "require", "reside", "resign", "respond", "restore", "retire", "return", "rival", "rule",
    "sack", "sail", "satirize", "score", "sculpt", "seem", "separate", "serve", "settle", "share", "shoot", "sign", "signify", "situate",
    "smell", "solve", "sound", "span", "speak", "sponsor", "stage", "star", "start", "station", "stay", "steer", "stop", "store",
    "stretch", "study", "succeed", "suffer", "supply", "support", "surpass", "surrender", "surround", "survive", "symbolize", "taste",
    "total", "trade", "train", "transform", "translate", "transmit", "travel", "triple", "turn", "unite", "use", "vanish", "visit",
    "voice", "vote", "walk", "want", "watch", "weigh", "work", "worship",
];
