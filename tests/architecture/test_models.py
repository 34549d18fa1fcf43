"""Models: rows of high volume stay narrow, state has one gate, law is not computed here, sudo has a reason."""
import ast
import re
from collections import Counter

from house import Source, all_models, assert_none, calls, constant, functions, models_of, python_sources

# A nation has tens of millions of these: no chatter, never archived, nothing tracked.
HIGH_VOLUME = {
    'revenue.obligation', 'revenue.entry', 'revenue.key', 'revenue.receipt', 'revenue.bill', 'revenue.bill.line',
    'revenue.credit', 'revenue.hold',
}
CHATTER = {'mail.thread', 'mail.activity.mixin', 'mail.thread.cc', 'mail.thread.main.attachment'}
GATE = '_update_state'
SQL_STATE = re.compile(r'\bUPDATE\b(?:(?!\bWHERE\b).)*\bSET\b(?:(?!\bWHERE\b).)*\bstate\s*=', re.S | re.I)
DAY_TOOLS = {'timedelta', 'relativedelta', 'date_utils'}
MAX_SUDO = 5


def heavy(source: Source, chatter=frozenset(CHATTER)) -> list[str]:
    """Return what makes a high-volume model heavy."""
    found = []
    for model in models_of(source):
        if HIGH_VOLUME.isdisjoint({model.name, *model.inherits}):
            continue
        if 'active' in model.fields:
            found.append(source.at(model.fields['active'], f"{model.model} must not be archived: active"))
        found += [source.at(model.node, f"{model.model} has {mixin}") for mixin in model.inherits if mixin in chatter]
        for name, definition in model.fields.items():
            if any(keyword.arg == 'tracking' for keyword in definition.keywords):
                found.append(source.at(definition, f"{model.model}.{name} is tracked"))
    return found


def state_writes(source: Source) -> list[str]:
    """Return writes of `state` outside the one gate. (Creating a row in its first state is no move.)"""
    gates = {id(node) for function in functions(source.tree) if function.name == GATE for node in ast.walk(function)}
    found = []
    for node in ast.walk(source.tree):
        if id(node) not in gates and _writes_state(node):
            found.append(source.at(node, f"state is written outside {GATE}"))
    return found


def _writes_state(node):
    if isinstance(node, ast.Assign | ast.AugAssign):
        targets = node.targets if isinstance(node, ast.Assign) else [node.target]
        return any(isinstance(target, ast.Attribute) and target.attr == 'state' for target in targets)
    if isinstance(node, ast.Call) and getattr(node.func, 'attr', '') in ('write', 'update'):
        return any(
            isinstance(argument, ast.Dict) and 'state' in [constant(key) for key in argument.keys]
            for argument in node.args
        )
    return isinstance(node, ast.Constant) and isinstance(node.value, str) and bool(SQL_STATE.search(node.value))


def law_outside_rules(source: Source) -> list[str]:
    """Return day and amount arithmetic outside rules."""
    if source.folder not in ('models', 'controllers', 'wizards', 'report', 'reports', ''):
        return []
    found = [
        source.at(node, f"day arithmetic belongs in rules: {node.id}")
        for node in ast.walk(source.tree) if isinstance(node, ast.Name) and node.id in DAY_TOOLS
    ]
    found += [
        source.at(call, f"day arithmetic belongs in rules: {ast.unparse(call.func)}")
        for call, _name in calls(source.tree)
        if re.fullmatch(r'(odoo\.)?fields\.(Date|Datetime)\.(add|subtract)', ast.unparse(call.func))
    ]
    for node in ast.walk(source.tree):
        operands = [node.left, node.right] if isinstance(node, ast.BinOp) else (
            [node.value] if isinstance(node, ast.AugAssign) else [])
        if any(isinstance(one, ast.Call) and getattr(one.func, 'id', '') == 'Decimal' for one in operands):
            found.append(source.at(node, "amount arithmetic belongs in rules: Decimal"))
    return found + [source.at(call, "rounding belongs in rules: quantize")
                    for call, name in calls(source.tree) if name == 'quantize']


def bare_sudo(source: Source) -> list[str]:
    """Return elevations without a reason beside them, or where there may be none."""
    found = []
    for call in elevations(source):
        if source.folder in ('rules', 'wizards', 'report', 'reports'):
            found.append(source.at(call, f"no sudo in {source.folder}"))
        elif not source.has_reason(call.end_lineno, before=3 + call.end_lineno - call.lineno):
            found.append(source.at(call, "sudo without a comment that gives the reason"))
    return found


def elevations(source: Source) -> list[ast.Call]:
    return [
        call for call, name in calls(source.tree)
        if name == 'sudo' and not (call.args and constant(call.args[0]) is False)
        or name == 'with_user' and 'SUPERUSER_ID' in ast.unparse(call)
    ]


