"""The types of arguments: what times and lengths may be, and the words of questions and imports."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import datetime, timedelta, tzinfo
from os import PathLike
from typing import TYPE_CHECKING, Any, Literal, Protocol, SupportsIndex, TypeAlias, TypedDict

if TYPE_CHECKING:
    import numpy

    Time: TypeAlias = datetime | numpy.datetime64 | str | int
    Length: TypeAlias = timedelta | numpy.timedelta64 | str | int
else:
    Time = Any
    Length = Any

Path: TypeAlias = str | PathLike[str]
Window: TypeAlias = "tuple[Time, Time | None]"
Zone: TypeAlias = str | tzinfo
AsOf: TypeAlias = "int | Time"
Span: TypeAlias = "tuple[str, Time, Time | None]"
Bytes: TypeAlias = int | str

Direction: TypeAlias = Literal["forward", "backward"]
Order: TypeAlias = Literal["level", "risk", "stored"]
OnError: TypeAlias = Literal["stop", "skip"]
UnitLevel: TypeAlias = Literal["province", "district", "commune"]
Preset: TypeAlias = Literal["cdc-15min-24h", "covid-wild-2020", "vn-3638", "who-close-contact"]
Source: TypeAlias = Literal[
    "qr-scan",
    "attendance",
    "roster",
    "residence",
    "travel",
    "declaration",
    "bluezone",
    "places",
    "people",
    "cases",
    "visits",
    "contacts",
]
FilterKey: TypeAlias = Literal["kind", "place", "unit", "source", "person"]
Filter: TypeAlias = Mapping[FilterKey, str | Sequence[str]]


class ArrowStream(Protocol):
    """Anything with an Arrow stream to give: frames of polars, pandas, pyarrow, duckdb …"""

    def __arrow_c_stream__(self, requested_schema: object | None = None) -> object:
        """The stream as a PyCapsule."""
        ...


Frame: TypeAlias = ArrowStream | Mapping[str, Any]
Rows: TypeAlias = Frame | Path
Progress: TypeAlias = Callable[[int, int, int | None], object] | bool
Cases: TypeAlias = "Rows | Span | Iterable[Span]"


class Cost(TypedDict, total=False):
    """What a question may cost; beyond it is ``truyvet.Exceeded``."""

    threads: int
    max_rows: int
    time_limit: Length
    memory_limit: Bytes


class Question(Cost, total=False):
    """The words of a question (S8 to S22). What is not said has its default, or the preset's."""

    cases: Cases
    """Who was infectious, from when to when: (id, from, to), a frame or file of person, from, to."""
    registered: bool
    """Also the confirmed cases that the store keeps (S36)."""
    tested: Window | None
    """Of these, only cases whose sample was taken in this interval."""
    infectious_rule: Literal["two-days"]
    """By which rule they were infectious."""
    preset: Preset | Sequence[Preset]
    """A question that public guidance asks; what is said besides counts more."""
    question: Mapping[str, Any] | Path
    """A question as a dict or in a TOML or JSON file: ``trace.question`` gives one."""
    direction: Direction
    hops: SupportsIndex | Literal["all"] | None
    """How many hops to follow; None for all. Default 3."""
    min_overlap: Length
    """The least overlap that counts. Default 1s."""
    cumulative: str | tuple[Length, Length]
    """Overlaps of a pair also count if they sum to TOTAL in any SPAN: "15m/24h"."""
    latent: Length
    """From exposure until infectious. Default 0s."""
    until: Length | None
    """From exposure until no longer infectious; None, the default, is without end."""
    window: Window | None
    """Records that do not touch it are ignored."""
    lag: Mapping[str, Length]
    """How long places of a kind stay infectious after the infector has left."""
    isolate: Span | Iterable[Span]
    """Who was neither infectious nor exposed meanwhile."""
    only: Filter
    """Only records that match, such as {"kind": "market"}."""
    except_: Filter
    """No records that match."""
    roll_up: str
    """Visits count at the place of this kind that theirs is part of."""
    close: str | Span | Iterable[str | Span]
    """What if these places had been closed?"""
    split: Mapping[str, int]
    """What if the visitors of a place had been kept apart in so many parts?"""
    risk: bool | Mapping[str, Any]
    """True for the usual rates, or rates: otherwise, by_kind, susceptibility."""
    tz: Zone
    """The time zone of local times."""
    as_of: AsOf
    """An earlier state: a commit's number, or what was known at a time."""


class ImportWords(TypedDict, total=False):
    """How rows are imported."""

    tz: Zone
    """The time zone of local times in the rows."""
    on_error: OnError
    """Whether a row that cannot be read stops the import, or is left out and counted."""
    rejects: Path
    """Where rejected rows are written, with on_error="skip"."""
    memory_limit: Bytes
    again: bool
    """Read files again that were imported before."""
    mapping: Path
    """How the rows are read, as ``truyvet sources KIND`` shows it."""
    join_gap: Length
    """Join stays of one person at one place with at most that between."""
    ids: Rows
    units: Rows
    roster: Rows
    roster_mapping: Path
    now: Time


class StoreWords(TypedDict, total=False):
    """How a store is made."""

    history: Length
    lateness: Length
    erase_within: Length
    partition: Length
    dwell: Mapping[str, Length]
    no_listing: bool
