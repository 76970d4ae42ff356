"""Weather files as texts, made from one formula, so that readers can be held against one another."""

import math
from datetime import datetime, timedelta

EPW_HEAD = (
    "LOCATION,Bangkok,-,THA,made for a test,484560,13.78,100.56,7.0,12.0\n"
    "DESIGN CONDITIONS,0\nTYPICAL/EXTREME PERIODS,0\nGROUND TEMPERATURES,0\n"
    "HOLIDAYS/DAYLIGHT SAVINGS,No,0,0,0\nCOMMENTS 1,none\nCOMMENTS 2,none\n"
    "DATA PERIODS,1,1,Data,Sunday,1/1,12/31\n"
)


def hour(index: int) -> tuple[float, float, float, float, float, float]:
    """Temperature, humidity, wind, GHI, DNI and DHI of an hour of the year, counted from 0."""
    of_day = index % 24
    sun = max(math.sin((of_day - 5.5) / 12.0 * math.pi), 0.0)
    ghi, dni = round(900.0 * sun), round(600.0 * sun)
    return (
        round(27.0 + 5.0 * math.sin((of_day - 9) / 12.0 * math.pi), 1),
        float(60 + index % 30),
        round(1.0 + (index % 17) / 4.0, 1),
        float(ghi),
        float(dni),
        float(round(ghi - 0.5 * dni)),
    )


def epw() -> str:
    """Return a whole year as EPW."""
    rows = []
    for index in range(8_760):
        day = datetime(2005, 1, 1) + timedelta(days=index // 24)  # noqa: DTZ001 - local standard time
        air, humid, wind, ghi, dni, dhi = hour(index)
        fields = ["2005", str(day.month), str(day.day), str(index % 24 + 1), "0", "?9?9?9?9E0"]
        fields += [f"{air}", "21.0", f"{humid:.0f}", "101000", "0", "0", "400", f"{ghi:.0f}", f"{dni:.0f}"]
        fields += [f"{dhi:.0f}", "0", "0", "0", "0", "180", f"{wind}", "5", "5", "9999", "77777", "9"]
        fields += ["999999999", "0", "0.0", "0", "0", "0.2", "0.0", "0.0"]
        rows.append(",".join(fields))
    return EPW_HEAD + "\n".join(rows) + "\n"


def tmy3() -> str:
    """Return a whole year as TMY3, with the columns that are read."""
    head = '484560,"BANGKOK",TH,7.0,13.78,100.56,12\n'
    names = (
        "Date (MM/DD/YYYY),Time (HH:MM),GHI (W/m^2),DNI (W/m^2),DHI (W/m^2),"
        "Dry-bulb (C),RHum (%),Wspd (m/s)\n"
    )
    rows = []
    for index in range(8_760):
        day = datetime(2005, 1, 1) + timedelta(days=index // 24)  # noqa: DTZ001 - local standard time
        air, humid, wind, ghi, dni, dhi = hour(index)
        stamp = f"{day:%m/%d/%Y},{index % 24 + 1:02d}:00"
        rows.append(f"{stamp},{ghi:.0f},{dni:.0f},{dhi:.0f},{air},{humid:.0f},{wind}")
    return head + names + "\n".join(rows) + "\n"
