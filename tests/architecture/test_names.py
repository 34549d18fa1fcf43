"""Names: whoever knows one can guess the next."""
import re
from pathlib import Path
from xml.etree import ElementTree

from house import (
    Source,
    addon_folders,
    all_models,
    assert_none,
    csv_rows,
    field_text,
    manifest,
    models_of,
    records,
    xml_sources,
)

VIEW_TYPES = {'form', 'list', 'kanban', 'search', 'pivot', 'graph', 'calendar', 'activity', 'hierarchy'}
MENU = re.compile(r'[a-z0-9_]+_menu(_[a-z0-9_]+)?')


def badly_named(source: Source) -> list[str]:
    """Return the records of an XML file whose id does not follow the pattern of their model."""
    found = []
    for record, fields in records(source):
        check = CHECKS.get(record.get('model'))
        name = record.get('id', '')
        # An id with a dot changes somebody else's record, under that one's name.
        wish = check(source, name, record, fields) if check and '.' not in name else None
        if wish:
            found.append(f"{source.path}:1: {record.get('model')} {name}: expected {wish}")
    return found + _menu_items(source)


def _view(source, name, _record, fields):
    addon, _dot, inherited = field_text(fields, 'inherit_id').rpartition('.')
    if inherited and addon in ('', source.addon):   # a topic of one's own view, in a file of its own
        return None if name.startswith(f'{inherited}_') else f"{inherited}_<topic>"
    if inherited:
        return None if name == inherited else f"the inherited view's id, {inherited}"
    arch = fields.get('arch')
    kind = arch[0].tag if arch is not None and len(arch) else ''
    if kind not in VIEW_TYPES:
        return None
    return _begins(name, f"{_model(fields, 'model')}_view_{kind}")


def _action(_source, name, _record, fields):
    model = _model(fields, 'res_model') or _model(fields, 'model') or _reference(fields, 'model_id')
    return _begins(name, f"{model}_action") if model else None


def _group(source, name, _record, _fields):
    return None if name.startswith(f"{source.addon}_group_") else f"{source.addon}_group_<role>"


def _rule(_source, name, _record, fields):
    model = _reference(fields, 'model_id')
    return None if re.fullmatch(rf'{model}_rule_[a-z0-9_]+', name) else f"{model}_rule_<audience>"


def _cron(source, name, _record, _fields):
    return None if name.startswith(f"ir_cron_{source.addon}_") else f"ir_cron_{source.addon}_<verb>"


def _menu_items(source):
    return [
        f"{source.path}:1: menu {item.get('id')}: expected <module>_menu_root or <model>_menu"
        for item in _tags(source, 'menuitem')
        if '.' not in item.get('id', '') and not MENU.fullmatch(item.get('id', ''))
    ]


def _tags(source, tag):
    return ElementTree.fromstring(source.text).iter(tag)


def _begins(name, stem):
    """Say what is expected unless `name` is `stem`, or `stem` and a detail."""
    return None if name == stem or name.startswith(f"{stem}_") else f"{stem} or {stem}_<detail>"


def _model(fields, name):
    return field_text(fields, name).replace('.', '_')


def _reference(fields, name):
    return field_text(fields, name).rpartition('.')[2].removeprefix('model_')


CHECKS = {
    'ir.ui.view': _view, 'ir.actions.act_window': _action, 'ir.actions.server': _action,
    'ir.actions.report': _action, 'res.groups': _group, 'ir.rule': _rule, 'ir.cron': _cron,
}


def badly_named_rows(path: str, rows: list[dict[str, str]]) -> list[str]:
    """Return the access lines whose id is not access_<model>_<role>."""
    found = []
    for row in rows:
        model = row['model_id:id'].rpartition('.')[2].removeprefix('model_')
        if not re.fullmatch(rf'access_{model}_[a-z0-9_]+', row['id']):
            found.append(f"{path}:1: {row['id']}: expected access_{model}_<role>")
    return found


def wizard_names(source: Source) -> list[str]:
    """Return wizards that are not named <model>.<verb>, and wizards in another folder."""
    found = []
    for model in models_of(source):
        if model.kind == 'TransientModel' and model.is_new:
            if source.folder != 'wizards':
                found.append(source.at(model.node, f"{model.name} is a wizard: put it into wizards/"))
            if model.name.count('.') < 2:
                found.append(source.at(model.node, f"{model.name}: expected <model>.<verb>"))
    return found


def test_records_are_named_after_their_model():
    assert_none('xml-id', [finding for source in xml_sources() for finding in badly_named(source)])


def test_access_lines_are_named_after_model_and_role():
    assert_none('access-id', [
        finding for folder in addon_folders() for file in folder.glob('security/ir.model.access.csv')
        for finding in badly_named_rows(str(file), csv_rows(file))
    ])


def test_wizards_are_named_after_what_they_do():
    assert_none('wizard', [finding for source in {model.source for model in all_models()}
                           for finding in wizard_names(source)])


def test_class_names_follow_the_model():
    assert_none('class-name', [
        model.source.at(model.node, f"class {model.node.name} holds {model.name}")
        for model in all_models() if model.is_new
        and model.node.name.lower() != re.sub(r'[._]', '', model.name)
    ])


