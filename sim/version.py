"""Which Headroom this is, and which model: results are stored and compared under the model's version."""

from __future__ import annotations

import ast
import hashlib
from functools import cache
from pathlib import Path

__version__ = "0.2.0"

FOLDER = Path(__file__).parent
RESULT_SOURCES = ("*.py", "scenario/*.py", "engine/**/*.py", "kpis/*.py", "experiment/result.py")
"""The sources, below `sim/`, that decide what a scenario gives. How many computers share the work does not."""


def matching(patterns: tuple[str, ...], folder: Path = FOLDER) -> list[Path]:
    """The files below `folder` that match any of the patterns, in one order everywhere."""
    return sorted({file for pattern in patterns for file in folder.glob(pattern)})


def code_hash(patterns: tuple[str, ...], folder: Path = FOLDER) -> str:
    """SHA-256, in hex digits, of the code in the files below `folder` that match `patterns`.

    The syntax tree is hashed, without docstrings: comments, layout and line ends change nothing. A file's path counts.
    """
    digest = hashlib.sha256()
    for file in matching(patterns, folder):
        digest.update(file.relative_to(folder).as_posix().encode() + b"\0")
        _hash_tree(digest, ast.parse(file.read_bytes()))
    return digest.hexdigest()


def _hash_tree(digest: hashlib._Hash, node: object) -> None:
    """Add a syntax tree. Fields without a value are passed over: newer Pythons have more of them."""
    if isinstance(node, ast.AST):
        digest.update(f"{type(node).__name__}(".encode())
        for name, value in ast.iter_fields(node):
            if value is not None and value != []:
                digest.update(f"{name}=".encode())
                _hash_tree(digest, value)
        digest.update(b")")
    elif isinstance(node, list):
        for item in node:
            if not _is_docstring(item):
                _hash_tree(digest, item)
                digest.update(b",")
    else:
        digest.update(repr(node).encode())


def _is_docstring(node: object) -> bool:
    """Whether this statement is a string alone, which does nothing."""
    return (
        isinstance(node, ast.Expr)
        and isinstance(node.value, ast.Constant)
        and isinstance(node.value.value, str)
    )


@cache
def model_version() -> str:
    """The version and the start of the sources' hash when first asked, such as "0.2.0+1f0c9a3e"."""
    return f"{__version__}+{code_hash(RESULT_SOURCES)[:8]}"
