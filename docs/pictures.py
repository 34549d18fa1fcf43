#!/usr/bin/env python3
"""Take the pictures of the guides in docs/es/ anew, from a running server with demonstration data.

usage: docs/pictures.py [--base http://localhost:8069] [--chromium /usr/bin/chromium] [WORD ...]

Only pictures whose name contains one of the WORDs are taken; without a word all of them. The server must have been
made anew (`./run --fresh`): the pictures show its demonstration data and change nothing, but those of the cashier open
the desk.

needs (in an environment of its own, nothing of this is needed to run or test the suite): pip install playwright pillow
"""
import argparse
import io
import pathlib
import sys

from PIL import Image
from playwright.sync_api import TimeoutError, sync_playwright

FOLDER = pathlib.Path(__file__).parent / "es" / "img"
WIDTH, HEIGHT = 1280, 760
COLORS = 64
MAX_BYTES = 60_000
FINES, BOOKS = "fines_base.fines_fine_action", "fines_base.fines_checkbook_action"
BATCHES, CASES = "fines_base.fines_batch_action", "public_revenue.revenue_review_case_action"
NOTICES, MOVES = "public_revenue.revenue_notice_action", "fines_base.fines_checkbook_move_action"
OFFICE = "public_revenue_office.revenue"
COLLECT, LISTS = f"{OFFICE}_desk_collect_action", f"{OFFICE}_payment_list_action"
BOUNCES, BOOKS_PAPER = f"{OFFICE}_cheque_bounce_action", f"{OFFICE}_contingency_book_action"
SESSIONS, DEPOSITS = f"{OFFICE}_desk_session_action", f"{OFFICE}_deposit_action"
CLAIMS, ACTS = f"{OFFICE}_claim_action", f"{OFFICE}_retroactive_action"
REMITTANCES, PROPOSALS = f"{OFFICE}_remittance_action", f"{OFFICE}_bank_proposal_action"

