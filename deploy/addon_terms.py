"""The translatable terms of one of our addons, the same whatever else is installed beside it."""
import io

import polib

from odoo.tools.translate import trans_export

# Change with every export and say nothing.
VOLATILE = ('POT-Creation-Date', 'PO-Revision-Date')


def export(env, name):
    """Return the terms of module `name` as a catalogue without translations.

    Odoo also exports the labels of fields that other installed modules add to our models through mixins
    (portal does); only those are kept that come from the module itself or from what it depends on.
    """
    buffer = io.BytesIO()
    trans_export(False, [name], buffer, 'po', env)
    catalogue = polib.pofile(buffer.getvalue().decode())
    for key in VOLATILE:
        catalogue.metadata.pop(key, None)
    module = env['ir.module.module'].search([('name', '=', name)])
    own = {name, *module.upstream_dependencies(exclude_states=('uninstallable',)).mapped('name')}
    foreign = _foreign_fields(env, own)
    for entry in list(catalogue):
        entry.occurrences = [place for place in entry.occurrences if _field_of(place[0]) not in foreign]
        if not entry.occurrences:
            catalogue.remove(entry)
    return catalogue


def _foreign_fields(env, own):
    """Return the xml names of fields that only modules outside of `own` define."""
    return {
        f"field_{model_name.replace('.', '_')}__{field.name}"
        for model_name, model in env.registry.items() for field in model._fields.values()
        if field._modules and own.isdisjoint(field._modules)
    }


def _field_of(place):
    """Return field_<model>__<field> of a place like model:ir.model.fields,help:module.field_a__b."""
    return place.rpartition('.')[2] if place.startswith('model:ir.model.fields,') else place
