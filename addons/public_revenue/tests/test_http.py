from odoo.http import root
from odoo.tests import HttpCase, new_test_user, tagged
from odoo.tools import mute_logger


@tagged('post_install', '-at_install')
class TestHttp(HttpCase):

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.clerk = new_test_user(
            cls.env, 'http_clerk', groups='base.group_user,public_revenue.public_revenue_group_clerk')
        cls.administrator = new_test_user(cls.env, 'http_admin', groups='base.group_system')

    def _get_debug(self, login):
        session = self.authenticate(login, login)
        self.url_open('/odoo?debug=1')
        return root.session_store.get(session.sid).debug

    @mute_logger('odoo.http')
    def _fail(self, login):
        self.authenticate(login, login)
        answer = self.url_open('/web/dataset/call_kw', json={'params': {
            'model': 'res.users', 'method': 'no_such_method', 'args': [], 'kwargs': {},
        }}).json()
        return answer['error']['data']

    def test_sec_56_developer_mode_is_for_administrators(self):
        self.assertEqual(self._get_debug('http_clerk'), '')
        self.assertEqual(self._get_debug('http_admin'), '1')

    def test_sec_56_an_error_tells_the_code_s_story_to_administrators_only(self):
        told = self._fail('http_clerk')
        self.assertTrue(told['message'])
        self.assertEqual(told['debug'], '')
        self.assertIn('Traceback', self._fail('http_admin')['debug'])

    @mute_logger('odoo.http', 'odoo.addons.base.models.ir_http')
    def test_a_visitor_s_error_page_has_no_traceback(self):
        for path in ('/web/image/res.partner/x', '/nothing/here', '/web/login?redirect=%00'):
            with self.subTest(path=path):
                self.assertNotIn('Traceback', self.url_open(path).text)
