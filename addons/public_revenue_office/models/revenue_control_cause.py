from decimal import Decimal

from odoo import api, models
from odoo.tools import SQL

from odoo.addons.public_revenue import rules
from odoo.addons.public_revenue_collection.breaks import Break

from .revenue_control import FOREIGN


class RevenueControlCause(models.AbstractModel):
    _inherit = "revenue.control.cause"

    @api.model
    def _find(self, scope, owners):
        """Override of public_revenue_collection: what the desks say of receipts."""
        causes = [*super()._find(scope, owners), *self._find_foreign(scope), *self._find_kept(scope)]
        desks = self._read_desks({receipt_id for cause in causes for receipt_id in cause.receipt_ids})
        return [self._add_desk(cause, desks) for cause in causes]

    def _read_desks(self, receipt_ids):
        """By receipt: its session, the names of desk and cashier, and whether it is cash."""
        rows = self.env.execute_query(SQL(
            """SELECT r.id, s.id, d.name, p.name, r.method = 'cash' FROM revenue_receipt r
                 JOIN revenue_desk_session s ON s.id = r.session_id
                 JOIN revenue_desk d ON d.id = s.desk_id
                 JOIN res_users u ON u.id = s.user_id JOIN res_partner p ON p.id = u.partner_id
                WHERE r.id IN %s""", tuple(receipt_ids) or (0,)))
        return {row[0]: row[1:] for row in rows}

    def _add_desk(self, cause, desks):
        """Name the desk of a break, and say what the break does to the count of its session."""
        known = [desks[receipt_id] for receipt_id in cause.receipt_ids if receipt_id in desks]
        if not known:
            return cause
        effects = [
            rules.Effect("session", session_id, (), cause.paper) for session_id, _desk, _cashier, is_cash in known
            if cause.paper is None or is_cash and cause.paper]
        _session_id, desk, cashier, _is_cash = known[0]
        return cause._replace(desk=f"{desk}, {cashier}", effects=(*cause.effects, *effects))

    def _find_foreign(self, scope):
        """Receipts that say another office, company, cashier or series than the session they were taken in."""
        rows = self.env.execute_query(SQL(
            """SELECT x.id, x.company_id, x.office_id, x.date, x.channel_id, x.amount::text, s.office_id, s.company_id
                 FROM revenue_receipt x LEFT JOIN revenue_desk_session s ON s.id = x.session_id
                WHERE x.session_id IS NOT NULL AND %s
                  AND %s""", scope.where("x"), FOREIGN))
        return [self._make_foreign(*row) for row in rows]

    def _make_foreign(self, receipt_id, company_id, office_id, day, channel_id, amount, own_office_id, own_company_id):
        is_moved = (office_id, company_id) != (own_office_id, own_company_id)
        words = self.env._("The receipt says another office than its desk.") if is_moved else self.env._(
            "The receipt says another cashier or series than its desk.")
        return Break("place" if is_moved else "stray", "revenue.receipt", receipt_id, own_company_id or company_id,
                     own_office_id or office_id, day, words, channel_id, Decimal(amount), Decimal(amount),
                     receipt_ids=(receipt_id,), effects=self._get_moved_effects(company_id, office_id, Decimal(amount)))

    def _get_moved_effects(self, company_id, office_id, amount):
        """Cash that stands in another session than the one in which it was counted."""
        return tuple(rules.Effect("session", None, (company_id, office_id), sign * amount) for sign in (1, -1))

    def _find_kept(self, scope):
        """Closed sessions whose cash to deposit is not the count less the float kept."""
        rows = self.env.execute_query(SQL(
            """SELECT x.id, x.company_id, x.office_id, x.closed_on, x.channel_id,
                      (x.counted_amount - coalesce(x.float_kept, 0))::text, coalesce(x.deposit_amount, 0)::text,
                      x.deposit_id
                 FROM revenue_desk_session x
                WHERE x.state = 'closed' AND %s
                  AND x.counted_amount - coalesce(x.float_kept, 0) <> coalesce(x.deposit_amount, 0)""",
            scope.where("x", day="closed_on")))
        words = self.env._("The cash to deposit is not the count less the float kept.")
        return [Break("amount", "revenue.desk.session", session_id, company_id, office_id, day, words, channel_id,
                      Decimal(expected), Decimal(found), effects=(
                          rules.Effect("deposit", deposit_id, (), rules.difference(found, expected)),))
                for session_id, company_id, office_id, day, channel_id, expected, found, deposit_id in rows]
