"""A day of 25 meters through every stage, ledger and audit included, in steps of 15 minutes and of 15 s."""

from typing import cast

from sampling import about, median, options, run_summary, tell

DAY = ("--campus", "utcc", "--start", "2026-03-02", "--days", "1")


def main() -> None:
    """Measure a day, once to warm up, then the samples asked for."""
    samples, as_json = options()
    if samples > 1:
        run_summary(*DAY)
    days = [run_summary(*DAY) for _ in range(samples)]
    telemetry = [run_summary(*DAY, "--telemetry", "15") for _ in range(samples)]
    for summary in (*days, *telemetry):
        assert summary["audit"] == "ok", summary["audit"]
    figures: dict[str, object] = {
        "day_25_s": median([cast("float", s["wall_s"]) for s in days]),
        "telemetry_day_25_s": median([cast("float", s["wall_s"]) for s in telemetry]),
        "share_by_stage": days[-1]["share_by_stage"],
        "telemetry_share_by_stage": telemetry[-1]["share_by_stage"],
        "peak_rss_mb": median([cast("float", s["peak_rss_mb"]) for s in days]),
        "transactions": days[-1]["transactions"],
        **about(samples),
    }
    tell(figures, as_json=as_json)


if __name__ == "__main__":
    main()
