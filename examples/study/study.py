"""A study: what a Bluetooth app adds to QR codes, and what a roster costs that comes three days late.

    pip install truyvet[plot]
    python examples/study/study.py -o out                    # 3 provinces of 20,000 for each point
    python examples/study/study.py --people 2000 --provinces 1 -o out

Writes study.csv (every single evaluation) and study.svg (the picture) into the folder, and prints the
table of docs/study.md, which says what is compared with what and how to read it.
"""

from __future__ import annotations

import argparse
import csv
import sys
import tempfile
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, fields
from datetime import datetime, timedelta, timezone
from pathlib import Path

import matplotlib
import truyvet as tv
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from truyvet.words import Question

HOME = timezone(timedelta(hours=7))
FIRST_DAY = datetime(2021, 5, 3, tzinfo=HOME)
DAYS = 14
# Earlier there are too few cases to speak of. Then the outbreak is seen, and rosters are asked for.
SEEN = 7
MOMENTS = [FIRST_DAY + timedelta(days=day) for day in range(SEEN, DAYS + 1)]
ADOPTION = (0, 10, 20, 40, 60)
LATE = {"rosters at once": 0, "rosters 3 days late": 3, "QR codes alone": DAYS + 1}
QUESTION: Question = {"hops": 1, "min_overlap": "15m"}
OUTBREAK_SEEDS, STRENGTH = 20, 1.5


@dataclass(frozen=True)
class Score:
    """One evaluation: a list as the office would have had it at a moment, held against the truth."""

    question: str
    arm: str
    adoption: int
    province: int
    at: str
    cases: int
    listed: int
    infected: int
    to_find: int
    found: int


def scored(store: tv.Store, truth: Path, at: datetime, sources: list[str] | None = None) -> dict[str, int]:
    """Asks at a moment, from the cases tested by then, and counts."""
    words: Question = {**QUESTION, "registered": True, "tested": (FIRST_DAY, at), "window": (FIRST_DAY, at)}
    if sources:
        words["only"] = {"source": sources}
    trace = store.trace(**words)
    total = next(row for row in tv.synth.evaluate(trace, truth=truth, at=at) if row["level"] is None)
    counts = {name: int(total[name]) for name in ("listed", "infected", "to_find", "found")}
    return {"cases": len(trace.question["cases"]), **counts}


def registers(writer: tv.Writer, folder: Path) -> None:
    """Places, people and confirmed cases: known in every arm."""
    units = folder / "units.csv"
    writer.ingest(folder / "places.csv", source="places", units=units)
    writer.ingest(folder / "people.csv", source="people", units=units)
    writer.ingest(folder / "cases.csv", source="cases")


def bluetooth(people: int, number: int, folder: Path) -> Iterator[Score]:
    """Bình Dương: QR codes, the app, and both, by how many carry it."""
    province = tv.synth.province("binh-duong", people=people, days=DAYS, seed=number)
    for adoption in ADOPTION:
        here = folder / f"binh-duong-{number}-{adoption}"
        province.write(here, bluezone=adoption, clean=True, outbreak_seeds=OUTBREAK_SEEDS, strength=STRENGTH)
        store = tv.create_in_memory()
        with store.writer() as w:
            registers(w, here)
            w.ingest(here / "qr-scan.csv", mapping=here / "mappings/qr-scan.toml")
            if adoption:
                w.ingest(here / "bluezone.csv", source="bluezone", ids=here / "bluezone-ids.csv")
        arms = {"QR codes": ["qr-scan"]}
        if adoption:
            arms |= {"app": ["bluezone"], "QR codes and app": ["qr-scan", "bluezone"]}
        for arm, sources in arms.items():
            for at in MOMENTS:
                counts = scored(store, here / "truth/infections.csv", at, sources)
                yield Score("bluetooth", arm, adoption, number, at.isoformat(), **counts)


def rows_known(rosters: Path, at: datetime, late: int) -> list[dict[str, str]]:
    """Rows that are there: asked for when the outbreak is seen, then week by week; so many days late."""
    with rosters.open(encoding="utf-8", newline="") as file:
        rows = [(datetime.fromisoformat(row["from"]).replace(tzinfo=HOME), row) for row in csv.DictReader(file)]
    return [row for first, row in rows if max(first, MOMENTS[0]) + timedelta(days=late) <= at]


def roster(people: int, number: int, folder: Path) -> Iterator[Score]:
    """Bắc Giang: QR codes, and rosters as far as they are there at each midnight."""
    here = folder / f"bac-giang-{number}"
    province = tv.synth.province("bac-giang", people=people, days=DAYS, seed=number)
    province.write(here, clean=True, outbreak_seeds=OUTBREAK_SEEDS, strength=STRENGTH)
    for arm, late in LATE.items():
        for at in MOMENTS:
            store = tv.create_in_memory()
            known = rows_known(here / "roster.csv", at, late)
            with store.writer() as w:
                registers(w, here)
                w.ingest(here / "qr-scan.csv", mapping=here / "mappings/qr-scan.toml")
                if known:
                    columns = {name: [row[name] for row in known] for name in known[0]}
                    w.ingest(columns, source="roster", mapping=here / "mappings/roster.toml")
            counts = scored(store, here / "truth/infections.csv", at)
            yield Score("roster", arm, 0, number, at.isoformat(), **counts)


