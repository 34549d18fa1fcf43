"""The offices of the month: one province, or three companies that collect for each other; people of every role."""
from dataclasses import dataclass, field

from freezegun import freeze_time

from . import script

ROLES = ("clerk", "supervisor", "accountant", "legal")
BANKS = {"card": "bank", "transfer": "bank", "cheque": "bank"}
LISTS = ("post", "collector", "payroll")
#: Which company an office belongs to, by shape.
SHAPES = {"province": {"A": 0, "A2": 0, "B": 0, "C": 0}, "towns": {"A": 0, "A2": 0, "B": 1, "C": 2}}


@dataclass
class Place:
    """What one office has; ids only."""

    company: int
    office: int
    agency: int
    desks: list = field(default_factory=list)
    cashiers: list = field(default_factory=list)
    users: dict = field(default_factory=dict)
    books: list = field(default_factory=list)
    channels: dict = field(default_factory=dict)
    bank: int = 0
    profile: int = 0


@dataclass
class Town:
    places: dict
    companies: list
    policy: int
    identity_type: int
    reporters: dict = field(default_factory=dict)    # two accountants of each company who see all of it


def build(env, shape):
    """Make companies, offices, desks, people and the law.

    :param str shape: key of SHAPES
    :rtype: Town
    """
    companies = [env.company.id, *(_make_company(env, number) for number in range(1, max(SHAPES[shape].values()) + 1))]
    env.user.company_ids = [(6, 0, companies)]
    env = env(context={"allowed_company_ids": companies})
    for company in env["res.company"].browse(companies):
        company._revenue_prepare_accounting()
    env.company.currency_id.write({
        "revenue_denominations": "1000 500 200 100 50 20 10 5", "revenue_cash_unit": 5,
        "revenue_cash_rounding": "half_up"})
    law = _make_law(env)
    _make_persons(env, "MES-ID")
    channels = {number: _make_channels(env, companies[number]) for number in range(len(companies))}
    territory = env["revenue.territory"].create(
        {"name": "Provincia", "code": "MES", "country_id": env.ref("base.cu").id, "kind": "province"})
    calendar = env["revenue.calendar"].create({"name": "Mes", "code": "mes"})
    places = {}
    for name, number in SHAPES[shape].items():
        office = env["revenue.office"].create({
            "name": f"Oficina {name}", "code": f"MES-{name}", "territory_id": territory.id, "tz": "America/Havana",
            "company_id": companies[number], "calendar_id": calendar.id})
        places[name] = _furnish(env, name, office, channels[number])
    _make_shares(env)
    town = Town(places, companies, *law)
    for company in companies:
        offices = env["revenue.office"].browse(place.office for place in places.values() if place.company == company)
        town.reporters[company] = [
            _make_user(env, "accountant", f"reporter-{company}-{number}", offices) for number in range(2)]
    return town


def _make_shares(env):
    """Of all that is collected 60 % stay with the office where it is owed, the rest is the budget's."""
    norm = env["revenue.norm"].create({"name": "Reparto", "code": "MES-2", "kind": "law", "date_from": "2015-01-01"})
    env["revenue.share.rule"].create({"norm_id": norm.id, "date_from": "2020-01-01", "row_ids": [
        (0, 0, {"sequence": 1, "beneficiary": "residence", "percent": 60}),
        (0, 0, {"sequence": 2, "beneficiary": "budget", "budget": "Presupuesto", "kind": "rest"})]})


def _make_company(env, number):
    return env["res.company"].create({
        "name": f"Municipio {number}", "currency_id": env.company.currency_id.id,
        "country_id": env.ref("base.cu").id}).id


def _make_law(env):
    """DL 99/1987 in its shape: doubled from day 31 of the notification; one offence with a range of amounts."""
    family = env["revenue.policy.family"].create({"name": "Mes", "code": "mes"})
    norm = env["revenue.norm"].create({"name": "Norma del mes", "code": "MES-1", "kind": "law",
                                       "date_from": "2015-01-01"})
    policy = _make_policy(env, family, norm)
    env["fines.offence"].create({
        "code": "m1", "name": "Infracción", "norm_id": norm.id, "family_id": family.id, "amount_kind": "range",
        "amount": 1, "amount_max": 5000})
    kind = env["revenue.identity.type"].create({
        "name": "Carné", "code": "MES-ID", "pattern": "[0-9]{11}", "example": "85032112345"})
    return policy.id, kind.id


