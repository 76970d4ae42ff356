"""The one error of campus files: it names the file, the line, the field, the value and the fix."""

from dataclasses import dataclass

from gridtokenx.base.errors import GridTokenXError

_SHOWN = 60


class CampusFileInvalid(GridTokenXError):
    """A campus file that cannot be used; the message says where and what to write instead."""

    def __init__(self, file_name: str, *, line: int, field: str, value: object, fix: str) -> None:
        """Take the place, the offending value and the fix."""
        shown = repr(value)
        if len(shown) > _SHOWN:
            shown = shown[:_SHOWN] + "..."
        super().__init__(f"{file_name}, line {line}: {field} = {shown}: {fix}")
        self.file_name, self.line, self.field = file_name, line, field


@dataclass(frozen=True, slots=True)
class Cell:
    """A value of a campus file with the place that it stands at."""

    file_name: str
    line: int
    field: str
    value: object

    def refuse(self, fix: str) -> CampusFileInvalid:
        """Return the error that refuses this value."""
        return CampusFileInvalid(self.file_name, line=self.line, field=self.field, value=self.value, fix=fix)
