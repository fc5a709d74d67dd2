//! How often somebody may: token bucket, sliding window, fixed window and leaky bucket as decisions, shares of a limit that instances lease, blocks.
