"""Idioms of Odoo 19 only, and none of those that make a house hard to live in."""
import ast
import re

from house import Source, addon_folders, assert_none, calls, constant, python_sources, xml_sources

# What is no longer said in 19, in Python: pattern, what to say instead.
OLD_PYTHON = {
    r'\b_sql_constraints\b': "models.Constraint",
    r'\bodoo\.osv\b|\bosv\.expression\b': "odoo.fields.Domain",
    r"\.read_group\(": "_read_group or formatted_read_group",
    r"type=['\"]json['\"]": "type='jsonrpc'",
    r'\bname_get\b|\b_name_search\b': "_compute_display_name, _search_display_name",
    r"\bgroups_id\b": "group_ids",
    r'\bself\._cr\b|\bself\._uid\b|\bself\._context\b': "self.env.cr, self.env.uid, self.env.context",
    r'\btoggle_active\b': "action_archive, action_unarchive",
    r'\b_notify_progress\b': "_commit_progress",
    r'\bgroup_operator\b|\bauto_join\b': "aggregator, bypass_search_access",
    r'\bcheck_access_rights\b|\bcheck_access_rule\b': "check_access, has_access",
    r'^from odoo import (?:[^\n]*\W)?_(?!\w)': "self.env._",
    r'^(from|import)\s+odoo\.orm\b': "odoo.api, odoo.fields, odoo.models",
    r'_register_hook\b': "no patching of models: an override or a link module",
}
OLD_XML = {
    r'<tree\b|\btree_view_ref\b|>tree[,<]|,tree\b': "<list>, view mode list",
    r'\battrs=|\bstates=': "invisible, readonly, required as expressions",
    r'name="groups_id"': "group_ids",
    r"model=['\"]res\.groups['\"][^>]*>(?:(?!</record>).)*name=['\"]category_id['\"]": "privilege_id",
    r'\bt-esc=|\bt-raw=': "t-out",
    r'<xpath[^>]*\[\d+\]': "an anchor by name, not by position",
}
EVALUATED = {'eval', 'exec', 'safe_eval', 'compile'}


def old_words(source: Source, patterns: dict[str, str]) -> list[str]:
    """Return the lines that say something Odoo 19 no longer does."""
    found = []
    for pattern, instead in patterns.items():
        for match in re.finditer(pattern, source.text, re.M | re.S):
            line = source.text.count('\n', 0, match.start()) + 1
            found.append(source.at(line, f"{match[0].strip().splitlines()[0][:40]}: say {instead}"))
    return found


def bad_habits(source: Source) -> list[str]:
    """Return what is never done: commits without a reason, evaluated text, patching, blind excepts."""
    return [*_calls(source), *_excepts(source), *_constraints(source), *_patches(source)]


def _calls(source):
    for call, name in calls(source.tree):
        owner = ast.unparse(call.func.value) if isinstance(call.func, ast.Attribute) else ''
        if name in ('commit', 'rollback') and re.search(r'(^|\.)_?cr$', owner) and not source.has_reason(call.lineno):
            yield source.at(call, f"{name} without a comment that gives the reason")
        elif name in EVALUATED and owner != 're':
            yield source.at(call, f"text is evaluated: {name}")


def _excepts(source):
    for node in ast.walk(source.tree):
        if isinstance(node, ast.ExceptHandler):
            caught = {ast.unparse(one) for one in getattr(node.type, 'elts', [node.type] if node.type else [])}
            if not caught or caught & {'Exception', 'BaseException'}:
                yield source.at(node, "catches everything: name the errors")


def _constraints(source):
    for call, name in calls(source.tree):
        if name in ('Constraint', 'UniqueIndex') and ast.unparse(call.func).startswith('models.'):
            if len(call.args) + len(call.keywords) < 2:
                yield source.at(call, f"{name} without a message")


def _patches(source):
    for call, name in calls(source.tree):
        if name == 'setattr' and not (call.args and ast.unparse(call.args[0]) == 'self'):
            yield source.at(call, "sets an attribute of something else")
    for node in ast.walk(source.tree):
        targets = node.targets if isinstance(node, ast.Assign) else []
        for target in targets:
            if isinstance(target, ast.Attribute) and re.match(r'[A-Z]\w*$', ast.unparse(target.value)):
                yield source.at(node, f"patches a class: {ast.unparse(target)}")


