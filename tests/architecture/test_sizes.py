"""Small pieces: functions, files, controllers; many small ones rather than a few fitting ones."""
import ast
from collections import defaultdict
from statistics import median, quantiles

from house import Source, assert_none, functions, python_sources, read, tracked_files

MAX_FUNCTION = 40
MAX_ROUTE = 15
MAX_FILE = 400
MAX_MEDIAN = 8
MAX_NINETIETH = 25
CODE = {'.py', '.sh'}   # what counts as a file of code outside the addons
FEW = 20   # below this number of functions a median says nothing


def body_lines(function: ast.FunctionDef) -> int:
    """Return the lines of a function's body, docstring not counted."""
    body = function.body[1:] if ast.get_docstring(function) is not None else function.body
    return body[-1].end_lineno - body[0].lineno + 1 if body else 0


def is_route(function: ast.FunctionDef) -> bool:
    return any('route' in ast.unparse(decorator) for decorator in function.decorator_list)


def is_table(function: ast.FunctionDef) -> bool:
    """Tell whether a function only returns data: a table may be long."""
    body = function.body[1:] if ast.get_docstring(function) is not None else function.body
    return len(body) == 1 and isinstance(body[0], ast.Return) and isinstance(
        body[0].value, ast.Dict | ast.List | ast.Tuple)


def too_long(source: Source) -> list[str]:
    found = []
    for function in functions(source.tree):
        limit = MAX_ROUTE if is_route(function) else MAX_FUNCTION
        if body_lines(function) > limit and not is_table(function):
            found.append(source.at(function, f"{function.name} has {body_lines(function)} lines, {limit} are allowed"))
    return found + file_too_long(source)


def file_too_long(source: Source) -> list[str]:
    count = len(source.lines)
    return [source.at(1, f"{count} lines, less than {MAX_FILE} are allowed")] if count >= MAX_FILE else []


def out_of_proportion(addon: str, sizes: list[int]) -> list[str]:
    if len(sizes) < FEW:
        return []
    found = []
    if median(sizes) > MAX_MEDIAN:
        found.append(f"addons/{addon}:1: median function has {median(sizes)} lines, {MAX_MEDIAN} are allowed")
    if quantiles(sizes, n=10)[-1] > MAX_NINETIETH:
        found.append(f"addons/{addon}:1: the longest tenth of functions has over {MAX_NINETIETH} lines")
    return found


def test_no_function_or_file_is_too_long():
    assert_none('size', [finding for source in python_sources() for finding in too_long(source)])
    others = [read(file) for file in tracked_files() if file.suffix in CODE and 'addons' not in file.parts]
    assert_none('file size', [
        finding for source in [*python_sources(tests=True), *others] for finding in file_too_long(source)])


def test_functions_are_small_in_each_addon():
    sizes = defaultdict(list)
    for source in python_sources():
        sizes[source.addon] += [body_lines(function) for function in functions(source.tree)]
    assert_none('proportion', [finding for addon in sizes for finding in out_of_proportion(addon, sizes[addon])])


def test_checker_sees_long_ones():
    long_body = '\n'.join(f"    x{n} = {n}" for n in range(MAX_FUNCTION + 1))
    assert too_long(Source('addons/a/models/b.py', f"def f():\n    '''Doc.'''\n{long_body}\n"))
    assert too_long(Source('addons/a/b.py', '# line\n' * MAX_FILE))
    assert not too_long(Source('addons/a/b.py', '# line\n' * (MAX_FILE - 1)))
    route = '\n'.join(f"    x{n} = {n}" for n in range(MAX_ROUTE + 1))
    assert too_long(Source('addons/a/controllers/b.py', f"@http.route('/x')\ndef f():\n{route}\n"))
    table = '\n'.join(f"        {n}," for n in range(60))
    assert not too_long(Source('addons/a/models/b.py', f"def f():\n    return [\n{table}\n    ]\n"))
    assert not too_long(Source('addons/a/models/b.py', "def f():\n    return 1\n"))
    assert out_of_proportion('a', [10] * 30)
    assert out_of_proportion('a', [1] * 20 + [30] * 5)
    assert not out_of_proportion('a', [4] * 30)
