import io
from unittest.mock import patch

import pypdf

from odoo.exceptions import AccessError, UserError
from odoo.tests import new_test_user, tagged

from .common import RevenueCommon


def _freeze_papers(records):
    return [{'title': record.name, 'number': str(record.id)} for record in records]


@tagged('post_install', '-at_install')
class TestPaper(RevenueCommon):

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        partners = cls.env['res.partner']
        patcher = patch.object(type(partners), '_freeze_papers', _freeze_papers, create=True)
        patcher.start()
        cls.addClassCleanup(patcher.stop)
        cls.people = partners.create([{'name': f"Person {number:03d}"} for number in range(100)])
        cls.report = cls.env['ir.actions.report'].create({
            'name': "Paper", 'model': 'res.partner', 'report_type': 'qweb-pdf',
            'report_name': 'public_revenue.paper:res.partner',
        })

    def _print(self, records):
        content, kind = self.report.with_env(records.env)._render_qweb_pdf(self.report.report_name, records.ids)
        self.assertEqual(kind, 'pdf')
        return [page.extract_text() for page in pypdf.PdfReader(io.BytesIO(content)).pages]

    def test_ux_56_a_hundred_records_print_as_one_document_in_their_order(self):
        pages = self._print(self.people[::-1])
        self.assertEqual(len(pages), 100)
        for page, person in zip(pages, self.people[::-1], strict=True):
            self.assertIn(person.name, page)

    def test_who_may_not_read_a_record_does_not_print_it(self):
        portal = new_test_user(self.env, 'paper_portal', 'base.group_portal')
        with self.assertRaises(AccessError):
            self._print(self.people.with_user(portal))

    def test_nothing_to_print_is_said_in_words(self):
        with self.assertRaises(UserError):
            self._print(self.people.browse())

    def test_other_reports_stay_with_odoo(self):
        self.report.report_name = 'public_revenue.no_such_template'
        with patch.object(type(self.report), '_pre_render_qweb_pdf', lambda *args, **options: ("<p>", 'html')):
            self.assertEqual(self.report._render_qweb_pdf(self.report.report_name, self.people.ids), ("<p>", 'html'))
