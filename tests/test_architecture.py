"""What the code as a whole keeps to: import edges, sizes, names and the public surface."""

import ast
import importlib.metadata
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

import engine
from ext import reference

ROOT = Path(__file__).parents[1]
PACKAGES = ("ext", "engine", "systems", "assets")
CODE = sorted(p for name in PACKAGES for p in (ROOT / name).rglob("*.py"))
KERNELS = sorted(path.stem[1:] for path in (ROOT / "ext").glob("_*.pyx"))

LONGEST_FUNCTION = 40  # lines of body, without the docstring
LONGEST_FILE = 250

TOP_LEVEL = {
    *("setup.py", "pyproject.toml", "Makefile", "README.md", "ARCHITECTURE.md", "CONTRIBUTING.md"),
    *("CHANGELOG.md", "LICENSE", "NOTICE", ".gitignore", ".ci"),
    *("engine", "systems", "ext", "assets", "tests", "bench", "docs"),
}

PUBLIC = {
    "Ages",
    "App",
    "Array",
    "Changed",
    "Clock",
    "ClockKind",
    "Commands",
    "Component",
    "Entity",
    "Latest",
    "Maybe",
    "Mut",
    "Quarantine",
    "Query",
    "Read",
    "Res",
    "ResMut",
    "Row",
    "Sample",
    "Schedule",
    "Source",
    "Stage",
    "Stop",
    "System",
    "Timing",
    "Trace",
    "With",
    "Without",
    "World",
    "column",
    "fresh",
    "monotonic",
    "plan",
    "run_live",
    "run_step",
    "system",
    "write_chrome_trace",
}


def name_of(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


def imports(path: Path) -> set[str]:
    """Return the top-level packages that a file imports anywhere."""
    found = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            found |= {alias.name.split(".")[0] for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            found.add(name_of(path).split("/")[0] if node.level else str(node.module).split(".")[0])
    return found


def allowed_of_ours(path: Path) -> set[str]:
    name = name_of(path)
    if name.startswith("ext/"):
        return {"ext"}
    if name == "engine/__main__.py" or name.startswith(("systems/", "assets/scripts/")):
        return {"ext", "engine", "systems", "assets"}
    return {"ext", "engine", "assets"}


def allowed_of_others(path: Path) -> set[str]:
    name = name_of(path)
    if name.startswith("ext/"):
        return {"numpy", "numba"} if path.name.startswith("_numba_") else {"numpy"}
    if name == "engine/__main__.py" or name.startswith("engine/cli/"):
        return {"numpy", "msgspec", "typer", "rich"}
    return {"numpy"}


def test_imports_point_from_systems_to_engine_to_ext():
    ours = {"ext", "engine", "systems", "assets", "tests", "bench"}
    wrong = {
        name_of(path): sorted(extra)
        for path in CODE
        if (extra := (imports(path) & ours) - allowed_of_ours(path))
    }
    assert not wrong


def test_ext_and_engine_need_numpy_and_little_else():
    ours = {"ext", "engine", "systems", "assets"}
    wrong = {
        name_of(path): sorted(extra)
        for path in CODE
        if name_of(path).startswith(("ext/", "engine/"))
        and (extra := imports(path) - sys.stdlib_module_names - ours - allowed_of_others(path))
    }
    assert not wrong


@pytest.mark.parametrize("package", ["engine", "ext"])
def test_importing_a_core_package_brings_in_numpy_and_nothing_else(package):
    load = f"import sys; old = set(sys.modules); import {package}; print(*set(sys.modules) - old)"
    words = [sys.executable, "-c", load]
    out = subprocess.run(words, cwd=ROOT, capture_output=True, text=True, check=True).stdout
    loaded = {name.split(".")[0] for name in out.split()}
    assert loaded - sys.stdlib_module_names - {"numpy"} == {package}


def test_the_top_level_of_the_repository_is_the_one_that_was_agreed():
    git = subprocess.run(["git", "ls-files"], cwd=ROOT, capture_output=True, text=True, check=False)
    if git.returncode:
        pytest.skip("needs a git checkout")
    there = {line.split("/")[0] for line in git.stdout.splitlines()}
    assert there <= TOP_LEVEL, f"not agreed: {sorted(there - TOP_LEVEL)}"


@pytest.mark.parametrize("kernel", KERNELS)
def test_a_kernel_has_a_public_face_types_a_numpy_twin_an_oracle_a_test_and_a_bench(kernel):
    wanted = (
        f"ext/{kernel}.py",
        f"ext/_{kernel}.pyi",
        f"ext/_numpy_{kernel}.py",
        f"tests/ext/test_{kernel}.py",
        f"bench/bench_{kernel}.py",
    )
    missing = [name for name in wanted if not (ROOT / name).is_file()]
    face = ast.parse((ROOT / f"ext/{kernel}.py").read_text(encoding="utf-8"))
    public = [f for f in functions(face) if not f.name.startswith("_")]
    with_oracle = [f for f in public if hasattr(reference, f.name)]
    missing += [f"oracle of {f.name}" for f in public if f not in with_oracle and calls_kernel(f)]
    assert not missing
    assert with_oracle


def calls_kernel(function: ast.AST) -> bool:
    return any(isinstance(n, ast.Name) and n.id == "_kernel" for n in ast.walk(function))


def functions(tree: ast.AST) -> Iterator[ast.FunctionDef | ast.AsyncFunctionDef]:
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            yield node


def body_lines(function: ast.FunctionDef | ast.AsyncFunctionDef) -> int:
    body = function.body
    if ast.get_docstring(function) is not None:
        body = body[1:]
    return int(body[-1].end_lineno or 0) - body[0].lineno + 1 if body else 0


def test_functions_are_short():
    long = [
        f"{name_of(path)}:{f.lineno} {f.name} has {body_lines(f)} lines"
        for path in CODE
        for f in functions(ast.parse(path.read_text(encoding="utf-8")))
        if body_lines(f) > LONGEST_FUNCTION
    ]
    assert not long


def test_files_are_short():
    sources = [*CODE, *(ROOT / "ext").glob("_*.pyx")]
    lengths = {name_of(p): len(p.read_text(encoding="utf-8").splitlines()) for p in sources}
    assert not {name: lines for name, lines in lengths.items() if lines > LONGEST_FILE}


def test_only_the_command_line_prints():
    printing = [
        f"{name_of(path)}:{node.lineno}"
        for path in CODE
        if path.name not in {"__main__.py", "cli.py"} and "cli" not in path.parts
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Call) and getattr(node.func, "id", "") == "print"
    ]
    assert not printing


def test_no_module_is_named_after_everything():
    vague = {"common", "helper", "helpers", "manager", "managers", "misc", "util", "utils"}
    modules = [*CODE, *(ROOT / "tests").rglob("*.py"), *(ROOT / "bench").rglob("*.py")]
    assert not [name_of(p) for p in modules if vague & {*p.relative_to(ROOT).parts[:-1], p.stem}]


def test_the_public_surface_of_the_engine_is_the_stored_one():
    assert set(engine.__all__) == PUBLIC
    assert all(hasattr(engine, name) for name in PUBLIC)


@pytest.mark.parametrize("package", PACKAGES)
def test_no_other_installed_distribution_owns_a_package_of_ours(package):
    owners = importlib.metadata.packages_distributions().get(package, [])
    assert set(owners) <= {"bunraku"}, f"'{package}' also comes with {sorted(set(owners))}"
