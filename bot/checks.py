"""What `./xinsheng test` runs: linters, types, imports and tests, and a plain account of them at the end."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from xml.etree import ElementTree

from bot.private_postgres import NoPostgres, private_postgres

ROOT = Path(__file__).resolve().parent.parent
SCRIPTS = Path(sys.executable).parent
POSTGRES = "XINSHENG_TEST_PG_URL"
EVERYTHING = "XINSHENG_TEST_EVERYTHING"
BROWSERS = ("chromium", "chromium-browser", "google-chrome")
CHECKS = {
    "ruff check": ["ruff", "check", "--quiet"],
    "ruff format": ["ruff", "format", "--check", "--quiet"],
    "mypy": ["mypy", "--no-error-summary"],
    "imports": ["lint-imports", "--no-logo"],
}


@dataclass(frozen=True, slots=True)
class Line:
    """One line of the account: passed, FAILED, found or skipped, and what."""

    word: str
    what: str


def main(arguments: Sequence[str]) -> int:
    """Everything, or with arguments pytest alone with them; the exit status."""
    lines: list[Line] = []
    with _environment(lines) as environment:
        if arguments:
            lines += _pytest(["-rs", *arguments], environment)
        else:
            lines += [_check(name, command, environment) for name, command in CHECKS.items()]
            lines += _pytest(["-n", "auto", "--dist", "worksteal"], environment)
    if os.environ.get(EVERYTHING):
        lines += [Line("FAILED", f"{EVERYTHING} is set, and {line.what}") for line in lines if _is_missing(line)]
    return _account(lines)


@contextmanager
def _environment(lines: list[Line]) -> Iterator[dict[str, str]]:
    """The caller's environment without his settings of the assistant, with a database server if there can be one."""
    kept = {name: value for name, value in os.environ.items() if not _is_setting(name)}
    lines.append(_browser())
    if POSTGRES in kept:
        lines.append(Line("found", f"PostgreSQL as {POSTGRES} says"))
        yield kept
        return
    try:
        with private_postgres(durable=False) as url:
            lines.append(Line("found", "PostgreSQL of this machine, started for these tests alone"))
            yield {**kept, POSTGRES: url}
    except NoPostgres as reason:
        lines.append(Line("skipped", f"PostgreSQL: {POSTGRES} is not set, and {reason}"))
        yield kept


def _is_setting(name: str) -> bool:
    return name.startswith("XINSHENG_") and not name.startswith("XINSHENG_TEST_")


def _browser() -> Line:
    found = next(filter(None, map(shutil.which, BROWSERS)), None)
    if found:
        return Line("found", f"Chromium as {found}")
    return Line("skipped", "browser tests: no Chromium found (apt-get install chromium)")


def _check(name: str, command: list[str], environment: dict[str, str]) -> Line:
    print(f"\n== {name}", flush=True)
    began = time.perf_counter()
    done = subprocess.run([SCRIPTS / command[0], *command[1:]], cwd=ROOT, env=environment, check=False)  # noqa: S603
    return _verdict(name, done.returncode, began)


def _pytest(arguments: list[str], environment: dict[str, str]) -> list[Line]:
    print("\n== pytest", flush=True)
    began = time.perf_counter()
    with tempfile.TemporaryDirectory() as folder:
        report = Path(folder) / "report.xml"
        command = [sys.executable, "-P", "-m", "pytest", f"--junitxml={report}", *arguments]
        code, closing = _shown(command, environment)
        return [*_skipped(report), _verdict("pytest", code, began), Line("", closing)]


def _shown(command: list[str], environment: dict[str, str]) -> tuple[int, str]:
    """Run it, pass on what it prints as it comes; its exit status and its last line."""
    if sys.stdout.isatty():
        command = [*command, "--color=yes"]
    ending = b""
    with subprocess.Popen(command, cwd=ROOT, env=environment, stdout=subprocess.PIPE) as process:  # noqa: S603
        assert process.stdout
        while some := os.read(process.stdout.fileno(), 65536):
            sys.stdout.buffer.write(some)
            sys.stdout.flush()
            ending = (ending + some)[-4096:]
    return process.returncode, (ending.decode("utf-8", "replace").strip().splitlines() or [""])[-1]


def _verdict(name: str, code: int, began: float) -> Line:
    return Line("passed" if code == 0 else "FAILED", f"{name} ({time.perf_counter() - began:.1f} s)")


def _skipped(report: Path) -> list[Line]:
    try:
        cases = ElementTree.parse(report).iter("skipped")  # noqa: S314 - pytest's own file
    except (OSError, ElementTree.ParseError):
        return []
    reasons = Counter(case.get("message") or "no reason given" for case in cases)
    return [Line("skipped", f"{count} tests: {reason}") for reason, count in reasons.most_common()]


def _is_missing(line: Line) -> bool:
    return line.word == "skipped" and ("PostgreSQL" in line.what or "Chromium" in line.what)


def _account(lines: list[Line]) -> int:
    print("\n== what ran")
    for line in lines:
        print(f"{line.word:8} {line.what}" if line.word else line.what)
    return int(any(line.word == "FAILED" for line in lines))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
