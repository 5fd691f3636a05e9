"""`make mutants`: break the code in one place at a time, and see which tests notice.

A sample, chosen by a seed, of the places of `corved/scheduling/`, the message rules and the use cases. Each mutant
runs the 60 quickest tests that execute its line (found with coverage) in a copy of the project, until one fails. What
none of them notices is printed as a diff, kills are counted by file. Lines that run only on import are left out.

    .venv/bin/python -m tests.mutants --sample 60 --seed 1 [path ...]
"""

from __future__ import annotations

import argparse
import ast
import os
import random
import re
import shutil
import sqlite3
import subprocess
import sys
import tempfile
from collections import Counter, defaultdict
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from queue import SimpleQueue

PROJECT = Path(__file__).resolve().parent.parent
CODE = (
    "corved/scheduling",
    "corved/use_cases",
    "corved/messages",
)
TESTS = ("scheduling", "use_cases", "messages", "blueprints", "calendars", "database", "app", "server")
MOST_TESTS = 60  # of those that execute a line: the quickest
TIMEOUT_SECONDS = 240  # a mutant that never ends is noticed, too
WORKERS = 2
FAILED, CANNOT_BE_IMPORTED = 1, 2  # as pytest ends

COMPARE = {
    ast.Lt: ast.LtE, ast.LtE: ast.Lt, ast.Gt: ast.GtE, ast.GtE: ast.Gt, ast.Eq: ast.NotEq, ast.NotEq: ast.Eq,
    ast.Is: ast.IsNot, ast.IsNot: ast.Is, ast.In: ast.NotIn, ast.NotIn: ast.In,
}  # fmt: skip
OPERATE = {ast.Add: ast.Sub, ast.Sub: ast.Add, ast.Mult: ast.FloorDiv, ast.BitAnd: ast.BitOr, ast.BitOr: ast.BitAnd}


@dataclass(frozen=True)
class Mutant:
    """One place of a file, and what its source becomes. before, after: the changed statement as text."""

    path: str
    line: int
    before: str
    after: str
    source: str


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("paths", nargs="*", default=CODE)
    parser.add_argument("--sample", type=int, default=60)
    parser.add_argument("--seed", type=int, default=1)
    chosen = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="corved-mutants-") as folder:
        copies = [copy_of_the_project(Path(folder) / str(number)) for number in range(WORKERS)]
        print("Running the tests once, to know which of them execute what ...", flush=True)
        tests = tests_by_line(copies[0])
        mutants = [each for path in files(chosen.paths) for each in mutants_of(path)]
        covered = [each for each in mutants if tests.get((each.path, each.line))]
        left_out = len(mutants) - len(covered)
        print(f"{len(mutants)} places to break, {left_out} of them in lines that no test executes by itself.")
        sample = random.Random(chosen.seed).sample(covered, min(chosen.sample, len(covered)))
        report(sample, list(run_all(sample, tests, copies)))


def copy_of_the_project(to: Path) -> Path:
    to.parent.mkdir(exist_ok=True)
    to.parent.chmod(0o711)
    kept = shutil.ignore_patterns(".git", ".venv", "var", "__pycache__", ".*_cache", ".hypothesis")
    shutil.copytree(PROJECT, to, ignore=kept)
    (to / ".venv").symlink_to(PROJECT / ".venv")
    return to


def files(paths: list[str]) -> Iterator[str]:
    for path in paths:
        found = PROJECT / path
        inside = sorted(found.rglob("*.py")) if found.is_dir() else [found]
        yield from (str(each.relative_to(PROJECT)) for each in inside)


def pytest(copy: Path, *arguments: str, timeout: int = TIMEOUT_SECONDS) -> subprocess.CompletedProcess[bytes]:
    """In the copy, whose corved comes before the one that is installed."""
    command = [sys.executable, "-m", "pytest", "-q", "-x", "-p", "no:randomly", "-p", "no:cacheprovider", *arguments]
    environment = {**os.environ, "PYTHONPATH": str(copy), "PYTHONDONTWRITEBYTECODE": "1"}
    return subprocess.run(command, cwd=copy, env=environment, capture_output=True, timeout=timeout, check=False)


def tests_by_line(copy: Path) -> dict[tuple[str, int], list[str]]:
    """(path, line) → the tests that execute it, the quickest first."""
    folders = [f"tests/{each}" for each in TESTS]
    done = pytest(copy, *folders, "--cov", "--cov-context=test", "--cov-report=", "--durations=0", "-vv", timeout=3600)
    if done.returncode:
        raise SystemExit(done.stdout.decode()[-3000:])
    seconds = {
        name: float(took) for took, name in re.findall(r"^ *([\d.]+)s call +(.+?) *$", done.stdout.decode(), re.M)
    }
    found: defaultdict[tuple[str, int], set[str]] = defaultdict(set)
    with sqlite3.connect(copy / ".coverage") as data:
        query = """select f.path, c.context, a.fromno, a.tono from arc a
                   join file f on f.id = a.file_id join context c on c.id = a.context_id"""
        for path, context, *lines in data.execute(query):
            test = context.partition("|")[0]
            if test:
                name = str(Path(path).relative_to(copy))
                for line in lines:
                    found[name, abs(line)].add(test)
    return {
        place: sorted(tests, key=lambda test: seconds.get(test, 9.0))[:MOST_TESTS] for place, tests in found.items()
    }


