import base64
import hashlib

from odoo import api, models
from odoo.exceptions import UserError


class RevenueFileMixin(models.AbstractModel):
    """A file that is read into records, known again by its fingerprint: a person gives the file, the rest follows.

    The host has `file` and `digest` and names what a person gives.
    """

    _name = 'revenue.file.mixin'
    _description = "File to Be Read"

    #: What a person gives; the rest is found by reading the file.
    _file_given = frozenset()

    @api.model
    def _check_given(self, *vals_list):
        if any(vals.keys() - self._file_given for vals in vals_list):
            raise UserError(self.env._("What a file says is found by reading it."))

    @api.model
    def _examine(self, vals):
        """Return the fingerprint of a file that is given, as values to be written.

        :rtype: dict
        """
        content = vals.get('file') and base64.b64decode(vals['file'])
        return {'digest': hashlib.sha256(content).hexdigest()} if content else {}
