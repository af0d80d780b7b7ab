"""Keys of pseudonymous stores, in files that only their owner can read."""

from __future__ import annotations

import os

from truyvet._truyvet import _new_key


def generate_key(
    path: str | os.PathLike[str], *, after: str | os.PathLike[str] | None = None
) -> None:
    """Makes a key for a pseudonymous store in a new file: ``create(…, key_file=path)`` takes it.

    With ``after``, the keys of that file and a new one: ``Writer.rekey`` puts a store under them.

    >>> import os, tempfile
    >>> import truyvet as tv
    >>> folder = tempfile.mkdtemp()
    >>> tv.generate_key(os.path.join(folder, "keys"))
    >>> store = tv.create(os.path.join(folder, "store"), key_file=os.path.join(folder, "keys"))
    """
    keys = _new_key(after)
    flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL
    with os.fdopen(os.open(path, flags, 0o600), "w", encoding="ascii") as file:
        file.write(keys)
