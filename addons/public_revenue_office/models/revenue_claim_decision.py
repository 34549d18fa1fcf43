from psycopg2.errors import UniqueViolation

from odoo import api, models
from odoo.exceptions import AccessError, ConcurrencyError, UserError
from odoo.tools import SQL, format_date

from .revenue_claim import ENDS


class RevenueClaim(models.Model):
    """What a claim brings about: money applied, moved or given back, and the paper that says why."""

    _inherit = "revenue.claim"

    # === ENTRANCE === #

    @api.model
    def _open(self, vals):
        """Register a claim that comes with a key of its own; the same key again gives the first claim.

        :param dict vals: as for `create`, with `request_key`
        :return: the claim
        """
        if found := self._find_request(vals):
            return found
        try:
            with self.env.cr.savepoint():
                claim = self.create([vals])
                claim.flush_recordset()
        except UniqueViolation as error:
            # the same request in another transaction at this very moment: repeated, it finds the first
            raise ConcurrencyError(f"claim {vals['request_key']}") from error
        claim._search_proof()
        return claim

    def _find_request(self, vals):
        if not vals.get("request_key"):
            raise UserError(self.env._("A claim begins with what the claimant says."))
        return self.search([("request_key", "=", vals["request_key"])])

    # === MONEY === #

    def _use(self, found):
        """Take money that the search found for the decision.

        :param found: one row of this claim
        """
        self.check_access("write")
        if not self.can_edit:
            raise UserError(self.env._("The claim %s is decided, or a second person has it.", self.number))
        if found.is_reversed:
            raise UserError(self.env._("This payment was reversed: nothing is left of it."))
        held, paid = bool(found.held), found.obligation_id
        self._note({
            "receipt_id": found.receipt_id.id, "credit_id": found.credit_id.id if held else False,
            "wrong_id": False if found.credit_id else paid.id,
            "outcome": self.outcome or ("apply" if held else "move"),
            "target_id": self.target_id.id or self._propose_target(paid).id})

    def _propose_target(self, paid):
        """The one debt of the claim that is still open and that this money has not paid."""
        debts = self.obligation_ids.filtered(lambda debt: debt.state == "open") - paid
        return debts if len(debts) == 1 else debts.browse()

    def _find_persons(self):
        """Who paid the money held, wherever it is held, and whose debt it would pay."""
        [persons] = self.env.execute_query(SQL(
            """SELECT (SELECT payer_id FROM revenue_credit WHERE id = %s),
                      (SELECT partner_id FROM revenue_obligation WHERE id = %s)""",
            self.credit_id.id, self.target_id.id))
        return persons

    def _carry_out(self):
        """Carry the decision out, once, and freeze its paper."""
        self._update_state(ENDS[self.outcome], {
            "decided_on": self.office_id._today(), "decided_by_id": self.env.uid})
        self.env.flush_all()
        {"apply": self._apply_credit, "move": self._move_payment, "refund": self._open_refund,
         "reject": lambda: None}[self.outcome]()
        self._freeze()

    def _apply_credit(self):
        if not self.credit_id._apply(self.target_id):
            raise UserError(self.env._("Nothing was applied: the money is used already, or the debt needs nothing."))

    def _move_payment(self):
        """The payment leaves the debt it should not have paid, and pays the other as of its own day."""
        if self.wrong_id == self.target_id:
            raise UserError(self.env._("The payment is on this debt already."))
        for credit in self._release_payment():
            credit._apply(self.target_id)

    def _open_refund(self):
        """Prepare the order by which the money goes back; it has its own second person."""
        credit = self.credit_id or self._release_payment()[:1]
        if not credit.has_access("read"):
            raise AccessError(self.env._("The money is held at another office: that one gives it back."))
        refund = self.env["revenue.refund"].create([{
            "credit_id": credit.id, "decision": self.number, "grounds": self.grounds,
            "payee_id": credit.payer_id.id or self.claimant_id.id}])
        self._note({"refund_id": refund.id})

    def _release_payment(self):
        return self.env["revenue.credit"]._release(self.receipt_id.id, self.wrong_id, self.number)

    # === PAPER === #

    def _freeze(self):
        [paper] = self._freeze_papers()
        self._note({"paper": paper})

    def _get_papers(self):
        """Override of public_revenue: as decided; before that, the receipt of the claim."""
        return [claim.paper or claim._prepare_paper() for claim in self]

    def _prepare_paper(self):
        is_decided = bool(self.decided_on)
        return {
            "size": "A4", "number": self.number, "barcode": self.number,
            "title": self.env._("Decision on a claim") if is_decided else self.env._("Claim received"),
            "issuer": list(filter(None, [self.office_id.name, self.office_id.address])),
            "blocks": [
                {"kind": "fields", "rows": [row for row in (
                    self._get_paper_rows() + (self._get_decision_rows() if is_decided else [])) if row[1]]},
                {"kind": "signatures", "labels": [
                    self.env._("For the office: name, signature"), self.env._("Received: name, signature, day")]}],
        }

    def _get_paper_rows(self):
        kinds = dict(self._fields["kind"]._description_selection(self.env))
        texts = self.obligation_ids._describe()
        return [
            [self.env._("Claimant"), self.claimant_id.name or self.claimant or ""],
            [self.env._("Received on"), format_date(self.env, self.received_on)],
            [self.env._("About"), kinds[self.kind]],
            [self.env._("Debts"), "; ".join(text["title"] for text in texts.values())],
            [self.env._("Proof"), " · ".join(filter(None, [
                self.proof_channel_id.name, self.proof_number,
                format_date(self.env, self.proof_date) if self.proof_date else "",
                self.currency_id.format(self.proof_amount) if self.proof_amount else ""]))],
            [self.env._("What the claimant says"), self.story or ""],
            [self.env._("Answer due"), format_date(self.env, self.decide_until) if self.decide_until else ""],
        ]

    def _get_decision_rows(self):
        outcomes = dict(self._fields["outcome"]._description_selection(self.env))
        return [
            [self.env._("Decided on"), format_date(self.env, self.decided_on)],
            [self.env._("Decision"), outcomes[self.outcome]],
            [self.env._("Debt paid"), self.target_id.display_name if self.outcome in ("apply", "move") else ""],
            [self.env._("Refund order"), self.refund_id.number or ""],
            [self.env._("Reasons"), self.grounds],
            [self.env._("What you may do"), self.remedy or ""],
            [self.env._("Until"), format_date(self.env, self.remedy_until) if self.remedy_until else ""],
        ]
