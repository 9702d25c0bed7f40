"""Errors whose message is written for the user: one or two sentences that name what is wrong and what to do."""

from __future__ import annotations


class UserFacingError(Exception):
    """Shown to people as it is, never with a traceback."""


class ReleaseError(UserFacingError):
    """A release cannot be found, opened or trusted."""


class SourceError(UserFacingError):
    """A source file cannot be imported; the message names the file, and the line or column."""


class QueryError(UserFacingError):
    """A filter, column or parameter is not valid; `valid` lists what would be."""

    def __init__(self, message: str, valid: tuple[str, ...] = ()) -> None:
        super().__init__(message)
        self.valid = valid


class NotFoundError(UserFacingError):
    """The named table, release or entity does not exist; `valid` lists what does."""

    def __init__(self, message: str, valid: tuple[str, ...] = ()) -> None:
        super().__init__(message)
        self.valid = valid