def with_own_mixins(models) -> set[str]:
    """Return the chatter mixins and every model of ours that brings one along."""
    chatter, before = set(CHATTER), 0
    while len(chatter) != before:
        before = len(chatter)
        chatter |= {model.name for model in models if model.name and not chatter.isdisjoint(model.inherits)}
    return chatter


def test_high_volume_models_are_light():
    chatter = with_own_mixins(all_models())
    assert_none('high-volume', [finding for source in python_sources() for finding in heavy(source, chatter)])


def test_state_is_written_in_one_place():
    assert_none('state', [finding for source in python_sources() for finding in state_writes(source)])


def test_law_is_computed_in_rules_only():
    assert_none('law', [finding for source in python_sources() for finding in law_outside_rules(source)])


def test_every_sudo_has_a_reason():
    assert_none('sudo', [finding for source in python_sources() for finding in bare_sudo(source)])


def test_sudo_stays_rare():
    count = Counter()
    for source in python_sources():
        count[source.addon] += len(elevations(source))
    assert_none('sudo-count', [
        f"addons/{addon}:1: {number} sudo, {MAX_SUDO} are allowed"
        for addon, number in count.items() if number > MAX_SUDO
    ])


def test_one_model_per_file_named_after_it():
    assert_none('one-model', [
        finding for source in python_sources() if source.folder in ('models', 'wizards')
        for finding in misplaced(source)
    ])


def misplaced(source: Source) -> list[str]:
    found = models_of(source)
    expected = {model.model.replace('.', '_') for model in found}
    stem = source.parts[-1].removesuffix('.py')
    if len(found) > 1:
        return [source.at(1, f"holds {len(found)} models: {', '.join(model.model for model in found)}")]
    # A topic of a large model has a file of its own: fines_fine_review.py extends fines.fine.
    return [source.at(1, f"holds {model.model}: name the file {min(expected)}.py") for model in found
            if stem not in expected and (model.is_new or not stem.startswith(f"{min(expected)}_"))]


def test_models_have_the_project_s_prefixes():
    assert_none('model-name', [
        model.source.at(model.node, f"{model.name}: begin with revenue., fines. or municipal.tax.")
        for model in all_models()
        if model.is_new and not re.match(r'(revenue|fines|municipal\.tax)\.', model.name)
    ])


def test_checkers_see_bad_models():
    def source(text, folder='models'):
        return Source(f'addons/public_revenue/{folder}/revenue_x.py', text)

    model = "class R(models.Model):\n    _name = 'revenue.entry'\n"
    assert heavy(source(model + "    active = fields.Boolean()"))
    assert heavy(source(model + "    _inherit = ['mail.thread']"))
    assert heavy(source(model + "    kind = fields.Char(tracking=True)"))
    assert not heavy(source(model + "    kind = fields.Char()"))
    mixin = source("class M(models.AbstractModel):\n    _name = 'revenue.m'\n    _inherit = 'mail.thread'")
    assert heavy(source(model + "    _inherit = ['revenue.m']"), with_own_mixins(models_of(mixin)))
    for text in ("rec.state = 'done'", "self.write({'state': 'x'})", "cr.execute('UPDATE t SET a = 1, state = 2')"):
        assert state_writes(source(text)), text
        assert not state_writes(source(f"def {GATE}(self):\n    {text}")), text
    assert not state_writes(source("self.create({'state': 'draft'})\nx = 'UPDATE t SET a = 1 WHERE state = 2'"))
    for text in ("d + timedelta(days=1)", "relativedelta(months=1)", "fields.Date.add(d, days=1)",
                 "Decimal(a) * b", "x += Decimal('1')", "x.quantize(y)"):
        assert law_outside_rules(source(text)), text
        assert not law_outside_rules(source(text, 'rules')), text
    assert not law_outside_rules(source("facts(Decimal(str(self.amount)))"))
    assert bare_sudo(source("a = 1\nx = self.sudo()"))
    assert bare_sudo(source("# reason\nx = self.sudo()", 'wizards'))
    assert bare_sudo(source("x = self.with_user(SUPERUSER_ID)"))
    assert not bare_sudo(source("# The public may not read this.\nx = self.sudo()\ny = x.sudo(False)"))
    assert misplaced(source(model)) and misplaced(source(model + "class S(models.Model):\n    _name = 'revenue.x'\n"))
    assert not misplaced(source("class R(models.Model):\n    _name = 'revenue.x'\n"))
    assert not misplaced(source("class R(models.Model):\n    _inherit = 'revenue'\n"))
    assert misplaced(source("class R(models.Model):\n    _name = 'revenue'\n"))
