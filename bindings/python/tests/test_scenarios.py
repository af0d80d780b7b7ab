"""The worlds of tests/scenarios, played through Python: by hand from the clauses they name."""

from __future__ import annotations

import csv
import tomllib
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
import truyvet as tv

from conftest import ROOT

FILES = sorted((ROOT / "tests/scenarios").glob("*.txt"))
# Of a backward question the file's names are those of a forward one.
BACKWARD = {
    "first_exposure": "last_contact",
    "earliest_exposure": "latest_contact",
    "infector": "infected",
}


def sections(path: Path) -> list[tuple[str, str, list[str]]]:
    found: list[tuple[str, str, list[str]]] = []
    for line in path.read_text(encoding="utf-8").splitlines():
        if not line or line.startswith("#"):
            continue
        words = line[1:-1].split(" ", 1) if line.startswith("[") and line.endswith("]") else []
        if words and not (found and found[-1][0] == "question" and "=" in line):
            found.append((words[0], words[1] if len(words) > 1 else "", []))
        else:
            found[-1][2].append(line)
    return found


def text(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, datetime):
        return str(int(value.timestamp()))
    return str(value)


def shows(table: tv.Table, lines: list[str], names: dict[str, str]) -> None:
    wanted = list(csv.reader(lines))
    columns = [names.get(column, column) for column in wanted[0]]
    assert [[text(row[column]) for column in columns] for row in table] == wanted[1:]


def play(store: tv.Store, name: str, argument: str, lines: list[str], question: Any) -> None:
    if name == "records":
        with store.writer() as w:
            for line in lines:
                w.line(line)
        return
    if name == "erase":
        with store.writer() as w:
            w.erase(argument)
        return
    if name == "error":
        with pytest.raises(tv.QuestionError) as error:
            store.trace(question=question)
        assert str(error.value).startswith(lines[0])
        return
    trace = store.trace(question=question)
    backward = question.get("direction") == "backward"
    if name == "rows":
        shows(trace.exposures, lines, BACKWARD if backward else {})
    elif name == "chain":
        shows(trace.chain(argument), lines, {})
    elif name == "sites":
        shows(trace.sites(), lines, {})
    elif name == "why_not":
        why = trace.why_not(argument)
        misses = why["misses"]
        assert (misses[0]["rule"] if misses else why["verdict"]) == lines[0]
    else:
        pytest.fail(f"the section [{name}] is not known")


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_scenario(path: Path) -> None:
    store, question, played = tv.create_in_memory(), None, 0
    for name, argument, lines in sections(path):
        if name == "question":
            question = tomllib.loads("\n".join(lines))
            continue
        play(store, name, argument, lines, question)
        played += 1
    assert played >= 2


def test_there_are_scenarios() -> None:
    assert len(FILES) >= 15