def mutants_of(path: str) -> Iterator[Mutant]:
    source = (PROJECT / path).read_text()
    tree = ast.parse(source)
    places = [node for node in ast.walk(tree) if isinstance(node, (ast.Compare, ast.BinOp, ast.BoolOp, ast.Constant,
                                                                  ast.UnaryOp, ast.Return, ast.Expr))]  # fmt: skip
    untouched = {id(node) for part in unbreakable(tree) for node in ast.walk(part)}
    for node in places:
        if id(node) in untouched:
            continue
        for broken in broken_ways(node):
            yield Mutant(path, node.lineno, ast.unparse(node), ast.unparse(broken), replaced(source, node, broken))


def unbreakable(tree: ast.AST) -> Iterator[ast.AST]:
    """Texts made of pieces, and annotations, which nobody evaluates."""
    for node in ast.walk(tree):
        if isinstance(node, ast.JoinedStr):
            yield node
        elif isinstance(node, (ast.arg, ast.AnnAssign)) and node.annotation is not None:
            yield node.annotation
        elif isinstance(node, ast.FunctionDef) and node.returns is not None:
            yield node.returns


def broken_ways(node: ast.AST) -> Iterator[ast.AST]:
    match node:
        case ast.Compare(left, [operator], comparators) if type(operator) in COMPARE:
            yield ast.Compare(left, [COMPARE[type(operator)]()], comparators)
        case ast.BinOp(left, operator, right) if type(operator) in OPERATE:
            yield ast.BinOp(left, OPERATE[type(operator)](), right)
        case ast.BoolOp(operator, values):
            yield ast.BoolOp(ast.Or() if isinstance(operator, ast.And) else ast.And(), values)
            yield values[0]
        case ast.UnaryOp(ast.Not(), operand):
            yield operand
        case ast.Constant(bool() as value):
            yield ast.Constant(not value)
        case ast.Constant(int() as value):
            yield ast.Constant(value + 1)
        case ast.Return(value) if value is not None and not isinstance(value, ast.Constant):
            yield ast.Return(ast.Constant(None))
        case ast.Expr(ast.Call()):
            yield ast.Pass()


def replaced(source: str, node: ast.AST, broken: ast.AST) -> str:
    lines = source.splitlines(keepends=True)
    first, last = node.lineno - 1, node.end_lineno - 1  # type: ignore[attr-defined]
    head = lines[first].encode()[: node.col_offset].decode()  # type: ignore[attr-defined]
    tail = lines[last].encode()[node.end_col_offset :].decode()  # type: ignore[attr-defined]
    text = ast.unparse(broken)
    if isinstance(broken, ast.expr):
        text = f"({text})"
    return "".join([*lines[:first], head, text, tail, *lines[last + 1 :]])


def run_all(sample: list[Mutant], tests: dict[tuple[str, int], list[str]], copies: list[Path]) -> Iterator[bool]:
    """Whether a test noticed, for each."""
    free: SimpleQueue[Path] = SimpleQueue()
    for copy in copies:
        free.put(copy)

    def is_noticed(mutant: Mutant) -> bool:
        copy = free.get()
        target = copy / mutant.path
        original = target.read_text()
        try:
            target.write_text(mutant.source)
            code = pytest(copy, *tests[mutant.path, mutant.line]).returncode
        except subprocess.TimeoutExpired:
            code = FAILED
        finally:
            target.write_text(original)
            free.put(copy)
        if code not in (0, FAILED, CANNOT_BE_IMPORTED):
            raise SystemExit(f"pytest could not run the tests of {mutant.path}:{mutant.line}: it ended with {code}")
        return code != 0

    with ThreadPoolExecutor(WORKERS) as pool:
        for number, (mutant, noticed) in enumerate(zip(sample, pool.map(is_noticed, sample), strict=True), start=1):
            if not noticed:
                print(f"\nSURVIVED {mutant.path}:{mutant.line}\n  - {mutant.before}\n  + {mutant.after}")
            print(f"\r{number} of {len(sample)}", end="", file=sys.stderr, flush=True)
            yield noticed


def report(sample: list[Mutant], noticed: list[bool]) -> None:
    every, killed = Counter(each.path for each in sample), Counter[str]()
    for each, was in zip(sample, noticed, strict=True):
        killed[each.path] += was
    print("\n killed  of  file")
    for path in sorted(every):
        print(f"{killed[path]:7} {every[path]:3}  {path}")
    print(f"{killed.total()} of {every.total()} killed, {100 * killed.total() // max(1, every.total())} %")


if __name__ == "__main__":
    main()
