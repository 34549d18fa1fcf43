"""Small pieces: functions, model files, controllers; many small ones rather than a few fitting ones."""
import ast
from collections import defaultdict
from statistics import median, quantiles

from house import Source, assert_none, functions, python_sources

MAX_FUNCTION = 40
MAX_ROUTE = 15
MAX_MODEL_FILE = 400
MAX_MEDIAN = 8
MAX_NINETIETH = 25
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
    if source.folder == 'models' and len(source.lines) > MAX_MODEL_FILE:
        found.append(source.at(1, f"model file of {len(source.lines)} lines, {MAX_MODEL_FILE} are allowed"))
    return found


def out_of_proportion(addon: str, sizes: list[int]) -> list[str]:
    if len(sizes) < FEW:
        return []
    found = []
    if median(sizes) > MAX_MEDIAN:
        found.append(f"addons/{addon}:1: median function has {median(sizes)} lines, {MAX_MEDIAN} are allowed")
    if quantiles(sizes, n=10)[-1] > MAX_NINETIETH:
        found.append(f"addons/{addon}:1: the longest tenth of functions has over {MAX_NINETIETH} lines")
    return found


def test_no_function_or_model_file_is_too_long():
    assert_none('size', [finding for source in python_sources() for finding in too_long(source)])


def test_functions_are_small_in_each_addon():
    sizes = defaultdict(list)
    for source in python_sources():
        sizes[source.addon] += [body_lines(function) for function in functions(source.tree)]
    assert_none('proportion', [finding for addon in sizes for finding in out_of_proportion(addon, sizes[addon])])


def test_checker_sees_long_ones():
    long_body = '\n'.join(f"    x{n} = {n}" for n in range(MAX_FUNCTION + 1))
    assert too_long(Source('addons/a/models/b.py', f"def f():\n    '''Doc.'''\n{long_body}\n"))
    assert too_long(Source('addons/a/models/b.py', '# line\n' * (MAX_MODEL_FILE + 1)))
    route = '\n'.join(f"    x{n} = {n}" for n in range(MAX_ROUTE + 1))
    assert too_long(Source('addons/a/controllers/b.py', f"@http.route('/x')\ndef f():\n{route}\n"))
    table = '\n'.join(f"        {n}," for n in range(60))
    assert not too_long(Source('addons/a/models/b.py', f"def f():\n    return [\n{table}\n    ]\n"))
    assert not too_long(Source('addons/a/models/b.py', "def f():\n    return 1\n"))
    assert out_of_proportion('a', [10] * 30)
    assert out_of_proportion('a', [1] * 20 + [30] * 5)
    assert not out_of_proportion('a', [4] * 30)
