"""Queries are asked once for all records: none stands in a loop, unless a comment beside it says why ("loop: …")."""
import ast

from house import Source, assert_none, python_sources

QUERIES = {'search', 'search_count', 'search_fetch', 'search_read', 'create', 'unlink', 'execute_query', '_read_group'}
LOOPS = (ast.ListComp, ast.SetComp, ast.GeneratorExp)


def queries_in_loops(source: Source) -> list[str]:
    """Return calls of the ORM that are repeated for each thing a loop runs over."""
    return [
        source.at(call, f"{call.func.attr} in a loop: ask once for all, or say why not beside it (# loop: …)")
        for call, loop in _repeated(source.tree, 0)
        if not (_is_explained(source, call.lineno) or _is_explained(source, loop))]


def _repeated(node: ast.AST, loop: int):
    """Yield (query, line of the loop that repeats it)."""
    for child in ast.iter_child_nodes(node):
        inner = node.lineno if _is_body(node, child) else loop
        if isinstance(child, ast.FunctionDef | ast.Lambda):
            inner = 0
        if inner and _is_query(child):
            yield child, inner
        yield from _repeated(child, inner)


def _is_body(node, child):
    if isinstance(node, ast.For):
        return child in node.body
    if isinstance(node, ast.DictComp):
        return child in (node.key, node.value)
    return isinstance(node, LOOPS) and child is node.elt


def _is_query(node):
    if not (isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr in QUERIES):
        return False
    owner = getattr(node.func.value, 'id', '')   # Command.create makes a value; a pattern's search is none
    return owner not in {'Command', 're'} and not owner.isupper()


def _is_explained(source, line):
    return any('loop:' in source.comments.get(number, '') for number in range(max(line - 2, 1), line + 1))


def test_no_query_is_repeated_in_a_loop_without_a_reason():
    assert_none('loops', [finding for source in python_sources() for finding in queries_in_loops(source)])


def test_checker_sees_queries_in_loops():
    def check(text):
        return queries_in_loops(Source('addons/a/models/b.py', text))

    assert check("for one in many:\n    one.child = self.search([('id', '=', one.id)])")
    assert check("found = [self.search_count([]) for one in many]")
    assert check("found = {one: one.create({}) for one in many}")
    assert not check("for one in self.search([]):\n    one.name = 'x'")
    assert not check("found = [Command.create({}) for one in many]")
    assert not check("for one in many:\n    # loop: two at most\n    self.search([])")
    assert not check("# loop: two at most\nfor one in many:\n    a = 1\n    b = 2\n    self.search([])")
    assert not check("for one in many:\n    def later():\n        return self.search([])")
