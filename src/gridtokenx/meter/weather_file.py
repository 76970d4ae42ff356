"""Weather files of any known kind, told apart by their first lines (R-SIM-5).

EPW begins with LOCATION, TMY3 names its columns on the second line, CSV on the first.
"""

from gridtokenx.meter.weather_csv import read_csv
from gridtokenx.meter.weather_table import WeatherFileInvalid, WeatherTable
from gridtokenx.meter.weather_year import read_epw, read_tmy3

CHARACTERS_MAX = 1_000_000_000


def read_weather(text: str, *, name: str) -> WeatherTable:
    """Read a weather file: EPW, TMY3 or CSV.

    Args:
        text: The file's text.
        name: Its name, for messages.

    Raises:
        WeatherFileInvalid: It cannot be used; the message names file, line, column, value and fix.
    """
    clean = text.removeprefix("\ufeff")
    if not clean.strip() or len(clean) > CHARACTERS_MAX:
        fix = "give an EPW, a TMY3 or a CSV file"
        raise WeatherFileInvalid(name, line=1, column="file", value=f"{len(clean)} characters", fix=fix)
    head = clean.split("\n", 2)[:2]
    if head[0].upper().startswith("LOCATION,"):
        return read_epw(clean, name=name)
    if len(head) > 1 and head[1].startswith("Date (MM/DD/YYYY)"):
        return read_tmy3(clean, name=name)
    if "timestamp" in head[0]:
        return read_csv(clean, name=name)
    fix = "begin with LOCATION (EPW), name the columns on line 2 (TMY3), or name timestamp on line 1 (CSV)"
    raise WeatherFileInvalid(name, line=1, column="file", value=head[0], fix=fix)
