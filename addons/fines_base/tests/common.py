import base64
import io

from PIL import Image

from odoo.fields import Command
from odoo.tests import new_test_user

from odoo.addons.base.tests.common import BaseCommon

ROLES = (
    "inspector", "agency_officer", "clerk", "cashier", "supervisor", "enforcement", "accountant", "legal", "auditor",
    "national",
)


class FinesCommon(BaseCommon):
    """Two offices, two agencies that report to one each, offences of one norm, a user per role on the first side."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.territory = cls.env["revenue.territory"].create({
            "name": "Here", "code": "TEST-1", "country_id": cls.env.ref("base.cu").id})
        cls.office, cls.other_office = cls.env["revenue.office"].create([
            {"name": name, "code": f"TEST-{name}", "territory_id": cls.territory.id, "tz": "America/Havana"}
            for name in ("North", "South")])
        cls.agency, cls.other_agency = cls.env["fines.agency"].create([
            {"name": "Traffic police", "code": "TPOL", "office_ids": [Command.set(cls.office.ids)]},
            {"name": "Health board", "code": "HEAL", "office_ids": [Command.set(cls.other_office.ids)]},
        ])
        cls.inspector, cls.other_inspector = cls.env["fines.inspector"].create([
            {"name": "Ana", "badge": "7", "agency_id": cls.agency.id, "date_from": "2020-01-01"},
            {"name": "Luis", "badge": "7", "agency_id": cls.other_agency.id, "date_from": "2020-01-01"},
        ])
        cls.norm = cls.env["revenue.norm"].create({"name": "Norm", "code": "TEST-NORM", "date_from": "2015-06-01"})
        cls.offence, cls.range_offence = cls.env["fines.offence"].create([
            {"code": "zq1", "name": "Crossing on red", "norm_id": cls.norm.id, "amount": 100},
            {"code": "zq2", "name": "Noise", "norm_id": cls.norm.id, "amount_kind": "range", "amount": 50,
             "amount_max": 500},
        ])
        cls.identity_type = cls.env["revenue.identity.type"].create({
            "name": "Identity card", "code": "TEST-ID", "pattern": "[0-9]{11}", "example": "85032112345"})

    @classmethod
    def _give_calendar(cls):
        """Days are counted: both offices have a legal calendar."""
        (cls.office | cls.other_office).calendar_id = cls.env["revenue.calendar"].create({
            "name": "Test calendar", "code": "test-calendar"})

    @classmethod
    def _user(cls, role, login=None):
        """A user of a role, assigned to the first office or, for roles of agencies, to the first agency."""
        user = new_test_user(
            cls.env, login or f"fines_{role}", f"base.group_user,public_revenue.public_revenue_group_{role}")
        if role in ("inspector", "agency_officer"):
            user.fines_agency_ids = cls.agency
        else:
            user.revenue_office_ids = cls.office
        return user

    @classmethod
    def _fine_values(cls, number, **values):
        """Values of a complete fine, as a clerk keys it."""
        return {
            "agency_id": cls.agency.id, "series": "A", "number": str(number), "inspector_id": cls.inspector.id,
            "infraction_date": "2026-03-02", "infraction_time": 9.5, "place": "Main street 1",
            "person_name": "Juan Pérez", "line_ids": [Command.create({"offence_id": cls.offence.id})],
            **values,
        }

    @classmethod
    def _fine(cls, number, state="draft", **values):
        """A fine brought to a state."""
        fine = cls.env["fines.fine"].create(cls._fine_values(number, notified_on="2026-03-02", **values))
        if state != "draft":
            fine._set_registered()
        if state in ("notified", "closed"):
            fine._set_notified()
        if state == "closed":
            fine._set_closed("other", "test")
        return fine

    @classmethod
    def _book(cls, first, last, **values):
        """A checkbook of the first agency, series A."""
        return cls.env["fines.checkbook"].create({
            "agency_id": cls.agency.id, "series": "A", "number_from": first, "number_to": last,
            "office_id": cls.office.id, **values})

    @classmethod
    def _picture(cls, kind="JPEG", size=(64, 48), **options):
        """A small picture as a file."""
        file = io.BytesIO()
        Image.new("RGB", size, (200, 30, 30)).save(file, kind, **options)
        return file.getvalue()

    @classmethod
    def _evidence(cls, fine, raw=None, **values):
        """A photo of a fine."""
        return cls.env["fines.evidence"].create({
            "fine_id": fine.id, "name": "The car", "picture": base64.b64encode(raw or cls._picture()), **values})

    @classmethod
    def _measure(cls, fine):
        """An accessory measure of a draft."""
        kind = cls.env["fines.measure"].create({"name": "Confiscation", "code": f"test-{fine.id}"})
        return cls.env["fines.fine.measure"].create({
            "fine_id": fine.id, "measure_id": kind.id, "description": "Two bottles"})

    @classmethod
    def _debtor_change(cls, fine, **values):
        """A decision, prepared, that somebody else is the debtor of a fine."""
        return cls.env["fines.debtor.change"].create({
            "fine_id": fine.id, "decision": "R-7", "reason": "Sold before", "proof_text": "Deed of sale",
            "person_name": "Eva Ruiz", "person_identity_type_id": cls.identity_type.id,
            "person_identity": "90010112345", "clock": "notification", **values})
