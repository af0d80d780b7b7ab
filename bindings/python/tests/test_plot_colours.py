"""Colours of plots can be told apart, also by who sees no red or no green, on light and on dark."""

from __future__ import annotations

from itertools import combinations, pairwise

import pytest

pytest.importorskip("matplotlib")

import numpy as np
import numpy.typing as npt
from matplotlib.colors import to_rgb
from truyvet._plot.theme import DARK, LIGHT, Theme

Floats = npt.NDArray[np.float64]

# Machado, Oliveira, Fernandes (2009), severity 1: linear RGB as seen without one sort of cones.
SEEN = {
    "all": np.eye(3),
    "no red": np.array(
        [
            [0.152286, 1.052583, -0.204868],
            [0.114503, 0.786281, 0.099216],
            [-0.003882, -0.048116, 1.051998],
        ]
    ),
    "no green": np.array(
        [
            [0.367322, 0.860646, -0.227968],
            [0.280085, 0.672501, 0.047413],
            [-0.011820, 0.042940, 0.968881],
        ]
    ),
}


def linear(colour: str) -> Floats:
    rgb = np.array(to_rgb(colour))
    return np.where(rgb <= 0.04045, rgb / 12.92, ((rgb + 0.055) / 1.055) ** 2.4)


def contrast(one: str, other: str) -> float:
    """As WCAG counts it: 1 for the same, 21 for black on white."""
    lights = sorted(float(linear(c) @ np.array([0.2126, 0.7152, 0.0722])) for c in (one, other))
    return (lights[1] + 0.05) / (lights[0] + 0.05)


def oklab(rgb: Floats) -> Floats:
    to_cones = np.array(
        [
            [0.4122214708, 0.5363325363, 0.0514459929],
            [0.2119034982, 0.6806995451, 0.1073969566],
            [0.0883024619, 0.2817188376, 0.6299787005],
        ]
    )
    to_lab = np.array(
        [
            [0.2104542553, 0.7936177850, -0.0040720468],
            [1.9779984951, -2.4285922050, 0.4505937099],
            [0.0259040371, 0.7827717662, -0.8086757660],
        ]
    )
    return np.asarray(to_lab @ np.cbrt(to_cones @ np.clip(rgb, 0, 1)))


def apart(one: str, other: str, seen: str) -> float:
    """How far two colours are from each other; under 5 they are hard to tell apart."""
    ends = (oklab(SEEN[seen] @ linear(colour)) for colour in (one, other))
    return float(100 * np.linalg.norm(next(ends) - next(ends)))


@pytest.mark.parametrize("theme", [LIGHT, DARK], ids=["light", "dark"])
def test_colours_stand_out_from_the_background(theme: Theme) -> None:
    assert contrast(theme.ink, theme.surface) > 12
    assert contrast(theme.muted, theme.surface) > 4.5
    for colour in (*theme.kinds, theme.other, theme.case):
        assert contrast(colour, theme.surface) >= 3, colour
    for colour in theme.level_colours(6):
        assert contrast(colour, theme.surface) > 1.8, colour


@pytest.mark.parametrize("seen", SEEN)
@pytest.mark.parametrize("theme", [LIGHT, DARK], ids=["light", "dark"])
def test_colours_can_be_told_apart(theme: Theme, seen: str) -> None:
    for one, other in combinations(theme.kinds, 2):
        assert apart(one, other, seen) > 11, (one, other)
    steps = theme.level_colours(6)
    for one, other in pairwise(steps):
        assert apart(one, other, seen) > 5, (one, other)
    for step in steps:
        assert apart(theme.case, step, seen) > 11, step
