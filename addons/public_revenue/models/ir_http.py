import json

from odoo import models
from odoo.http import request


class IrHttp(models.AbstractModel):
    _inherit = 'ir.http'

    @classmethod
    def _handle_debug(cls):
        """Override of web: developer mode shows field names and templates, so it is for administrators only."""
        super()._handle_debug()
        if request.session.debug and not cls._is_told_details():
            request.session.debug = ''

    @classmethod
    def _handle_error(cls, exception):
        """Override of base: an error tells its message; where it happened in the code is told to administrators only.

        The server's log keeps the whole story.
        """
        response = super()._handle_error(exception)
        if getattr(response, 'mimetype', '') == 'application/json' and not cls._is_told_details():
            cls._forget_details(response)
        return response

    @classmethod
    def _forget_details(cls, response):
        answer = json.loads(response.get_data(as_text=True))
        data = answer.get('error', {}).get('data') if isinstance(answer, dict) else None
        if isinstance(data, dict) and data.get('debug'):
            response.set_data(json.dumps({**answer, 'error': {**answer['error'], 'data': {**data, 'debug': ''}}}))

    @classmethod
    def _is_told_details(cls):
        """Say whether the one who asks is an administrator of the system; anonymous visitors are not."""
        return bool(request.session.uid) and request.env(user=request.session.uid).user._has_group('base.group_system')
