use genesis_core::Timestamp;
use serde_json::{Value, json};

use super::*;

fn local() -> Value {
    json!({ "local": { "protocol": "openai", "base_url": "http://127.0.0.1:8080/v1", "models": ["big", "small"] } })
}

fn read(document: Value) -> Result<Configuration, String> {
    serde_json::from_value(document).map_err(|error| error.to_string())
}

/// What is wrong with one provider of these settings.
fn fault(settings: &Value) -> String {
    read(json!({ "providers": { "p": settings } })).unwrap_err()
}

fn names(chain: &[ModelName]) -> Vec<String> {
    chain.iter().map(ToString::to_string).collect()
}

#[test]
fn who_configures_nothing_asks_the_extractive_model() {
    let nothing = Configuration::default();
    assert_eq!(Role::ALL.map(|role| names(nothing.chain(role))), [(); 6].map(|()| vec!["extractive".to_owned()]));
    assert_eq!((nothing.embeddings(), nothing.providers().count()), (None, 0));
    assert_eq!(nothing.sampling(42), Sampling { temperature: 0.1, top_p: 0.95, seed: 42 });
    assert!(nothing.offers(&ModelName::extractive()) && !nothing.offers(&"openai:any".parse().unwrap()));
}

#[test]
fn a_role_has_its_own_chain_or_that_of_all() {
    let roles = json!({ "planner": ["local:big", "local:small", "extractive"], "critic": "extractive" });
    let read = read(json!({ "default": "local:small", "roles": roles, "providers": local() })).unwrap();
    assert_eq!(names(read.chain(Role::Planner)), ["local:big", "local:small", "extractive"]);
    assert_eq!(names(read.chain(Role::Critic)), ["extractive"]);
    assert_eq!(names(read.chain(Role::Solver)), ["local:small"]);
}

#[test]
fn a_chain_that_cannot_be_asked_is_refused() {
    for (chain, said) in [
        (json!([]), "default: a chain names at least one model"),
        (json!(["extractive", "local:big"]), "default: `extractive` always replies, so that nothing after it would be asked"),
        (json!(["local:big", "local:small", "local:big"]), "default: local:big is named twice"),
        (json!("local:huge"), "default: local:huge is not among the models of its provider"),
        (json!("other:big"), "default: no provider `other` is configured"),
        (json!(["local"]), "not a model's name like `extractive` or `openai:gpt-4o-mini`"),
        (json!(7), "invalid type: integer `7`, expected a model's name or a list of them"),
    ] {
        assert_eq!(read(json!({ "default": chain, "providers": local() })).unwrap_err(), said);
    }
    let embeddings = read(json!({ "embeddings": "extractive" })).unwrap_err();
    assert_eq!(embeddings, "embeddings: the extractive model makes no embeddings");
}

#[test]
fn a_provider_says_what_its_protocol_needs_and_nothing_else() {
    let url = "http://host/v1";
    for (settings, said) in [
        (json!({ "protocol": "openai" }), "providers.p.base_url: is missing: the protocol needs it"),
        (json!({ "protocol": "openai", "base_url": url, "region": "r" }), "providers.p.region: belongs to another protocol"),
        (json!({ "protocol": "bedrock", "key_env": "KEY" }), "providers.p.key_env: belongs to another protocol"),
        (json!({ "protocol": "bedrock", "region": "" }), "providers.p.region: must not be empty"),
        (json!({ "protocol": "bedrock", "models": [] }), "providers.p.models: must not be empty"),
        (json!({ "protocol": "bedrock", "models": ["a b"] }), "providers.p.models: not a model's name"),
        (json!({ "protocol": "bedrock", "max_attempts": 11 }), "providers.p.max_attempts: must be from 1 to 10"),
        (json!({ "protocol": "bedrock", "guardrail": { "id": "g", "version": "" } }), "providers.p.guardrail.version: must not be empty"),
    ] {
        assert_eq!(fault(&settings), said);
    }
    for url in
        ["host/v1", "ftp://host", "http://", "http:///v1", "https://user:word@host", "https://host?key=k", "https://host#k", "http://a b"]
    {
        assert!(fault(&json!({ "protocol": "openai", "base_url": url })).starts_with("providers.p.base_url: must be an address"), "{url}");
    }
    assert!(read(json!({ "providers": { "P P": { "protocol": "bedrock" } } })).is_err_and(|error| error.contains("a provider's name")));
}

#[test]
fn a_provider_is_patient_as_configured() {
    let settings = json!({ "protocol": "bedrock", "timeout_seconds": 5, "max_attempts": 1 });
    let read = read(json!({ "providers": { "mine": settings, "other": { "protocol": "bedrock" } } })).unwrap();
    let patience = |name| read.provider(name).map(|provider| (provider.timeout.as_secs(), provider.max_attempts));
    assert_eq!((patience("mine"), patience("other"), patience("none")), (Some((5, 1)), Some((60, 3)), None));
}

#[test]
fn an_agreed_price_goes_before_the_list() {
    let mut providers = local();
    providers["local"]["prices"] = json!({ "gpt-4o": { "input": 1, "output": 2, "cached_input": 0 } });
    let prices = read(json!({ "providers": providers })).unwrap().prices();
    let at: Timestamp = "2026-01-01T00:00:00.000Z".parse().unwrap();
    let of = |name: &str| prices.of(&name.parse().unwrap(), at);
    assert_eq!(of("local:gpt-4o"), Price { input: 1, output: 2, cached_input: Some(0) });
    assert_eq!(of("other:gpt-4o"), Prices::listed().of(&"other:gpt-4o".parse().unwrap(), at));
}

#[test]
fn a_model_is_named_where_it_is_chosen_listed_or_priced_and_not_where_it_is_only_allowed() {
    let open = json!({ "protocol": "bedrock", "prices": { "priced": { "input": 1, "output": 2 } } });
    let mut providers = local();
    providers["open"] = open;
    let document =
        json!({ "default": "open:chosen", "roles": { "critic": "open:critical" }, "embeddings": "open:near", "providers": providers });
    let read = read(document).unwrap();
    for name in ["open:chosen", "open:critical", "open:near", "open:priced", "local:big", "local:small"] {
        assert!(read.names(&name.parse().unwrap()), "{name}");
    }
    let made_up = "open:made-up".parse().unwrap();
    assert!(read.offers(&made_up) && !read.names(&made_up));
}
