from freezegun import freeze_time

from odoo.tests import HttpCase, tagged

from odoo.addons.public_revenue_collection.tests.common import NOW

from .common import OfficeCommon


@tagged("post_install", "-at_install")
class TestTourRetroactive(OfficeCommon, HttpCase):
    """The guide docs/es/retroactivo.md in a browser, for which the clock must go on."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.startClassPatcher(freeze_time(NOW, tick=True))
        cls.classPatch(type(cls.env["ir.cron"]), "_commit_progress", lambda *args, **kwargs: 60.0)
        cls.second = cls.make_user("r-second", "supervisor", cls.office)
        for user in (cls.supervisor, cls.second):
            user.password = user.login
        norm = cls.env["revenue.norm"].create({"name": "Milder decree", "code": "TN-9", "kind": "decree"})
        family = cls.env["revenue.policy.family"].create({"name": "Milder", "code": "test-milder"})
        cls.milder = cls.env["revenue.policy"].create({
            "name": "Never doubled", "code": "test-milder", "family_id": family.id, "norm_id": norm.id,
            "date_from": "2020-01-01", "allocation": "cost interest surcharge indexation charge"})
        cls.milder._set_in_force()

    def test_ux_58_an_act_is_previewed_decided_and_carried_out(self):
        debt = self.issue("B1-1", start="2026-01-10")
        self.collect(debt, 4000, payer=self.debtor)
        self.start_tour("/odoo/action-public_revenue_office.revenue_retroactive_action", "retroactivo",
                        login="o-supervisor")
        acts = self.env["revenue.retroactive"]
        acts._cron_run()
        act = acts.search([("name", "=", "Decree 9")])
        path = f"/odoo/action-public_revenue_office.revenue_retroactive_action/{act.id}"
        self.start_tour(path, "retroactivo.2", login="o-supervisor")
        self.start_tour(path, "retroactivo.3", login="r-second")
        self.env.invalidate_all()
        for _pass in range(2):
            acts._cron_run()
        self.assertEqual((act.state, act.over_total, debt.policy_id), ("done", 2000, self.milder))
