"""The root of every error that the project raises on purpose."""


class GridTokenXError(Exception):
    """A fact of the domain that stops an operation; the message names the field, the value and the fix."""
