"""Rights: every model has access lines, everything of a company or an office has a rule."""
from xml.etree import ElementTree

from house import Model, addon_folders, all_models, assert_none, csv_rows, field_text, records, xml_sources

OUTSIDERS = {'base.group_portal', 'base.group_public'}


def access_rows():
    return [
        {**row, 'path': f"addons/{folder.name}/security/ir.model.access.csv"}
        for folder in addon_folders() for file in folder.glob('security/ir.model.access.csv') for row in csv_rows(file)
    ]


def ruled_models() -> set[str]:
    """Return the models that a record rule covers, as in their xml id: fines_fine."""
    return {
        field_text(fields, 'model_id').rpartition('.')[2].removeprefix('model_')
        for source in xml_sources() for record, fields in records(source) if record.get('model') == 'ir.rule'
    }


def without_access(models: list[Model], rows: list[dict]) -> list[str]:
    """Return models that nobody may use, or everybody by accident."""
    covered = {row['model_id:id'].rpartition('.')[2].removeprefix('model_') for row in rows}
    return [
        model.source.at(model.node, f"{model.name} has no access line")
        for model in models
        if model.is_new and model.kind != 'AbstractModel' and model.name.replace('.', '_') not in covered
    ]


def loose_rows(rows: list[dict]) -> list[str]:
    """Return access lines for everybody, and lines that let outsiders write."""
    found = [f"{row['path']}:1: {row['id']} has no group" for row in rows if not row['group_id:id']]
    return found + [
        f"{row['path']}:1: {row['id']} lets outsiders write" for row in rows
        if row['group_id:id'] in OUTSIDERS and '1' in (row['perm_write'], row['perm_create'], row['perm_unlink'])
    ]


def fields_with_mixins(model: Model, mixins: dict[str, Model]) -> set[str]:
    """Return the names of a model's fields, those of our abstract models among its parents included."""
    names = set(model.fields)
    for parent in model.inherits:
        if parent in mixins and parent != model.name:
            names |= fields_with_mixins(mixins[parent], mixins)
    return names


def without_rule(models: list[Model], ruled: set[str]) -> list[str]:
    """Return stored models that belong to a company or an office and have no rule."""
    mixins = {model.name: model for model in models if model.kind == 'AbstractModel' and model.name}
    return [
        model.source.at(model.node, f"{model.name} has {owner} but no record rule")
        for model in models if model.is_new and model.kind == 'Model' and model.name.replace('.', '_') not in ruled
        for owner in sorted({'company_id', 'office_id'} & fields_with_mixins(model, mixins))
    ]


def test_every_model_has_an_access_line():
    assert_none('access', without_access(all_models(), access_rows()))


def test_no_access_line_is_for_everybody():
    assert_none('access-group', loose_rows(access_rows()))


def test_what_belongs_to_a_company_or_office_has_a_rule():
    assert_none('rule', without_rule(all_models(), ruled_models()))


def test_rules_of_modules_stay_when_administrators_change_them():
    assert_none('noupdate', [
        f"{source.path}:1: record rules belong into <odoo noupdate=\"1\">" for source in xml_sources()
        if any(record.get('model') == 'ir.rule' for record, _fields in records(source))
        and '1' not in {node.get('noupdate') for node in ElementTree.fromstring(source.text).iter()}
    ])


def test_checkers_see_missing_rights():
    from house import Source, models_of
    text = (
        "class A(models.AbstractModel):\n    _name = 'revenue.owned'\n    office_id = fields.Many2one('x')\n"
        "class B(models.Model):\n    _name = 'revenue.b'\n    _inherit = ['revenue.owned']\n"
    )
    models = models_of(Source('addons/public_revenue/models/x.py', text))
    row = {'path': 'x', 'id': 'access_revenue_b_clerk', 'model_id:id': 'model_revenue_b',
           'group_id:id': 'public_revenue.g', 'perm_write': '1', 'perm_create': '0', 'perm_unlink': '0'}
    assert without_access(models, []) and not without_access(models, [row])
    assert without_rule(models, set()) and not without_rule(models, {'revenue_b'})
    assert loose_rows([{**row, 'group_id:id': ''}]) and loose_rows([{**row, 'group_id:id': 'base.group_portal'}])
    assert not loose_rows([row])
