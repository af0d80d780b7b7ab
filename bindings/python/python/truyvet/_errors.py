"""What truyvet raises: every exception is a truyvet.Error, and says what to do."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypedDict

if TYPE_CHECKING:
    from truyvet._truyvet import Table


class RejectedRow(TypedDict):
    """A row that could not be read: where it stands, and what is wrong with it."""

    file: str
    line: int
    field: str
    reason: str
    problem: str


class Error(Exception):
    """Anything that truyvet cannot do.

    >>> import truyvet as tv
    >>> try:
    ...     tv.open("no-such-folder")
    ... except tv.Error as error:
    ...     print(type(error).__name__)
    NotAStore
    """

    field: str | None = None
    """The argument or column that is wrong, where it is one."""


class QuestionError(Error, ValueError):
    """A question that is not well formed, or names somebody whom the store does not know (S28)."""


class BadValue(Error, ValueError):
    """A value of a record or an option that is not allowed."""


class UnknownId(BadValue, LookupError):
    """An id that the store has never heard of; the message does not repeat it."""


class DamagedStore(Error):
    """A file of the store is not what was written. ``Store.verify`` says what is broken."""


class NotAStore(Error, FileNotFoundError):
    """There is no store at that path."""


class StoreExists(Error, FileExistsError):
    """There is something at that path already."""


class Locked(Error, BlockingIOError):
    """Another writer holds the store; the message says who."""


class ImportRejected(Error, ValueError):
    """Rows that could not be imported; nothing of the import is stored.

    ``row`` is the row that stopped the import, if it was one.
    """

    row: RejectedRow | None = None

    @property
    def rejected(self) -> Table:
        """The rejected rows as a table: file, line, field, reason, problem."""
        from truyvet._truyvet import _rejected

        row = self.row
        if row is None:
            return _rejected([])
        return _rejected([(row["file"], row["line"], row["field"], row["reason"], row["problem"])])


class ReadWriteError(Error, OSError):
    """Something could not be read or written: missing, not permitted, full."""


class KeyProblem(Error):
    """A pseudonymous store needs its keys, or other ones."""


class TracingOnly(Error, PermissionError):
    """The store was made, or opened, for tracing only: nobody can be listed."""


class NotKept(Error, LookupError):
    """An earlier state that is no longer, or was never, there."""


class Exceeded(Error):
    """A question cost more than it was allowed; ``counts`` has what was finished."""

    finished_hops: int | None = None
    counts: list[int] | None = None


class LimitReached(Error):
    """More than a store can hold."""


class UnknownVersion(Error):
    """A store that another version of truyvet wrote."""


class WriterUnusable(Error):
    """A writer that failed before: leave it and begin again."""


class BadSavedTrace(Error):
    """A file that is no saved trace, or one of another store."""


class NoCoordinates(Error, LookupError):
    """A map of places of which none has coordinates; the message says how to give them."""
