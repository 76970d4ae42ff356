import importlib
import inspect
import pkgutil

import gridtokenx.base
import gridtokenx.oracle
import gridtokenx.reading
from gridtokenx.base.errors import GridTokenXError


def test_the_root_is_an_ordinary_exception_with_its_message() -> None:
    error = GridTokenXError("capacity_kw -1 must be at least 0")
    assert isinstance(error, Exception)
    assert str(error) == "capacity_kw -1 must be at least 0"


def test_every_error_of_the_ground_floor_has_the_root() -> None:
    strays = []
    for package in (gridtokenx.base, gridtokenx.reading, gridtokenx.oracle):
        for found in pkgutil.iter_modules(package.__path__, f"{package.__name__}."):
            module = importlib.import_module(found.name)
            strays += [
                name
                for name, item in inspect.getmembers(module, inspect.isclass)
                if issubclass(item, Exception)
                and item.__module__ == module.__name__
                and not issubclass(item, GridTokenXError)
            ]
    assert not strays
