//! Greenroom interviews people on system design: rule-driven, offline, deterministic, explainable.
//!
//! The modules above the line are pure: values in, values out, no I/O, no clock, no chance. Imports point one
//! way, from the bottom of this list to its top; `tests/architecture.rs` enforces both.

pub mod assessment;
pub mod cli;
pub mod config;
pub mod document;
pub mod hub;
pub mod interview;
pub mod language;
pub mod meter;
pub mod prompts;
pub mod scenario;
pub mod session;
pub mod store;
pub mod web;
