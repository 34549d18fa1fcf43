"""Reading the house: addons, their Python as syntax trees, their XML and CSV, without Odoo.

A checker is a function from a source (or a list of them) to findings, each one line of text that begins
with `path:line`. So each can be tried on a bad sample: what cannot fail proves nothing.
"""
import ast
import csv
import io
import subprocess
import tokenize
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from xml.etree import ElementTree

ROOT = Path(__file__).resolve().parents[2]
ADDONS = ROOT / 'addons'
TEST_ADDONS = ROOT / 'tests' / 'addons'
ALLOWED = Path(__file__).with_name('allowed.csv')


@dataclass(frozen=True)
class Source:
    """One file; `path` is relative to the repository."""

    path: str
    text: str

    @cached_property
    def tree(self) -> ast.Module:
        return ast.parse(self.text, self.path)

    @cached_property
    def lines(self) -> list[str]:
        return self.text.splitlines()

    @cached_property
    def comments(self) -> dict[int, str]:
        """Return {line number: comment} of a Python file."""
        tokens = tokenize.generate_tokens(io.StringIO(self.text).readline)
        return {token.start[0]: token.string for token in tokens if token.type == tokenize.COMMENT}

    @property
    def parts(self) -> tuple[str, ...]:
        return Path(self.path).parts

    @property
    def addon(self) -> str:
        return self.parts[self.parts.index('addons') + 1]

    @property
    def folder(self) -> str:
        """Return the folder within the addon: models, views, tests… ('' for files at its top)."""
        inner = self.parts[self.parts.index('addons') + 2:]
        return inner[0] if len(inner) > 1 else ''

    def at(self, node_or_line: ast.AST | int, what: str) -> str:
        line = node_or_line if isinstance(node_or_line, int) else node_or_line.lineno
        return f"{self.path}:{line}: {what}"

    def has_reason(self, line: int, before: int = 3) -> bool:
        """Tell whether a comment stands on `line` or directly above the statement."""
        return any(number in self.comments for number in range(max(line - before, 1), line + 1))


def read(file: Path) -> Source:
    return Source(str(file.relative_to(ROOT)), file.read_text(encoding='utf-8'))


def addon_folders(*roots: Path) -> list[Path]:
    roots = roots or (ADDONS,)
    return sorted(path.parent for root in roots for path in root.glob('*/__manifest__.py'))


def manifest(folder: Path) -> dict:
    return ast.literal_eval((folder / '__manifest__.py').read_text(encoding='utf-8'))


def python_sources(*, tests: bool = False) -> list[Source]:
    """Return the Python files of our addons; those of their tests only if asked for."""
    files = (file for folder in addon_folders() for file in sorted(folder.rglob('*.py')))
    sources = (read(file) for file in files if file.name != '__manifest__.py')
    return [source for source in sources if (source.folder == 'tests') == tests]


def xml_sources() -> list[Source]:
    return [read(file) for folder in addon_folders() for file in sorted(folder.rglob('*.xml'))
            if 'static' not in file.parts]


def records(source: Source) -> Iterator[tuple[ElementTree.Element, dict[str, ElementTree.Element]]]:
    """Yield (record, {field name: field}) of an XML data file."""
    for record in ElementTree.fromstring(source.text).iter('record'):
        yield record, {field.get('name'): field for field in record.iter('field')}


def field_text(fields: dict[str, ElementTree.Element], name: str) -> str:
    """Return a field's text, or the xml id it refers to."""
    field = fields.get(name)
    return '' if field is None else (field.get('ref') or field.text or '').strip()


def csv_rows(file: Path) -> list[dict[str, str]]:
    with file.open(encoding='utf-8', newline='') as stream:
        return list(csv.DictReader(stream))


def functions(tree: ast.AST) -> Iterator[ast.FunctionDef]:
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            yield node


def calls(tree: ast.AST) -> Iterator[tuple[ast.Call, str]]:
    """Yield (call, last name of what is called)."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Call):
            name = getattr(node.func, 'attr', None) or getattr(node.func, 'id', None)
            if name:
                yield node, name


def constant(node: ast.AST | None) -> object:
    """Return the value of a constant, a list of those of a list or tuple, else None."""
    if isinstance(node, ast.Constant):
        return node.value
    if isinstance(node, ast.List | ast.Tuple):
        return [constant(item) for item in node.elts]
    return None


@dataclass(frozen=True)
class Model:
    """A class that makes or extends an Odoo model."""

    source: Source
    node: ast.ClassDef

    def attribute(self, name: str) -> ast.AST | None:
        for statement in self.node.body:
            if isinstance(statement, ast.Assign) and any(getattr(t, 'id', '') == name for t in statement.targets):
                return statement.value
        return None

    @property
    def name(self) -> str:
        """Return `_name`, '' for a class that only extends."""
        return constant(self.attribute('_name')) or ''

    @property
    def inherits(self) -> list[str]:
        value = constant(self.attribute('_inherit')) or []
        return [value] if isinstance(value, str) else value

    @property
    def model(self) -> str:
        return self.name or (self.inherits or [''])[0]

    @property
    def is_new(self) -> bool:
        return bool(self.name) and self.name not in self.inherits

    @property
    def kind(self) -> str:
        """Return Model, TransientModel or AbstractModel."""
        bases = {getattr(base, 'attr', getattr(base, 'id', '')) for base in self.node.bases}
        return next((kind for kind in ('TransientModel', 'AbstractModel', 'Model') if kind in bases), '')

    @cached_property
    def fields(self) -> dict[str, ast.Call]:
        """Return {field name: its definition}."""
        found = {}
        for statement in self.node.body:
            if isinstance(statement, ast.Assign) and isinstance(statement.value, ast.Call):
                maker = statement.value.func
                if isinstance(maker, ast.Attribute) and getattr(maker.value, 'id', '') == 'fields':
                    found[statement.targets[0].id] = statement.value
        return found


def models_of(source: Source) -> list[Model]:
    found = (Model(source, node) for node in source.tree.body if isinstance(node, ast.ClassDef))
    return [model for model in found if model.model and model.kind]


def all_models() -> list[Model]:
    return [model for source in python_sources() for model in models_of(source)]


def tracked_files() -> list[Path]:
    out = subprocess.run(['git', 'ls-files', '-z'], cwd=ROOT, capture_output=True, text=True, check=True).stdout
    return [ROOT / name for name in out.split('\0') if name and (ROOT / name).is_file()]


def keep_unallowed(check: str, findings: list[str]) -> list[str]:
    """Drop findings that allowed.csv names with a reason; report rows of it that allow nothing any more."""
    rows = [row for row in csv_rows(ALLOWED) if row['check'] == check]
    kept = [f for f in findings if not any(row['finding'] in f for row in rows)]
    stale = [f"tests/architecture/allowed.csv: nothing to allow any more: {row['finding']}" for row in rows
             if not any(row['finding'] in f for f in findings)]
    return kept + stale


def assert_none(check: str, findings) -> None:
    """Fail with all findings at once, one a line."""
    kept = keep_unallowed(check, list(findings))
    assert not kept, f"{len(kept)} findings of {check!r}:\n" + "\n".join(kept)
