import base64
import io

from PIL import Image

from odoo.exceptions import AccessError, UserError
from odoo.tests import HttpCase, freeze_time, tagged
from odoo.tools import SQL

from ..evidence import MAX_BYTES, MAX_STORED, get_digest
from .common import ROLES, FinesCommon

READERS = {"inspector", "agency_officer", "clerk", "supervisor", "enforcement", "legal", "auditor", "national"}


@tagged("post_install", "-at_install")
@freeze_time("2026-03-10 15:00:00")
class TestEvidence(FinesCommon, HttpCase):

    def _photo(self, size=(64, 48)):
        """A picture as a telephone makes it: camera, position and a comment inside."""
        exif = Image.Exif()
        exif[0x010F] = "Secret Camera"
        exif[0x8825] = {1: "N", 2: (22.0, 24.0, 25.0), 3: "W", 4: (79.0, 57.0, 53.0)}
        return self._picture(size=size, exif=exif, comment=b"home of the witness")

    def test_sec_28_what_hides_in_a_picture_is_not_kept(self):
        for size in ((64, 48), (3000, 2000)):
            raw = self._photo(size)
            self.assertIn(b"Secret Camera", raw)
            evidence = self._evidence(self._fine(size[0]), raw)
            stored = base64.b64decode(evidence.picture)
            with Image.open(io.BytesIO(stored)) as image:
                self.assertFalse(dict(image.getexif()))
                self.assertFalse(image.info.get("comment"))
                self.assertLessEqual(max(image.size), 1600)
            for hidden in (b"Secret Camera", b"witness", b"Exif"):
                self.assertNotIn(hidden, stored)
            self.assertLessEqual(len(stored), MAX_STORED)
            self.assertEqual((evidence.original_digest, evidence.digest), (get_digest(raw), get_digest(stored)))

    def test_sec_27_only_pictures_by_their_content_are_taken(self):
        fine = self._fine(1)
        self._evidence(fine, self._picture("PNG"))
        for raw in (
            b"<svg xmlns='http://www.w3.org/2000/svg'><script>x</script></svg>", b"<html></html>", b"%PDF-1.4 x",
            b"MZ" + b"\0" * 100, self._picture()[:60], b"\xff\xd8\xff\xe0" + b"\0" * 50, self._picture("GIF"),
            b"\0" * (MAX_BYTES + 1),
        ):
            with self.subTest(start=raw[:8]), self.assertRaises(UserError), self.env.cr.savepoint():
                self._evidence(fine, raw)
        with self.assertRaises(UserError):
            self.env["fines.evidence"].create({"fine_id": fine.id, "name": "x", "picture": "no base64!"})

    def test_evidence_never_changes_and_goes_only_with_a_draft(self):
        evidence = self._evidence(self._fine(1, "registered"))
        with self.assertRaises(UserError):
            evidence.write({"name": "x"})
        with self.assertRaises(UserError):
            evidence.unlink()
        self._evidence(self._fine(2)).unlink()
        forged = self._evidence(self._fine(3), digest="x", original_digest="x")
        self.assertNotIn("x", (forged.digest, forged.original_digest))

    def test_inv_11_a_picture_changed_past_the_guards_is_named(self):
        evidence = self._evidence(self._fine(1))
        self.assertFalse(self.env["fines.evidence"]._find_changed())
        attachment = self.env["ir.attachment"].search([
            ("res_model", "=", "fines.evidence"), ("res_field", "=", "picture"), ("res_id", "=", evidence.id)])
        attachment.raw = self._picture(size=(10, 10))
        self.env.cr.execute(SQL("SELECT 1"))
        evidence.invalidate_recordset()
        self.assertIn(str(evidence.id), "".join(self.env["fines.evidence"]._find_changed()))

    def test_sec_30_a_picture_is_read_with_the_rights_on_its_fine_only(self):
        evidence = self._evidence(self._fine(1, "registered"))
        attachments = self.env["ir.attachment"].search([
            ("res_model", "=", "fines.evidence"), ("res_field", "!=", False), ("res_id", "=", evidence.id)])
        self.assertEqual(set(attachments.mapped("public")), {False})
        for role in ROLES:
            rows = evidence.with_user(self._user(role))
            with self.subTest(role=role):
                if role in READERS:
                    self.assertTrue(rows.picture)
                else:
                    with self.assertRaises(AccessError):
                        rows.read(["picture"])
        foreign = self._user("clerk", "foreign")
        foreign.revenue_office_ids = self.other_office
        for user in (foreign, self._user("cashier", "till")):
            with self.assertRaises(AccessError):
                evidence.with_user(user).read(["picture"])
            with self.assertRaises(AccessError):
                attachments.with_user(user).read(["datas"])
        response = self.url_open(f"/web/content/{attachments[0].id}")
        self.assertNotEqual(response.content, attachments[0].raw)

    def test_the_position_is_for_those_who_judge(self):
        evidence = self._evidence(self._fine(1), position="22.4069, -79.9647")
        for role, sees in (("supervisor", True), ("agency_officer", True), ("clerk", False), ("inspector", False)):
            rows = evidence.with_user(self._user(role))
            with self.subTest(role=role):
                if sees:
                    self.assertEqual(rows.read(["position"])[0]["position"], "22.4069, -79.9647")
                else:
                    with self.assertRaises(AccessError):
                        rows.read(["position"])
