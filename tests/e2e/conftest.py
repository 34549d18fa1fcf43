"""Real servers, real connections: what end-to-end tests share.

E2E_CLUSTER=durable runs them with fsync on, as a served database has it.
"""
import os

import pytest
from harness import books, world
from harness.ground import Ground
from harness.kernel import Kernel
from harness.meeting import Meeting
from harness.server import serving

MODULES = ["public_revenue_fault_test", "fines_collection"]


def pytest_collection_modifyitems(items):
    for item in items:
        # Odoo itself warns when it is imported and when it works; ./test judges the logs of our addons.
        item.add_marker(pytest.mark.filterwarnings("ignore"))


@pytest.fixture(scope="session")
def ground():
    place = Ground(os.environ.get("E2E_CLUSTER", "fast"), MODULES)
    yield place
    place.close()


@pytest.fixture(scope="module")
def database(ground, request):
    name = ground.copy(request.module.__name__.removeprefix("test_"))
    yield name
    ground.drop(name)


@pytest.fixture(scope="module")
def kernel(ground, database):
    odoo = Kernel(ground, database)
    yield odoo
    odoo.close()


@pytest.fixture(scope="module")
def province(kernel, request):
    """A world; a module says how large by OFFICES and DESKS."""
    with kernel.env() as env:
        return world.build(env, getattr(request.module, "OFFICES", 1), getattr(request.module, "DESKS", 2))


@pytest.fixture(scope="module")
def server(ground, database, province):
    with serving(ground, database, workers=4) as one:
        yield one


@pytest.fixture(scope="module")
def meeting(kernel, ground):
    place = Meeting(kernel, ground)
    yield place
    place.close()


@pytest.fixture
def books_agree(kernel):
    """After every test that uses it: nothing differs anywhere, whatever met whatever."""
    yield
    with kernel.env() as env:
        assert not books.find_wrong(env.cr)
        assert not books.find_failed_checks(env)