def forgotten_files(folder: Path) -> list[str]:
    """Return data files that the manifest does not load, and loads that lead nowhere."""
    listed = {file for key in ('data', 'demo') for file in manifest(folder).get(key, [])}
    present = {
        str(file.relative_to(folder)) for place in ('data', 'demo', 'security', 'views', 'wizards', 'report', 'reports')
        for pattern in ('*.xml', '*.csv') for file in (folder / place).rglob(pattern)
        if file.name != 'no_rule.csv'  # read by revenue.check, not a data file
    }
    return (
        [f"addons/{folder.name}/{file}:1: no manifest key loads it" for file in sorted(present - listed)]
        + [f"addons/{folder.name}/__manifest__.py:1: {file} does not exist" for file in sorted(listed)
           if not (folder / file).is_file()]
    )


def test_manifests_load_every_data_file():
    assert_none('data-file', [finding for folder in addon_folders() for finding in forgotten_files(folder)])


def bad_manifest(name: str, content: dict) -> list[str]:
    """Return what a manifest lacks."""
    found = []
    if not re.fullmatch(r'19\.0\.\d+\.\d+\.\d+', content.get('version', '')):
        found.append("version must be 19.0.x.y.z")
    if content.get('license') != 'LGPL-3':
        found.append("license must be LGPL-3")
    found += [f"{key} is missing" for key in ('name', 'summary', 'author') if not content.get(key)]
    if len(content.get('depends', [])) > 5:
        found.append("more than 5 direct dependencies")
    return [f"addons/{name}/__manifest__.py:1: {what}" for what in found]


def test_manifests_are_complete():
    assert_none('manifest', [finding for folder in addon_folders()
                             for finding in bad_manifest(folder.name, manifest(folder))])


def test_checkers_see_bad_names(tmp_path):
    def xml(body):
        return badly_named(Source('addons/fines_base/views/x.xml', f"<odoo>{body}</odoo>"))

    def record(model, name, /, **fields):
        inner = ''.join(f'<field name="{key}" ref="{value[4:]}"/>' if value.startswith('ref:')
                        else f'<field name="{key}">{value}</field>' for key, value in fields.items())
        return f'<record id="{name}" model="{model}">{inner}</record>'

    good = [
        record('ir.ui.view', 'fines_fine_view_form', model='fines.fine', arch='<form/>'),
        record('ir.ui.view', 'fines_fine_view_list_late', model='fines.fine', arch='<list/>'),
        record('ir.ui.view', 'view_partner_form', model='res.partner', inherit_id='ref:base.view_partner_form'),
        record('ir.ui.view', 'fines_fine_view_form_version', model='fines.fine', inherit_id='ref:fines_fine_view_form'),
        record('ir.actions.act_window', 'fines_fine_action', res_model='fines.fine'),
        record('res.groups', 'fines_base_group_clerk'), record('ir.cron', 'ir_cron_fines_base_refresh'),
        record('ir.rule', 'fines_fine_rule_office', model_id='ref:model_fines_fine'),
        '<menuitem id="fines_base_menu_root"/>', '<menuitem id="fines_fine_menu"/>',
    ]
    bad = [
        record('ir.ui.view', 'view_fine_form', model='fines.fine', arch='<form/>'),
        record('ir.ui.view', 'fines_fine_view_list', model='fines.fine', arch='<form/>'),
        record('ir.ui.view', 'res_partner_view_form', model='res.partner', inherit_id='ref:base.view_partner_form'),
        record('ir.ui.view', 'fines_version', model='fines.fine', inherit_id='ref:fines_base.fines_fine_view_form'),
        record('ir.actions.act_window', 'action_fine', res_model='fines.fine'),
        record('res.groups', 'group_clerk'), record('ir.cron', 'cron_refresh'),
        record('ir.rule', 'office_rule', model_id='ref:model_fines_fine'), '<menuitem id="fines_root"/>',
    ]
    assert [body for body in good if xml(body)] == []
    assert [body for body in bad if not xml(body)] == []
    assert not badly_named_rows('x', [{'id': 'access_fines_fine_clerk', 'model_id:id': 'model_fines_fine'}])
    assert badly_named_rows('x', [{'id': 'fine_clerk', 'model_id:id': 'model_fines_fine'}])
    wizard = "class W(models.TransientModel):\n    _name = 'fines.fine.annul'\n"
    assert not wizard_names(Source('addons/fines_base/wizards/fines_fine_annul.py', wizard))
    assert wizard_names(Source('addons/fines_base/models/fines_fine_annul.py', wizard))
    assert wizard_names(Source('addons/fines_base/wizards/x.py', wizard.replace('fines.fine.annul', 'fines.annul')))
    (tmp_path / 'views').mkdir()
    (tmp_path / 'views' / 'a.xml').write_text('<odoo/>')
    (tmp_path / '__manifest__.py').write_text("{'data': ['views/b.xml']}")
    assert len(forgotten_files(tmp_path)) == 2
    assert len(bad_manifest('a', {'depends': list('abcdef')})) == 6
