//! The command `lasynth`; see [`lasynth::shell`].

/// Decoding and the normal form allocate many small things; this takes a quarter off their time.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> std::process::ExitCode {
    lasynth::shell::main(lasynth::domains::DOMAINS)
}
