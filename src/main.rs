fn main() -> std::process::ExitCode {
    tiaokuan::cli::main()
}
