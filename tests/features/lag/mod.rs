//! Steps of `lag_decomposition.feature`.

mod chain;
