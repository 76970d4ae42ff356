"""How the on-chain programs are built: Debian's Rust and LLVM, a patched library, a linker of our own."""
