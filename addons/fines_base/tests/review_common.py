from odoo.fields import Command

from .common import FinesCommon


class ReviewCommon(FinesCommon):
    """Fines of an agency whose inspector has a superior, under a policy with one level of review."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls._give_calendar()
        cls.policy = cls._review_policy("all", {
            "file_days": 10, "file_event": "notification", "decide_days": 10, "decide_unit": "day",
            "decider": "superior", "suspends": "no", "silence": "none"})
        (cls.offence | cls.range_offence).family_id = cls.policy.family_id
        cls.director = cls._user("agency_officer", "director")
        cls.inspector.user_id = cls._user("agency_officer", "imposer")
        cls.inspector.superior_id = cls.director

    @classmethod
    def _review_policy(cls, code, *levels):
        family = cls.env["revenue.policy.family"].create({"name": code, "code": f"test-review-{code}"})
        policy = cls.env["revenue.policy"].create({
            "name": code, "code": f"test-review-{code}", "family_id": family.id, "norm_id": cls.norm.id,
            "date_from": "2020-01-01",
            "review_level_ids": [Command.create({"level": place, **level}) for place, level in enumerate(levels, 1)]})
        policy._set_in_force()
        return policy

    def _use(self, *levels):
        """Let the offences follow a policy with these levels, decided by whoever usually may."""
        policy = self._review_policy(str(self.env["revenue.policy"].search_count([])), *levels)
        self.offence.family_id = policy.family_id

    def _case(self, number=1, state="filed", user=None, **values):
        """A case about a new notified fine, brought to a state."""
        fine = self._fine(number, "notified", person_address="Calle 1")
        cases = self.env["revenue.review.case"].with_user(user) if user else self.env["revenue.review.case"]
        case = cases.create({"res_model": "fines.fine", "res_id": fine.id, "grounds": "It was not me", **values})
        return self._bring(case.with_env(self.env), state)

    def _bring(self, case, state):
        if state in ("admitted", "decided"):
            case.action_admit()
        if state == "decided":
            case.with_user(self.director)._decide("dismissed", "The evidence stands")
        elif state in ("inadmissible", "withdrawn"):
            case._end(state, "test")
        return case

    def _fine_of(self, case):
        return self.env["fines.fine"].browse(case.res_id)
