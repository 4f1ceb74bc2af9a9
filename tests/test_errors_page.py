"""docs/errors.md names every error and every exit code that there is, and no other."""

import ast
import re
from pathlib import Path

from icmpd_kg import cli, errors

PAGE = (Path(__file__).parent.parent / "docs" / "errors.md").read_text("utf-8")
KINDS = [each for each in vars(errors).values() if isinstance(each, type) and issubclass(each, errors.KgError)]


def test_each_error_stands_on_the_page_with_the_exit_code_it_ends_with():
    told = {name: int(code) for name, code in re.findall(r"^\| `(\w+Error)` \|.*\| (\d+) \|$", PAGE, re.MULTILINE)}
    assert told == {kind.__name__: cli.exit_code(kind.__new__(kind)) for kind in KINDS if kind is not errors.KgError}


def test_each_exit_code_stands_on_the_page():
    told = {int(code) for code in re.findall(r"^\| (\d+) \|", PAGE, re.MULTILINE)}
    ending = {"run", "_run", "main", "exit_code"}
    functions = (
        each
        for file in Path(cli.__file__).parent.glob("*.py")
        for each in ast.walk(ast.parse(file.read_text("utf-8")))
        if isinstance(each, ast.FunctionDef) and each.name in ending
    )
    returned = (part for each in functions for part in ast.walk(each) if isinstance(part, ast.Return))
    codes = (part.value for each in returned for part in ast.walk(each) if isinstance(part, ast.Constant))
    assert {code for code in codes if isinstance(code, int)} == told


def test_the_tree_at_the_head_of_the_module_is_the_tree():
    drawn = set(re.findall(r"\b\w+Error\b", errors.__doc__ or "")) | {"KgError"}
    assert drawn == {kind.__name__ for kind in KINDS}
