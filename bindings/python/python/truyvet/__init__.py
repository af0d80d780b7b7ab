"""An embedded graph database for contact tracing: who was exposed, when, by whom, where?

>>> import truyvet as tv
>>> store = tv.create_in_memory()            # or tv.create("bac-giang.tv"), tv.open(…)
>>> with store.writer() as w:
...     w.visit("An", "canteen", "2021-05-08T11:00:00+07:00", "2021-05-08T11:40:00+07:00")
...     w.visit("Bình", "canteen", "2021-05-08T11:20:00+07:00")  # not left yet
>>> trace = store.trace(
...     cases=[("An", "2021-05-06T00:00:00+07:00", "2021-05-10T00:00:00+07:00")],
...     hops=2, min_overlap="15m", latent="2d",
... )
>>> trace.counts
[1]
>>> trace.exposures[0]["grade"]
'assumed_end'

Every keyword is the command line's. docs/python.md says more, docs/semantics.md what an answer means.
"""

from __future__ import annotations

from truyvet import synth as synth
from truyvet._errors import (
    BadSavedTrace,
    BadValue,
    DamagedStore,
    Error,
    Exceeded,
    ImportRejected,
    KeyProblem,
    LimitReached,
    Locked,
    NoCoordinates,
    NotAStore,
    NotKept,
    QuestionError,
    ReadWriteError,
    RejectedRow,
    StoreExists,
    TracingOnly,
    UnknownId,
    UnknownVersion,
    WriterUnusable,
)
from truyvet._keys import generate_key
from truyvet._truyvet import (
    CaseSheet,
    ImportReport,
    Register,
    Store,
    Table,
    Trace,
    Tree,
    Writer,
    __version__,
    create,
    create_in_memory,
    open,
    preset,
    presets,
    sources,
    verify,
)

__all__ = [
    "BadSavedTrace",
    "BadValue",
    "CaseSheet",
    "DamagedStore",
    "Error",
    "Exceeded",
    "ImportRejected",
    "ImportReport",
    "KeyProblem",
    "LimitReached",
    "Locked",
    "NoCoordinates",
    "NotAStore",
    "NotKept",
    "QuestionError",
    "ReadWriteError",
    "Register",
    "RejectedRow",
    "Store",
    "StoreExists",
    "Table",
    "Trace",
    "TracingOnly",
    "Tree",
    "UnknownId",
    "UnknownVersion",
    "Writer",
    "WriterUnusable",
    "__version__",
    "create",
    "create_in_memory",
    "generate_key",
    "open",
    "preset",
    "presets",
    "sources",
    "synth",
    "verify",
]
