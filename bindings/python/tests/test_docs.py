"""Every example in a docstring, and in docs/python.md, runs."""

from __future__ import annotations

import doctest
import inspect
import re
from collections.abc import Iterator
from typing import Any

import pytest
import truyvet as tv
from truyvet import synth

from conftest import ROOT


def documented() -> Iterator[tuple[str, Any]]:
    for module in (tv, synth):
        yield module.__name__, module
        for name in module.__all__:
            yield f"{module.__name__}.{name}", getattr(module, name)


OBJECTS = [(name, thing) for name, thing in documented() if ">>>" in (thing.__doc__ or "")]


@pytest.mark.parametrize(("name", "thing"), OBJECTS, ids=[name for name, _ in OBJECTS])
def test_examples_run(name: str, thing: Any) -> None:
    test = doctest.DocTestParser().get_doctest(inspect.getdoc(thing) or "", {}, name, None, 0)
    result = doctest.DocTestRunner(optionflags=doctest.ELLIPSIS).run(test)
    assert result.attempted > 0 and result.failed == 0


def test_everything_is_documented() -> None:
    assert len(OBJECTS) >= 10
    for name, thing in documented():
        if callable(thing) or inspect.ismodule(thing):
            assert thing.__doc__, name
    for thing in (tv.Store, tv.Writer, tv.Trace, tv.Table, tv.Tree, tv.ImportReport):
        for name, member in vars(thing).items():
            if not name.startswith("_"):
                assert member.__doc__, f"{thing.__name__}.{name}"


def test_the_page_runs(tmp_path: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    page = (ROOT / "docs/python.md").read_text(encoding="utf-8")
    blocks = re.findall(r"^```python\n(.*?)^```", page, re.MULTILINE | re.DOTALL)
    assert len(blocks) >= 5
    monkeypatch.chdir(tmp_path)
    names: dict[str, Any] = {}
    for block in blocks:
        exec(compile(block, "docs/python.md", "exec"), names)


def test_the_front_page_runs(tmp_path: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    polars = pytest.importorskip("polars")
    page = (ROOT / "README.md").read_text(encoding="utf-8")
    (block,) = re.findall(r"^```python\n(.*?)^```", page, re.MULTILINE | re.DOTALL)
    monkeypatch.chdir(tmp_path)
    frame = polars.DataFrame(
        {
            "person": ["An", "Bình"],
            "place": ["canteen", "canteen"],
            "start": ["2021-05-06T11:00:00+07:00", "2021-05-06T11:20:00+07:00"],
            "end": ["2021-05-06T12:00:00+07:00", "2021-05-06T12:00:00+07:00"],
        }
    )
    names: dict[str, Any] = {"frame": frame}
    exec(compile(block, "README.md", "exec"), names)
    assert names["trace"].exposures.column("person") == ["Bình"]
