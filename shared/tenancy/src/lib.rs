//! Who belongs together: tenants and their states, tiers with their limits, users with their roles, invitations, quotas.
