//! Argument adapter: the only printing and exit codes.

/// Entry of the binary.
pub fn main() -> std::process::ExitCode {
    std::process::ExitCode::from(2)
}
