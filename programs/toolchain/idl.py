#!/usr/bin/python3
"""Assemble the IDL JSON from anchor's idl-build test output on stdin (as anchor-cli does)."""
import sys, re, json
t = sys.stdin.read()
S = {}
for k, b in re.findall(r"--- IDL begin (\w+) ---\n(.*?)\n--- IDL end \1 ---", t, re.S): S.setdefault(k, []).append(b)
idl = json.loads(S["program"][0]); idl["address"] = S["address"][0].strip()
for b in S.get("errors", []): idl.setdefault("errors", []).extend(json.loads(b))
for b in S.get("const", []): idl.setdefault("constants", []).append(json.loads(b))
types = {x["name"]: x for x in idl.get("types", [])}
for b in S.get("event", []):
    e = json.loads(b); idl.setdefault("events", []).append(e["event"])
    for x in e["types"]: types.setdefault(x["name"], x)
idl["types"] = sorted(types.values(), key=lambda x: x["name"])
json.dump(idl, sys.stdout, indent=1)
