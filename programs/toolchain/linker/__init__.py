"""Linker from LLVM bitcode of the upstream BPF target to a program that the Solana virtual machine loads.

rustc calls it with the arguments of its ``bpf`` linker flavour. The path of a program: `command` takes the
arguments, `bitcode` joins and optimises the modules, `lowering` rewrites what the machine cannot run,
`elf` reads the object that llc makes, `layout` places and relocates it, `image` writes the file.

Source: SBPF, https://github.com/anza-xyz/sbpf (ELF loader, version 0).
"""
