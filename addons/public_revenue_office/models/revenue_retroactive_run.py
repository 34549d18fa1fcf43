from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain

from odoo.addons.public_revenue import rules


class RevenueRetroactive(models.Model):
    """The work of a retroactive act: in batches, each committed, safe to be run twice."""

    _inherit = "revenue.retroactive"

    @api.model
    def _cron_run(self, limit=500):
        """Go on with the first act that waits: look at debts, or carry out what was approved."""
        act = self.search([("state", "in", ("looking", "approved"))], order="id", limit=1)
        count = act._run(limit) if act else 0
        self.env["ir.cron"]._commit_progress(
            count, remaining=self.search_count([("state", "in", ("looking", "approved"))]))

    def _run(self, limit):
        """One batch.

        :return: how many debts
        :rtype: int
        """
        if self.state != "looking":
            return self._carry_out(limit)
        try:
            with self.env.cr.savepoint():
                return self._look(limit)
        except (UserError, rules.RuleError) as error:
            self.env.invalidate_all(flush=False)
            self._give_up(str(error.args[0]))
            return 0

    def _give_up(self, problem):
        """The preview of an act cannot be made: it goes back to who prepared it, the acts after it go on."""
        self._update_state("draft")
        self.message_post(body=self.env._("The preview was not made: %s", problem))

    # === PREVIEW === #

    def _get_domain(self):
        """The debts that the act may reach, by what they are; what each owes is not asked yet."""
        offices = self.env["revenue.office"].with_context(active_test=False).search(
            [("id", "child_of", self.office_id.id), ("company_id", "=", self.company_id.id)])
        domain = Domain("office_id", "in", offices.ids) & Domain("company_id", "=", self.company_id.id) \
            & Domain("date", ">=", self.date_from) & Domain("date", "<=", self.date_to)
        if self.concept_id:
            domain &= Domain("concept_id", "=", self.concept_id.id)
        if self.family_id:
            domain &= Domain("policy_id", "in", self.env["revenue.policy"].search(
                [("family_id", "=", self.family_id.id)]).ids)
        return domain

    def _look(self, limit):
        """Look at the next debts: a line for each receipt that took too much, one without for other debts that are
        lower, or that only later days will make lower: they too follow the new law from now on.
        """
        debts = self.env["revenue.obligation"].search(
            self._get_domain() & Domain("id", ">", self.last_id), order="id", limit=limit)
        previews = debts._preview(*self._get_change())
        worse = [debt_id for debt_id, one in previews.items() if one.after > one.before]
        policy = self._get_change()[0]
        switched = set(debts.filtered(lambda debt: policy and debt.policy_id != policy).ids)
        self.env["revenue.retroactive.line"].create([
            vals for debt_id, preview in previews.items() if debt_id not in worse
            for vals in self._prepare_lines(debt_id, preview, debt_id in switched)])
        self._note({"looked_count": self.looked_count + len(debts), "worse_count": self.worse_count + len(worse),
                    "last_id": debts[-1:].id or self.last_id})
        if len(debts) < limit:
            self._update_state("ready", {"looked_on": fields.Datetime.now()})
        return len(debts)

    def _prepare_lines(self, debt_id, preview, is_switched):
        """Values of the lines of one debt; none when nothing changes, neither its amount nor the law it follows."""
        if not (is_switched or preview.excess or preview.after != preview.before):
            return []
        common = {"retroactive_id": self.id, "obligation_id": debt_id, "before": float(preview.before),
                  "after": float(preview.after)}
        receipts = self.env["revenue.receipt"].browse(part[0] for part in preview.parts if part[0])
        names = {receipt.id: receipt.display_name for receipt in receipts}
        return [{**common, "receipt_id": receipt_id or False, "receipt_name": names.get(receipt_id, False),
                 "taken": float(taken), "over": float(over)} for receipt_id, taken, over in preview.parts] or [common]

    # === CARRYING OUT === #

    def _carry_out(self, limit):
        """Change the next debts, each if it is still as the preview saw it."""
        domain = [("retroactive_id", "=", self.id), ("state", "=", "waiting")]
        first = self.env["revenue.retroactive.line"].search(domain, order="id", limit=limit)
        lines = first.search([*domain, ("obligation_id", "in", first.obligation_id.ids)])
        if not lines:
            self._update_state("done")
            return 0
        self._change_lines(lines._check_same(lines.obligation_id._preview(*self._get_change())))
        return len(lines.obligation_id)

    def _change_lines(self, lines):
        """Change debts together; what the whole refuses is tried in halves until the debt at fault stands alone."""
        parts = [lines.obligation_id] if lines else []
        while parts:
            debts = parts.pop()
            mine, half = lines.filtered(lambda line, debts=debts: line.obligation_id in debts), len(debts) // 2
            try:
                with self.env.cr.savepoint():
                    self._change(debts)
            except (UserError, rules.RuleError) as error:
                self.env.invalidate_all(flush=False)
                if half:
                    parts += [debts[half:], debts[:half]]
                else:
                    mine._note_skipped(str(error.args[0]))
            else:
                mine._note_done()

    def _change(self, debts):
        """Let the new facts hold for these debts; money no longer needed becomes credits of its payers."""
        policy, reduction = self._get_change()
        if policy:
            debts._set_policy(policy)
        elif reduction:
            debts._reduce(reduction, self.name, self.decision)
        else:
            debts._settle()
