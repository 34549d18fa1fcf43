"""The law is pure: `rules/` knows the standard library and itself, no clock, no floating point."""
import ast
import sys

from house import Source, assert_none, calls, functions, python_sources

CLOCKS = {'today', 'now', 'utcnow', 'time', 'time_ns', 'monotonic', 'perf_counter', 'localtime', 'gmtime'}
CLOCK_OWNERS = {'date', 'datetime', 'time', 'fields', 'Date', 'Datetime'}
# Law needs no randomness, files, network or processes either.
FORBIDDEN = {'random', 'secrets', 'os', 'subprocess', 'socket', 'threading', 'time', 'pathlib', 'io', 'sqlite3'}


def impurities(source: Source) -> list[str]:
    """Return what makes a module of rules impure."""
    return [*_imports(source), *_clocks(source), *_floats(source), *_undocumented(source)]


def _imports(source):
    for node in ast.walk(source.tree):
        names = []
        if isinstance(node, ast.Import):
            names = [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom) and node.level == 0:
            names = [node.module]
        elif isinstance(node, ast.ImportFrom) and node.level > 1 + _depth(source):
            yield source.at(node, "imports from outside the package")
        for name in names:
            top = name.split('.')[0]
            if top not in sys.stdlib_module_names or top in FORBIDDEN:
                yield source.at(node, f"imports {name}")


def _depth(source):
    """Return how many folders below `rules` a file lies."""
    return len(source.parts) - 2 - source.parts.index('rules')


def _clocks(source):
    for call, name in calls(source.tree):
        owner = getattr(call.func, 'value', None)
        if name in CLOCKS and (getattr(owner, 'attr', None) or getattr(owner, 'id', '')) in CLOCK_OWNERS:
            yield source.at(call, f"asks the clock: {ast.unparse(call)}")


def _floats(source):
    # Refusing one, `isinstance(value, float)`, is no use of it.
    refusals = {id(part) for call, name in calls(source.tree) if name == 'isinstance' for part in ast.walk(call)}
    for node in ast.walk(source.tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, float):
            yield source.at(node, f"a floating point number: {node.value}")
        elif isinstance(node, ast.Name) and node.id == 'float' and id(node) not in refusals:
            yield source.at(node, "float")


def _undocumented(source):
    for function in functions(source.tree):
        if not function.name.startswith('_') and not ast.get_docstring(function):
            yield source.at(function, f"{function.name} has no docstring")


def rule_sources():
    return [source for source in python_sources() if source.folder == 'rules']


def test_rules_are_pure():
    assert_none('rules', [finding for source in rule_sources() for finding in impurities(source)])


def test_checker_sees_impurities():
    def findings(text):
        return impurities(Source('addons/public_revenue/rules/sample.py', text))

    assert findings('from datetime import date\nfrom .money import round_to\n') == []
    assert findings('from decimal import Decimal\nD = Decimal("0.5")\nbad = isinstance(D, float)') == []
    for text in (
        'import odoo', 'from odoo import fields', 'import requests', 'import random', 'from ..models import x',
        'd = date.today()', 'd = datetime.datetime.now()', 'x = 0.5', 'x = float("1")', 'def accrue():\n    return 1',
    ):
        assert findings(text), text
