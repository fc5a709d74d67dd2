//! Who means harm: floods, bots, scraping, brute force and anomalies in what was requested; ranges of addresses.
