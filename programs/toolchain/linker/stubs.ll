; Functions for what the virtual machine has no instruction for. Added to a program and inlined.

define internal void @__sbf_memcpy(ptr %d, ptr %s, i64 %n, i1 %v) alwaysinline nounwind {
  call void @sol_memcpy_(ptr %d, ptr %s, i64 %n)
  ret void
}
define internal void @__sbf_memmove(ptr %d, ptr %s, i64 %n, i1 %v) alwaysinline nounwind {
  call void @sol_memmove_(ptr %d, ptr %s, i64 %n)
  ret void
}
define internal void @__sbf_memset(ptr %d, i8 %c, i64 %n, i1 %v) alwaysinline nounwind {
  %z = zext i8 %c to i64
  call void @sol_memset_(ptr %d, i64 %z, i64 %n)
  ret void
}
define internal i32 @__sbf_memcmp(ptr %a, ptr %b, i64 %n) alwaysinline nounwind {
  %r = alloca i32, align 4
  call void @sol_memcmp_(ptr %a, ptr %b, i64 %n, ptr %r)
  %x = load i32, ptr %r, align 4
  ret i32 %x
}

define internal { i64, i1 } @__sbf_umulo64(i64 %a, i64 %b) alwaysinline nounwind {
  %p = mul i64 %a, %b
  %z = icmp eq i64 %a, 0
  %s = select i1 %z, i64 1, i64 %a
  %q = udiv i64 %p, %s
  %ne = icmp ne i64 %q, %b
  %nz = xor i1 %z, true
  %o = and i1 %nz, %ne
  %r = insertvalue { i64, i1 } poison, i64 %p, 0
  %t = insertvalue { i64, i1 } %r, i1 %o, 1
  ret { i64, i1 } %t
}
define internal i64 @__sbf_abs64(i64 %a) alwaysinline nounwind {
  %s = ashr i64 %a, 63
  %x = xor i64 %a, %s
  %r = sub i64 %x, %s
  ret i64 %r
}
define internal i64 @__sbf_sdiv64(i64 %a, i64 %b) noinline nounwind {
  %m = call i64 @__sbf_abs64(i64 %a)
  %n = call i64 @__sbf_abs64(i64 %b)
  %q = udiv i64 %m, %n
  %x = xor i64 %a, %b
  %s = ashr i64 %x, 63
  %y = xor i64 %q, %s
  %r = sub i64 %y, %s
  ret i64 %r
}
define internal i64 @__sbf_srem64(i64 %a, i64 %b) noinline nounwind {
  %m = call i64 @__sbf_abs64(i64 %a)
  %n = call i64 @__sbf_abs64(i64 %b)
  %q = urem i64 %m, %n
  %s = ashr i64 %a, 63
  %y = xor i64 %q, %s
  %r = sub i64 %y, %s
  ret i64 %r
}
define internal { i64, i1 } @__sbf_smulo64(i64 %a, i64 %b) alwaysinline nounwind {
  %p = mul i64 %a, %b
  %m = call i64 @__sbf_abs64(i64 %a)
  %n = call i64 @__sbf_abs64(i64 %b)
  %u = call { i64, i1 } @__sbf_umulo64(i64 %m, i64 %n)
  %v = extractvalue { i64, i1 } %u, 0
  %o = extractvalue { i64, i1 } %u, 1
  %x = xor i64 %a, %b
  %neg = lshr i64 %x, 63
  %lim = add i64 9223372036854775807, %neg
  %big = icmp ugt i64 %v, %lim
  %ov = or i1 %o, %big
  %r = insertvalue { i64, i1 } poison, i64 %p, 0
  %t = insertvalue { i64, i1 } %r, i1 %ov, 1
  ret { i64, i1 } %t
}

define internal i8 @__sbf_sdiv8(i8 %a, i8 %b) alwaysinline nounwind {
  %x = sext i8 %a to i64
  %y = sext i8 %b to i64
  %q = call i64 @__sbf_sdiv64(i64 %x, i64 %y)
  %r = trunc i64 %q to i8
  ret i8 %r
}

define internal i8 @__sbf_srem8(i8 %a, i8 %b) alwaysinline nounwind {
  %x = sext i8 %a to i64
  %y = sext i8 %b to i64
  %q = call i64 @__sbf_srem64(i64 %x, i64 %y)
  %r = trunc i64 %q to i8
  ret i8 %r
}

define internal i16 @__sbf_sdiv16(i16 %a, i16 %b) alwaysinline nounwind {
  %x = sext i16 %a to i64
  %y = sext i16 %b to i64
  %q = call i64 @__sbf_sdiv64(i64 %x, i64 %y)
  %r = trunc i64 %q to i16
  ret i16 %r
}

define internal i16 @__sbf_srem16(i16 %a, i16 %b) alwaysinline nounwind {
  %x = sext i16 %a to i64
  %y = sext i16 %b to i64
  %q = call i64 @__sbf_srem64(i64 %x, i64 %y)
  %r = trunc i64 %q to i16
  ret i16 %r
}

define internal i32 @__sbf_sdiv32(i32 %a, i32 %b) alwaysinline nounwind {
  %x = sext i32 %a to i64
  %y = sext i32 %b to i64
  %q = call i64 @__sbf_sdiv64(i64 %x, i64 %y)
  %r = trunc i64 %q to i32
  ret i32 %r
}

define internal i32 @__sbf_srem32(i32 %a, i32 %b) alwaysinline nounwind {
  %x = sext i32 %a to i64
  %y = sext i32 %b to i64
  %q = call i64 @__sbf_srem64(i64 %x, i64 %y)
  %r = trunc i64 %q to i32
  ret i32 %r
}
