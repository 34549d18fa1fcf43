from odoo import api, fields, models
from odoo.tools import SQL

from ..text import mask, normalise_identity


class RevenuePersonLookup(models.Model):
    """Who of the staff looked which persons up. Only ever added to."""

    _name = 'revenue.person.lookup'
    _description = "Look-up of Persons"
    _inherit = ['revenue.log.mixin']
    _order = 'id desc'
    _rec_name = 'text'

    user_id = fields.Many2one('res.users', required=True, index=True, ondelete='restrict')
    looked_on = fields.Datetime("When", required=True, default=fields.Datetime.now)
    kind = fields.Selection(
        [('identity', "Identity number"), ('name', "Name"), ('export', "Export"),
         ('dossier', "All personal data")], required=True,
    )
    text = fields.Char("Asked for", help="Identity numbers are masked.")
    found = fields.Integer("Persons found")
    partner_ids = fields.Many2many('res.partner', string="Persons")

    _looked_on_idx = models.Index('USING brin (looked_on)')

    @api.model
    def _log(self, kind, text, partners):
        """Note a look-up by the current user; nothing asked is nothing noted.

        :param kind: 'identity', 'name' or 'export'
        :param text: what was typed; a number is stored masked
        :param partners: the persons shown
        """
        if not (text or '').strip():
            return
        number = normalise_identity(text)
        has_number = kind != 'export' and any(sign.isdigit() for sign in number)
        self._insert(kind, mask(number) if has_number else text.strip(), partners)

    def _insert(self, kind, text, partners):
        """Add a row with its persons in one statement: every look-up at every desk waits for it."""
        self.env.cr.execute(SQL(
            """
            WITH added AS (
                INSERT INTO revenue_person_lookup (user_id, looked_on, kind, text, found, create_uid, create_date)
                     VALUES (%(user)s, %(now)s, %(kind)s, %(text)s, %(found)s, %(user)s, %(now)s) RETURNING id
            )
            INSERT INTO res_partner_revenue_person_lookup_rel (revenue_person_lookup_id, res_partner_id)
                 SELECT added.id, unnest(%(partners)s::integer[]) FROM added
            """,
            user=self.env.uid, now=fields.Datetime.now(), kind=kind, text=text, found=len(partners),
            partners=partners[:100].ids))

    @api.model
    def _log_export(self, records, names=()):
        """Note that the current user takes a list away.

        :param records: what is taken
        :param names: the fields of it
        """
        self._append({
            'user_id': self.env.uid,
            'kind': 'export',
            'text': f"{records._description} ({len(records)}): {', '.join(names)}".rstrip(": "),
        })
