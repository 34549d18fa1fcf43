from odoo import api, models
from odoo.fields import Domain

from ..text import normalise_identity

#: Links that say nothing of the person: who keeps a record, and who made it.
LEFT_OUT = ('create_uid', 'write_uid')
MOST = 500


class RevenuePersonRegister(models.AbstractModel):
    """Everything that the suite knows of a person, wherever it stands: for who answers a person or checks who knows.

    Records that link to the person are found by themselves, whichever addon brings them; what names the person by a
    number only is found by the domains that addons give in `_get_number_domains`.
    """

    _name = 'revenue.person.register'
    _description = "Personal Data by Number"

    @api.model
    def _find(self, text):
        """Find what is known under a number of identity or a plate. The look-up is logged.

        :param str text: as typed
        :return: the persons, and triples of model, record id and what connects it
        :rtype: tuple[res.partner, list[tuple[str, int, str]]]
        """
        number = normalise_identity(text)
        persons = self.env['revenue.identity']._find(None, text).partner_id
        persons = persons._get_same_persons() if persons else persons
        found = {}
        for model, domain in self._get_number_domains(text, number):
            self._add(found, model, domain, self.env._("Number"))
        for model, field in self._get_links():
            if persons:
                self._add(found, model, Domain(field.name, 'in', persons.ids), field._description_string(self.env))
        self.env['revenue.person.lookup']._log('dossier', text, persons)
        return persons, [(model, record_id, words) for (model, record_id), words in found.items()]

    @api.model
    def _get_number_domains(self, text, number):
        """Where a number stands without a link to its person. Hook: addons add theirs by super().

        :param str text: as typed
        :param str number: without blanks and dashes, in capitals
        :rtype: list[tuple[str, list]]
        """
        return [('revenue.identity', [('value', 'in', (text, number))]),
                ('revenue.notice.addressee', [('identity', 'in', (text, number))]),
                ('revenue.review.case', [('author_identity', 'in', (text, number))])]

    def _add(self, found, model, domain, words):
        for record in self.env[model].with_context(active_test=False).search(domain, limit=MOST):
            found.setdefault((model, record.id), words)

    def _get_links(self):
        """Stored links from models of the suite to contacts."""
        return [
            (model._name, field) for model in self.env['revenue.check']._get_suite_models()
            if not (model._abstract or model._transient) and model._auto and model.has_access('read')
            for field in model._fields.values()
            if field.comodel_name == 'res.partner' and field.store and field.type in ('many2one', 'many2many')
            and field.name not in LEFT_OUT
        ]
