"""CSV files of made readings, as a user would have them."""

from datetime import UTC, datetime
from pathlib import Path

from tests.unit.forecast.made import made_history


def write_readings(path: Path, *, weeks: int = 8, weather: bool = True) -> Path:
    """Write two meters' hours, with the temperature beside them or not."""
    history = made_history(weeks=weeks, noise_kwh=0.3)
    assert history.temperature_c is not None
    lines = ["timestamp,a,b" + (",temperature_c" if weather else "")]
    for place, (load, warm) in enumerate(zip(history.load_kwh, history.temperature_c, strict=True)):
        stamp = datetime.fromtimestamp(history.start_s + 3_600 * place, UTC).isoformat()
        lines.append(f"{stamp},{load[0]:.3f},{load[1]:.3f}" + (f",{warm:.1f}" if weather else ""))
    path.write_text("\n".join(lines))
    return path


def write_weather(path: Path, *, weeks: int = 8, skip: int = 0) -> Path:
    """Write the temperature of the same hours, without the first ones."""
    history = made_history(weeks=weeks, noise_kwh=0.3)
    assert history.temperature_c is not None
    lines = ["timestamp,temperature_c"]
    for place in range(skip, history.hours):
        stamp = datetime.fromtimestamp(history.start_s + 3_600 * place, UTC).isoformat()
        lines.append(f"{stamp},{history.temperature_c[place]:.1f}")
    path.write_text("\n".join(lines))
    return path
