from odoo import fields, models


class RevenueEnterMixin(models.AbstractModel):
    """A screen on which the Enter key does something: what was typed is saved, done and shown in one request.

    The field widget `revenue_enter` sets `entered` and saves; the host says in `_on_enter` what follows.
    """

    _name = 'revenue.enter.mixin'
    _description = "Screen That Answers to Enter"

    entered = fields.Boolean(store=False, help="Only ever sent: the Enter key was pressed.")

    def web_save(self, vals, specification, next_id=None):
        """Override of web: save, do what Enter asks for, and read what is shown after it."""
        values = {name: value for name, value in vals.items() if name != 'entered'}
        if not vals.get('entered'):
            return super().web_save(values, specification, next_id=next_id)
        screen = self or self.create(values)
        if self and values:
            self.write(values)
        screen._on_enter()
        return screen.with_context(bin_size=True).web_read(specification)

    def _on_enter(self):
        """What the Enter key does. Overridden by each screen.

        :raise UserError: in words; nothing is saved then, what was typed stays on the screen
        """
