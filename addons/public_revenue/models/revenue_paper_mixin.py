from odoo import models

#: Beginning of `report_name` of the report actions that print papers; the model follows.
PAPER_REPORT = 'public_revenue.paper:'


class RevenuePaperMixin(models.AbstractModel):
    """What can be printed as a paper, without a browser or another program: see `paper.py` for what a paper holds.

    A report action with the name `public_revenue.paper:<model>` prints the records of a model that inherits this, one
    with `public_revenue.paper:<model>:<size>` on another size than the papers' own.
    Who must print again what was issued stores `_freeze_papers()` in a Json field and returns that in `_get_papers`.
    """

    _name = 'revenue.paper.mixin'
    _description = "Printed Paper"

    def _get_papers(self):
        """Return the papers of the records, aligned with them.

        Hook for the host model, which must implement it.

        :rtype: list[dict]
        """
        raise NotImplementedError

    def _freeze_papers(self):
        """Return the papers with all that printing adds, to be stored: they print the same bytes in any language.

        :rtype: list[dict]
        """
        label = self.env._("Page {page} of {pages}")
        return [{'page_label': label, **paper} for paper in self._get_papers()]
