#![no_main]
#[path = "../../crates/oblast-testkit/tests/fuzzed/parsers.rs"]
mod parsers;

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| parsers::read("text", bytes));
