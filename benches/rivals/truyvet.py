"""truyvet's side: the program `rival`, spoken to line by line, and the files that it writes."""

import subprocess
import time

import numpy

ROW = numpy.dtype([("person", "<u4"), ("level", "<u4"), ("first", "<i8"), ("earliest", "<i8")])
COLUMNS = ("place", "person", "start", "end")


def value(name, text):
    """The value of a word that `rival` says."""
    if name == "cases":
        return [int(case) for case in text.split(",")]
    return float(text) if name == "seconds" else int(text)


class Truyvet:
    """A running `rival` with an open store; `facts` is what it says about province and question."""

    def __init__(self, program, folder, people, days, seed, threads, cases):
        self.columns_folder = folder / "columns"
        self.answer_file = folder / "answer"
        command = [
            program, "--people", people, "--days", days, "--seed", seed, "--cases", cases,
            "--threads", threads, "--dir", folder / "store", "--columns", self.columns_folder,
        ]
        self.process = subprocess.Popen(
            list(map(str, command)), stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
        )
        self.facts = self._read()

    def _read(self):
        line = self.process.stdout.readline()
        if not line:
            raise SystemExit("rival ended; it says why above")
        words = dict(word.split("=", 1) for word in line.split())
        return {name: value(name, text) for name, text in words.items()}

    def ask(self, cases, hops, keep=False):
        """Seconds by truyvet's own clock, and with `keep` the rows by person."""
        question = f"hops={hops} cases={','.join(map(str, cases))}"
        if keep:
            question += f" out={self.answer_file}"
        self.process.stdin.write(question + "\n")
        self.process.stdin.flush()
        seconds = self._read()["seconds"]
        return seconds, numpy.fromfile(self.answer_file, ROW) if keep else None

    def cpu(self):
        """Seconds of processor time that the program has used, of all its threads (Linux)."""
        # The clock of another process, as clock_getcpuclockid(3) makes its number.
        return time.clock_gettime((~self.process.pid << 3) | 2)

    def columns(self):
        """The visits, as memory-mapped columns."""
        return {
            name: numpy.memmap(self.columns_folder / f"{name}.u32", "<u4", "r") for name in COLUMNS
        }

    def close(self):
        """Ends the program."""
        self.process.stdin.close()
        self.process.wait()