#: Picture, login, action, then what is done on the screen: (method of Screen, arguments).
PICTURES = (
    ("talonarios-ordenes", "supervisor", "fines_base.fines_print_order_action", [("clear",)]),
    ("talonarios-orden", "supervisor", "fines_base.fines_print_order_action", [("row", "50650")]),
    ("talonarios-entregar", "supervisor", BOOKS, [("row", "20001")]),
    ("talonarios-firmas", "agency", MOVES, []),
    ("talonarios-destino", "supervisor", BOOKS, [("row", "851"), ("button", "action_open_fate")]),
    ("talonarios-tramo", "supervisor", BOOKS, [("row", "851"), ("tab", "runs")]),
    ("talonarios-abiertos", "supervisor", "fines_base.fines_checkbook_action_open", [("unfold", 6)]),
    ("captura-lote", "clerk", BATCHES, [("row", "Relación 204")]),
    ("captura-lista", "clerk", BATCHES, [("row", "Relación 204"), ("button", "action_capture")]),
    ("captura-segunda", "supervisor", BATCHES, [("row", "Relación 204"), ("tab", "checks")]),
    ("captura-apartadas", "clerk", BATCHES, [("row", "Relación 204"), ("tab", "aside")]),
    ("captura-errores", "clerk", BATCHES, [("row", "Relación 8"), ("tab", "imports"), ("line", "relacion_8")]),
    ("multas-lista", "clerk", FINES, []),
    ("multas-menor", "clerk", FINES, [("row", "PNR L 000504"), ("show", "guardian_name")]),
    ("multas-corregir", "supervisor", FINES, [("row", "PNR A 012403"), ("button", "action_open_correct")]),
    ("multas-versiones", "supervisor", FINES, [("row", "PNR L 000501"), ("tab", "versions")]),
    ("multas-decidir", "supervisor", FINES, [("row", "PNR L 000502"), ("button", "action_decide_pending")]),
    ("multas-deudor", "supervisor", "fines_base.fines_debtor_change_action", [("row", "44/2026")]),
    ("multas-fotos", "supervisor", FINES, [("row", "PNR A 012401"), ("button", "action_open_evidence")]),
    ("notificaciones-emitir", "clerk", FINES, [("row", "PNR A 012412"), ("button", "action_issue_notice")]),
    ("notificaciones-papel", "clerk", NOTICES, [("row", "PNR A 012418")]),
    ("notificaciones-devueltos", "clerk", "public_revenue.revenue_notice_scan_action", []),
    ("notificaciones-por-entregar", "clerk", "public_revenue.revenue_notice_action_unserved", [("unfold", 1)]),
    ("notificaciones-intento", "clerk", NOTICES, [("row", "PNR A 012411"), ("button", "action_record")]),
    ("apelaciones-presentar", "clerk", FINES, [("row", "PNR A 012401"), ("button", "action_file_review")]),
    ("apelaciones-lista", "supervisor", CASES, [("clear",)]),
    ("apelaciones-expediente", "supervisor", CASES, [("row", "DIS 00802")]),
    ("apelaciones-resolver", "supervisor", CASES, [("row", "DIS 00802"), ("button", "action_open_decide")]),
    ("apelaciones-resuelto", "supervisor", CASES, [("clear",), ("row", "PNR A 012410")]),
    ("apelaciones-importe", "supervisor", FINES, [("row", "PNR A 012410"), ("tab", "why")]),
    ("caja-abrir", "cashier", COLLECT, []),
    ("caja-cobrar", "cashier", COLLECT, [
        ("fill", "opening_float", "100"), ("button", "action_collect"), ("fill", "query", "T-1002"),
        ("button", "action_find")]),
    ("caja-recuento", "supervisor", SESSIONS, [("clear",), ("row", "-5,00")]),
    ("caja-deposito", "supervisor", DEPOSITS, [("clear",), ("row", "2026-55120")]),
    ("caja-cheque", "supervisor", BOUNCES, [("row", "7720044")]),
    ("listas-lista", "clerk", LISTS, []),
    ("listas-totales", "clerk", LISTS, [("row", "Semana 9")]),
    ("listas-rechazadas", "clerk", f"{OFFICE}_payment_list_row_action_refused", [("unfold", 1)]),
    ("contingencia-talonarios", "supervisor", BOOKS_PAPER, [("clear",)]),
    ("contingencia-registrar", "cashier", f"{OFFICE}_contingency_book_key_action", []),
    ("contingencia-destino", "supervisor", BOOKS_PAPER, [("row", "000026"), ("button", "action_open_fate")]),
    ("banco-perfil", "accountant", f"{OFFICE}_bank_profile_action", [("row", "Cuenta corriente fiscal")]),
    ("banco-errores", "accountant", f"{OFFICE}_bank_import_action", [
        ("row", "extracto-con-errores"), ("button", "action_read")]),
    ("banco-propuestas", "accountant", PROPOSALS, []),
    ("banco-a-mano", "accountant", PROPOSALS, [("press", "784520", "action_by_hand")]),
    ("banco-conciliaciones", "accountant", f"{OFFICE}_bank_match_action", [("clear",)]),
    ("banco-sin-conciliar", "accountant", f"{OFFICE}_bank_exception_action", [("unfold", 3)]),
    ("traslados-recibidas", "clerk", f"{OFFICE}_transfer_line_action", []),
    ("traslados-nota", "clerk", f"{OFFICE}_transfer_action", [("row", "Los deudores residen")]),
    ("reclamaciones-lista", "clerk", CLAIMS, []),
    ("reclamaciones-dinero", "clerk", CLAIMS, [("row", "Yolanda"), ("tab", "found")]),
    ("retroactivo-lista", "legal", ACTS, [("clear",)]),
    ("retroactivo-vista", "legal", ACTS, [("row", "no lleva recargo")]),
    ("retroactivo-deudas", "legal", ACTS, [("row", "no lleva recargo"), ("button", "action_open_lines")]),
    ("remesas-lista", "accountant", REMITTANCES, []),
    ("remesas-remesa", "supervisor", REMITTANCES, [("row", "Puerto Claro")]),
    ("remesas-camino", "accountant", REMITTANCES, [("row", "Loma Alta")]),
    ("remesas-empresas", "accountant", f"{OFFICE}_remittance_pair_action", []),
    ("remesas-reparto", "accountant", f"{OFFICE}_share_rule_action", [("row", "Tasa de mercado")]),
    ("estadisticas-tablero", "supervisor", f"{OFFICE}_statistic_show_action", []),
    ("estadisticas-oficinas", "supervisor", f"{OFFICE}_statistic_show_action", [("button", "action_report")]),
    ("estadisticas-fases", "supervisor", f"{OFFICE}_statistic_stock_action", [("clear",)]),
    ("estadisticas-saldos", "supervisor", f"{OFFICE}_statistic_roll_action", []),
    ("auditoria-control", "auditor", "public_revenue_collection.revenue_control_run_action", []),
    ("auditoria-libro", "auditor", f"{OFFICE}_entry_action_audit", []),
    ("auditoria-actos", "auditor", f"{OFFICE}_approval_action_audit", []),
    ("auditoria-numeros", "auditor", "fines_base.fines_checkbook_run_action", [("unfold", 3)]),
)


