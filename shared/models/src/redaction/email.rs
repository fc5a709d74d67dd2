use super::Masked;

const MASK: &str = "****@***.com";

pub(super) fn find(text: &str) -> Vec<Masked> {
    text.match_indices('@').filter_map(|(at, _)| address(text, at)).collect()
}

/// The address whose `@` this is.
fn address(text: &str, at: usize) -> Option<Masked> {
    let is_local = |byte: &u8| byte.is_ascii_alphanumeric() || b"._%+-".contains(byte);
    let is_domain = |byte: &u8| byte.is_ascii_alphanumeric() || b".-".contains(byte);
    let bytes = text.as_bytes();
    let local = bytes[..at].iter().rev().take_while(|byte| is_local(byte)).count();
    let spanned = bytes[at + 1..].iter().take_while(|byte| is_domain(byte)).count();
    let domain = text[at + 1..at + 1 + spanned].trim_end_matches(['.', '-']);
    let (name, top) = domain.rsplit_once('.')?;
    let is_address = local > 0 && !name.is_empty() && top.len() > 1 && top.bytes().all(|byte| byte.is_ascii_alphabetic());
    is_address.then(|| (at - local..at + 1 + domain.len(), MASK))
}
