"""Asks truyvet and its rivals the same questions, checks that answers are equal, and times them."""

import argparse
import json
import os
import platform
import statistics
import sys
import time
from pathlib import Path

HERE = Path(__file__).resolve().parent
ROOT = HERE.parent.parent
RIVALS = ("duckdb", "polars")
# How many times as fast as DuckDB F1, F2 and F3 should be.
REACH = {("duckdb", 1): 100, ("duckdb", 2): 50, ("duckdb", 3): 30}


def arguments():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--people", type=int, default=20_000)
    parser.add_argument("--days", type=int, default=14)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--cases", type=int, nargs=3, default=[25, 15, 5], metavar="N",
                        help="how many cases are asked about with 1, 2, 3 hops")
    parser.add_argument("--rivals", nargs="+", choices=RIVALS, default=list(RIVALS))
    parser.add_argument("--program", type=Path, default=ROOT / "target" / "release" / "rival",
                        help="cargo build --release -p truyvet-benches --bin rival")
    parser.add_argument("--work", type=Path, default=HERE / "work",
                        help="folder for the store, the columns and the databases; kept")
    parser.add_argument("--json", type=Path, help="write the figures into this file as well")
    return parser.parse_args()


def differences(numpy, rows, answer):
    """Why the answers are not the same; None if they are."""
    person, level, first = (numpy.asarray(column) for column in answer)
    if len(rows) != len(person):
        return f"{len(rows)} people here, {len(person)} there"
    rows = rows[numpy.argsort(rows["person"], kind="stable")]
    order = numpy.argsort(person, kind="stable")
    for name, column in (("person", person), ("level", level), ("first", first)):
        wrong = numpy.flatnonzero(rows[name] != column[order])
        if len(wrong):
            row = wrong[0]
            return f"{name} of person {rows['person'][row]}: {rows[name][row]}, {column[order][row]}"
    return None


def timed(ask):
    begun = time.perf_counter()
    answer = ask()
    return time.perf_counter() - begun, answer


def series(numpy, truyvet, rival, cases, hops):
    """Seconds of both for each case, each asked twice: once to compare and warm up."""
    here, there, cpu, people = [], [], [], []
    for case in cases:
        _, rows = truyvet.ask([case], hops, keep=True)
        wrong = differences(numpy, rows, rival.ask([case], hops))
        if wrong:
            sys.exit(f"{rival.name}, case {case}, {hops} hops: answers differ: {wrong}")
        before = truyvet.cpu()
        here.append(truyvet.ask([case], hops)[0])
        between = truyvet.cpu() - before, time.process_time()
        there.append(timed(lambda: rival.ask([case], hops))[0])
        cpu.append((between[0], time.process_time() - between[1]))
        people.append(len(rows))
    return here, there, cpu, people


def figures(rival, name, hops, here, there, cpu, people):
    """One line of the table."""
    ours, theirs = statistics.median(here), statistics.median(there)
    our_cpu, their_cpu = (statistics.median(column) for column in zip(*cpu))
    return {
        "rival": rival.name, "hops": hops, "cases": len(here),
        "people_median": statistics.median(people),
        "truyvet_ms": ours * 1e3, "rival_ms": theirs * 1e3,
        "ratio": theirs / ours,
        "ratio_least": min(t / h for h, t in zip(here, there)),
        "truyvet_cpu_ms": our_cpu * 1e3, "rival_cpu_ms": their_cpu * 1e3,
        "ratio_cpu": their_cpu / our_cpu,
        "reach": REACH.get((name, hops)),
        "truyvet_s": here, "rival_s": there,
    }


def line(f):
    """A line of Markdown."""
    reach = f["reach"] and f">= {f['reach']}x, {'reached' if f['ratio'] >= f['reach'] else 'NOT reached'}"
    return (
        f"| {f['rival']} | F{f['hops']} | {f['cases']} | {f['people_median']:,.0f} "
        f"| {f['truyvet_ms']:,.3g} | {f['rival_ms']:,.4g} | {f['ratio']:,.1f}x "
        f"| {f['ratio_least']:,.1f}x | {f['ratio_cpu']:,.1f}x | {reach or ''} |"
    )


def main():
    args = arguments()
    # Before polars is loaded, which reads it once.
    os.environ["POLARS_MAX_THREADS"] = str(args.threads)
    import numpy
    from truyvet import Truyvet

    folder = args.work / f"{args.people}-{args.days}-{args.seed}"
    folder.mkdir(parents=True, exist_ok=True)
    truyvet = Truyvet(args.program, folder, args.people, args.days, args.seed, args.threads,
                      max(args.cases))
    facts = truyvet.facts
    load = os.getloadavg()[0]
    print(f"{facts['people']:,} people, {facts['days']} days, {facts['visits']:,} visits, "
          f"{facts['places']:,} places; {args.threads} threads; load at the start {load:.1f}; "
          f"{platform.machine()}, Python {platform.python_version()}\n")
    print("| rival | hops | cases | people in the answer | truyvet, ms | rival, ms | ratio | least of a case | ratio of processor time | reach |")
    print("|---|---|---|---|---|---|---|---|---|---|", flush=True)
    found = []
    for name in args.rivals:
        module = __import__(f"rival_{name}")
        path = str(folder / f"{name}-{module.VERSION}.db")
        took, rival = timed(lambda: module.Rival(truyvet.columns(), path, args.threads, facts))
        print(f"{rival.name} ready after {took:.1f} s", file=sys.stderr)
        for hops, count in enumerate(args.cases, 1):
            if count:
                cases = facts["cases"][:count]
                one = figures(rival, name, hops, *series(numpy, truyvet, rival, cases, hops))
                found.append(one)
                print(line(one), flush=True)
        del rival
    truyvet.close()
    if args.json:
        whole = {"facts": facts, "threads": args.threads, "load": load, "figures": found}
        args.json.write_text(json.dumps(whole, indent=1))


if __name__ == "__main__":
    main()
