"""What plots count: the rows of an answer as arrays, in the words of its direction."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import UTC, datetime, tzinfo
from typing import Any, TypeAlias
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import numpy as np
import numpy.typing as npt

from truyvet import BadValue, Table, Trace
from truyvet._plot.theme import Theme

Ints: TypeAlias = npt.NDArray[np.int64]

CONTACT = "direct contact"
"""Said of an exposure that was at no place."""

DAY = 86_400

# What plots want to know of a site.
_OF_SITES = ("place", "kind", "exposed", "lat", "lon")

_STEPS = (3_600, 3 * 3_600, 6 * 3_600, 12 * 3_600, DAY, 7 * DAY, 28 * DAY, 364 * DAY)
_STEP_NAMES = ("hour", "3 hours", "6 hours", "12 hours", "day", "week", "4 weeks", "52 weeks")
_MOST_BARS = 90
# The first Monday since 1970: weeks begin there.
_MONDAY = 4 * DAY


def is_forward(trace: Trace) -> bool:
    """Whether the question was whom the cases exposed (S21)."""
    return bool(trace.question.get("direction", "forward") == "forward")


def nobody(trace: Trace) -> str:
    """What an empty answer says, so that it is not taken for a failure to draw."""
    cases = len(trace.question["cases"])
    what = "was exposed to" if is_forward(trace) else "may have infected"
    return (
        f"Nobody {what} the {counted(cases, 'case')} of this question, in the records of the store.\n"
        "Trace.why_not says why a person is not in the answer."
    )


def counted(number: int, what: str, many: str = "") -> str:
    """``1 person``, ``1,204 people``."""
    return f"{number:,} {what if number == 1 else many or what + 's'}"


def numbers(table: Table, name: str) -> Ints:
    """A column of numbers or times (in seconds) as an array, without an object for each row."""
    return np.frombuffer(table._numbers(name), dtype="<i8")


def words(table: Table, name: str) -> tuple[Ints, list[str]]:
    """A column of words that come again: which word each row has, -1 for none, and the words."""
    which, known = table._words(name)
    return np.frombuffer(which, dtype="<i8"), known


def levels(trace: Trace) -> Ints:
    """The level of each row, in stored order, as all of these are."""
    return numbers(trace.exposures_by(order="stored"), "level")


def wall_clock(trace: Trace, zone: tzinfo) -> Ints:
    """First exposure (backward: last contact) of each row, as seconds on a clock in ``zone``."""
    name = "first_exposure" if is_forward(trace) else "last_contact"
    seconds = numbers(trace.exposures_by(order="stored"), name)
    # No zone has ever changed within a quarter of an hour: few of them are looked up.
    quarters, which = np.unique(seconds // 900, return_inverse=True)
    offsets = [_offset(int(quarter) * 900, zone) for quarter in quarters]
    return seconds + np.array(offsets, dtype=np.int64)[which]


def _offset(seconds: int, zone: tzinfo) -> int:
    offset = datetime.fromtimestamp(seconds, UTC).astimezone(zone).utcoffset()
    return 0 if offset is None else int(offset.total_seconds())


def zone_of(tz: str | tzinfo) -> tzinfo:
    """The zone that ``tz=`` names."""
    if isinstance(tz, tzinfo):
        return tz
    try:
        return ZoneInfo(tz)
    except (ZoneInfoNotFoundError, ValueError, OSError) as why:
        raise BadValue(
            f"tz: no time zone {tz!r}; expected a name such as 'Asia/Ho_Chi_Minh' or a tzinfo "
            "(without a time zone database on this machine: pip install tzdata)"
        ) from why


def zone_name(zone: tzinfo) -> str:
    """How an axis names a zone."""
    return getattr(zone, "key", None) or str(zone)


def bins(clock: Ints, shortest: int) -> tuple[Ints, int, str]:
    """The start of each row's bar, how long bars are, and how that is called.

    Bars are as short as can be, not shorter than ``shortest``, and at most 90.
    """
    reach = int(clock.max() - clock.min())
    allowed = [step for step in _STEPS if step >= shortest]
    step = next((step for step in allowed if reach < step * _MOST_BARS), allowed[-1])
    origin = _MONDAY if step > DAY else 0
    starts = (clock - origin) // step * step + origin
    return starts, step, _STEP_NAMES[_STEPS.index(step)]


def days(seconds: Any) -> Any:
    """Seconds as the days since 1970 in which matplotlib counts."""
    return np.asarray(seconds, dtype=np.float64) / DAY


@dataclass(frozen=True)
class Kinds:
    """The kinds of places where people were exposed, the one with the most of them first."""

    sites: list[dict[str, Any]]
    by_people: list[str]

    def colours(self, theme: Theme) -> dict[str, str]:
        """A colour for each kind, the same in every plot of the answer."""
        first = dict(zip(self.by_people, theme.kinds, strict=False))
        return {kind: first.get(kind, theme.other) for kind in self.by_people}

    def of_rows(self, trace: Trace) -> Ints:
        """The kind of place of each row's witness, by its position among ``by_people``."""
        position = {kind: at for at, kind in enumerate(self.by_people)}
        kind_of = {site["place"]: position[kind_name(site["kind"])] for site in self.sites}
        which, places = words(trace.exposures_by(order="stored"), "place")
        # The last is for rows without a place, which have -1.
        kinds = [kind_of[place] for place in places] + [position.get(CONTACT, -1)]
        return np.array(kinds, dtype=np.int64)[which]


def kinds_of(trace: Trace) -> Kinds:
    """The kinds of the sites of an answer (S23)."""
    table = trace.sites()
    columns = [table.column(name) for name in _OF_SITES]
    sites = [dict(zip(_OF_SITES, site, strict=True)) for site in zip(*columns, strict=True)]
    people: Counter[str] = Counter()
    for site in sites:
        people[kind_name(site["kind"])] += site["exposed"]
    return Kinds(sites, sorted(people, key=lambda kind: (-people[kind], kind)))


def kind_name(kind: str | None) -> str:
    """A kind as a legend writes it."""
    return CONTACT if kind is None else kind.replace("_", " ")


def others_name(kinds: list[str]) -> str:
    """The kinds that share a colour, as a legend writes them."""
    return kinds[0] if len(kinds) == 1 else f"{len(kinds)} other kinds"
