//! A language model that plays all six roles, made from what each request says: the form asked for names the role, and the message
//! holds what the role may read. By its path, every package's tests can take it.

use serde_json::{Value, json};

use crate::model_server::{Asked, Reply, bedrock, openai};

pub const QUESTION: &str = "Which river flows through the capital of Varnland?";
/// In words that no passage has, so that it is the model's own.
pub const ANSWER: &str = "the Lume, as far as anybody tells";

const CAPITAL: &str = "The capital of Varnland is Osk.";
const RIVER: &str = "The river Lume flows through Osk.";

/// What has to be known for it.
pub fn documents() -> Vec<Value> {
    let document = |id: &str, title: &str, text: &str| json!({ "id": id, "title": title, "text": format!("# {title}\n\n{text}\n") });
    vec![
        document("varnland", "Varnland", "Varnland is a country in the north. The capital of Varnland is Osk."),
        document("osk", "Osk", "Osk is an old town. The river Lume flows through Osk. It has many bridges."),
    ]
}

/// A request of either protocol.
pub struct Heard {
    pub role: String,
    pub system: String,
    /// What the role is told, without rounds of repair.
    pub told: String,
    /// How many messages there are.
    pub messages: usize,
    is_bedrock: bool,
}

impl Heard {
    pub fn of(asked: &Asked) -> Self {
        let body = &asked.body;
        let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
        let messages = body["messages"].as_array().map_or(0, Vec::len);
        match body.get("toolConfig") {
            Some(tools) => Self {
                role: text(&tools["tools"][0]["toolSpec"]["name"]),
                system: text(&body["system"][0]["text"]),
                told: text(&body["messages"][0]["content"][0]["text"]),
                messages,
                is_bedrock: true,
            },
            None => Self {
                role: text(&body["response_format"]["json_schema"]["name"]),
                system: text(&body["messages"][0]["content"]),
                told: text(&body["messages"][1]["content"]),
                messages: messages.saturating_sub(1),
                is_bedrock: false,
            },
        }
    }

    /// A reply by the same protocol.
    pub fn replied(&self, object: &Value) -> Reply {
        if self.is_bedrock { bedrock::fills(&self.role, object) } else { openai::says(&object.to_string()) }
    }

    pub fn played(&self) -> Reply {
        self.replied(&self.good())
    }

    /// What a careful model says in this role.
    pub fn good(&self) -> Value {
        match self.role.as_str() {
            "planner" => {
                let step = |question: &str, asked: bool| json!({ "question": question, "kind": "lookup", "asked": asked });
                let steps = [step("What is the capital of Varnland?", false), step("Which river flows through #1?", true)];
                json!({ "verdict": "steps", "steps": steps, "reason": null })
            }
            "retriever" if self.told.contains("the capital of Varnland?\n</data") && !self.told.contains("Earlier") => {
                json!({ "queries": ["capital of Varnland"] })
            }
            "retriever" => json!({ "queries": ["river that flows through Osk", "Osk"] }),
            "solver" => self.solved(),
            "critic" => json!({ "flag": null, "reason": "The passage says it.", "support": 0.9 }),
            "rewriter" => json!({ "answer": ANSWER, "explanation": "The capital of Varnland is Osk. The river Lume flows through Osk." }),
            "verifier" => json!({ "passed": true, "issues": [] }),
            other => panic!("no role {other:?}"),
        }
    }

    fn solved(&self) -> Value {
        let (answer, quote) = if self.told.contains("Earlier answer") { ("the Lume", RIVER) } else { ("Osk", CAPITAL) };
        match self.passage_with(quote) {
            Some(passage) => json!({ "answer": answer, "confidence": 0.9, "citations": [{ "passage": passage, "quote": quote }] }),
            None => json!({ "answer": null, "confidence": 0.0, "citations": [] }),
        }
    }

    /// The label of the first passage that holds a quote.
    fn passage_with(&self, quote: &str) -> Option<String> {
        let passages = self.told.split("\nPassage ").skip(1);
        let holding = passages.filter(|passage| passage.split("</data-").next().is_some_and(|text| text.contains(quote)));
        holding.filter_map(|passage| Some(passage.split_once(':')?.0.to_owned())).next()
    }
}

pub fn plays(asked: &Asked) -> Reply {
    Heard::of(asked).played()
}
