"""What an answer means (S9 to S16), written down once more in plain Python: slow and obvious."""

from __future__ import annotations

from dataclasses import dataclass

FOREVER = 1 << 60

Span = tuple[int, int]


@dataclass(frozen=True)
class Visit:
    """Somebody was somewhere."""

    person: str
    place: str
    start: int
    end: int


@dataclass(frozen=True)
class Contact:
    """Two were near each other."""

    a: str
    b: str
    start: int
    end: int


@dataclass(frozen=True)
class Row:
    """What is said of somebody exposed."""

    level: int
    first: int
    earliest: int
    person_seconds: int


def joined(spans: list[Span]) -> list[Span]:
    """Maximal intervals (S9)."""
    result: list[Span] = []
    for start, end in sorted(spans):
        if result and start <= result[-1][1]:
            result[-1] = (result[-1][0], max(end, result[-1][1]))
        else:
            result.append((start, end))
    return result


def cut(a: Span, b: Span) -> Span | None:
    """What two intervals have in common."""
    start, end = max(a[0], b[0]), min(a[1], b[1])
    return (start, end) if start < end else None


def events(
    records: list[Visit | Contact],
    infectious: dict[str, list[Span]],
) -> list[tuple[str, Span]]:
    """Everybody's overlaps with infectious people (S10, S11)."""
    found: list[tuple[str, Span]] = []
    for a in records:
        if isinstance(a, Contact):
            for u, v in ((a.a, a.b), (a.b, a.a)):
                for span in infectious.get(u, []):
                    if over := cut(span, (a.start, a.end)):
                        found.append((v, over))
            continue
        for span in infectious.get(a.person, []):
            shed = cut(span, (a.start, a.end))
            for b in records:
                if shed and isinstance(b, Visit) and b.place == a.place and b.person != a.person:
                    if over := cut(shed, (b.start, b.end)):
                        found.append((b.person, over))
    return found


def trace(
    records: list[Visit | Contact],
    cases: list[tuple[str, Span]],
    *,
    hops: int | None,
    min_overlap: int,
    latent: int,
    until: int,
) -> dict[str, Row]:
    """Who was exposed, at which level and when first (S12, S13, S15, S16)."""
    named = {person for person, _ in cases}
    infectious = {p: joined([s for q, s in cases if q == p]) for p in named}
    rows: dict[str, Row] = {}
    hop = 0
    while hops is None or hop < hops:
        hop += 1
        found = [(v, span) for v, span in events(records, infectious) if v not in named]
        good = [(v, s) for v, s in found if s[1] - s[0] >= min_overlap]
        after = {person: list(spans) for person, spans in infectious.items()}
        for v, (x, y) in good:
            after.setdefault(v, []).append((x + latent, min(y + until, FOREVER)))
            if v not in rows:
                first = min(s[0] for w, s in good if w == v)
                seconds = sum(s[1] - s[0] for w, s in found if w == v)
                rows[v] = Row(hop, first, first, seconds)
            elif x < rows[v].earliest:
                old = rows[v]
                rows[v] = Row(old.level, old.first, x, old.person_seconds)
        after = {person: joined(spans) for person, spans in after.items()}
        if after == infectious:
            break
        infectious = after
    return rows
