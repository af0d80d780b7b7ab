"""Made-up provinces, and how well an answer finds those who were truly infected.

>>> import truyvet as tv
>>> tv.synth.province("bac-giang", people=300, days=2).people
300
"""

from __future__ import annotations

from truyvet._truyvet import Province, Stream, evaluate, presets_of_provinces, province

presets = presets_of_provinces

__all__ = ["Province", "Stream", "evaluate", "presets", "province"]
