from odoo.addons.public_revenue_collection.tests.common import CollectionCommon


class OfficeCommon(CollectionCommon):
    """A desk in the test office, its cashier, a supervisor, an accountant and an auditor; the clock stands still."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.bank_channel = cls.make_channel(cls.company, kind="bank")
        cls.desk = cls.make_desk("Desk 1", cls.office, cls.series)
        cls.cashier = cls.make_user("o-cashier", "cashier", cls.office)
        cls.supervisor = cls.make_user("o-supervisor", "supervisor", cls.office)
        cls.accountant = cls.make_user("o-accountant", "accountant", cls.office)
        cls.auditor = cls.make_user("o-auditor", "auditor", cls.env["revenue.office"])

    @classmethod
    def make_desk(cls, name, office, series):
        return cls.env["revenue.desk"].create({
            "name": name, "office_id": office.id, "channel_id": cls.channel.id, "series_id": series.id,
            "method_ids": [(0, 0, {"method": "card", "channel_id": cls.bank_channel.id})]})

    @classmethod
    def open_session(cls, opening=100, user=None, desk=None):
        return cls.env["revenue.desk.session"].with_user(user or cls.cashier).create(
            {"desk_id": (desk or cls.desk).id, "opening_float": opening})

    @classmethod
    def open_screen(cls, session, **values):
        return cls.env["revenue.desk.collect"].with_user(session.user_id).create({"session_id": session.id, **values})

    @classmethod
    def pay(cls, session, *keys, **values):
        """Collect the debts that keys name, in one receipt, by the screen."""
        screen = cls.open_screen(session, **values)
        for key in keys:
            chosen = [(line.debt_id, line.amount) for line in screen.line_ids if line.is_chosen]
            screen.query = key
            screen.action_find()
            for debt_id, amount in chosen:
                line = screen.line_ids.filtered(lambda line, debt_id=debt_id: line.debt_id == debt_id)
                line.write({"is_chosen": True, "amount": amount})
        screen.action_collect()
        return screen.receipt_id

    @classmethod
    def count(cls, session, amount):
        """Count and confirm; the session is left to be closed."""
        session.action_count()
        session.counted_amount = amount
        session.action_confirm_count()

    @classmethod
    def close(cls, session, amount, **explanation):
        cls.count(session, amount)
        session.write(explanation)
        session.action_close()
