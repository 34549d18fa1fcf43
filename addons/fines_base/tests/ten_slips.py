"""Ten unlike slips as they lie before a clerk, and the keys that enter them."""
from datetime import date, timedelta
from statistics import median

#: What is on the slips in all, the illegible amount counted as nothing.
COUNT, SUM, MOST_KEYS = 10, 960, 60
SHIFT = 8
CLERK, SECOND = "ten-clerk", "ten-second"


def make_ground(env):
    """An office with an agency, its law, its checkbook, a fine that is registered already, and two clerks.

    :return: the batch in which the slips come
    """
    territory = env["revenue.territory"].create({"name": "T", "code": "TEN", "country_id": env.ref("base.cu").id})
    calendar = env["revenue.calendar"].create({"name": "Ten", "code": "TEN"})
    office = env["revenue.office"].create({
        "name": "Ten", "code": "TEN", "territory_id": territory.id, "calendar_id": calendar.id, "tz": "UTC"})
    agency = env["fines.agency"].create({"name": "Police", "code": "TEN", "office_ids": [(6, 0, office.ids)]})
    inspector = env["fines.inspector"].create(
        {"name": "Ana", "badge": "1", "agency_id": agency.id, "date_from": "2020-01-01"})
    env["fines.checkbook"].create({
        "agency_id": agency.id, "series": "A", "number_from": 100, "number_to": 150, "office_id": office.id,
        "inspector_id": inspector.id})
    norm = env["revenue.norm"].create({
        "name": "Norm", "code": "TEN-NORM", "date_from": "2015-06-01", "fines_age_limit": 16})
    env["fines.offence"].create([
        {"code": "zq1", "name": "Crossing on red", "norm_id": norm.id, "amount": 100},
        {"code": "zq2", "name": "Noise", "norm_id": norm.id, "amount_kind": "range", "amount": 50, "amount_max": 500}])
    env["revenue.identity.type"].create([
        {"name": "Card", "code": "TEN-CARD", "pattern": "[0-9]{11}", "example": "85032112345", "sequence": -9,
         "check": "stdnum", "stdnum_module": "cu.ni"},
        {"name": "Tax number", "code": "TEN-TAX", "sequence": 90},
        {"name": "Passport", "code": "TEN-PASS", "example": "K123456", "sequence": -8}])
    env["revenue.identity"]._find_or_create([
        {"name": name, "type_code": "TEN-CARD", "value": value, "verified": "document"}
        for name, value in (("Juan Pérez", "85032112345"), ("Eva Ruiz", "90010112345"))])
    taken = env["fines.fine"].create({
        "agency_id": agency.id, "office_id": office.id, "series": "A", "number": "120", "person_name": "Luis Gil",
        "infraction_date": get_day(), "offence_codes": "ZQ1"})
    taken.action_register()
    _make_clerks(env, office)
    return env["fines.batch"].create({
        "agency_id": agency.id, "office_id": office.id, "declared_count": COUNT, "declared_amount": SUM})


def _make_clerks(env, office):
    groups = env.ref("base.group_user") + env.ref("public_revenue.public_revenue_group_clerk")
    env["res.users"].create([
        {"name": login, "login": login, "password": login, "group_ids": [(6, 0, groups.ids)], "tz": "UTC",
         "revenue_office_ids": [(6, 0, office.ids)]} for login in (CLERK, SECOND)])


def get_day():
    return date.today() - timedelta(days=1)


def get_minor():
    """Identity number of a child of ten years, which the number itself tells."""
    return f"{(date.today().year - 10) % 100:02}010162345"


def get_slips():
    """By what is unlike in a slip, the keys that enter it; what is carried over is not keyed again."""
    day = get_day().strftime("%d%m%y")
    end = ("Enter", "Enter")   # no plate, no driving licence
    return {
        "unknown person, first of its batch": (
            "A", "Enter", "101", "Enter", "75010112345", "Enter", "Rosa Gil", "Enter", day, "Enter", "930", "Enter",
            "Calle 1", "Enter", "zq1", "Enter", *end, "Enter"),
        "minor, with the guardian who answers": (
            "Enter", get_minor(), "Enter", "Leo Vega", "Enter", "70010112345", "Enter", "Ada Vega", "Enter",
            "945", "Enter", *end),
        "entity": ("Enter", "F2", "tax 300012", "Enter", "Empresa El Sol", "Enter", "10", "Enter", *end),
        "passport": ("Enter", "K7654321", "Enter", "John Smith", "Enter", "1015", "Enter", *end),
        "traffic": ("Enter", "85032112345", "Enter", "1030", "Enter", "P123456", "Enter", "L9988", "Enter"),
        "clash of number": ("120", "Enter", "106", "Enter", "90010112345", "Enter", "11", "Enter", *end),
        "wrong identity corrected": (
            "Enter", "90010112345", "Enter", "back", "back", "back", "85032112345", "Enter", "1115", "Enter", *end),
        "duplicate": ("120", "Enter", "F8"),
        "two infractions": (
            "Enter", "90010112345", "Enter", "12", "Tab", "Tab", "zq1 zq2=60", "Enter", "Reincide", "Enter", *end),
        "illegible amount": ("Enter", "85032112345", "Enter", "13", "Enter", "F9", "Enter", *end),
    }


def key(keyboard, words):
    """Enter one slip.

    :return: how many keys it took
    """
    before = keyboard.count
    for word in words:
        if word == "back":
            keyboard.press("Tab", SHIFT)
        else:
            keyboard.type(word)
    return keyboard.count - before


def wait_for_rows(keyboard, number):
    """Until so many slips of the batch are kept and the next row is open for keys."""
    keyboard.wait("document.activeElement.closest('.o_selected_row')", "a row with the focus")
    keyboard.wait_text(f"{number} of {COUNT} slips")


def check_keys(counts):
    assert median(counts) <= MOST_KEYS, f"{median(counts)} keys a slip, {MOST_KEYS} are allowed: {counts}"


def key_second(keyboard):
    """Key again what has to be keyed twice: the persons whom nobody has verified."""
    for number, identity in (("101", "75010112345"), ("102", get_minor()), ("103", "300012"), ("104", "K7654321")):
        keyboard.wait("document.activeElement.closest('.o_selected_row td[name=number_keyed]')", "the next slip")
        keyboard.wait("document.activeElement.value === ''", "an empty number")
        keyboard.type(number, "Enter", identity, "Enter", "100", "Enter")


def wait_until_keyed(keyboard):
    """Until every second keying agrees with the first."""
    keyboard.wait("document.querySelectorAll('.o_data_row td[name=status] .text-bg-success').length === 4")
