"""How far an import is: a bar of tqdm if it is installed, else a plain line."""

from __future__ import annotations

import sys
from typing import Any


class _Line:
    """Writes over its own line on standard error."""

    def __init__(self) -> None:
        self._written = False

    def __call__(self, rows: int, read: int, total: int | None) -> None:
        part = f", {read / total:.0%}" if total else ""
        print(f"\r{rows:,} rows{part}", end="", file=sys.stderr, flush=True)
        self._written = True

    def close(self) -> None:
        if self._written:
            print(file=sys.stderr)


class _Bar:
    def __init__(self, tqdm: Any) -> None:
        self._bar = tqdm(unit=" rows", unit_scale=True)

    def __call__(self, rows: int, read: int, total: int | None) -> None:
        if total:
            self._bar.set_postfix_str(f"{read / total:.0%}", refresh=False)
        self._bar.update(rows - self._bar.n)

    def close(self) -> None:
        self._bar.close()


def bar() -> _Line | _Bar:
    """What ``progress=True`` means."""
    try:
        from tqdm.auto import tqdm
    except ImportError:
        return _Line()
    return _Bar(tqdm)
