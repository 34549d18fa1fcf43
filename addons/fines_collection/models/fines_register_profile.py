from odoo import fields, models


class FinesRegisterProfile(models.Model):
    """How one existing register is to be understood: its day, its currency, and what its words mean here."""

    _name = "fines.register.profile"
    _description = "Profile of a Register"
    _order = "code"

    name = fields.Char(required=True)
    code = fields.Char(required=True, help="The name that the command of the import is given.")
    company_id = fields.Many2one(
        "res.company", required=True, ondelete="restrict", default=lambda self: self.env.company)
    currency_id = fields.Many2one(related="company_id.currency_id")
    cutover = fields.Date(
        "Cut-over", required=True, help="The day whose state the register shows. Nothing in it can be later.")
    office_id = fields.Many2one(
        "revenue.office", string="Office of Other Places", ondelete="restrict", index="btree_not_null",
        help="Collects the fines whose place has no office of its own below. Empty: such rows go to quarantine.")
    note = fields.Text("Sources and Assumptions")
    alias_ids = fields.One2many("fines.register.alias", "profile_id", string="Words")
    active = fields.Boolean(default=True)

    _code_unique = models.UniqueIndex("(code)", "There is already a profile with this code.")

    def _get_words(self):
        """What the words of the register mean.

        :return: by kind, record ids by the word in capitals
        :rtype: dict[str, dict[str, int]]
        """
        self.ensure_one()
        words = {"agency": {}, "offence": {}, "office": {}}
        for alias in self.alias_ids:
            words[alias.kind][alias.text.upper()] = alias[f"{alias.kind}_id"].id
        return words
