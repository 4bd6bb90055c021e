//! Loads, checks and runs the TOML rules. Never sees PHP or the core.
