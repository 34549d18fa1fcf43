"""./run on the machine it runs on: it serves, it refuses in one line, it cleans up behind itself."""
import re
import socket
import urllib.parse

import pytest
from serving import ROOT, Served, command, free_port

BLOCKED = [line.split()[0] for line in (ROOT / 'deploy' / 'blocked.txt').read_text().splitlines()
           if line and not line.startswith('#')]


def refusal(*arguments, **more):
    """Return the one line that ./run refused with."""
    done = command(*arguments, **more)
    assert done.returncode != 0
    assert 'Traceback' not in done.stdout + done.stderr
    lines = [line for line in done.stderr.splitlines() if not re.search(r'\d s$', line)]   # progress
    assert len(lines) == 1, done.stderr
    return lines[0]


@pytest.mark.parametrize(('arguments', 'word'), [
    (['--nonsense'], 'unknown argument'),
    (['--port', 'many'], '--port needs a number'),
    (['--workers', '-1'], '--workers needs a number'),
    (['--db', 'a;b'], '--db needs a name'),
    (['--modules'], '--modules needs a value'),
    (['--wheels', '/no/such/folder'], 'no such folder'),
    (['import', '/no/such/file', '--policy', 'nyc'], 'no such file'),
    (['import', '/dev/null'], 'needs --policy'),
    (['drop', '--db', 'never_made'], 'no database'),
    (['--detach', '--modules', 'never_written', '--db', 'never_made'], 'unknown module'),
    (['--detach', '--modules', 'sms', '--db', 'never_made'], 'services on the internet'),
])
def test_a_wrong_argument_is_refused_in_one_line(arguments, word):
    assert word in refusal(*arguments, *(['--port', str(free_port())] if '--detach' in arguments else []))


def test_a_busy_port_is_refused():
    with socket.socket() as taken:
        taken.bind(('127.0.0.1', 0))
        taken.listen()
        assert 'in use by another program' in refusal('--detach', '--port', str(taken.getsockname()[1]))


def test_a_wrong_odoo_dir_is_refused(tmp_path):
    port = str(free_port())
    assert 'holds no Odoo' in refusal('--detach', '--port', port, env={'ODOO_DIR': str(tmp_path)})
    (tmp_path / 'odoo').mkdir()
    (tmp_path / 'odoo' / 'release.py').write_text("version_info = (18, 0, 0, 'final', 0, '')\n")
    assert 'Odoo 19.0 is needed' in refusal('--detach', '--port', port, env={'ODOO_DIR': str(tmp_path)})


@pytest.fixture(scope='module')
def served():
    # Odoo's own modules do: what is tried here is ./run, not what it serves.
    with Served(modules='mail', name='commands') as server:
        yield server


def test_it_serves_and_says_where(served):
    assert served.get('/web/login')[0] == 200
    assert f'http://localhost:{served.port}' in served.said
    assert re.search(r'admin +admin', served.said)


def test_services_on_the_internet_are_off(served):
    installed = set(served.sql("SELECT name FROM ir_module_module WHERE state = 'installed'"))
    assert 'mail' in installed
    assert installed.isdisjoint(BLOCKED)
    assert served.shell("print(env.ref('mail.ir_cron_module_update_notification').active)") == 'False'


def test_it_speaks_spanish(served):
    assert served.shell("print(env.company.partner_id.lang, env.ref('base.user_admin').lang)") == 'es_ES es_ES'
    assert 'Contraseña' in served.get('/web/login', {'Accept-Language': 'es'})[1]


def test_odoo_s_role_is_no_superuser_and_the_cluster_keeps_what_is_paid(served):
    assert served.sql("SELECT rolsuper, rolcreatedb FROM pg_roles WHERE rolname = current_user") == ['f|t']
    assert served.sql("SELECT current_setting('fsync'), current_setting('synchronous_commit')") == ['on|on']
    assert served.sql("SELECT current_setting('listen_addresses')") in ([], [''])


def test_the_database_manager_is_closed(served):
    for path in ('/web/database/manager', '/web/database/selector'):
        status, page = served.get(path)
        assert status >= 400 or 'disabled by the administrator' in page, path


