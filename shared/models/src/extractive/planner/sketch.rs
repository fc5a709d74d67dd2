use genesis_lag::{Draft, DraftStep, StepKind};

use super::{
    lexicon::{self, WH, is_function_word, is_superlative},
    token::{Kind, Token, written},
};

/// A plan under construction: steps in the order they are asked, no question twice.
#[derive(Debug, Default)]
pub struct Sketch {
    steps: Vec<DraftStep>,
    /// A step came out as no question: the grammar has misread the whole.
    misread: bool,
}

/// Longer plans are left as one lookup: no chain of questions in natural language is that long.
const MOST_STEPS: usize = 12;

impl Sketch {
    /// Adds a question for retrieved passages; the token that stands for its answer.
    pub fn look_up(&mut self, question: &[Token]) -> Token {
        self.misread |= !is_question(question);
        self.push(sentence(&written(question)), StepKind::Lookup)
    }

    /// Marks a step as one the question asks for.
    pub fn ask_for(&mut self, answer: &Token) {
        let number = answer.text.strip_prefix('#').and_then(|number| number.parse::<usize>().ok());
        if let Some(step) = number.and_then(|number| self.steps.get_mut(number.checked_sub(1)?)) {
            step.asked = true;
        }
    }

    /// The token that stands for the answer of the step added last.
    pub fn last(&self) -> Option<Token> {
        (!self.steps.is_empty()).then(|| Token::new(&format!("#{}", self.steps.len()), Kind::Answer))
    }

    /// Adds a question about earlier answers.
    pub fn compare(&mut self, question: String) {
        self.push(question, StepKind::Compare);
    }

    /// The plan, unless it is too long or misread.
    pub fn draft(mut self) -> Option<Draft> {
        let sound = (1..=MOST_STEPS).contains(&self.steps.len());
        if let Some(last) = self.last() {
            self.ask_for(&last);
        }
        (sound && !self.misread).then_some(Draft { steps: self.steps })
    }

    fn push(&mut self, question: String, kind: StepKind) -> Token {
        let known = self.steps.iter().position(|step| step.question == question);
        let at = known.unwrap_or_else(|| {
            self.steps.push(DraftStep { question, kind, ..DraftStep::default() });
            self.steps.len() - 1
        });
        Token::new(&format!("#{}", at + 1), Kind::Answer)
    }
}

/// Whether the words ask one thing: they say more than `What #1`, nothing is asked a second time further in, and no pair like
/// `the smallest and #1` is torn apart.
fn is_question(question: &[Token]) -> bool {
    let circumstance = question.first().is_some_and(|first| first.is(&["where", "when", "how", "why"]));
    let says = question.iter().any(|token| match token.kind {
        Kind::Name | Kind::Quoted => true,
        Kind::Word => token.bound || !(is_function_word(&token.low) || lexicon::is_adverb(token)),
        Kind::Answer => circumstance,
        Kind::Mark | Kind::Possessive => false,
    });
    let opens = question.iter().take(2).any(|token| token.is(WH));
    let again = question.iter().skip(2).any(|token| token.is(&["what"]));
    let dangles =
        question.len() > 2 && question.last().is_some_and(|last| last.is(&["who", "whom", "whose", "which", "the", "a", "and", "or"]));
    let torn = question.windows(3).any(|three| is_superlative(&three[0].low) && three[1].is(&["and"]) && three[2].kind == Kind::Answer);
    let confused = torn || (opens && (again || dangles));
    says && !confused
}

/// With a capital at the start and a question mark at the end.
fn sentence(text: &str) -> String {
    let text = text.trim_end_matches([',', ' ', '?']);
    let mut characters = text.chars();
    let first: String = characters.next().into_iter().flat_map(char::to_uppercase).collect();
    format!("{first}{}?", characters.as_str())
}
