#!/usr/bin/python3
"""Teach a copy of Rust's library/ the OS "solana" (idempotent). usage: patch_std.py LIBRARY"""
import sys, re
from pathlib import Path
L = Path(sys.argv[1])
def sub(f, old, new):
    p = L / f; s = p.read_text()
    if new in s: return
    assert old in s, (f, old); p.write_text(s.replace(old, new, 1))
s = 'std/src/sys/'
sub(s+'alloc/mod.rs', 'all(target_arch = "riscv32", any(', 'target_arch = "bpf",\n    all(target_arch = "riscv32", any(')
sub(s+'alloc/mod.rs', '    target_os = "zkvm" => {\n        mod zkvm;\n', '    target_os = "solana" => {\n        mod solana;\n    }\n    target_os = "zkvm" => {\n        mod zkvm;\n')
(L/s/'alloc/solana.rs').write_text('''use crate::alloc::{GlobalAlloc, Layout, System};
// Programs set their own #[global_allocator]; this one refuses.
#[stable(feature = "alloc_system_type", since = "1.28.0")]
unsafe impl GlobalAlloc for System {
    unsafe fn alloc(&self, _: Layout) -> *mut u8 { core::ptr::null_mut() }
    unsafe fn dealloc(&self, _: *mut u8, _: Layout) {}
}
''')
sub(s+'random/mod.rs', '    target_os = "zkvm" => {', '    target_os = "solana" => {\n        pub fn fill_bytes(b: &mut [u8]) { b.fill(42) }\n    }\n    target_os = "zkvm" => {')
sub(s+'io/error/mod.rs', '        target_os = "zkvm",', '        target_os = "zkvm",\n        target_os = "solana",')
p = L/s/'thread_local/mod.rs'; t = p.read_text()
if 'solana' not in t: p.write_text(t.replace('target_os = "zkvm",', 'target_os = "zkvm",\n        target_os = "solana",'))
import re
p = L/'std/src/panicking.rs'; t = p.read_text()
if 'panic_handler_std' not in t:
    old = "pub fn panic_handler(info: &core::panic::PanicInfo<'_>) -> ! {\n"; assert old in t
    t = t.replace(old, old + '''    // Solana: the program's own hook, then abort (as in Solana's platform-tools).
    #[cfg(target_os = "solana")]
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
''')
ABORT = '''
    #[cfg(target_os = "solana")]
    { unsafe extern "C" { fn abort() -> !; } unsafe { abort() } }
'''
if 'sol_no_hook' not in t:
    t, n = re.subn(r'(\nfn panic_with_hook\([^{]*\{)', lambda m: m[1] + ' // sol_no_hook' + ABORT, t); assert n == 1, n
p.write_text(t)
p = L/'std/src/alloc.rs'; t = p.read_text()
if 'sol_no_hook' not in t:
    t, n = re.subn(r'(pub fn rust_oom\([^{]*\{|fn rust_oom\([^{]*\{|fn alloc_error_handler\([^{]*\{)', lambda m: m[1] + ' // sol_no_hook' + ABORT, t, count=1); print('oom', n)
p.write_text(t)
p = L/'std/build.rs'; t = p.read_text()
if '"solana"' not in t: p.write_text(t.replace('|| target_os == "vexos"\n', '|| target_os == "vexos" || target_os == "solana"\n'))
