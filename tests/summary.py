"""What a run prints at its end: the seconds of each part, and the programs that its skipped tests need."""

from __future__ import annotations

from collections import Counter

import pytest

from tests.programs import MISSING


def part(nodeid: str) -> str:
    """`tests/browser` for what is in a folder of tests, else the file."""
    return "/".join(nodeid.partition("::")[0].split("/")[:2])


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    seconds: Counter[str] = Counter()
    tests: Counter[str] = Counter()
    for reports in terminalreporter.stats.values():
        for report in reports:
            if isinstance(report, pytest.TestReport):
                seconds[part(report.nodeid)] += report.duration  # type: ignore[assignment]
                tests[part(report.nodeid)] += report.when == "call"
    terminalreporter.section("seconds per part")
    for name, total in seconds.most_common():
        terminalreporter.write_line(f"{total:7.1f} s {tests[name]:5} tests  {name}")
    if MISSING:
        terminalreporter.section("not installed", red=True)
        terminalreporter.write_line(f"{', '.join(MISSING)}: tests that need them were skipped. Run: make programs")
