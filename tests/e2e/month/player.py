"""Plays the events of the month on the real models, each by a person of the office with the rights of that role."""
import base64
from contextlib import contextmanager
from datetime import date

from freezegun import freeze_time

from .after import After
from .script import FIRST_PAPER, LAST_PAPER
from .town import get_identity

FLOAT_KEPT = 2000


class Player(After):
    """One database, one month.

    :param kernel: of the harness
    :param town: what `town.build` made
    :param bank: called with an office and a day, the rows of the bank's file: the world outside
    """

    def __init__(self, kernel, town, bank):
        self.kernel, self.town, self.bank = kernel, town, bank
        self.today = None
        self.requests = 0
        self.controls = {}        # day -> comparisons of the control report that are not zero
        self.by_number = {}

    def play(self, events):
        """All events, day after day, each in a transaction of its own at 15:00 UTC of its day."""
        clock = None
        try:
            for event in events:
                if event["day"] != self.today:
                    if clock:
                        clock.stop()
                    self.today = event["day"]
                    clock = freeze_time(f"{self.today} 15:00:00")
                    clock.start()
                getattr(self, f"on_{event['kind']}")(event)
        finally:
            if clock:
                clock.stop()

    @contextmanager
    def acting(self, office, role=None, desk=None):
        """An environment of somebody of the office: a role, or the cashier of a desk.

        :return: the environment and the place
        """
        place = self.town.places[office]
        user = place.cashiers[desk] if role is None else place.users[role]
        with self.kernel.env(user=user) as env:
            yield env(context={"allowed_company_ids": [place.company]}), place

    # === SLIPS === #

    def on_batch(self, event):
        with self.acting(event["office"], "clerk") as (env, place):
            batch = env["fines.batch"].create({
                "agency_id": place.agency, "office_id": place.office, "received_from": "Mensajero",
                "declared_count": len(event["slips"]),
                "declared_amount": sum(slip["nominal"] for slip in event["slips"])})
            env["fines.fine"].create([self._prepare_slip(batch, place, slip) for slip in event["slips"]])
            batch.action_close()

    def _prepare_slip(self, batch, place, slip):
        return {
            "batch_id": batch.id, "agency_id": place.agency, "series": "A", "number": slip["number"].replace("-", ""),
            "infraction_date": slip["notified"], "infraction_time": 9.5, "notified_on": slip["notified"],
            "place": "Calle Real 1", "person_name": f"Persona {slip['person']}",
            "person_identity": get_identity(slip["person"]), "person_identity_type_id": self.town.identity_type,
            "offence_codes": "m1", "slip_amount": slip["nominal"], "amount_reason": "Según la gravedad",
        }

    def _find(self, env, number):
        """The debt of a slip, as anybody finds it who has the paper in hand."""
        debts, _state = env["revenue.key"]._find("slip", self._spell(number))
        return debts

    # === DESKS === #

    def on_open(self, event):
        with self.acting(event["office"], desk=event["desk"]) as (env, place):
            env["revenue.desk.session"].create({
                "desk_id": place.desks[event["desk"]], "opening_float": event["float"]})

    def on_pay(self, event):
        with self.acting(event["office"], desk=event["desk"]) as (env, _place):
            session = env["revenue.desk.session"]._get_mine()
            screen = env["revenue.desk.collect"].create({"session_id": session.id, "method": event["method"]})
            for place, number in enumerate(event["numbers"]):
                screen.query = self._spell(number)
                if place:
                    screen.action_add()
                else:
                    screen.action_find()
            if event["method"] != "cash":
                screen.payment_reference = f"P-{self._draw()}"
            if event["method"] == "cheque":
                screen.write({"cheque_bank": "Banco Metropolitano", "cheque_drawer": "Ana Pérez"})
            if event["method"] == "cheque":
                screen.write({"cheque_bank": "Banco Metropolitano", "cheque_drawer": "Quien firma"})
            screen.action_collect()

    def _spell(self, number):
        return f"M{number.split('-')[0]}A{number.replace('-', '')}"

    def _draw(self):
        self.requests += 1
        return self.requests

    def on_close(self, event):
        with self.acting(event["office"], desk=event["desk"]) as (env, _place):
            session = env["revenue.desk.session"]._get_mine()
            session.action_count()
            session.counted_amount = session._get_expected_cash() - event["short"]
            session.action_confirm_count()
            session.write({"float_kept": min(FLOAT_KEPT, session.counted_amount), **(
                {"difference_reason": "change", "difference_note": "Vuelto equivocado"} if event["short"] else {})})
            session.action_close()

    def on_deposit(self, event):
        with self.acting(event["office"], "supervisor") as (env, place):
            sessions = env["revenue.desk.session"].search([
                ("office_id", "=", place.office), ("state", "=", "closed"), ("deposit_id", "=", False)])
            if any(sessions.mapped("deposit_amount")) or "cheque" in sessions.receipt_ids.mapped("method"):
                deposit = env["revenue.deposit"]._make(sessions)
                deposit.write({"journal_id": place.bank, "bank_reference": f"D-{event['office']}-{self.today:%m%d}"})
                deposit.action_hand_over()

    # === A DAY WITHOUT POWER === #

    def on_paper(self, event):
        """The cashier keys a paper of yesterday into today's session."""
        with self.acting(event["office"], desk=event["desk"]) as (env, place):
            screen = env["revenue.contingency.book.key"].create({
                "session_id": env["revenue.desk.session"]._get_mine().id, "paid_on": event["paid_on"],
                "book_id": place.books[event["desk"]], "cashier_id": place.cashiers[event["desk"]]})
            screen.line_ids = [
                (0, 0, {"number": str(event["paper"]), "key": self._spell(number), "amount": amount})
                for number, amount in zip(event["numbers"], event["amounts"], strict=True)]
            screen.action_key()
            assert not any(screen.line_ids.mapped("problem")), screen.line_ids.mapped("problem")

    def on_papers_end(self, event):
        """The torn paper is void, the blank ones come back, and the book closes at zero."""
        with self.acting(event["office"], "supervisor") as (env, place):
            book = env["revenue.contingency.book"].browse(place.books[event["desk"]])
            book.action_return()
            for first, last, values in (
                (event["void"], event["void"], {"fate": "void", "reason": "Roto"}),
                (FIRST_PAPER, LAST_PAPER, {"fate": "returned"}),
            ):
                env["revenue.contingency.book.fate"].create({
                    "book_id": book.id, "number_from": first, "number_to": last, **values}).action_confirm()
            book.action_close()

    # === THE BANK === #

    def on_statement(self, event):
        """The accountant reads the bank's file and accepts what is certain."""
        rows = [f"{day:%d/%m/%Y};{reference};DEPOSITO;{amount:.2f}".replace(".", ",")
                for day, reference, amount in self.bank(event["office"], self.today)]
        content = "\n".join(["Fecha;Referencia;Concepto;Importe", *rows]).encode()
        with self.acting(event["office"], "accountant") as (env, place):
            file = env["revenue.bank.import"].create({
                "profile_id": place.profile, "name": f"extracto-{self.today}.csv", "file": base64.b64encode(content)})
            file.action_read()
        with self.kernel.env() as env:
            env["revenue.bank.import"]._cron_enter()
        with self.acting(event["office"], "accountant") as (env, place):
            proposals = env["revenue.bank.proposal"]
            proposals.action_find()
            proposals.search([("rank", "=", "safe")]).action_accept()
        with self.kernel.env() as env:
            env["revenue.bank.proposal"]._cron_accept()

    # === LISTS === #

    def on_list(self, event):
        """The clerk reads the file that was handed in; the night's job posts it, here at once."""
        with self.acting(event["office"], "clerk") as (env, place):
            record = env["revenue.payment.list"].create({
                "office_id": place.office, "channel_id": place.channels[event["channel"]],
                "reference": event["reference"], "control_count": len(event["rows"]),
                "control_amount": sum(row["amount"] for row in event["rows"])})
            record.write({"file": self._make_file(event["rows"]), "file_name": f"{event['reference']}.xlsx"})
            record.action_read()
            record.action_check()
            record.action_post()
        with self.kernel.env() as env:
            env["revenue.payment.list"]._cron_post()

    def _make_file(self, rows):
        from odoo.addons.public_revenue.sheet import write_book
        from odoo.addons.public_revenue_office import payment_file
        names = ("key", "day", "amount")
        head = [payment_file.COLUMNS[name] for name in names]
        return base64.b64encode(write_book({payment_file.SHEET: [head, *(
            [self._spell(row["number"]), f"{date.fromisoformat(row['paid_on']):%d/%m/%Y}", row["amount"]]
            for row in rows)]}))

    # === WHAT HAPPENS RARELY === #

    def on_halved(self, event):
        """The clerk takes the writing in, the supervisor decides."""
        with self.acting(event["office"], "clerk") as (env, _place):
            [fine_id] = self._find(env, event["number"]).mapped("origin_id")
            case = env["revenue.review.case"].create({
                "res_model": "fines.fine", "res_id": fine_id, "received_on": date(2026, 3, 9)})
        with self.acting(event["office"], "supervisor") as (env, _place):
            case = env["revenue.review.case"].browse(case.id)
            case.action_admit()
            case._decide("partly", "La mitad", env["fines.fine"].browse(fine_id).amount_total / 2)

    def on_bounced(self, event):
        """A cashier notes what the bank says, the supervisor takes the receipt back."""
        with self.acting(event["office"], desk=0) as (env, _place):
            receipt = self._find(env, event["number"]).receipt_ids
            bounce = env["revenue.cheque.bounce"].browse(receipt.action_bounce()["res_id"])
            bounce.write({"bank_reference": event["reference"], "reason": "funds"})
            bounce.action_request()
        with self.acting(event["office"], "supervisor") as (env, _place):
            env["revenue.cheque.bounce"].browse(bounce.id).revenue_approval_ids._decide("approved", "")

    def on_refund(self, event):
        """The clerk prepares, the supervisor approves, the cashier gives the cash."""
        with self.acting(event["office"], "clerk") as (env, _place):
            credit = env["revenue.credit"].search([
                ("obligation_id", "in", self._find(env, event["number"]).ids), ("balance", ">", 0)])
            order = env["revenue.refund"].create([{
                "credit_id": credit.id, "decision": f"D-{event['number']}", "grounds": "Apelación con lugar en parte"}])
            order.action_request()
        with self.acting(event["office"], "supervisor") as (env, _place):
            env["revenue.refund"].browse(order.id).revenue_approval_ids._decide("approved", "")
        with self.acting(event["office"], desk=event["desk"]) as (env, _place):
            order = env["revenue.refund"].browse(order.id)
            order.payee_document = "85010112345"
            order.action_pay_cash()

    def on_decree(self, event):
        """A norm that reaches back: new law data, and in each office an act over what was collected meanwhile."""
        with self.kernel.env() as env:
            version = env["revenue.policy"].browse(self.town.policy)._make_version(date.fromisoformat(event["since"]))
            version.step_ids.rate = float(event["factor"])
            version._set_in_force()
        for office in self.town.places:
            self._reach_back(office, version.id, event)

    def _reach_back(self, office, policy, event):
        with self.acting(office, "legal") as (env, place):
            act = env["revenue.retroactive"].create([{
                "name": "Decreto", "decision": "DEC-1", "grounds": "El decreto tiene efecto retroactivo",
                "cause": "policy", "policy_id": policy, "date_from": event["since"], "date_to": self.today,
                "office_id": place.office}])
            act.action_look()
        self._run(act, "ready")
        with self.acting(office, "legal") as (env, _place):
            act = env["revenue.retroactive"].browse(act.id)
            if not act.line_count:
                return
            act.action_request()
        with self.acting(office, "supervisor") as (env, _place):
            env["revenue.retroactive"].browse(act.id).revenue_approval_ids._decide("approved", "")
        self._run(act, "done")

    def _run(self, act, state):
        """The background job, until it has come to its end."""
        for _pass in range(100):
            with self.kernel.env() as env:
                env["revenue.retroactive"]._cron_run()
            with self.kernel.env() as env:
                if env["revenue.retroactive"].browse(act.id).state == state:
                    return
        raise AssertionError(f"the act does not become {state}")

    # === CLAIMS === #

    def on_claimed(self, event):
        """The payer shows what the post office gave: money that waits under a wrong number is found, a second person
        lets it be applied, for who claims is not known to be the debtor.
        """
        with self.acting(event["office"], "clerk") as (env, place):
            claim = env["revenue.claim"].create([{
                "office_id": place.office, "claimant": "Ana Pérez", "proof_channel_id": place.channels["post"],
                "obligation_ids": [(6, 0, self._find(env, event["number"]).ids)],
                "proof_date": event["paid_on"], "proof_amount": event["amount"]}])
            claim.action_search()
            [found] = claim.found_ids.filtered(lambda row: row.held == event["amount"])
            found.action_use()
            claim.write({"consent": "Lo pide quien pagó", "grounds": "El número se escribió mal"})
            claim.action_decide()
        with self.acting(event["office"], "supervisor") as (env, _place):
            claim = env["revenue.claim"].browse(claim.id)
            claim.revenue_approval_ids._decide("approved", "")
            assert claim.state == "applied", claim.status

    def on_denied(self, event):
        """Nobody took the money: the clerk says why not, the supervisor agrees."""
        with self.acting(event["office"], "clerk") as (env, place):
            claim = env["revenue.claim"].create([{
                "office_id": place.office, "claimant": "Luis Gil", "story": "Dice que pagó",
                "obligation_ids": [(6, 0, self._find(env, event["number"]).ids)]}])
            claim.action_search()
            claim.write({"outcome": "reject", "grounds": "No hay comprobante ni dinero", "remedy": "Recurso de alzada",
                         "remedy_until": "2026-04-30"})
            claim.action_decide()
        with self.acting(event["office"], "supervisor") as (env, _place):
            env["revenue.claim"].browse(claim.id).revenue_approval_ids._decide("approved", "")

    # === TRANSFERS === #

    def on_sent(self, event):
        """Debts go to another office at once."""
        with self.acting(event["office"], "clerk") as (env, _place):
            debts = env["revenue.obligation"].union(*(self._find(env, number) for number in event["numbers"]))
            other = env["revenue.office"].browse(self.town.places[event["to"]].office)
            env["revenue.transfer"]._send(debts, other, "Vive allí")

    def on_answered(self, event):
        """The other office acknowledges most of them, and sends one back."""
        with self.acting(event["office"], "clerk") as (env, _place):
            for answer in ("accepted", "rejected"):
                debts = env["revenue.obligation"].union(*(self._find(env, number) for number in event[answer]))
                env["revenue.transfer.line"].search([("obligation_id", "in", debts.ids)])._answer(answer, "Se mudó")

    # === THE NIGHT === #

    def on_night(self, _event):
        """Every office closes its day; the control report is asked for the whole of it."""
        for office in self.town.places:
            with self.acting(office, "supervisor") as (env, place):
                env["revenue.office"].browse(place.office).action_close_day()
        with self.kernel.env() as env:
            rows = env["revenue.control"]._control()
            self.controls[self.today] = [row for row in rows if row["difference"] or row["count"]]