def _make_persons(env, type_code):
    """People whose documents an office has seen before: their slips need no second keying."""
    env["revenue.identity"]._find_or_create([
        {"name": f"Persona {number}", "type_code": type_code, "value": get_identity(number), "verified": "document"}
        for number in range(script.PERSONS)])


def get_identity(person):
    return f"850101{person:05d}"


def _make_policy(env, family, norm):
    policy = env["revenue.policy"].create({
        "name": "Mes", "code": "mes", "family_id": family.id, "norm_id": norm.id, "date_from": "2020-01-01",
        "clock_event": "notification", "allocation": "cost interest surcharge indexation charge",
        "step_ids": [(0, 0, {"code": "double", "kind": "surcharge", "method": "factor", "rate": 2, "start_after": 30,
                             "phase": "surcharged"})]})
    policy._set_in_force()
    return policy


def _make_channels(env, company_id):
    """Channels of a company by method or kind of list, and its bank."""
    bank = env["account.journal"].create({"name": "Banco", "code": "MBNK", "type": "bank", "company_id": company_id})
    made = {"bank": bank.id}
    for code, kind in (("cash", "desk"), *BANKS.items(), *((name, name) for name in LISTS)):
        journal = env["account.journal"].create({
            "name": f"Mes {code}", "code": f"M{code[:4].upper()}", "type": "cash", "company_id": company_id})
        made[code] = env["revenue.channel"].create({
            "name": code, "code": f"mes-{code}", "company_id": company_id, "kind": kind, "journal_id": journal.id}).id
    return made


def _furnish(env, name, office, channels):
    """An office's agency, people and desks."""
    agency = env["fines.agency"].create({
        "name": f"Organismo {name}", "code": f"M{name}", "office_ids": [(6, 0, office.ids)]})
    office.list_series_id = _make_series(env, office, "L")
    place = Place(office.company_id.id, office.id, agency.id, channels=channels, bank=channels["bank"])
    for role in ROLES:
        place.users[role] = _make_user(env, role, f"{role}-{name}", office)
    for number in range(script.DESKS[name]):
        place.cashiers.append(_make_user(env, "cashier", f"cashier-{name}-{number}", office))
        place.desks.append(_make_desk(env, number, office, channels))
        place.books.append(_make_book(env, number, office, place.cashiers[-1]))
    place.profile = env["revenue.bank.profile"].create({
        "name": f"Banco {name}", "company_id": place.company, "journal_id": place.bank, "column_date": "Fecha",
        "column_amount": "Importe", "column_reference": "Referencia", "column_label": "Concepto",
        "user_id": place.users["accountant"]}).id
    return place


def _make_book(env, number, office, cashier_id):
    """Paper receipts in the hands of a cashier, for a day without power."""
    book = env["revenue.contingency.book"].create({
        "office_id": office.id, "prefix": f"{office.code}-C{number}", "number_from": script.FIRST_PAPER,
        "number_to": script.LAST_PAPER})
    book.next_custodian_id = env["res.users"].browse(cashier_id)
    with freeze_time(f"{script.FIRST} 15:00:00"):
        book.action_hand_over()
    return book.id


def _make_user(env, role, login, offices):
    office = offices[0]
    groups = env.ref("base.group_user") + env.ref(f"public_revenue.public_revenue_group_{role}")
    return env["res.users"].create({
        "name": login, "login": login, "tz": office.tz, "company_id": office.company_id.id,
        "company_ids": [(6, 0, office.company_id.ids)], "revenue_office_ids": [(6, 0, offices.ids)],
        "group_ids": [(6, 0, groups.ids)]}).id


def _make_desk(env, number, office, channels):
    return env["revenue.desk"].create({
        "name": f"Caja {number}", "office_id": office.id, "channel_id": channels["cash"],
        "series_id": _make_series(env, office, number).id,
        "method_ids": [(0, 0, {"method": method, "channel_id": channels[method]}) for method in BANKS]}).id


def _make_series(env, office, name):
    return env["revenue.series"].create({
        "code": f"{office.code}-{name}/", "office_id": office.id, "company_id": office.company_id.id, "year": 2026})
