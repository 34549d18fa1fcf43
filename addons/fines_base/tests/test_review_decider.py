from odoo.exceptions import AccessError
from odoo.service.model import call_kw
from odoo.tests import freeze_time, tagged

from .review_common import ReviewCommon


@tagged("post_install", "-at_install")
@freeze_time("2026-03-10 15:00:00")
class TestReviewDecider(ReviewCommon):
    """Who may decide a case, by the norm and by what one has done before."""

    def test_who_may_not_decide_is_not_named_as_the_decider_when_the_case_is_filed(self):
        with self.assertRaisesRegex(AccessError, "imposed it"), self.env.cr.savepoint():
            self._case(decider_id=self.inspector.user_id.id)
        self.assertEqual(self._case(2, decider_id=self.director.id).decider_id, self.director)

    def test_the_imposing_inspector_never_decides(self):
        case = self._case(state="admitted")
        imposer = self.inspector.user_id
        with self.assertRaisesRegex(AccessError, "imposed it"):
            case.with_user(imposer)._decide("dismissed", "x")
        with self.assertRaisesRegex(AccessError, "imposed it"):
            case.decider_id = imposer
        with self.assertRaisesRegex(AccessError, "imposed it"):
            call_kw(self.env["revenue.review.case"].with_user(imposer), "write",
                    [case.ids, {"decider_id": imposer.id}], {})
        wizard = self.env["revenue.review.decide"].with_user(imposer).create({
            "case_id": case.id, "result": "dismissed", "grounds": "x"})
        with self.assertRaisesRegex(AccessError, "imposed it"):
            call_kw(wizard, "action_confirm", [wizard.ids], {})
        with self.assertRaisesRegex(AccessError, "imposed it"):
            self._case(2).with_user(imposer).action_admit()

    def test_whoever_registered_the_fine_does_not_decide(self):
        self._use({})
        clerk = self._user("supervisor")
        fine = self.env["fines.fine"].with_user(clerk).create(self._fine_values(7, notified_on="2026-03-02"))
        fine.action_register()
        case = self.env["revenue.review.case"].create({"res_model": "fines.fine", "res_id": fine.id})
        case.action_admit()
        with self.assertRaisesRegex(AccessError, "registered it"):
            case.with_user(clerk)._decide("dismissed", "x")
        other = self._user("supervisor", "second_supervisor")
        case.with_user(other)._decide("dismissed", "x")
        self.assertEqual(case.decided_by, other)

    def test_the_immediate_superior_decides_where_the_norm_says_so(self):
        case = self._case(state="admitted")
        with self.assertRaisesRegex(AccessError, "director"):
            case.with_user(self._user("supervisor"))._decide("dismissed", "x")
        self.inspector.superior_id = False
        officer = self._user("agency_officer")
        case.with_user(officer)._decide("dismissed", "x")
        self.assertEqual(case.decided_by, officer)

    def test_where_the_agency_has_no_other_officer_the_one_above_decides(self):
        self.inspector.superior_id = False
        above = self.env["fines.agency"].create({"name": "Ministry", "code": "MIN"})
        self.agency.parent_id = above
        head = self._user("agency_officer", "head")
        head.fines_agency_ids = above
        self.director.fines_agency_ids = False
        self.assertEqual(self._fine(9, "notified")._get_superiors(), head)

    def test_a_role_decides_where_the_norm_gives_it_to_a_role(self):
        self._use({"decider": "role",
                   "decider_group_id": self.env.ref("public_revenue.public_revenue_group_supervisor").id})
        case = self._case(state="admitted")
        with self.assertRaisesRegex(AccessError, "you need the right"):
            case.with_user(self.director)._decide("dismissed", "x")
        case.with_user(self._user("supervisor"))._decide("dismissed", "x")

    def test_who_was_chosen_decides_and_nobody_else(self):
        self._use({})
        case = self._case(state="admitted", decider_id=self.director.id)
        with self.assertRaisesRegex(AccessError, "was chosen"):
            case.with_user(self._user("supervisor"))._decide("dismissed", "x")
        case.with_user(self.director)._decide("dismissed", "x")
