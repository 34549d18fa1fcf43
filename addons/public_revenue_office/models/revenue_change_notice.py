from odoo import api, fields, models
from odoo.tools import SQL

from odoo.addons.public_revenue import rules


class RevenueChangeNotice(models.Model):
    """That a debtor was told of one change of one amount, before it happened: once, however often a night is run.

    The row is taken before the notice is issued, so that two who run at a time do not tell it twice.
    """

    _name = "revenue.change.notice"
    _description = "Notice before an Amount Changes"
    _order = "id desc"
    _rec_name = "obligation_id"
    _log_access = False

    obligation_id = fields.Many2one(
        "revenue.obligation", string="Debt", required=True, readonly=True, ondelete="restrict", index=True)
    company_id = fields.Many2one("res.company", required=True, readonly=True, ondelete="restrict")
    currency_id = fields.Many2one(related="obligation_id.currency_id")
    office_id = fields.Many2one("revenue.office", required=True, readonly=True, ondelete="restrict", index=True)
    valid_until = fields.Date("Last Day of the Amount", required=True, readonly=True)
    amount = fields.Monetary("To Pay until Then", readonly=True)
    amount_next = fields.Monetary("To Pay Afterwards", readonly=True)
    notice_id = fields.Many2one("revenue.notice", readonly=True, ondelete="restrict", index="btree_not_null")
    email = fields.Boolean("Sent by E-mail", readonly=True)

    _change_unique = models.UniqueIndex(
        "(obligation_id, valid_until)", "The debtor was already told of this change.")

    # === ISSUING === #

    @api.model
    def _notify(self, debts, day):
        """Issue notices to the debtors of open debts of one company whose amount changes soon.

        Left out is what changes nothing any more (paid, on hold, corrected meanwhile), and who cannot be reached.

        :param date day: today at the offices
        :return: the rows of what was told
        """
        rows = self._claim(self._prepare(debts, day))
        debts = rows.obligation_id
        debts.invalidate_recordset(["change_notice_ids"])
        for (office, lang), told in debts.grouped(lambda debt: (debt.office_id, debt._get_change_lang())).items():
            told = told.with_context(lang=lang)
            told._get_untold()._link(
                told.env["revenue.notice"]._serve(told, "change", office.change_notice_way))
        return rows

    def _prepare(self, debts, day):
        """What is to be told: (debt, amount of today, amount afterwards)."""
        today, found = debts._get_accruals(day), []
        for last, changing in debts.grouped("valid_until").items():
            later = changing._get_accruals(rules.shift(last, 1))
            for debt in changing:
                now, then = today[debt.id], later[debt.id]
                if now.amount > 0 and now.valid_until == last and then.amount != now.amount and debt._can_be_told():
                    found.append((debt, now.amount, then.amount))
        return found

    def _claim(self, changes):
        """The rows of changes that nobody told yet."""
        if not changes:
            return self
        self.env.flush_all()
        columns = zip(*((debt.id, debt.company_id.id, debt.office_id.id, debt.valid_until, amount, after)
                        for debt, amount, after in changes), strict=True)
        return self.browse([row[0] for row in self.env.execute_query(SQL(
            """INSERT INTO revenue_change_notice
                      (obligation_id, company_id, office_id, valid_until, amount, amount_next)
               SELECT * FROM unnest(%s::int[], %s::int[], %s::int[], %s::date[], %s::numeric[], %s::numeric[])
                   ON CONFLICT (obligation_id, valid_until) DO NOTHING RETURNING id""", *map(list, columns)))])

    def _link(self, notices):
        """Note which notice told it, and send by e-mail what goes that way."""
        by_debt = {notice.res_id: notice for notice in notices}
        for row in self:
            row.notice_id = by_debt[row.obligation_id.id]
        self.filtered(lambda row: row.notice_id.channel == "electronic")._send()

    def _send(self):
        """The text alone, to the debtor's own address: neither identity nor address of the person is in it."""
        self.env["mail.mail"].create([{
            "email_to": row.obligation_id.partner_id.email_formatted,
            "email_from": row.company_id.email_formatted or self.env.user.email_formatted,
            "subject": row.obligation_id._get_change_title(), "auto_delete": True,
            "body_html": row.obligation_id._get_change_html(row),
        } for row in self])
        self.email = True

    # === ACTION METHODS === #

    def action_open_notice(self):
        """Button: the notice with its paper."""
        self.check_access("read")
        self.ensure_one()
        return self.notice_id.get_formview_action()