def pooled(scores: Iterable[Score]) -> tuple[float | None, float | None]:
    """Recall, and calls for each infected person found, over all of them."""
    listed = infected = to_find = found = 0
    for score in scores:
        listed, infected = listed + score.listed, infected + score.infected
        to_find, found = to_find + score.to_find, found + score.found
    return (found / to_find if to_find else None, listed / infected if infected else None)


def day_of(score: Score) -> int:
    """How many days after the first the question was asked."""
    return (datetime.fromisoformat(score.at) - FIRST_DAY).days


def summary(scores: list[Score]) -> Iterator[tuple[str, str, str, str]]:
    """The table of docs/study.md."""
    groups: dict[tuple[str, str], list[Score]] = defaultdict(list)
    late = SEEN + LATE["rosters 3 days late"]
    for score in scores:
        if score.question == "bluetooth":
            groups[score.arm, f"{score.adoption} % carry the app"].append(score)
        else:
            early = day_of(score) < late
            groups[score.arm, f"days {SEEN} to {late - 1}" if early else f"days {late} to {DAYS}"].append(score)
    for (arm, when), group in groups.items():
        recall, calls = pooled(group)
        share = "" if recall is None else f"{100 * recall:.0f} %"
        yield arm, when, share, "" if calls is None else f"{calls:.0f}"


COLOURS = ("#2a78d6", "#d95f02", "#3a8f3a")


def curve(ax: Axes, groups: dict[str, dict[float, list[Score]]]) -> None:
    """Pooled recall in percent, and a dot for every single province."""
    for colour, (arm, points) in zip(COLOURS, groups.items(), strict=False):
        pools = [(x, pooled(points[x])[0]) for x in sorted(points)]
        kept = [(x, 100 * recall) for x, recall in pools if recall is not None]
        ax.plot(*zip(*kept, strict=True), color=colour, marker="o", label=arm) if kept else None
        for x, scores in points.items():
            for number in {score.province for score in scores}:
                recall, _ = pooled(score for score in scores if score.province == number)
                if recall is not None:
                    ax.plot(x, 100 * recall, color=colour, marker=".", alpha=0.4, linestyle="")
    ax.set_ylim(bottom=0)
    ax.grid(alpha=0.3)
    ax.legend(frameon=False)


def picture(scores: list[Score]) -> Figure:
    """Recall by adoption, and by day."""
    figure = Figure(figsize=(10, 4.2), layout="constrained")
    left, right = figure.subplots(1, 2, sharey=True)
    by_adoption: dict[str, dict[float, list[Score]]] = defaultdict(lambda: defaultdict(list))
    by_day: dict[str, dict[float, list[Score]]] = defaultdict(lambda: defaultdict(list))
    for score in scores:
        if score.question == "bluetooth":
            # Without the app "QR codes" are one level line: that of all adoptions.
            by_adoption[score.arm][score.adoption].append(score)
        else:
            by_day[score.arm][day_of(score)].append(score)
    curve(left, by_adoption)
    left.set_ylabel("infected contacts on the list, %")
    left.set_xlabel("people who carry the app, %")
    left.set_title("Bình Dương: what the app adds")
    curve(right, by_day)
    right.set_xlabel("day on which the question is asked")
    right.set_title("Bắc Giang: QR codes and rosters")
    return figure


def main() -> None:
    """Runs both halves."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--people", type=int, default=20_000, help="people of each province")
    parser.add_argument("--provinces", type=int, default=3, help="how many made-up provinces for each point")
    parser.add_argument("-o", "--output", type=Path, required=True, help="a folder for study.csv and study.svg")
    args = parser.parse_args()
    args.output.mkdir(parents=True, exist_ok=True)
    scores: list[Score] = []
    with tempfile.TemporaryDirectory() as folder:
        for number in range(1, args.provinces + 1):
            for half in (bluetooth, roster):
                print(f"{half.__name__}, province {number} of {args.provinces}", file=sys.stderr)
                scores.extend(half(args.people, number, Path(folder)))
    with (args.output / "study.csv").open("w", encoding="utf-8", newline="") as file:
        table = csv.writer(file)
        table.writerow(field.name for field in fields(Score))
        table.writerows([getattr(score, field.name) for field in fields(Score)] for score in scores)
    matplotlib.rcParams.update({"svg.hashsalt": "study", "svg.fonttype": "none"})
    picture(scores).savefig(args.output / "study.svg", metadata={"Date": None})
    print("| sources | | recall | calls for each infected |\n|---|---|---|---|")
    for row in summary(scores):
        print("| " + " | ".join(row) + " |")


if __name__ == "__main__":
    main()