def open_routes(source: Source) -> list[str]:
    """Return routes without protection against forged requests (signed machine routes are listed in allowed.csv)."""
    return [
        source.at(call, f"csrf=False on {ast.unparse(call.args[0]) if call.args else 'a route'}")
        for call, name in calls(source.tree)
        if name == 'route' and any(k.arg == 'csrf' and constant(k.value) is False for k in call.keywords)
    ]


def untagged_tests(source: Source) -> list[str]:
    """Return test classes that would run during installation, where ./test does not look."""
    found = []
    for node in source.tree.body:
        if not isinstance(node, ast.ClassDef):
            continue
        tests = [part for part in node.body if isinstance(part, ast.FunctionDef) and part.name.startswith('test')]
        tags = {constant(arg) for decorator in node.decorator_list if isinstance(decorator, ast.Call)
                for arg in decorator.args}
        if tests and not {'post_install', '-at_install'} <= tags:
            found.append(source.at(node, f"{node.name} lacks @tagged('post_install', '-at_install')"))
    return found


def test_python_speaks_odoo_19():
    assert_none('old-python', [f for source in python_sources() for f in old_words(source, OLD_PYTHON)])


def test_views_speak_odoo_19():
    assert_none('old-xml', [f for source in xml_sources() for f in old_words(source, OLD_XML)])


def test_no_bad_habits():
    assert_none('habit', [f for source in python_sources() for f in bad_habits(source)])


def test_routes_are_protected_against_forgery():
    assert_none('csrf', [f for source in python_sources() for f in open_routes(source)])


def test_addon_tests_run_after_installation():
    assert_none('tagged', [f for source in python_sources(tests=True) for f in untagged_tests(source)])


def test_every_addon_has_tests():
    assert_none('tests', [
        f"addons/{folder.name}:1: no tests" for folder in addon_folders() if not list(folder.glob('tests/test_*.py'))
    ])


def test_checkers_see_old_words_and_bad_habits():
    def python(text):
        return Source('addons/public_revenue/models/x.py', text)

    for text in ("_sql_constraints = []", "self.read_group(x)", "from odoo import _, api", "@route('/', type='json')",
                 "self._cr.execute(x)", "from odoo.osv import expression", "def name_get(self): pass"):
        assert old_words(python(text), OLD_PYTHON), text
    assert not old_words(python("from odoo import api\nself._read_group(x)\nself.env._('a')"), OLD_PYTHON)
    for text in ('<tree/>', '<field name="view_mode">tree,form</field>', '<field attrs="{}"/>', '<t t-esc="a"/>',
                 '<record id="a" model="res.groups">\n<field name="category_id" ref="b"/></record>'):
        assert old_words(Source('addons/a/views/x.xml', text), OLD_XML), text
    assert not old_words(Source('addons/a/views/x.xml', '<list/><field name="category_id"/>'), OLD_XML)
    for text in ("self.env.cr.commit()", "safe_eval(x)", "eval(x)", "try:\n    f()\nexcept Exception:\n    g()",
                 "try:\n    f()\nexcept:\n    g()", "a = models.Constraint('CHECK (1)')", "Partner.write = f",
                 "setattr(Model, 'x', 1)"):
        assert bad_habits(python(text)), text
    assert not bad_habits(python(
        "# The import keeps what is done.\ncr.commit()\na = models.Constraint('CHECK (1)', \"Wrong.\")\n"
        "try:\n    f()\nexcept (ValueError, KeyError):\n    g()\nre.compile('a')"))
    assert open_routes(python("@http.route('/x', csrf=False)\ndef f(): pass"))
    assert untagged_tests(python("class T(TransactionCase):\n    def test_a(self): pass"))
    assert not untagged_tests(python(
        "@tagged('post_install', '-at_install')\nclass T(TransactionCase):\n    def test_a(self): pass"))
