"""The fleet alone, without ledger and market: time and memory by its size and step, and the start of a run.

Processor time of one core, which other work disturbs least; each sample in a process of its own.
"""

import argparse
import json
import subprocess
import sys
import time
from typing import cast

from sampling import SAMPLES, about, lines, medians

PART = """
import json, os, resource, time
from gridtokenx.campus.catalogue import load
from gridtokenx.campus.generated import generated
from gridtokenx.meter.fleet import SimulatedFleet
began = time.process_time()
campus = generated(meters={meters}) if {meters} else load("utcc")
fleet = SimulatedFleet(campus, seed=1, start_s=1_772_409_600)
ready = time.process_time()
spent = []
for _ in range({steps}):
    before = time.process_time()
    fleet.step({length_s})
    spent.append(time.process_time() - before)
print(json.dumps({{
    "construct_s": ready - began,
    "median_tick_s": sorted(spent)[len(spent) // 2],
    "mean_tick_s": sum(spent) / len(spent),
    "all_ticks_s": sum(spent),
    "peak_mb": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024,
}}))
"""
PARTS = {
    "25 meters, a year at 15 min": {"meters": 0, "steps": 35_040, "length_s": 900},
    "25 meters, a day at 15 s": {"meters": 0, "steps": 5_760, "length_s": 15},
    "1,000 meters, a day at 15 min": {"meters": 1_000, "steps": 96, "length_s": 900},
    "10,000 meters, a day at 15 min": {"meters": 10_000, "steps": 96, "length_s": 900},
    "100,000 meters, a day at 15 min": {"meters": 100_000, "steps": 96, "length_s": 900},
}
MILLION = {"1,000,000 meters, a day at 15 min": {"meters": 1_000_000, "steps": 96, "length_s": 900}}
RUN = [sys.executable, "-m", "gridtokenx", "simulate", "--campus", "utcc", "--days", "1"]


def part(size: dict[str, int]) -> dict[str, float]:
    """Step a fleet in a new process, and return what it took."""
    done = subprocess.run(
        [sys.executable, "-c", PART.format(**size)], capture_output=True, text=True, check=True
    )
    figures = cast("dict[str, float]", json.loads(done.stdout))
    meters, steps = size["meters"] or 25, size["steps"]
    figures["per_meter_tick_us"] = 1e6 * figures["all_ticks_s"] / (meters * steps)
    return figures


def run_of_a_day() -> dict[str, float]:
    """Simulate a day as a user does, and return wall time to the first reading, time and peak memory."""
    script = f"import os, subprocess, sys; p = subprocess.Popen({RUN!r}, stdout=subprocess.DEVNULL)\n"
    script += "usage = os.wait4(p.pid, 0)[2]; print(usage.ru_maxrss / 1024, usage.ru_utime + usage.ru_stime)"
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    peak_mb, processor_s = (float(word) for word in done.stdout.split())
    began = time.monotonic()
    with subprocess.Popen(RUN, stdout=subprocess.PIPE) as process:
        assert process.stdout is not None
        assert process.stdout.readline()
        first_s = time.monotonic() - began
        assert process.stdout.read().count(b"\n") == 96 * 25 - 1
    return {"first_reading_wall_s": first_s, "processor_s": processor_s, "peak_mb": peak_mb}


def main() -> None:
    """Measure, and print medians."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--quick", action="store_true", help="one sample, and no million meters")
    parser.add_argument("--million", action="store_true", help="a million meters, too: some minutes")
    parser.add_argument("--json", action="store_true", help="print one JSON object and nothing else")
    chosen = parser.parse_args()
    samples = 1 if chosen.quick else SAMPLES
    figures: dict[str, object] = {
        "simulate utcc, a day": medians([run_of_a_day() for _ in range(samples)]),
    }
    for name, size in {**PARTS, **(MILLION if chosen.million else {})}.items():
        figures[name] = medians([part(size) for _ in range(samples)])
    figures |= about(samples)
    if chosen.json:
        print(json.dumps(figures))
        return
    for name, value in lines(figures):
        print(f"{name:>56}  {round(value, 4) if isinstance(value, float) else value}")


if __name__ == "__main__":
    main()
