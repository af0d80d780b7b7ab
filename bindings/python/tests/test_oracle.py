"""Answers of the engine through Python are those of a second, naive reading of the clauses."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import numpy
import truyvet as tv
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import oracle
from oracle import Contact, Visit

PEOPLE = ["An", "Bình", "Chi", "cccd:034", "Em"]
PLACES = ["chợ", "line:7", "bus"]

spans = st.tuples(st.integers(0, 60), st.integers(1, 30)).map(lambda s: (s[0], s[0] + s[1]))
visits = st.builds(
    lambda person, place, span: Visit(person, place, *span),
    st.sampled_from(PEOPLE),
    st.sampled_from(PLACES),
    spans,
)
pairs = st.lists(st.sampled_from(PEOPLE), min_size=2, max_size=2, unique=True)
contacts = st.builds(lambda pair, span: Contact(pair[0], pair[1], *span), pairs, spans)


def one_of_each_key(records: list[Visit | Contact]) -> list[Visit | Contact]:
    """Of records with one key the last counts (S2, S3)."""
    kept: dict[Any, Visit | Contact] = {}
    for r in records:
        key = (
            (r.person, r.place, r.start)
            if isinstance(r, Visit)
            else (frozenset((r.a, r.b)), r.start)
        )
        kept[key] = r
    return list(kept.values())


def filled(records: list[Visit | Contact], how: str) -> tv.Store:
    store = tv.create_in_memory()
    visits = [r for r in records if isinstance(r, Visit)]
    contacts = [r for r in records if isinstance(r, Contact)]
    with store.writer() as w:
        # Everybody is known, also who has no records.
        for person in PEOPLE:
            w.visit(person, f"home of {person}", 1000, 1001)
        if how == "one by one":
            for v in visits:
                w.visit(v.person, v.place, v.start, datetime.fromtimestamp(v.end, UTC))
            for c in contacts:
                w.contact(c.a, c.b, numpy.int64(c.start), c.end)
            return store
        if visits:
            w.visits(
                {
                    "person": [v.person for v in visits],
                    "place": [v.place for v in visits],
                    "start": numpy.array([v.start for v in visits]),
                    "end": numpy.array([v.end for v in visits], dtype="datetime64[s]"),
                },
                tz="UTC",
            )
        if contacts:
            w.contacts(
                {
                    "a": [c.a for c in contacts],
                    "b": [c.b for c in contacts],
                    "start": [c.start for c in contacts],
                    "end": [datetime.fromtimestamp(c.end, UTC) for c in contacts],
                }
            )
    return store


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(
    records=st.lists(visits | contacts, max_size=12),
    cases=st.lists(st.tuples(st.sampled_from(PEOPLE), spans), min_size=1, max_size=3),
    hops=st.sampled_from([1, 2, 3, None]),
    min_overlap=st.integers(1, 8),
    latent=st.integers(0, 10),
    infectious=st.integers(1, 60) | st.none(),
    how=st.sampled_from(["one by one", "columns"]),
)
def test_answers_are_the_oracles(
    records: list[Visit | Contact],
    cases: list[tuple[str, tuple[int, int]]],
    hops: int | None,
    min_overlap: int,
    latent: int,
    infectious: int | None,
    how: str,
) -> None:
    until = None if infectious is None else latent + infectious
    wanted = oracle.trace(
        one_of_each_key(records),
        cases,
        hops=hops,
        min_overlap=min_overlap,
        latent=latent,
        until=oracle.FOREVER if until is None else until,
    )
    trace = filled(records, how).trace(
        cases=[(person, start, end) for person, (start, end) in cases],
        hops=hops,
        min_overlap=min_overlap,
        latent=latent,
        until=until,
    )
    found = {
        row["person"]: oracle.Row(
            row["level"],
            int(row["first_exposure"].timestamp()),
            int(row["earliest_exposure"].timestamp()),
            row["person_seconds"],
        )
        for row in trace.exposures
    }
    assert found == wanted
    for person, row in wanted.items():
        chain = trace.chain(person)
        assert 1 <= len(chain) <= row.level
        assert chain[-1]["exposed"] == person
    assert len(trace.exposures) == len(trace) == sum(trace.counts)
