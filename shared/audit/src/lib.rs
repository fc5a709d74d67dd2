//! What was done, by whom: records, the chain that hashes them in order, signed heads, and what a verifier finds.
