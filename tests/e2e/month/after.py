"""What is done when the month is over: companies settle with each other, state their shares, close the month."""
from freezegun import freeze_time


class After:
    """The part of the player that begins on the first of April."""

    # === BETWEEN COMPANIES === #

    def remit(self, day, up_to):
        """After the month: each company settles with each other, two persons on the one side, one on the other.

        :param date day: the day on which the money moves
        :param date up_to: the last day settled
        :return: how many remittances there were
        """
        self.today = day
        with freeze_time(f"{day} 15:00:00"):
            count = sum(self._remit_from(office, up_to) for office in self._get_seats())
            self.on_night({})
        return count

    def _get_seats(self):
        """One office of each company: the first."""
        seats = {}
        for name, place in self.town.places.items():
            seats.setdefault(place.company, name)
        return seats.values()

    def _remit_from(self, office, up_to):
        with self.acting(office, "accountant") as (env, place):
            orders = env["revenue.remittance"]._prepare(env["revenue.office"].browse(place.office), up_to)
            orders.write({"channel_id": place.channels["transfer"], "payment_reference": f"TR-{office}"})
            for order in orders:
                order.action_request()
        with self.acting(office, "supervisor") as (env, _place):
            for order in env["revenue.remittance"].browse(orders.ids):
                order.revenue_approval_ids._decide("approved", "")
        with self.acting(office, "accountant") as (env, _place):
            orders = env["revenue.remittance"].browse(orders.ids)
            for order in orders:
                order.action_pay()
            receivers = [(order.id, order.receiver_company_id.id) for order in orders]
        for order_id, company in receivers:
            self._receive(order_id, company)
        return len(receivers)

    def _receive(self, order_id, company):
        [office] = [name for name in self._get_seats() if self.town.places[name].company == company]
        with self.acting(office, "accountant") as (env, place):
            order = env["revenue.remittance"].browse(order_id)
            order.write({"receiver_channel_id": place.channels["transfer"], "receiver_reference": f"EC-{order_id}"})
            order.action_receive()

    # === THE MONTH IS REPORTED === #

    def report(self, day, first, last):
        """Each company states its shares and closes its month: two persons for each.

        :param date day: the day on which they do it
        :param date first: first day of the month
        :param date last: its last day
        """
        self.today = day
        with freeze_time(f"{day} 15:00:00"):
            for office in self._get_seats():
                self._share(office, first, last)
            for company, users in self.town.reporters.items():
                self._close_month(company, users, first)
            self.on_night({})

    def _share(self, office, first, last):
        with self.acting(office, "accountant") as (env, place):
            statement = env["revenue.remittance.statement"].create([{
                "office_id": place.office, "date_from": first, "date_to": last}])
            statement.action_request()
        with self.acting(office, "supervisor") as (env, _place):
            env["revenue.remittance.statement"].browse(statement.id).revenue_approval_ids._decide("approved", "")
        with self.acting(office, "accountant") as (env, _place):
            env["revenue.remittance.statement"].browse(statement.id).action_post()

    def _close_month(self, company, users, first):
        with self.kernel.env(user=users[0]) as env:
            period = env(context={"allowed_company_ids": [company]})["revenue.period"].create([{
                "company_id": company, "date_from": first}])
            period.action_request()
        with self.kernel.env(user=users[1]) as env:
            env(context={"allowed_company_ids": [company]})["revenue.period"].browse(period.id)._approve("close_period")
