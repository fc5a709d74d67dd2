//! What the pages of the documentation promise: a row for each endpoint, and links that lead somewhere.

use std::collections::BTreeSet;

use genesis_core::Trigger;

use super::{Source, files, nothing_to_change, root};

fn pages() -> Vec<Source> {
    files().into_iter().filter(|file| file.path.ends_with(".md")).collect()
}

#[test]
fn every_endpoint_has_a_row_in_the_page_of_the_api_and_every_row_an_endpoint() {
    let page = pages().into_iter().find(|page| page.path == "docs/api.md").expect("docs/api.md is there");
    let rows = page.text.lines().filter_map(|line| line.strip_prefix("| `")?.split_once("` |")).map(|(call, _)| call);
    let calls = rows.filter(|call| call.contains(" /")).map(|call| call.split('?').next().unwrap_or_default().to_owned());
    let declared = genesis_local::functions().into_iter().filter_map(|function| match function.declaration.trigger {
        Trigger::Http(route) => Some(format!("{} {}", route.method.as_str(), route.template())),
        _ => None,
    });
    let odd: Vec<_> = calls.collect::<BTreeSet<_>>().symmetric_difference(&declared.collect()).cloned().collect();
    nothing_to_change(&odd, "give the endpoint its row in docs/api.md, or take out the row of what is no endpoint");
}

#[test]
fn every_link_between_pages_leads_to_a_file_and_a_heading() {
    let (pages, mut odd) = (pages(), Vec::new());
    for page in &pages {
        let folder = page.path.rsplit_once('/').map_or("", |(folder, _)| folder);
        for link in links(&page.text) {
            let (file, anchor) = link.split_once('#').unwrap_or((link, ""));
            let path = if file.is_empty() { page.path.clone() } else { joined(folder, file) };
            let heading = anchor.is_empty() || pages.iter().any(|page| page.path == path && anchors(&page.text).contains(anchor));
            if !root().join(&path).exists() || !heading {
                odd.push(format!("{}: {link}", page.path));
            }
        }
    }
    nothing_to_change(&odd, "let the link lead to what is there now");
}

/// The targets of links to files of the repository.
fn links(text: &str) -> impl Iterator<Item = &str> {
    let targets = text.split("](").skip(1).filter_map(|rest| rest.split(')').next());
    targets.filter(|target| !target.contains("://") && !target.contains(char::is_whitespace))
}

/// A path from a folder, as a link has it, from the root.
fn joined(folder: &str, link: &str) -> String {
    let mut parts: Vec<&str> = folder.split('/').filter(|part| !part.is_empty()).collect();
    for part in link.split('/') {
        match part {
            ".." => drop(parts.pop()),
            "." => {}
            part => parts.push(part),
        }
    }
    parts.join("/")
}

/// What GitHub makes of each heading.
fn anchors(text: &str) -> BTreeSet<String> {
    let headings = text.lines().filter_map(|line| line.strip_prefix('#')).map(|line| line.trim_start_matches('#').trim());
    let kept = |c: &char| c.is_alphanumeric() || [' ', '-', '_'].contains(c);
    headings.map(|heading| heading.to_lowercase().chars().filter(kept).map(|c| if c == ' ' { '-' } else { c }).collect()).collect()
}
