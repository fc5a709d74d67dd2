use http::Method;
use serde_json::{Value, json};

use super::{Town, told};

/// The endpoints where what is absent stays.
fn paths(town: &Town) -> [String; 3] {
    ["".to_owned(), format!("/users/{}", town.tenant.owner), "/quotas".to_owned()].map(|rest| town.path(&rest))
}

#[tokio::test]
async fn who_names_nothing_to_change_is_told_so() {
    let town = Town::open().await;
    for path in paths(&town) {
        let headers = [("x-api-key", town.administrator.as_str()), ("content-type", "application/json")];
        for body in ["{}", " {\n} "] {
            let answer = town.house.send(Method::PUT, &path, &headers, body).await;
            let problem: Value = serde_json::from_slice(answer.body()).unwrap();
            assert_eq!(told((answer.status(), problem)), "422 no_change body", "{path} {body}");
        }
    }
}

#[tokio::test]
async fn one_field_is_a_change_and_is_read_as_strictly_as_ever() {
    let town = Town::open().await;
    let [tenant, user, quotas] = paths(&town);
    for (path, body, expected) in [
        (&tenant, json!({ "domain": null }), "200"),
        (&tenant, json!({ "colour": "red" }), "422 invalid_field colour"),
        (&tenant, json!([]), "422 invalid_field body"),
        (&user, json!({ "name": "Ann" }), "200"),
        (&user, json!({ "name": 1 }), "422 invalid_field name"),
        (&quotas, json!({ "users": 7.0 }), "200"),
        (&quotas, json!({ "users": 7.5 }), "422 invalid_field users"),
    ] {
        assert_eq!(told(town.put(&town.administrator, path, body.clone()).await), expected, "{path} {body}");
    }
}
