"""The changes to Rust's library sources, as data; `sysroot` applies them.

Source: Solana's platform-tools make the same ones, https://github.com/anza-xyz/rust (``sys/solana``).
"""

_SYS = "std/src/sys"

FILES = {
    f"{_SYS}/alloc/solana.rs": """use crate::alloc::{GlobalAlloc, Layout, System};
// Programs set their own #[global_allocator]; this one refuses.
#[stable(feature = "alloc_system_type", since = "1.28.0")]
unsafe impl GlobalAlloc for System {
    unsafe fn alloc(&self, _: Layout) -> *mut u8 { core::ptr::null_mut() }
    unsafe fn dealloc(&self, _: *mut u8, _: Layout) {}
}
""",
}
"""Files to add."""

_ZKVM_ALLOC = '    target_os = "zkvm" => {\n        mod zkvm;\n'
_ZKVM_RANDOM = '    target_os = "zkvm" => {'
_PANIC = "pub fn panic_handler(info: &core::panic::PanicInfo<'_>) -> ! {\n"
_SOLANA_PANIC = """    #[cfg(target_os = "solana")]
    {
        unsafe extern "Rust" { fn custom_panic(info: &core::panic::PanicInfo<'_>); }
        unsafe extern "C" { fn abort() -> !; }
        unsafe { custom_panic(info); abort() }
    }
    #[cfg(not(target_os = "solana"))]
    panic_handler_std(info)
}

#[cfg(not(any(test, doctest)))]
#[allow(dead_code)]
fn panic_handler_std(info: &core::panic::PanicInfo<'_>) -> ! {
"""

REPLACEMENTS = (
    (
        f"{_SYS}/alloc/mod.rs",
        'all(target_arch = "riscv32", any(',
        'target_arch = "bpf",\n    all(target_arch = "riscv32", any(',
    ),
    (
        f"{_SYS}/alloc/mod.rs",
        _ZKVM_ALLOC,
        '    target_os = "solana" => {\n        mod solana;\n    }\n' + _ZKVM_ALLOC,
    ),
    (
        f"{_SYS}/random/mod.rs",
        _ZKVM_RANDOM,
        # A program has no entropy; std asks only for the keys of a HashMap.
        '    target_os = "solana" => {\n        pub fn fill_bytes(b: &mut [u8]) { b.fill(42) }\n    }\n'
        + _ZKVM_RANDOM,
    ),
    (
        f"{_SYS}/io/error/mod.rs",
        '        target_os = "zkvm",',
        '        target_os = "zkvm",\n        target_os = "solana",',
    ),
    (
        f"{_SYS}/thread_local/mod.rs",
        'target_os = "zkvm",',
        'target_os = "zkvm",\n        target_os = "solana",',
    ),
    ("std/src/panicking.rs", _PANIC, _PANIC + _SOLANA_PANIC),
    (
        "std/build.rs",
        '|| target_os == "vexos"\n',
        '|| target_os == "vexos" || target_os == "solana"\n',
    ),
)
"""File, text, and what stands in its place."""

_ABORT = """
    #[cfg(target_os = "solana")]
    { unsafe extern "C" { fn abort() -> !; } unsafe { abort() } }
"""

SIGNATURES = (
    ("std/src/panicking.rs", r"\nfn panic_with_hook\([^{]*\{", _ABORT),
    (
        "std/src/alloc.rs",
        r"(?:pub fn rust_oom\([^{]*\{|fn rust_oom\([^{]*\{|fn alloc_error_handler\([^{]*\{)",
        _ABORT,
    ),
)
"""File, pattern of a function's head, and the first statements that it gets."""