class Screen:
    """A page of one role, with what is done on it by name."""

    def __init__(self, page, base):
        self.page, self.base = page, base

    def login(self, login):
        """Come in; the demonstration's password is the login."""
        self.page.goto(f"{self.base}/web/login")
        self.page.fill("input[name=login]", login)
        self.page.fill("input[name=password]", login)
        self.page.click("form.oe_login_form button[type=submit]")
        self.rest()

    def open(self, action):
        """Open a window action by its external identifier."""
        self.page.goto(f"{self.base}/odoo/action-{action}")
        self.page.locator(".o_view_controller, .modal-content").first.wait_for(timeout=60_000)
        self.rest()

    def rest(self):
        """Wait until nothing moves any more."""
        try:
            self.page.wait_for_load_state("networkidle", timeout=8_000)
        except TimeoutError:
            pass  # the web client may keep a request open
        self.page.wait_for_timeout(600)

    def clear(self):
        """Take the filters away that the action proposes."""
        while self.page.locator(".o_searchview_facet .o_facet_remove").count():
            self.page.locator(".o_searchview_facet .o_facet_remove").first.click()
            self.rest()

    def row(self, text):
        """Open the record of a row."""
        self.page.locator("tr.o_data_row", has_text=text).locator("td.o_data_cell").nth(1).click()
        self.page.locator(".o_form_view").first.wait_for()
        self.rest()

    def press(self, text, name):
        """Press a button in a row."""
        self.page.locator("tr.o_data_row", has_text=text).locator(f"button[name={name}]").click()
        self.rest()

    def line(self, text):
        """Open a line of a list inside the form."""
        self.page.locator(".o_field_x2many_list tr.o_data_row", has_text=text).locator("td").first.click()
        self.rest()

    def unfold(self, count):
        """Open groups of a list from above, with those inside them."""
        for __ in range(count):
            self.page.locator("tr.o_group_header:not(.o_group_open)").first.click()
            self.rest()

    def fill(self, name, text):
        """Type into a field of the form."""
        self.page.locator(f".o_field_widget[name={name}] input").first.fill(text)
        self.page.keyboard.press("Tab")
        self.rest()

    def tab(self, name):
        """Open a page of the form's notebook and bring it into view."""
        tab = self.page.locator(f".o_notebook_headers .nav-link[name={name}]")
        tab.click()
        self.rest()
        self.page.locator(".o_notebook").last.scroll_into_view_if_needed()
        tab.evaluate("tab => tab.scrollIntoView({block: 'center'})")

    def show(self, name):
        """Bring a field of the form into view."""
        self.page.locator(f".o_field_widget[name={name}]").evaluate("field => field.scrollIntoView({block: 'center'})")

    def button(self, name):
        """Press a button of the form, also one that is folded away."""
        button = self.page.locator(f"button[name={name}]:visible")
        if not button.count():
            self.page.locator(".o_button_more").first.click()
        button.first.click()
        self.rest()

    def take(self, name):
        """Write the picture with as many colors as fit."""
        self.page.mouse.move(0, 0)
        shot = Image.open(io.BytesIO(self.page.screenshot())).convert("RGB")
        for colors in (COLORS, COLORS // 2, COLORS // 4):
            stream = io.BytesIO()
            shot.quantize(colors, dither=Image.Dither.NONE).save(stream, "PNG", optimize=True)
            if stream.tell() <= MAX_BYTES:
                break
        (FOLDER / f"{name}.png").write_bytes(stream.getvalue())
        print(f"{name}.png  {stream.tell() / 1024:.0f} KB")
        self.forget()

    def forget(self):
        """Throw away what was begun for a picture: the web client saves a form that is left."""
        self.page.keyboard.press("Escape")
        self.rest()
        discard = self.page.locator(".o_form_button_cancel:visible, .o_list_button_discard:visible")
        if discard.count():
            discard.first.click()
            self.rest()


def main(opts):
    """Take the wanted pictures, each role in a session of its own."""
    FOLDER.mkdir(exist_ok=True)
    wanted = [row for row in PICTURES if not opts.words or any(word in row[0] for word in opts.words)]
    failed = []
    with sync_playwright() as play:
        browser = play.chromium.launch(executable_path=opts.chromium, args=["--no-sandbox", "--disable-gpu"])
        for login in sorted({row[1] for row in wanted}):
            context = browser.new_context(
                viewport={"width": WIDTH, "height": HEIGHT}, locale="es-ES", timezone_id="America/Havana")
            screen = Screen(context.new_page(), opts.base)
            screen.login(login)
            for name, __, action, steps in (row for row in wanted if row[1] == login):
                try:
                    screen.open(action)
                    for method, *arguments in steps:
                        getattr(screen, method)(*arguments)
                    screen.take(name)
                except TimeoutError as error:
                    failed.append(f"{name}: {str(error).splitlines()[0]}")
            context.close()
        browser.close()
    print("\n".join(failed), file=sys.stderr)
    return bool(failed)


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("words", nargs="*", metavar="WORD")
    parser.add_argument("--base", default="http://localhost:8069")
    parser.add_argument("--chromium", default="/usr/bin/chromium")
    sys.exit(main(parser.parse_args()))
