import re

from odoo import api, fields, models
from odoo.tools import SQL

from ..fields import LooseMany2one

#: Kinds of keys that come with this module; others register theirs through `_get_key_types`.
KEY_TYPES = [
    ("slip", "Printed number"),
    ("identity", "Identity number"),
    ("licence", "Driving licence"),
    ("plate", "Plate"),
    ("roll", "Roll number"),
    ("permit", "Licence number"),
    ("reference", "Reference"),
]


class RevenueKey(models.Model):
    """A value by which a debt is found: at the counter, in a wallet, on the portal, for a certificate.

    A key without obligation belongs to a credit that waits for the debt it names.
    """

    _name = "revenue.key"
    _description = "Search Key of a Debt"
    _log_access = False
    _rec_name = "value"

    obligation_id = fields.Many2one("revenue.obligation", readonly=True, ondelete="restrict", index="btree_not_null")
    credit_id = LooseMany2one("revenue.credit", readonly=True, index="btree_not_null")
    type = fields.Selection(KEY_TYPES, required=True, readonly=True)
    country = fields.Char(required=True, readonly=True, help="Code of the country; empty where it does not matter.")
    value = fields.Char(required=True, readonly=True)

    _one_owner = models.Constraint(
        "CHECK (num_nonnulls(obligation_id, credit_id) = 1)", "A key belongs to one obligation or to one credit.")
    _value_index = models.Index("(value, type)")
    _waiting_index = models.Index("(value) WHERE credit_id IS NOT NULL")

    @api.model
    def _normalise(self, value):
        """One spelling of a key: upper case, letters and digits only.

        >>> RevenueKey._normalise(None, " b-123 456 ")
        'B123456'
        """
        text = (value or "").upper()
        return text if text.isascii() and text.isalnum() else re.sub(r"[^0-9A-Z]", "", text)

    @api.model
    def _find(self, key_type, value, factor=None):
        """The debts that a key names.

        :param str key_type: one of KEY_TYPES, or None for any
        :param str value: as typed
        :param str factor: second factor: another key of the same debt; None where the caller is entitled without
        :return: obligations and one of "found" (something to pay), "settled", "unknown"
        :rtype: tuple[recordset, str]
        """
        ids = self._find_ids(key_type, self._normalise(value), factor and self._normalise(factor))
        obligations = self.env["revenue.obligation"].browse(ids)
        if not ids:
            return obligations, "unknown"
        return obligations, "found" if self._has_open(ids) else "settled"

    @api.model
    def _find_many(self, key_type, values):
        """The debts that many keys of one type name, in one statement; the caller is entitled to use them all.

        :param str key_type: one of KEY_TYPES
        :param values: normalised values
        :return: ids of debts by value; a value that names none is missing
        :rtype: dict[str, list[int]]
        """
        return dict(self.env.execute_query(SQL(
            """SELECT value, array_agg(DISTINCT obligation_id ORDER BY obligation_id) FROM revenue_key
                WHERE obligation_id IS NOT NULL AND type = %s AND value IN %s GROUP BY value""",
            key_type, tuple(values) or ("",))))

    def _has_open(self, ids):
        """Whether something is to be paid; by SQL, as an exact key opens any debt, also of another office."""
        return bool(self.env.execute_query(SQL(
            "SELECT 1 FROM revenue_obligation WHERE id IN %s AND state = 'open' LIMIT 1", tuple(ids))))

    def _find_ids(self, key_type, value, factor):
        query = SQL("SELECT DISTINCT obligation_id FROM revenue_key k WHERE obligation_id IS NOT NULL AND value = %s",
                    value)
        if key_type:
            query = SQL("%s AND type = %s", query, key_type)
        if factor is not None:
            query = SQL(
                """%s AND EXISTS (SELECT 1 FROM revenue_key f WHERE f.obligation_id = k.obligation_id
                                     AND f.value = %s AND f.type <> k.type)""", query, factor)
        return [row[0] for row in self.env.execute_query(SQL("%s ORDER BY 1", query))]

    @api.model
    def _replace(self, obligation, keys):
        """Let a debt be found by these keys and no others.

        :param obligation: one debt, locked
        :param keys: (type, country, value); none: nobody finds it by a key any more
        """
        self.env.cr.execute(SQL("DELETE FROM revenue_key WHERE obligation_id = %s", obligation.id))
        rows = {(key_type, country or "", self._normalise(value)) for key_type, country, value in keys}
        if rows:
            values = SQL(", ").join(SQL("(%s, %s, %s, %s)", obligation.id, *row) for row in sorted(rows))
            self.env.cr.execute(SQL("INSERT INTO revenue_key (obligation_id, type, country, value) VALUES %s", values))
        self.invalidate_model(flush=False)
        obligation.invalidate_recordset(["key_ids"], flush=False)
