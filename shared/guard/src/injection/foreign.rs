//! Orders to forget orders, in other languages: how each says it.

use super::phrases::Phrase;

const fn foreign(begins: &'static [&'static str], form: &'static str) -> Phrase {
    Phrase { reason: "instruction override", begins, form, weight: 0.88, imperative: false }
}

const fn extraction(begins: &'static [&'static str], form: &'static str) -> Phrase {
    Phrase { reason: "system prompt extraction", begins, form, weight: 0.75, imperative: false }
}

pub(super) const PHRASES: &[Phrase] = &[
    // German
    foreign(
        &["ignorier", "vergiss", "vergesse", "missachte", "beachte nicht", "lass alle"],
        r"(?:ignorieren?|ignoriert|vergiss|vergessen? sie|missachten?|beachte nicht|lass)(?: sie| bitte| nun| jetzt| einfach)* (?:alle[sn]?|die|deine|ihre|meine|s\u{e4}mtliche|jegliche|was)(?: \w+){0,4}? ?(?:anweisung(?:en)?|instruktion(?:en)?|befehle?|regeln|vorgaben|aufgaben?|aufforderung(?:en)?|richtlinien|informationen|nachrichten|angaben|kontext|davor|zuvor|vorher|bisher|oben|gesagt|gelernt|weisst|wei\u{df}t)",
    ),
    foreign(&["vergiss alles", "vergessen sie alles"], r"(?:vergiss|vergessen sie) alles"),
    extraction(
        &["zeig", "nenn", "gib", "verrate", "wiederhol", "wie laute", "schreib", "was ist dein", "was sind deine"],
        r"(?:zeige?|nenne?|gib|verrate?|wiederhole?|wie lauten?|schreibe?|was (?:ist|sind))(?: mir| uns| bitte| alle| s\u{e4}mtliche)* (?:(?:dein(?:e[nr]?)?|ihre?n?)(?: \w+){0,2}? ?(?:system-?prompt|system-?anweisung(?:en)?|prompt|anweisungen|instruktionen|geheimen)|(?:den|die)(?: \w+){0,2}? ?(?:system-?prompt|system-?anweisung(?:en)?|(?:urspr\u{fc}nglichen|geheimen|versteckten|obigen) (?:anweisungen|instruktionen|prompt)))",
    ),
    foreign(
        &[
            "du bist jetzt",
            "du bist nun",
            "ab jetzt bist",
            "ab sofort bist",
            "von nun an",
            "deine neue aufgabe",
            "konzentriere dich auf die neue",
            "sie sind jetzt",
            "neue aufgabe",
        ],
        r"(?:(?:du bist|sie sind) (?:jetzt|nun) (?:ein|eine|der|die|kein|frei|nicht)|(?:ab jetzt|ab sofort|von nun an),? (?:bist|wirst|sollst|darfst|musst) du|deine neue aufgabe|konzentriere dich auf die neue|neue aufgabe folgt)",
    ),
    // French
    foreign(
        &[
            "ignor",
            "oubli",
            "ne tiens pas compte",
            "ne tenez pas compte",
            "ne tiens plus compte",
            "fais abstraction",
            "faites abstraction",
            "n\u{e9}glige",
        ],
        r"(?:ignore[sz]?|ignorer|oublie[sz]?|oublier|ne (?:tiens|tenez) (?:pas|plus) compte|faite?s abstraction|n\u{e9}glige[sz]?)(?: donc| maintenant| simplement)?(?: de| d')? ?(?:toutes?|tous?|tout|les|tes|vos|des|ces|ce)(?: (?:les|tes|vos|ces|ce|autres))?(?: \w+)? (?:instructions?|consignes?|directives?|r\u{e8}gles|ordres|commandes|t\u{e2}ches|messages|indications|(?:qui|que|qu')[^.!?]{0,20}(?:pr\u{e9}c\u{e8}de|dessus|avant|dit|appris))(?: (?:pr\u{e9}c\u{e9}dente?s?|ant\u{e9}rieure?s?|ci-dessus|pr\u{e9}alables|initiales?|donn\u{e9}e?s|re\u{e7}ue?s|qui)|[.,;:!?]| et | puis |$)",
    ),
    extraction(
        &[
            "montre",
            "r\u{e9}v\u{e8}le",
            "r\u{e9}p\u{e8}te",
            "affiche",
            "donne-moi",
            "donne moi",
            "quel est ton",
            "quelles sont tes",
            "quelles sont vos",
            "divulgue",
        ],
        r"(?:montrez?|r\u{e9}v[\u{e8}\u{e9}]lez?|r\u{e9}p[\u{e8}\u{e9}]tez?|affichez?|donnez?|quel(?:le)?s? (?:est|sont)|divulguez?)(?:[- ]moi)? (?:ton|tes|votre|vos|les?|toutes? (?:tes|vos|les))(?: \w+)? ?(?:prompt|invite|instructions?|consignes|message) ?(?:syst\u{e8}me|initiale?s?|cach\u{e9}e?s|secr\u{e8}tes|d'origine|compl\u{e8}tes)?",
    ),
    foreign(
        &["tu es maintenant", "vous \u{ea}tes maintenant", "\u{e0} partir de maintenant", "d\u{e9}sormais, tu", "d\u{e9}sormais tu"],
        r"(?:(?:tu es|vous \u{ea}tes) maintenant (?:un|une|le|la|mon|libre|en mode)|(?:\u{e0} partir de maintenant|d\u{e9}sormais),? (?:tu|vous) (?:es|\u{ea}tes|vas|allez|dois|devez|r\u{e9}pond|feras|ne))",
    ),
    // Spanish
    foreign(
        &["ignor", "olvid", "no hagas caso", "haz caso omiso", "descarta", "desestima", "omite", "pasa por alto"],
        r"(?:ignor(?:a|e|en|ad|ar)|olv\u{ed}d(?:a|e|ate|ese)(?: de)?|olvid(?:a|e|ar|en|arte)(?: de)?|no hagas caso (?:a|de)|haz caso omiso (?:a|de)|descart(?:a|e)|desestim(?:a|e)|omit(?:e|a)|pasa por alto)(?: por favor)? (?:todas?|todos?|todo|las?|los|tus|sus|cualquier|estas|lo)(?: (?:las|los|tus|sus|lo|mis))?(?: \w+)? ?(?:instrucci(?:ones|\u{f3}n)|indicaciones|\u{f3}rdenes|reglas|directrices|directivas|comandos|normas|restricciones|mensajes|tareas|anteriore?s?|que (?:te|se|has|dije|hayas)|dicho)(?: (?:anteriores|previas|previos|de arriba|dadas|iniciales|que|dij\w+|han|hab\w+)|[.,;:!?]| y | e |$)",
    ),
    extraction(
        &["mu\u{e9}stra", "muestra", "revela", "repite", "dime", "cu\u{e1}l es tu", "cu\u{e1}les son tus", "imprime", "ens\u{e9}\u{f1}ame"],
        r"(?:mu[e\u{e9}]stra(?:me)?|revela(?:me)?|repite(?:me)?|dime|cu\u{e1}l(?:es)? (?:es|son)|imprime|ens\u{e9}\u{f1}ame)(?: todas?)? (?:tu|tus|el|las?|los)(?: \w+)? ?(?:prompt|instrucciones|mensaje|indicaciones)(?: (?:del? sistema|iniciales?|originales|ocult[ao]s|secret[ao]s|completo))?",
    ),
    foreign(
        &["ahora eres", "a partir de ahora", "de ahora en adelante"],
        r"(?:ahora eres (?:un|una|el|la|mi|libre)|(?:a partir de ahora|de ahora en adelante),? (?:eres|ser\u{e1}s|vas|debes|responder\u{e1}s|act\u{fa}a|no|tu))",
    ),
    // Portuguese and Italian
    foreign(
        &["ignor", "esque\u{e7}a", "desconsidere", "desconsidera", "dimentica", "trascura"],
        r"(?:ignor(?:e|a|ar|are|i)|esque\u{e7}a|desconsider[ea]|dimentica(?:re|te)?|trascura) (?:todas?|todos?|tudo|as|os|suas|tutte|tutto|tutti|le|gli|ogni|quaisquer|qualsiasi|quanto)(?: (?:as|os|suas|le|gli|tue|il|o|a))?(?: \w+)? ?(?:instru\u{e7}(?:\u{f5}es|\u{e3}o)|istruzion[ei]|ordens|ordini|regras|regole|diretrizes|direttive|comandos|comandi|indicazioni|mensagens|que|ci\u{f2} che|quello che|detto|foi dito|anterior)",
    ),
    // Dutch and the north
    foreign(
        &["negeer", "vergeet", "ignorera", "gl\u{f6}m", "ignor\u{e9}r", "glem", "ignorer"],
        r"(?:negeer|vergeet|ignorera|gl\u{f6}m|ignor\u{e9}r|glem|ignorer) (?:alle|alla|alles|allt|alt|de|je|jouw|uw|al|dina|dine|tidigare)(?: \w+){0,3}? ?(?:instructies|opdrachten|regels|richtlijnen|aanwijzingen|instruktioner|instruksjoner|instrukser|regler|order|hiervoor|ovan|ovenfor)",
    ),
    // Slavic
    foreign(
        &["zignoruj", "ignoruj", "zapomnij", "pomi\u{144}", "zapome\u{148}"],
        r"(?:zignoruj(?:te)?|ignoruj(?:te)?|zapomnij o|pomi\u{144}|zapome\u{148})(?: o)? (?:wszystkie|wszystkich|wszystkim|poprzedni\w*|v\u{161}echny|p\u{159}edchoz\u{ed}|moje|swoje|twoje)(?: \w+){0,3}? ?(?:instrukcj[eai]\w*|poleceni\w*|polece\u{144}|zasad\w*|regu\u{142}\w*|pokyny|instrukce|p\u{159}\u{ed}kazy|wcze\u{15b}niej)",
    ),
    foreign(
        &["игнорир", "проигнорир", "забуд", "не обращай", "ігнор", "отмени"],
        r"(?:про)?(?:игнорируй(?:те)?|забудь(?:те)?|не обращай(?:те)? внимания на|ігноруй(?:те)?|отмени)(?: про| о| обо)? (?:все|всё|всех|любые|предыдущ\w+|прежн\w+|свои|твои|ваши|усі|всі|попередні)(?: \w+){0,3}? ?(?:инструкц\w+|указани\w+|команд\w*|правил\w*|приказ\w*|сообщени\w*|інструкці\w+|вказівк\w+|что было|выше)",
    ),
    extraction(
        &["покажи", "раскрой", "повтори", "выведи", "назови"],
        r"(?:покажи|раскрой|повтори|выведи|назови)(?: мне)?(?: все)? (?:свой|свои|твой|твои|системн\w+|начальн\w+)(?: \w+)? ?(?:промпт|инструкци\w+|подсказк\w+|указани\w+|сообщени\w+)",
    ),
    // East Asia
    foreign(
        &["忽略", "无视", "忘记", "忘掉", "不要理会", "请忽略", "忽視", "無視", "忘記", "不要遵"],
        r"(?:忽略|无视|忘记|忘掉|不要理会|忽視|無視|忘記|不要遵[守循])(?:掉|你|您)?(?:之前|以上|上面|前面|先前|上述|此前|所有|全部|一切|任何|你|您|的|在|已经|收到|過|过|给|被|告知|那些|这些|先前){1,8}(?:指令|指示|说明|說明|提示词?|规则|規則|命令|要求|内容|內容|设定|設定|对话|對話|限制|一切)",
    ),
    foreign(
        &["以前の", "これまでの", "上記の", "前の", "すべての", "今までの", "全ての", "先ほどの"],
        r"(?:以前の|これまでの|上記の|前の|すべての|今までの|全ての|先ほどの){1,3}(?:すべての|全ての)?(?:指示|命令|ルール|指令|プロンプト|設定|内容)(?:を)?(?:すべて|全て)?(?:無視|忘れ)",
    ),
    foreign(
        &["이전의", "이전 ", "지금까지", "위의", "앞의", "모든 "],
        r"(?:이전의?|지금까지의?|위의|앞의|모든)(?: (?:모든|이전|모두))? ?(?:지시|명령|지침|규칙|프롬프트|설정)(?:\S{0,3})?(?: 사항)?(?:\S{0,2})? ?(?:모두 |전부 )?(?:무시|잊)",
    ),
    extraction(
        &["显示", "告诉我", "输出", "重复", "打印", "泄露", "你的系统提示", "顯示", "告訴我", "システムプロンプト", "시스템 프롬프트"],
        r"(?:(?:显示|告诉我|输出|重复|打印|泄露|顯示|告訴我)(?:一下)?(?:你|您)的?(?:系统|初始|原始|隐藏|內部|内部|系統)?的?(?:提示词?|指令|prompt|设定|指示|說明)|你的系统提示词?是|システムプロンプトを(?:表示|教え|出力|見せ)|시스템 프롬프트를? ?(?:보여|알려|출력))",
    ),
    foreign(
        &["你现在是", "从现在开始", "从现在起", "現在你是"],
        r"(?:你现在是(?:一个|一名)?(?:没有|不受|邪恶|无限制|dan)|从现在(?:开始|起),?，?你(?:是|将|必须|要)|現在你是)",
    ),
    // Others
    foreign(
        &["αγν", "ξεχ", "ξέχ", "παρ"],
        r"(?:αγν[όο]ησ\w+|ξ[εέ]χασ\w+|παράβλεψ\w+) (?:όλ\w+|τις|τα|κάθε)(?: (?:τις|τα|τους))?(?: \w+)? (?:οδηγ[ίι]ες|εντολές|κανόνες|κανόνων|μηνύματα)",
    ),
    foreign(
        &["התעלם", "התעלמי", "שכח", "תתעלם"],
        r"(?:תתעלם|התעלם|התעלמי|שכחי?)(?: מ| את)?[ -]?(?:מכל|כל|את כל|מ)?(?: ?ה)?(?:הוראות|ההוראות|הנחיות|ההנחיות|כללים|הכללים)",
    ),
    foreign(&["ละเว้น", "เพิกเฉย", "ลืม", "ไม่ต้องสนใจ"], r"(?:ละเว้น|เพิกเฉย(?:ต่อ)?|ลืม|ไม่ต้องสนใจ) ?(?:ทุก|ทั้งหมด)?(?:คำสั่ง|คำแนะนำ|กฎ)"),
    foreign(
        &["تجاهل", "انس ", "انسَ"],
        r"(?:تجاهل|انسَ?)(?:ي|وا)? (?:جميع|كل|كافة|أي)? ?(?:التعليمات|الأوامر|القواعد|التوجيهات|تعليماتك|ما سبق)",
    ),
    foreign(
        &["पिछले", "पिछली", "सभी पिछले", "उपरोक्त"],
        r"(?:पिछल[ेी]|उपरोक्त|सभी)(?: (?:सभी|सारे|दिए गए|पिछले))? ?(?:निर्देशों|निर्देश|आदेशों|नियमों|हिदायतों)(?: \S+)? ?(?:को )?(?:अनदेखा|भूल|नज़रअंदाज|नजरअंदाज|इग्नोर)",
    ),
    foreign(
        &["\u{f6}nceki", "onceki", "yukar\u{131}daki"],
        r"(?:\u{f6}nceki|onceki|yukar\u{131}daki)(?: \w+)? (?:talimat\w*|komut\w*|kural\w*|y\u{f6}nerge\w*|emir\w*)(?: \w+)? ?(?:yoksay|g\u{f6}rmezden|unut|dikkate alma|ihmal)",
    ),
    foreign(
        &["abaikan", "lupakan", "b\u{1ecf} qua", "h\u{e3}y b\u{1ecf} qua", "qu\u{ea}n"],
        r"(?:(?:abaikan|lupakan) (?:semua|segala|seluruh)? ?(?:instruksi|perintah|aturan|petunjuk|arahan)|(?:b\u{1ecf} qua|qu\u{ea}n)(?: \u{111}i)? (?:t\u{1ea5}t c\u{1ea3}|m\u{1ecd}i|c\u{e1}c)?(?: c\u{e1}c)? ?(?:h\u{1b0}\u{1edb}ng d\u{1eab}n|ch\u{1ec9} th\u{1ecb}|l\u{1ec7}nh|y\u{ea}u c\u{1ea7}u))",
    ),
];
