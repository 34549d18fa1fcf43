import base64

from odoo import api, fields, models
from odoo.exceptions import UserError

from ..evidence import get_digest, make_picture
from ..guards import guard_evidence

#: Who sees where a picture was taken: those who judge the fine.
JUDGES = ",".join(f"public_revenue.public_revenue_group_{role}" for role in (
    "supervisor", "agency_officer", "auditor"))
#: Pictures that `./run check` reads, the latest.
CHECKED = 500


class FinesEvidence(models.Model):
    """A photo that proves an infraction: made anew without hidden data; the digests of the file as it came and as it
    is kept say whether it is still the same. Only added; removed only with a draft.
    """

    _name = "fines.evidence"
    _description = "Evidence of a Fine"
    _order = "fine_id, taken_at, id"

    fine_id = fields.Many2one("fines.fine", required=True, ondelete="cascade", index=True)
    name = fields.Char("What It Shows", required=True)
    picture = fields.Image(required=True, attachment=True, max_width=0, max_height=0)
    thumbnail = fields.Image(related="picture", max_width=320, max_height=320, store=True, string="Preview")
    taken_at = fields.Datetime(help="As the camera or the inspector says.")
    position = fields.Char(groups=JUDGES, help="Where it was taken: latitude and longitude.")
    original_digest = fields.Char(readonly=True, copy=False, help="SHA-256 of the file as it came.")
    digest = fields.Char(readonly=True, copy=False, help="SHA-256 of the picture as it is kept.")

    def init(self):
        guard_evidence(self.env.cr)

    @api.model_create_multi
    def create(self, vals_list):
        evidence = super().create([self._prepare_picture(vals) for vals in vals_list])
        evidence.fine_id.check_access("write")
        return evidence

    def write(self, vals):  # pylint: disable=method-required-super
        """Refused: a picture is kept as it came."""
        raise UserError(self.env._("Evidence does not change: add another picture."))

    @api.ondelete(at_uninstall=False)
    def _unlink_except_registered(self):
        if any(fine.state != "draft" for fine in self.fine_id):
            raise UserError(self.env._("The evidence of a registered fine is not deleted."))

    @api.model
    def _prepare_picture(self, vals):
        """Values with the picture made anew and its digests; what the caller says of digests does not count."""
        if not vals.get("picture"):
            raise UserError(self.env._("Choose the picture."))
        try:
            raw = base64.b64decode(vals["picture"], validate=True)
        except ValueError as error:
            raise UserError(self.env._("The picture is damaged: it cannot be read.")) from error
        stored = make_picture(self.env, raw)
        return {
            **vals, "picture": base64.b64encode(stored), "original_digest": get_digest(raw),
            "digest": get_digest(stored)}

    @api.model
    def _find_changed(self):
        """Evidence whose stored picture is not the one that was kept (the first few)."""
        changed = self.browse()
        for evidence in self.search([], order="id desc", limit=CHECKED):
            if get_digest(base64.b64decode(evidence.picture or b"")) != evidence.digest:
                changed += evidence
        return [self.env._("evidence %s was changed", evidence.id) for evidence in changed[:5]]
