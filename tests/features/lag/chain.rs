//! Plans as chains of sub-questions, and how answers are handed on.