def test_it_only_listens_on_this_machine(served):
    listening = (ROOT / '/proc/net/tcp').read_text()
    port = f'{served.port:04X}'
    assert re.findall(rf' (\w{{8}}):{port} 00000000:0000 0A', listening) == ['0100007F']


def test_the_second_start_keeps_the_data_and_stop_stops(served):
    served.shell("env.company.name = 'Kept'; env.cr.commit()")
    served.stop()
    with pytest.raises(OSError):
        socket.create_connection(('127.0.0.1', served.port), timeout=1)
    served.start()
    assert served.shell("print(env.company.name)") == 'Kept'
    assert 'template' not in served.said


@pytest.fixture(scope='module')
def demonstration():
    with Served(name='commands') as server:
        yield server


def test_each_role_has_a_login_whose_password_is_the_login(demonstration):
    roles = re.findall(r'^  (\w+) +\1 +\S', demonstration.said, re.M)
    assert {'admin', 'clerk', 'cashier', 'supervisor', 'auditor'} <= set(roles)
    assert all(_login(demonstration, login, login) for login in ('clerk', 'cashier'))


def test_sec_55_demonstration_data_is_not_served_as_production(demonstration):
    demonstration.shell("env['ir.config_parameter'].set_param('public_revenue.production', 'True'); env.cr.commit()")
    demonstration.stop()
    with pytest.raises(RuntimeError, match='declared to be in production, yet holds demonstration data'):
        demonstration.start()
    demonstration.sql("DELETE FROM ir_config_parameter WHERE key = 'public_revenue.production' RETURNING 1")
    demonstration.start()
    assert demonstration.get('/web/login')[0] == 200


@pytest.fixture(scope='module')
def agency():
    """What an imposing agency installs: fines without accounting, without demonstration data."""
    with Served('--no-demo', modules='fines_base', name='commands') as server:
        yield server


def test_without_demo_data_nobody_knows_the_password(agency):
    password = re.search(r'login admin, password (\S+)', agency.said)[1]
    assert urllib.parse.quote(password, safe='') == password   # easily typed
    assert _login(agency, 'admin', password) and not _login(agency, 'admin', 'admin')


def test_an_agency_registers_fines_without_accounting(agency):
    installed = set(agency.sql("SELECT name FROM ir_module_module WHERE state = 'installed'"))
    assert 'fines_base' in installed
    assert installed.isdisjoint({'account', 'public_revenue_collection'})
    assert agency.shell(REGISTER).endswith('registered')
    assert all(line.startswith('ok') for line in command('check', '--db', agency.db).stdout.splitlines()[:-1])


REGISTER = """
place = env['revenue.territory'].create({'name': "Place", 'code': 'P', 'country_id': env.ref('base.cu').id})
office = env['revenue.office'].create({'name': "Office", 'code': 'O', 'territory_id': place.id, 'tz': 'UTC'})
norm = env['revenue.norm'].create({'name': "Norm", 'code': 'N'})
offence = env['fines.offence'].create({'code': 'A1', 'name': "Noise", 'norm_id': norm.id, 'amount': 50})
agency = env['fines.agency'].create({'name': "Agency", 'code': 'AG', 'office_ids': [(6, 0, office.ids)]})
fine = env['fines.fine'].create({
    'agency_id': agency.id, 'number': '1', 'infraction_date': '2026-03-02', 'person_name': "Juan Pérez",
    'place': "Main street", 'line_ids': [(0, 0, {'offence_id': offence.id})]})
fine.action_register()
print(fine.state)
"""


def _login(server, login, password):
    script = (
        "from odoo.exceptions import AccessDenied\n"
        "try:\n"
        f"    credential = {{'type': 'password', 'login': {login!r}, 'password': {password!r}}}\n"
        "    env['res.users'].authenticate(credential, {})\n"
        "    print('in')\n"
        "except AccessDenied:\n"
        "    print('out')\n"
    )
    return server.shell(script).endswith('in')
