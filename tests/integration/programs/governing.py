"""Governance's arguments from one flat description, put together as its IDL nests them."""

from collections.abc import Mapping

from gridtokenx.chain.programs import Programs


def initialize_args(programs: Programs, flat: Mapping[str, object]) -> dict[str, object]:
    """The arguments of `initialize`: what it names itself, the approvers and the parameters."""
    names = [field.name for field in programs.governance.idl.types["ConfigArgs"].fields]
    nested = {
        "approver_set": _picked(programs, "ApproverSet", flat),
        "parameters": _picked(programs, "Parameters", flat),
    }
    return {"args": {name: nested.get(name, flat.get(name)) for name in names}}


def parameter_args(programs: Programs, flat: Mapping[str, object]) -> dict[str, object]:
    """The arguments of `set_parameters`."""
    return {"args": _picked(programs, "Parameters", flat)}


def _picked(programs: Programs, struct: str, flat: Mapping[str, object]) -> dict[str, object]:
    return {field.name: flat[field.name] for field in programs.governance.idl.types[struct].fields}
