"""Small integers for meter ids, assigned once and kept for ever."""

from dataclasses import dataclass

from sqlalchemy import Connection, bindparam, insert, select, update

from gridtokenx.base.errors import GridTokenXError
from gridtokenx.base.ids import MeterId
from gridtokenx.campus.model import Campus
from gridtokenx.reading.admission import UnknownMeter
from gridtokenx.store.sqlite import schema


class MetersVanished(GridTokenXError):
    """The file has readings of meters that the campus no longer lists."""


@dataclass(frozen=True, slots=True)
class MeterKeys:
    """The campus's meters and their keys in the file."""

    key_of: dict[MeterId, int]
    id_of: dict[int, MeterId]
    campus_order: tuple[int, ...]

    def key(self, meter_id: MeterId) -> int:
        """Return a meter's key.

        Raises:
            UnknownMeter: The campus does not list the meter.
        """
        try:
            return self.key_of[meter_id]
        except KeyError:
            raise UnknownMeter(meter_id) from None


def enrol(connection: Connection, *, campus: Campus) -> MeterKeys:
    """Give every new meter of the campus a key, and remember the campus's order.

    Raises:
        MetersVanished: The file knows a meter that the campus does not.
    """
    table = schema.meter
    stored = {MeterId(row.meter_id): row.id for row in connection.execute(select(table))}
    listed = [spec.meter_id for spec in campus.meters]
    vanished = sorted(stored.keys() - set(listed))
    if vanished:
        raise MetersVanished(
            f"the data folder holds {len(vanished)} meters that campus {campus.name!r} does not list, "
            f"such as {vanished[0]}: open it with its own campus, or choose another --data folder"
        )
    fresh = [meter_id for meter_id in listed if meter_id not in stored]
    first = len(stored) + 1
    stored.update({meter_id: key for key, meter_id in enumerate(fresh, start=first)})
    if fresh:
        rows = [{"id": stored[name], "meter_id": name, "position": 0} for name in fresh]
        connection.execute(insert(table), rows)
    positions = [{"key": stored[name], "place": place} for place, name in enumerate(listed)]
    if positions:
        by_key = update(table).where(table.c.id == bindparam("key")).values(position=bindparam("place"))
        connection.execute(by_key, positions)
    order = tuple(stored[name] for name in listed)
    return MeterKeys(stored, {key: name for name, key in stored.items()}, order)
