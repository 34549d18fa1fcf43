from odoo import api, models


class RevenueDatedRowMixin(models.AbstractModel):
    """A dated row of law whose owner has a history: what the row was and what it became is written there."""

    _name = 'revenue.dated.row.mixin'
    _description = "Dated Row with a History"
    _inherit = ['revenue.cached.mixin']

    def write(self, vals):
        """Override to leave a trace."""
        before = self._describe()
        result = super().write(vals)
        self._note_change(before, self._describe())
        return result

    @api.ondelete(at_uninstall=False)
    def _unlink_leave_trace(self):
        self._note_change(self._describe(), {})

    def _describe(self):
        """Return each row in words. Hook for the host model, which must implement it.

        :rtype: dict[int, str]
        """
        raise NotImplementedError

    def _get_history(self):
        """Return the record with the history. Hook for the host model, which must implement it."""
        raise NotImplementedError

    def _say_change(self, old, new):
        """Return the sentence of the history. Hook for the host model, which must implement it.

        :rtype: str
        """
        raise NotImplementedError

    def _note_change(self, before, after):
        for row in self:
            old, new = before.get(row.id), after.get(row.id)
            if old != new:
                row._get_history().message_post(body=row._say_change(old, new))
