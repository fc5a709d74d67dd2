//! Stretches of text that can be an answer, found by a small grammar for each sort.

mod dates;
mod names;
mod numbers;
mod phrases;

pub(super) use dates::{Day, day, days};
pub(super) use names::names;
pub(super) use numbers::{Quantity, Unit, quantities, quantity};
pub(super) use phrases::phrases;

use super::page::Token;

/// Words `first..last` of a sentence.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Span {
    pub first: usize,
    pub last: usize,
    /// Bytes of the passage; wider than the words where a sign or a bracket belongs to the span.
    pub start: usize,
    pub end: usize,
    pub sort: Sort,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Sort {
    Name,
    /// A part of a longer name: `Oxford` of `University of Oxford`.
    Part,
    /// A name in quotation marks.
    Quoted,
    /// A name with the larger place it lies in: `Reims, France`.
    Address,
    Date,
    Number,
    Phrase,
}

impl Span {
    pub fn of(tokens: &[Token], first: usize, last: usize, sort: Sort) -> Self {
        Self { first, last, start: tokens[first].start, end: tokens[last - 1].end, sort }
    }
}
