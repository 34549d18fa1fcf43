"""The points at which a payment can be made to fail or to wait."""
import os
import time

from odoo.exceptions import UserError
from odoo.http import request
from odoo.tools import SQL

HEADER = "X-Revenue-Fault"
POINTS = ("claimed", "allocated", "housed", "numbered", "committed")


class InjectedFault(UserError):
    """What was asked to fail has failed."""


def reach(env, point):
    """Let the fault happen that the request, or the context, asks for at this point."""
    kind, wanted, *seconds = _get_wish(env)
    if wanted != point:
        return
    if kind == "fail":
        raise InjectedFault(f"Injected fault: {point}")
    # The pool gives every worker's connections the name of the process that started them all.
    env.cr.execute(SQL("SELECT set_config('application_name', %s, true)", f"revenue-worker-{os.getpid()}"))
    if kind == "pause":
        env.cr.execute(SQL("SELECT %s", f"revenue fault {point}"))
        time.sleep(float(seconds[0]))


def _get_wish(env):
    wish = env.context.get("revenue_fault") or (request and request.httprequest.headers.get(HEADER)) or "none:"
    return wish.split(":")
