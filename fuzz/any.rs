//! One fuzz target, told by the name of its binary: see `targets.rs`.
#![no_main]

mod targets;

libfuzzer_sys::fuzz_target!(|data: &[u8]| targets::named(env!("CARGO_BIN_NAME"))(data));
