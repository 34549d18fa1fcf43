"""A cashier at an open desk of the first office, over HTTP as the web client asks."""
from _web import Web

CASHIER = 'bench-cashier'
FORM = ('revenue.desk.collect', 'public_revenue_office.revenue_desk_collect_view_form')


def open_desk(env):
    """A desk of the first office of the benchmarks with a series of its own, and its cashier."""
    offices = env['revenue.office'].search([('code', '=like', 'bench-%')], order='code', limit=1)
    make_cashier(env, offices)
    if not env['revenue.desk'].search_count([('office_id', '=', offices.id)]):
        series = env['revenue.series'].create({
            'code': 'bench-desk/', 'office_id': offices.id, 'company_id': offices.company_id.id,
            'year': offices._today().year})
        channel = env['revenue.channel'].search([('code', '=', 'bench-0')])
        env['revenue.desk'].create({
            'name': "Bench", 'office_id': offices.id, 'channel_id': channel.id, 'series_id': series.id})
    env.cr.commit()
    return offices


def make_cashier(env, office):
    users = env['res.users']
    if not users.search_count([('login', '=', CASHIER)]):
        groups = env.ref('base.group_user') + env.ref('public_revenue.public_revenue_group_cashier')
        users.create({
            'name': CASHIER, 'login': CASHIER, 'password': CASHIER, 'group_ids': [(6, 0, groups.ids)],
            'tz': office.tz, 'revenue_office_ids': [(6, 0, office.ids)]})


class Counter:
    """The cashier's screen as a browser has it: each call timed."""

    def __init__(self, env, port):
        self.model = FORM[0]
        self.form = env.ref(FORM[1]).id
        self.web = Web(port, env.cr.dbname, CASHIER)
        self.session = self._open_session(env)
        self.specification = self._get_specification()

    def _open_session(self, env):
        desk = env['revenue.desk'].search([('name', '=', "Bench")])
        if not desk.current_session_id:
            self.web.call_kw('revenue.desk.session', 'web_save', [], {'desk_id': desk.id}, {})
        env.invalidate_all()
        env.cr.commit()
        return desk.current_session_id.id

    def _get_specification(self):
        specification = self.web.get_specification(*self._get_view())
        lines = self.web.call_kw('revenue.desk.collect.line', 'fields_get', [], ['type'])
        specification['line_ids'] = {'fields': {name: {} for name in lines if name != 'collect_id'}, 'limit': 40}
        return specification

    def _get_view(self):
        return self.model, self.form, 'form'

    def find(self, text):
        """What Enter in the field does, in one request: save what was typed, look, and read what is shown.

        The screen is there before: the button for the next payer made it.

        :return: id of the screen, what it shows, seconds that the server took to answer
        """
        [screen] = self.web.call_kw(self.model, 'web_save', [], {'session_id': self.session}, {})
        [shown] = self.web.call_kw(
            self.model, 'web_save', [screen['id']], {'query': text, 'entered': True}, self.specification)
        return shown['id'], shown, self.web.seconds

    def collect(self, screen_id):
        """What the button does: seconds that the server took to book, and the receipt."""
        self.web.call_kw(self.model, 'action_collect', [screen_id])
        return self.web.seconds
