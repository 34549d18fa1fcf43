"""A small province to collect in: offices, desks with series of their own, cashiers, debts."""
import itertools
from dataclasses import dataclass
from datetime import date, timedelta

PASSWORD = "cashier-e2e"
_numbers = itertools.count(1)


@dataclass
class Desk:
    """One cashier's place: ids only, so that any process and any client can use it."""

    login: str
    user: int
    office: int
    series: int
    channel: int


@dataclass
class World:
    company: int
    currency: int
    offices: list
    desks: list
    concept: int
    debtor: int

    def issue(self, env, count=1, amount=2000, age=10, office=None, slips=None):
        """Issue debts whose terms began `age` days ago: they double after 30 days.

        :return: ids
        """
        day = date.today() - timedelta(age)
        numbers = [f"E{next(_numbers)}" for _ in range(count)] if slips is None else slips
        return env["revenue.obligation"]._issue([{
            "office_id": office or self.offices[0], "concept_id": self.concept, "partner_id": self.debtor,
            "amount": amount, "date": day, "clock_start": day, "origin_model": "res.partner", "origin_id": self.debtor,
            "origin_key": f"e2e:{number}", "keys": [("slip", "", number)]} for number in numbers]).ids

    def collect(self, env, desk, obligations, amount, key, **options):
        """Take money at a desk.

        :return: the receipt
        """
        return env["revenue.receipt"]._collect(
            amount, env["res.currency"].browse(self.currency), date.today(),
            env["revenue.channel"].browse(desk.channel), key, series=env["revenue.series"].browse(desk.series),
            obligations=env["revenue.obligation"].browse(obligations), **options)


def build(env, offices=1, desks=2):
    """Make a world.

    :param int offices: how many
    :param int desks: how many in all, spread over the offices
    """
    company = env.company
    company._revenue_prepare_accounting()
    territory = env["revenue.territory"].create(
        {"name": "E2E", "code": "E2E", "country_id": env.ref("base.cu").id, "kind": "province"})
    calendar = env["revenue.calendar"].create({"name": "E2E", "code": "e2e"})
    places = env["revenue.office"].create([
        {"name": f"Office {number}", "code": f"e2e-{number}", "territory_id": territory.id, "tz": "UTC",
         "company_id": company.id, "calendar_id": calendar.id} for number in range(offices)])
    concept = env["revenue.concept"].create(
        {"name": "Fines", "code": "e2e-fines", "family_id": _make_policy(env).family_id.id})
    world = World(company.id, company.currency_id.id, places.ids, [], concept.id,
                  env["res.partner"].create({"name": "Ana Pérez"}).id)
    channel = _make_channel(env, company)
    for number in range(desks):
        world.desks.append(_make_desk(env, number, places[number % offices], channel))
    _share_password(env, world)
    open_day(env, world)
    return world


def build_town(env, province):
    """A second company with an office and a desk of its own, for the same law and the same cashier.

    :rtype: World
    """
    company = env["res.company"].create(
        {"name": "Town", "currency_id": province.currency, "country_id": env.ref("base.cu").id})
    env = env(context={"allowed_company_ids": [company.id, *env.context["allowed_company_ids"]]})
    env.user.company_ids |= company
    company._revenue_prepare_accounting()
    first = env["revenue.office"].browse(province.offices[0])
    office = first.copy({"name": "Town office", "code": "e2e-town", "company_id": company.id})
    desk = _make_desk(env, 99, office, _make_channel(env, company, "TWN"))
    town = World(company.id, province.currency, office.ids, [desk], province.concept, province.debtor)
    open_day(env, town)
    return town


def open_day(env, world):
    """What opening a desk does in the morning: the day's postings exist before the first payment."""
    journals = env["revenue.channel"].browse({desk.channel for desk in world.desks}).journal_id
    journals += env["res.company"].browse(world.company).revenue_journal_id
    env["revenue.posting"]._open_days(
        (world.company, office, journal.id) for office in world.offices for journal in journals)


def _make_policy(env):
    """Doubled from day 31 (the shape of DL 99/1987)."""
    family = env["revenue.policy.family"].create({"name": "E2E", "code": "e2e"})
    norm = env["revenue.norm"].create({"name": "E2E norm", "code": "E2E-1", "kind": "law"})
    policy = env["revenue.policy"].create({
        "name": "E2E policy", "code": "e2e", "family_id": family.id, "norm_id": norm.id, "date_from": "2020-01-01",
        "allocation": "cost interest surcharge indexation charge",
        "step_ids": [(0, 0, {"code": "double", "kind": "surcharge", "method": "factor", "rate": 2, "start_after": 30,
                             "phase": "surcharged"})]})
    policy._set_in_force()
    return policy


def _make_channel(env, company, code="E2E"):
    journal = env["account.journal"].with_company(company).create(
        {"name": f"Cash {code}", "code": code, "type": "cash", "company_id": company.id})
    return env["revenue.channel"].create(
        {"name": "Desks", "code": f"{code}-desk", "company_id": company.id, "journal_id": journal.id})


def _make_desk(env, number, office, channel):
    login = f"cashier{number}"
    user = env["res.users"].create({
        "name": login, "login": login, "revenue_office_ids": [(6, 0, office.ids)],
        "group_ids": [(6, 0, (env.ref("base.group_user")
                              + env.ref("public_revenue.public_revenue_group_cashier")).ids)]})
    series = env["revenue.series"].create({
        "code": f"D{number}/", "office_id": office.id, "company_id": office.company_id.id, "year": date.today().year})
    return Desk(login, user.id, office.id, series.id, channel.id)


def _share_password(env, world):
    """One password for all cashiers, digested once: that takes a third of a second each time."""
    first = env["res.users"].browse(world.desks[0].user)
    first.password = PASSWORD
    env.flush_all()
    env.cr.execute("UPDATE res_users SET password = (SELECT password FROM res_users WHERE id = %s) WHERE id IN %s",
                   [first.id, tuple(desk.user for desk in world.desks)])
