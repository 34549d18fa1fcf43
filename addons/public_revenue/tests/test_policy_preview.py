from odoo.tests import Form, tagged

from .common import RevenueCommon
from .test_policy import DOUBLE


@tagged('post_install', '-at_install')
class TestPolicyPreview(RevenueCommon):

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.policy = cls._make_policy('P1', cls._make_family(), cls._make_norm(), '2020-01-01', [DOUBLE])

    def _open(self, user, **values):
        form = Form(self.env['revenue.policy.preview'].with_user(user).with_context(default_policy_id=self.policy.id))
        for name, value in {'amount': 100.0, 'clock': '2026-01-01', **values}.items():
            form[name] = value
        return form

    def test_preview_shows_the_amount_and_why(self):
        form = self._open(self._make_user('legal'), day='2026-02-01')
        self.assertEqual(form.result, 200.0)
        self.assertEqual(
            [(line['rule'], line['amount']) for line in form.line_ids._records],
            [("Original amount", 100.0), ("Doubles after 30 days", 100.0)],
        )

    def test_last_day_in_time_keeps_the_original_amount(self):
        form = self._open(self._make_user('clerk'), day='2026-01-31')
        self.assertEqual(form.result, 100.0)
        self.assertEqual(str(form.valid_until), '2026-01-31')

    def test_what_is_not_configured_is_named_instead_of_an_amount(self):
        self.policy.step_ids.rate = 0
        form = self._open(self._make_user('legal'), day='2026-02-01')
        self.assertEqual(form.result, 0.0)
        self.assertIn("not configured", form.message)
