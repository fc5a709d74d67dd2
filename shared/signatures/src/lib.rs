//! Whether an event comes from who it says: signatures of inbound webhooks over their raw bodies.
