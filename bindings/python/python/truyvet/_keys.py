"""Keys of pseudonymous stores, in files that only their owner can read."""

from __future__ import annotations

import os

from truyvet._truyvet import _new_key


def generate_key(path: str | os.PathLike[str]) -> None:
    """Makes a key for a pseudonymous store in a new file: ``create(…, key_file=path)`` takes it.

    >>> import os, tempfile
    >>> import truyvet as tv
    >>> folder = tempfile.mkdtemp()
    >>> tv.generate_key(os.path.join(folder, "keys"))
    >>> store = tv.create(os.path.join(folder, "store"), key_file=os.path.join(folder, "keys"))
    """
    flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL
    with os.fdopen(os.open(path, flags, 0o600), "w", encoding="ascii") as file:
        file.write(_new_key())
