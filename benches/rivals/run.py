#!/usr/bin/env python3
"""Compares truyvet with its rivals; makes its own virtual environment first. See README.md."""

import os
import subprocess
import sys
import venv
from pathlib import Path

HERE = Path(__file__).resolve().parent
THERE = Path(os.environ.get("RIVALS_VENV", HERE / ".venv"))


def environment():
    """The Python of an environment with exactly what requirements.txt says."""
    python = THERE / "bin" / "python"
    wanted = (HERE / "requirements.txt").read_text()
    stamp = THERE / "installed.txt"
    if not stamp.exists() or stamp.read_text() != wanted:
        venv.create(THERE, with_pip=True)
        install = [python, "-m", "pip", "install", "--quiet", "-r", HERE / "requirements.txt"]
        subprocess.run(install, check=True)
        stamp.write_text(wanted)
    return python


if __name__ == "__main__":
    python = environment()
    os.execv(python, [str(python), str(HERE / "compare.py"), *sys.argv[1:]])
