import base64
from datetime import date

from markupsafe import Markup

from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError
from odoo.tools import format_date

from odoo.addons.public_revenue import rules
from odoo.addons.public_revenue.sheet import BadSheet

from .. import bank_file

#: What the codes of the selections below stand for (Odoo names each value by its letters: signs would clash).
SIGNS = {"comma": ",", "semicolon": ";", "tab": "\t", "bar": "|", "point": "."}
DELIMITERS = [("comma", "Comma"), ("semicolon", "Semicolon"), ("tab", "Tab"), ("bar", "Vertical bar")]
ENCODINGS = [("utf-8", "UTF-8"), ("cp1252", "Windows-1252 (Western)"), ("latin-1", "ISO 8859-1"), ("utf-16", "UTF-16")]
DATE_FORMATS = {
    "dmy": ("%d/%m/%Y", "31/12/2026"), "dmy_short": ("%d/%m/%y", "31/12/26"), "dmy_dash": ("%d-%m-%Y", "31-12-2026"),
    "dmy_dot": ("%d.%m.%Y", "31.12.2026"), "ymd": ("%Y-%m-%d", "2026-12-31"), "ymd_plain": ("%Y%m%d", "20261231"),
    "mdy": ("%m/%d/%Y", "12/31/2026"),
}
SHOWN = 8
OLD = "public_revenue_office.mail_activity_type_bank_old"
ACCOUNTANT = "public_revenue.public_revenue_group_accountant"


