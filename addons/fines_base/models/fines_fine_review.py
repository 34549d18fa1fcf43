from odoo import models
from odoo.exceptions import UserError
from odoo.tools import format_date, format_duration

OFFICER = "public_revenue.public_revenue_group_agency_officer"


class FinesFine(models.Model):
    """A fine is notified, and whoever got it may disagree: its notices and its cases of review."""

    _name = "fines.fine"
    _inherit = ["fines.fine", "revenue.notified.mixin", "revenue.reviewed.mixin"]

    # ACTION METHODS

    def action_issue_notice(self):
        """Issue notices of these fines, one or hundreds."""
        return self._open_issue("act")

    def action_open_notices(self):
        """Open the notices of the fine (smart button)."""
        return self._open_notices()

    def action_file_review(self):
        """File an appeal against the fine."""
        self.check_access("read")
        self.ensure_one()
        self._review_check("appeal")
        return self._open_filing()

    def action_open_reviews(self):
        """Open the cases of review of the fine (smart button)."""
        return self._open_reviews()

    # NOTICES

    def _notice_prepare(self, kind):
        """Override of public_revenue: the office of the fine, and who answers for it as on the slip."""
        self._check_notice(kind)
        person = self._get_answering()
        return {
            "office_id": self.office_id.id, "agency_id": self.agency_id.id,
            "addressee": {
                "name": person.name or self.partner_id.name or self.plate, "identity": person.identity_value,
                "address": person.address or self._get_offender().address,
            },
        }

    def _get_answering(self):
        """The person on the slip who answers for the fine: the guardian of a minor, else the offender."""
        return self._get_role("guardian") or self._get_offender()

    def _check_notice(self, kind):
        if kind not in ("act", "demand", "other"):
            raise UserError(self.env._("%s: a fine has no such notice.", self.display_name))
        if self.state not in ("registered", "notified"):
            raise UserError(self.env._("%s: notices are issued of registered fines.", self.display_name))

    def _notice_served(self, notice):
        """Override of public_revenue: the fine is notified on the day that counts."""
        super()._notice_served(notice)
        if notice.kind == "act" and self.state == "registered":
            self._set_notified(notice.date_counts)

    def _notice_get_paper(self, kind):
        """Override of public_revenue: the fine as its notice prints it."""
        agency, office = self.agency_id, self.office_id
        title = self.env._("Preventive notice") if self.preventive else self.env._("Notice of a fine")
        total = [] if self.preventive else [[self.env._("Total"), self.currency_id.format(self.amount_total)]]
        return {
            "size": "A5", "title": self.env._("Demand for payment") if kind == "demand" else title,
            "issuer": [agency.name, office.name, *(office.address or "").splitlines()],
            "qr": self.display_name,
            "blocks": [
                {"kind": "fields", "rows": self._get_paper_rows()},
                {"kind": "table", "head": [self.env._("Article"), self.env._("Infraction"), self.env._("Amount")],
                 "rows": self._get_paper_lines(), "widths": [2, 5, 2], "aligns": "llr"},
                {"kind": "fields", "rows": total + self._get_paper_measures()},
                {"kind": "text", "text": "\n".join(self._get_paper_terms())},
                {"kind": "signatures", "labels": [self.env._("Who serves it"), self.env._("Who receives it")]},
            ],
            "foot": self.env._("Keep this paper: the number of the fine is needed to pay and to ask."),
        }

    def _get_paper_rows(self):
        """What the notice says of the fine, as (label, text) rows; empty ones are left out."""
        offender = self._get_offender()
        rows = [
            [self.env._("Fine"), self.display_name],
            [self.env._("Offender"), offender.name or self.partner_id.name],
            [self.env._("Identity number"), offender.identity_value],
            [self.env._("Address"), offender.address],
            [self.env._("Answers for it"), self._get_role("guardian").name],
            [self.env._("Plate"), self.plate],
            [self.env._("Date"), format_date(self.env, self.infraction_date)],
            [self.env._("Time"), format_duration(self.infraction_time)],
            [self.env._("Place"), self.place],
            [self.env._("Inspector"), self.inspector_id.display_name],
        ]
        return [row for row in rows if row[1]]

    def _get_paper_measures(self):
        """What is ordered beside the amount: accessory measures with their end, points of the driver."""
        rows = [
            [self.env._("Measure"), " ".join(filter(None, [
                measure.measure_id.display_name, measure.description, measure.date_to and self.env._(
                    "until %(day)s", day=format_date(self.env, measure.date_to))]))]
            for measure in self.measure_ids]
        return rows + ([[self.env._("Points"), str(self.points)]] if self.points else [])

    def _get_paper_lines(self):
        return [
            [" ".join(filter(None, [line.norm_id.code, line.article])), line.offence_id.name or "",
             self.currency_id.format(line.amount)]
            for line in self.line_ids]

    def _get_paper_terms(self):
        """What follows if it is not paid, and what can be done against it, as far as the configured law says."""
        policy = self._review_get_policy()
        level = policy._get_review_level("appeal", 1)
        terms = [] if self.preventive else [step.name for step in policy.step_ids if step.name]
        if level.file_days:
            units = dict(level._fields["file_unit"]._description_selection(self.env))
            terms.append(self.env._(
                "You may appeal within %(number)s %(unit)s.", number=level.file_days,
                unit=units[level.file_unit].lower()))
        if level.suspends == "no":
            terms.append(self.env._("An appeal does not stop the terms."))
        elif level.suspends == "yes":
            terms.append(self.env._("An appeal stops the terms until it is decided."))
        return terms

    # REVIEW

    def _review_get_policy(self):
        """The version of the law that says how the fine is reviewed; empty if there is none.

        :rtype: recordset of revenue.policy
        """
        policies, family = self.env["revenue.policy"], self.line_ids[:1].offence_id.family_id
        dates = {"infraction": self.infraction_date, "notification": self.notified_on}
        return policies._get_rule(family, dates, self.office_id) if family else policies

    def _review_get_facts(self):
        """Override of public_revenue: what a case needs to know of the fine."""
        self.ensure_one()
        person = self._get_answering()
        return {
            "policy": self._review_get_policy(), "office": self.office_id, "currency": self.currency_id,
            "amount": self.amount_total,
            "events": {"notification": self.notified_on, "imposition": self.infraction_date},
            "imposed_by": self.inspector_id.user_id,
            "registered_by": self.event_ids.filtered(lambda event: event.state_to == "registered").user_id,
            "superiors": self._get_superiors(),
            "author": {
                "author": person.name or self.partner_id.name or self.plate,
                "author_identity": person.identity_value,
                "author_address": person.address or self._get_offender().address},
            "values": {"agency_id": self.agency_id.id},
        }

    def _get_superiors(self):
        """Users who are the immediate superior of who imposed it: the one named, else the officers of the agency.

        Where the agency has none besides the inspector, those of the agency above.

        :rtype: recordset of res.users
        """
        inspector, agency = self.inspector_id, self.agency_id
        superiors = inspector.superior_id
        while agency and not superiors:
            superiors = agency.user_ids.filtered(lambda user: user._has_group(OFFICER)) - inspector.user_id
            agency = agency.parent_id
        return superiors

    def _review_check(self, kind):
        """Override of public_revenue: only a registered fine is appealed, and not one that was taken back."""
        super()._review_check(kind)
        if self.state == "draft" or (
                self.state == "closed" and self.close_reason not in ("collected", "preventive")):
            raise UserError(self.env._(
                "%s: an appeal is filed against a registered fine that is open or paid.", self.display_name))

    def _review_decided(self, case):
        """Override of public_revenue: the decision changes the amount, takes the fine back, or leaves it."""
        super()._review_decided(case)
        reason = self.env._("Decision %(number)s in case %(case)s", number=case.decision_number, case=case.number)
        if case.result == "upheld":
            self._cancel_by_decision(case.decision_number)
        elif case.result == "partly" and self.currency_id.compare_amounts(case.amount_new, self.amount_total):
            self._correct({"amount_total": case.amount_new}, reason, decision=case.decision_number)
