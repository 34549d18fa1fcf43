from odoo import fields, models
from odoo.exceptions import UserError

#: A version for the right person has not been notified, whatever happened to the one before.
MOVES = {"registered": (), "notified": ("registered",), "closed": ("registered", "notified")}


class FinesFine(models.Model):
    """Change of debtor: the fine becomes the right person's by a decision (fines.debtor.change)."""

    _inherit = "fines.fine"

    debtor_change_ids = fields.One2many("fines.debtor.change", "fine_id", string="Changes of Debtor", readonly=True)

    def action_open_debtor_change(self):
        """Prepare the decision that another person is the debtor."""
        self.check_access("write")
        self.ensure_one()
        return {
            "type": "ir.actions.act_window", "name": self.env._("Change of Debtor"),
            "res_model": "fines.debtor.change", "view_mode": "form", "context": {"default_fine_id": self.id},
        }

    def _get_debtor_clock(self):
        """From when the norm lets the terms of a new debtor run; False if it does not say.

        :rtype: str | bool
        """
        self.ensure_one()
        family = self.line_ids[:1].offence_id.family_id
        if not family:
            return False
        dates = {"infraction": self.infraction_date, "notification": self.notified_on}
        return self.env["revenue.policy"]._get_rule(family, dates, self.office_id).fines_debtor_clock

    def _change_debtor(self, vals, reason, decision, clock):
        """Make the fine the right person's: a new version, and what follows for its money, in this transaction.

        :param dict vals: `offender_kind` and `person_*` of the right person
        :param str reason: why, in words
        :param str decision: number of the decision
        :param str clock: "original" (the terms run as they did) or "notification" (from the new notification)
        :return: the version that keeps the facts against the wrong person
        """
        self.ensure_one()
        self._check_correctable(vals, reason)
        if not vals.get("person_name") or not clock:
            raise UserError(self.env._("Name the right person, and say from when the terms run."))
        version = self.env["fines.fine.version"]._keep(self, reason, decision)
        self.person_ids.unlink()
        vals, person = self._split_person_values({"offender_kind": "person", **vals})
        [vals] = self._match_partners([vals], [person])
        self.write({**vals, "partner_id": vals.get("partner_id", False), "debtor_clock": clock})
        self._store_persons([person])
        self._restart(clock, reason)
        before = self._finish_correction(version)
        self._after_debtor_change(before)
        return version

    def _restart(self, clock, reason):
        """Take the fine back to where the right person stands: not notified yet, or as the terms run on."""
        renotify = clock == "notification" or not self.notified_on
        values = {"notified_on": False} if clock == "notification" else {}
        if self.state == "closed":
            values.update(close_reason=False, closed_on=False)
        state = "registered" if renotify else "notified"
        if self.state != state:
            self._update_state(state, reason, values, MOVES)
        elif values:
            self.write(values)

    def _after_debtor_change(self, before):
        """Hook called once a fine has another debtor. Overridden where money follows from it.

        :param dict before: what the fine said, with "lines" and "persons"
        """
