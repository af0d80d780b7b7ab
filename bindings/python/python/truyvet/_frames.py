"""Columns of frames and dicts in a form that the engine reads, and tables as pandas frames."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import pandas

    from truyvet import Table

_EPOCH_KINDS = {"i": "int", "u": "int", "b": "int", "f": "float"}


def columns(frame: Any, name: str) -> list[tuple[str, str, Any]]:
    """The columns of a dict of arrays, or of a pandas frame without pyarrow."""
    if not isinstance(frame, Mapping):
        frame = {column: frame[column] for column in frame.columns}
    return [(str(column), *_column(values, f"{name}.{column}")) for column, values in frame.items()]


def _column(values: Any, name: str) -> tuple[str, Any]:
    zone = getattr(getattr(values, "dt", None), "tz", None)
    if zone is not None:
        # A pandas column with a zone: as an array it would be one object for each row.
        return "utc", _seconds(values.dt.tz_convert("UTC").dt.tz_localize(None).to_numpy())
    if hasattr(values, "to_numpy"):
        values = values.to_numpy()
    kind = getattr(getattr(values, "dtype", None), "kind", None)
    if kind == "M":
        return "local", _seconds(values)
    if kind in _EPOCH_KINDS:
        sort = _EPOCH_KINDS[kind]
        return sort, values.astype("<i8" if sort == "int" else "<f8").tobytes()
    if isinstance(values, str | bytes) or not isinstance(values, Iterable):
        kind = type(values).__name__
        raise TypeError(f"{name}: {kind} is not allowed; expected an array or a list of values")
    if hasattr(values, "tolist"):
        values = values.tolist()
    return "text", [_text(value, f"{name}, row {row}") for row, value in enumerate(values, 1)]


def _seconds(values: Any) -> bytes:
    seconds: bytes = values.astype("datetime64[s]").astype("<i8").tobytes()
    return seconds


def _text(value: Any, name: str) -> str | None:
    if isinstance(value, str):
        return value
    # NaN and NaT are what frames hold where there is nothing.
    if value is None or value != value:
        return None
    if isinstance(value, datetime):
        if value.tzinfo is None:
            # Without an offset: read in the zone of tz=, or refused.
            return value.replace(microsecond=0).isoformat()
        return str(int(value.timestamp() // 1))
    if isinstance(value, bool | int):
        return str(value).lower()
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    if isinstance(value, float):
        return str(value)
    kind = type(value).__name__
    raise TypeError(f"{name}: {kind} is not allowed; expected text, a time or a number")


def to_pandas(table: Table) -> pandas.DataFrame:
    """A table as a pandas frame."""
    import pandas

    try:
        import pyarrow
    except ImportError:
        return pandas.DataFrame(table.to_dict(), columns=table.columns)
    frame: pandas.DataFrame = pyarrow.table(table).to_pandas()
    return frame