class RevenueBankProfile(models.Model):
    """How one bank writes the statements of one of our accounts, and how its lines are matched.

    No format of a bank is shipped: the profile is set up with a file of that bank and tried on it.
    """

    _name = "revenue.bank.profile"
    _description = "Bank Statement Profile"
    _inherit = ["mail.thread", "mail.activity.mixin"]
    _order = "name, id"
    _check_company_auto = True

    name = fields.Char(required=True)
    active = fields.Boolean(default=True)
    company_id = fields.Many2one(
        "res.company", required=True, ondelete="restrict", default=lambda self: self.env.company, index=True)
    journal_id = fields.Many2one(
        "account.journal", string="Bank", required=True, ondelete="restrict", check_company=True, index=True,
        domain="[('type', '=', 'bank')]", tracking=True)
    currency_id = fields.Many2one(related="company_id.currency_id")
    # How the file is written
    delimiter = fields.Selection(
        DELIMITERS, required=True, default="semicolon", help="Between the columns of a text file.")
    encoding = fields.Selection(ENCODINGS, required=True, default="utf-8")
    date_format = fields.Selection(
        [(code, example) for code, (_format, example) in DATE_FORMATS.items()], required=True, default="dmy")
    decimal_sign = fields.Selection([("comma", "Comma"), ("point", "Point")], required=True, default="comma")
    header_rows = fields.Integer(
        "Rows above the Lines", default=1, help="The last of them holds the headings of the columns.")
    footer_rows = fields.Integer("Rows below the Lines", help="Totals and signatures at the end of the file.")
    sign = fields.Selection(
        [("positive", "Positive"), ("negative", "Negative")], string="Money in Is", required=True, default="positive")
    # Where it stands: a heading, or the number of the column
    column_date = fields.Char("Date", required=True, default="1", help="Heading or number of the column.")
    column_amount = fields.Char("Amount", help="Heading or number of the column. Empty: debit and credit apart.")
    column_debit = fields.Char("Debit", help="Money out. Heading or number of the column.")
    column_credit = fields.Char("Credit", help="Money in. Heading or number of the column.")
    column_reference = fields.Char("Reference", help="Heading or number of the column.")
    column_label = fields.Char("Label", help="Heading or number of the column.")
    column_counterparty = fields.Char("Counterparty", help="Heading or number of the column.")
    column_balance = fields.Char("Balance", help="After each line. Heading or number of the column.")
    # Trying it
    sample_file = fields.Binary("A File of the Bank", attachment=True, copy=False)
    sample_name = fields.Char(copy=False)
    preview = fields.Html("What Is Read", compute="_compute_preview", sanitize=False)
    # Matching
    days_before = fields.Integer(
        "Days before", default=1, help="The bank may date a line so many days before our paper.")
    days_after = fields.Integer("Days after", default=5, help="And so many days after it.")
    alert_days = fields.Integer(
        "Tell after Days", default=7, help="What has no match for longer is told to the accountant. 0: never.")
    user_id = fields.Many2one(
        "res.users", string="Accountant Who Is Told", ondelete="restrict", default=lambda self: self.env.uid)

    _rows_counted = models.Constraint(
        "CHECK (header_rows >= 0 AND footer_rows >= 0 AND days_before >= 0 AND days_after >= 0 AND alert_days >= 0)",
        "Rows and days are not negative.")

    @api.constrains("column_amount", "column_debit", "column_credit")
    def _check_columns(self):
        for profile in self:
            if bool(profile.column_amount) == bool(profile.column_debit or profile.column_credit):
                raise ValidationError(self.env._(
                    "Give the column of the amount, or those of debit and credit."))

    @api.depends("sample_file", "sample_name", "delimiter", "encoding", "date_format", "decimal_sign", "header_rows",
                 "footer_rows", "sign", *(f"column_{name}" for name in bank_file.COLUMNS))
    def _compute_preview(self):
        """The first lines as they are read, or in words what is wrong."""
        for profile in self:
            profile.preview = profile._preview() if profile.sample_file else False

    # === READING FILES === #

    def _get_layout(self):
        self.ensure_one()
        columns = {name: self[f"column_{name}"] for name in bank_file.COLUMNS if self[f"column_{name}"]}
        return bank_file.Layout(
            columns=columns, delimiter=SIGNS[self.delimiter], encoding=self.encoding,
            date_format=DATE_FORMATS[self.date_format][0], decimal_sign=SIGNS[self.decimal_sign],
            header_rows=self.header_rows, footer_rows=self.footer_rows, sign=1 if self.sign == "positive" else -1,
            digits=self.currency_id.decimal_places)

    def _read(self, file, name):
        """The rows of a file.

        :param bytes file: base64, as a field holds it
        :rtype: list[bank_file.Row]
        :raise UserError: in words, when it cannot be read
        """
        self.ensure_one()
        try:
            rows = bank_file.read_rows(base64.b64decode(file), name or "", self._get_layout())
        except BadSheet as error:
            raise UserError(self.env._(
                "%(file)s cannot be read. Look at its separator and its encoding. (%(error)s)",
                file=name or "", error=error)) from error
        except bank_file.BadLayout as error:
            raise UserError(self.env._(
                "The column %(column)s is not found: no heading says %(text)s. Look at the separator, the rows above"
                " the lines and the name of the column.",
                column=self._get_column_label(error.args[0]), text=error.args[1])) from error
        if not rows:
            raise UserError(self.env._("There is no line in the file."))
        return rows

    def _get_column_label(self, column):
        return self._fields[f"column_{column}"]._description_string(self.env)

    def _say_problems(self, row):
        """What is wrong with a row, in words.

        :rtype: list[str]
        """
        texts = {
            "missing": self.env._("%(column)s is missing."),
            "unreadable": self.env._("%(column)s: %(text)s cannot be read."),
            "zero": self.env._("The row moves nothing."),
        }
        return [texts[code] % {"column": self._get_column_label(column), "text": row.texts.get(column, "")}
                for code, column in row.problems]

    # === PREVIEW === #

    def _preview(self):
        content = self.sample_file
        if not isinstance(content, bytes | str) or self.env.context.get("bin_size"):
            content = self.with_context(bin_size=False)._origin.sample_file
        try:
            rows = self._read(content, self.sample_name)
        except UserError as error:
            return Markup('<div class="alert alert-danger" role="alert">%s</div>') % error.args[0]
        wrong = [row for row in rows if row.problems]
        summary = self.env._("%(good)s lines can be read, %(bad)s cannot.", good=len(rows) - len(wrong), bad=len(wrong))
        return Markup('<div class="alert alert-%s" role="status">%s</div>%s') % (
            "warning" if wrong else "success", summary, self._show_rows(wrong[:SHOWN] or rows[:SHOWN]))

    def _show_rows(self, rows):
        labels = [self.env._("Row"), *map(self._get_column_label, self._get_shown()), self.env._("What is wrong")]
        head = Markup("").join(Markup("<th>%s</th>") % label for label in labels)
        body = Markup("").join(Markup("<tr>%s</tr>") % Markup("").join(
            Markup("<td>%s</td>") % text for text in self._show_row(row)) for row in rows)
        return Markup('<table class="table table-sm"><thead><tr>%s</tr></thead><tbody>%s</tbody></table>') % (
            head, body)

    def _get_shown(self):
        return ("date", "amount", "reference", "label", "counterparty", "balance")

    def _show_row(self, row):
        read = {"date": row.day and format_date(self.env, row.day), "amount": self._show_amount(row.amount),
                "balance": self._show_amount(row.balance)}
        return [row.number, *(read.get(name) or row.texts.get(name, "") for name in self._get_shown()),
                " ".join(self._say_problems(row))]

    def _show_amount(self, amount):
        return self.currency_id.format(float(amount)) if amount is not None else ""

    # === MATCHING === #

    @api.model
    def _get_windows(self, journals):
        """Days before and after, by journal; the profile's defaults where a journal has none.

        :rtype: dict[int, tuple[int, int]]
        """
        defaults = self.default_get(["days_before", "days_after"])
        windows = {journal.id: (defaults["days_before"], defaults["days_after"]) for journal in journals}
        for profile in self.search([("journal_id", "in", journals.ids)], order="id desc"):
            windows[profile.journal_id.id] = (profile.days_before, profile.days_after)
        return windows

    # === WHAT IS OLD === #

    @api.model
    def _cron_tell_old(self):
        """Nightly: expect what no paper has told, and tell accountants what has no match for too long, once."""
        self.env["revenue.bank.expected"]._expect_missing()
        profiles = self.search([("alert_days", ">", 0)])
        for profile in profiles:
            profile._tell_old()
        self.env["ir.cron"]._commit_progress(len(profiles), remaining=0)

    def _tell_old(self):
        """One activity with today's figures; none when nothing is old."""
        self.ensure_one()
        told = self.activity_ids.filtered(lambda activity: activity.activity_type_id == self.env.ref(OLD))
        count, oldest = self._count_old()
        if not count:
            told.unlink()
            return
        note = self.env._(
            "%(count)s lines or papers have had no match for more than %(days)s days, the oldest since %(day)s.",
            count=count, days=self.alert_days, day=format_date(self.env, oldest))
        if told:
            told.write({"note": note})
        else:
            self.activity_schedule(OLD, user_id=(self.user_id or self._get_accountant()).id or self.env.uid, note=note)

    def _count_old(self):
        """How many have no match for too long, and since when; what names no bank counts at the company's first."""
        first = self.search([("company_id", "=", self.company_id.id)], order="id", limit=1)
        banks = [self.journal_id.id, *([False] if first == self else [])]
        last = rules.get_older_than(self._today(), self.alert_days)
        [(count, oldest)] = self.env["revenue.bank.exception"]._read_group([
            ("company_id", "=", self.company_id.id), ("journal_id", "in", banks), ("date", "<=", last)],
            [], ["__count", "date:min"])
        return count, oldest

    def _today(self):
        return date.fromisoformat(str(fields.Date.context_today(self)))

    def _get_accountant(self):
        return self.env["res.users"].search([
            ("company_ids", "in", self.company_id.ids), ("all_group_ids", "in", self.env.ref(ACCOUNTANT).ids)],
            order="id", limit=1)
