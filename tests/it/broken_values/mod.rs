//! Every operation of the OpenAPI document, with every kind of broken value that its schemas allow for. What is broken is
//! refused with a problem that names the field and with a status that the document lists; what just fits is taken.

mod bodies;
mod operation;
mod parameters;

use bytes::Bytes;
use genesis_core::Ids;
use genesis_local::Demo;
use http::{Method, Response};
use serde_json::{Value, json};

use self::operation::{Input, Operation};
use crate::{
    house::{House, text},
    people::administrator,
};

/// A request with one value in it that is not the usual one.
struct Case {
    /// For whoever reads the failure.
    what: String,
    input: Input,
    expected: Expected,
}

impl Case {
    /// The same of somebody who has signed nothing, and is not told what else is wrong.
    fn of_stranger(self) -> Self {
        let expected = match self.expected {
            Expected::Refused(_) => Expected::Refused(None),
            Expected::Taken | Expected::Answered => Expected::Answered,
        };
        Self { expected, ..self }
    }
}

#[derive(Debug, Clone, PartialEq)]
enum Expected {
    /// With the field that is to be named, where one can be.
    Refused(Option<String>),
    /// Or 404 and 409, which speak of what is stored and not of the request.
    Taken,
    /// Whichever of the two it is, it is not a failure.
    Answered,
}

/// A platform with a run that has ended, which takes the place of every run that is read.
struct Door {
    house: House,
    tenant: Demo,
    administrator: String,
    secret: String,
    run: String,
    ids: Ids,
}

impl Door {
    async fn open() -> Self {
        let house = House::open().await;
        let tenant = house.tenant().await;
        let ended = house.ask(&tenant, &json!({ "query": "Who painted the Mona Lisa?" })).await;
        let administrator = administrator(&house).await;
        let secret = house.operator().bootstrap_secret().await.unwrap();
        Self { administrator, secret, run: text(&ended["run_id"]).to_owned(), house, tenant, ids: Ids::random() }
    }

    /// A run that waits, in place of the one that has ended: nothing can be done to that.
    async fn waiting(&self, mut input: Input) -> Input {
        let run = self.ids.next().to_string();
        self.house.pending_run(&self.tenant, &run, "Who painted the Mona Lisa?").await;
        for (_, value) in input.path.iter_mut().filter(|(_, value)| *value == self.run) {
            value.clone_from(&run);
        }
        input
    }

    /// A slug and a domain are one tenant's, so that each request has others.
    fn under_new_names(&self, mut input: Input) -> Input {
        let name = format!("a{}", self.ids.next().simple());
        if let Ok(body) = std::str::from_utf8(&input.body) {
            let body = body.replace(r#""slug":"aaa""#, &format!(r#""slug":"{name}""#));
            input.body = body.replace(r#""domain":"a.example.com""#, &format!(r#""domain":"{name}.example.com""#)).into();
        }
        input
    }

    async fn send(&self, operation: &Operation, input: Input) -> Response<Bytes> {
        let is_changing = operation.method != Method::GET && input.path.iter().any(|(_, value)| *value == self.run);
        let input = if is_changing { self.waiting(input).await } else { input };
        let input = if operation.id == "create-tenant" { self.under_new_names(input) } else { input };
        let key = if operation.is_administrators { &self.administrator } else { &self.tenant.key };
        let keys = [("x-api-key".to_owned(), key.clone()), ("x-bootstrap-secret".to_owned(), self.secret.clone())];
        let headers: Vec<(&str, &str)> = keys.iter().chain(&input.headers).map(|(name, value)| (name.as_str(), value.as_str())).collect();
        self.house.send(operation.method.clone(), &operation.target(&input), &headers, input.body.clone()).await
    }

    /// What is wrong with the answer to each case, if anything.
    async fn faults(&self, cases_of: impl Fn(&Operation) -> Vec<Case>) -> Vec<String> {
        let (mut faults, mut count) = (Vec::new(), 0);
        for operation in operation::all(&self.run) {
            for case in cases_of(&operation) {
                let answer = self.send(&operation, case.input.clone()).await;
                let case = if operation.id == "receive-webhook" { case.of_stranger() } else { case };
                let fault = fault_of(&operation, &case, &answer);
                faults.extend(fault.map(|fault| format!("{} with {}: {fault}", operation.id, case.what)));
                count += 1;
            }
        }
        assert!(count > 0, "nothing was tried");
        faults
    }
}

fn fault_of(operation: &Operation, case: &Case, answer: &Response<Bytes>) -> Option<String> {
    let status = answer.status().as_u16();
    let shown = || format!("{status} {}", String::from_utf8_lossy(&answer.body()[..answer.body().len().min(300)]));
    if answer.status().is_server_error() || !operation.statuses.contains(&status) {
        return Some(format!("not an answer the document has: {}", shown()));
    }
    let is_taken = answer.status().is_success();
    if answer.status().is_client_error() && !is_problem(answer) {
        return Some(format!("no problem document: {}", shown()));
    }
    let problem: Value = serde_json::from_slice(answer.body()).unwrap_or_default();
    match &case.expected {
        Expected::Refused(_) if is_taken => Some(format!("taken: {}", shown())),
        Expected::Refused(Some(field)) if problem["errors"][0]["field"] != json!(field) => {
            Some(format!("{field} is not named: {}", shown()))
        }
        Expected::Taken if !is_taken && ![404, 409].contains(&status) => Some(format!("refused: {}", shown())),
        Expected::Refused(_) | Expected::Taken | Expected::Answered => None,
    }
}

fn is_problem(answer: &Response<Bytes>) -> bool {
    let problem: Value = serde_json::from_slice(answer.body()).unwrap_or_default();
    let says = |field: &str| problem[field].as_str().is_some_and(|text| !text.is_empty());
    answer.headers().get("content-type").is_some_and(|media_type| media_type == "application/problem+json")
        && problem["status"] == answer.status().as_u16()
        && says("type")
        && says("title")
        && says("code")
        && says("detail")
}

#[track_caller]
fn none(faults: &[String]) {
    assert!(faults.is_empty(), "{} answers are wrong:\n  {}\n", faults.len(), faults.join("\n  "));
}

#[tokio::test]
async fn every_operation_takes_what_the_document_says_it_takes() {
    let usual = |operation: &Operation| vec![Case { what: "good values".to_owned(), input: operation.good(), expected: Expected::Taken }];
    none(&Door::open().await.faults(usual).await);
}

#[tokio::test]
async fn every_field_of_every_body_is_checked() {
    none(&Door::open().await.faults(bodies::fields).await);
}

#[tokio::test]
async fn every_body_is_read_strictly() {
    none(&Door::open().await.faults(bodies::encodings).await);
}

#[tokio::test]
async fn every_parameter_in_an_address_or_a_header_is_checked() {
    none(&Door::open().await.faults(parameters::cases).await);
}
