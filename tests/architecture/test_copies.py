"""A copy of a database names nobody: every column that can hold words is emptied, or says why it may stay.

`kept_texts.csv` lists what stays (model, fields, why). Plain keys and codes need no row; a name that sounds like a
person, an identity or an account always needs one.
"""
import ast
import re
from pathlib import Path

from house import ADDONS, Model, all_models, assert_none, constant, csv_rows

KEPT = Path(__file__).with_name('kept_texts.csv')
TEXTS = {'Char', 'Text', 'Html', 'Json', 'Binary', 'Image', 'Properties'}
PERSONAL = re.compile(
    r'identity|person|payer|payee|claimant|author|debtor|drawer|visitor|holder|signed|handed|received_from|contact'
    r'|address|phone|email|birth|licence|account|iban|card|proof|document|counterparty')
#: Char fields of these names hold keys, codes and fingerprints.
PLAIN = re.compile(r'(^|_)(code|codes|number|digest|hash|series|uuid|key|model|path|from|to|step|event|phase|action)$')
#: What others' tables hold of persons.
FOREIGN = {
    'res_partner': {'name', 'complete_name', 'email', 'phone', 'street', 'vat', 'revenue_birth_date'},
    'res_partner_bank': {'acc_number', 'sanitized_acc_number', 'acc_holder_name'},
    'account_bank_statement_line': {'payment_ref', 'partner_name', 'account_number', 'transaction_details'},
    'account_bank_statement': {'name', 'reference'},
    'account_move': {'ref', 'narration', 'invoice_partner_display_name'},
    'account_move_line': {'name', 'ref'},
    'mail_message': {'body', 'subject'},
    'mail_activity': {'summary', 'note'},
}
EMPTIED = {'mail_tracking_value', 'ir_attachment'}


def emptied(sql: str) -> dict[str, set[str]]:
    """Return {table: columns that a script writes}; '*' for tables whose rows it deletes."""
    found = {}
    for statement in re.sub(r'--.*', '', sql).split(';'):
        update = re.match(r'\s*UPDATE\s+(\w+)(?:\s+\w+)?\s+SET\s+(.*)', statement, re.S)
        delete = re.match(r'\s*DELETE\s+FROM\s+(\w+)', statement)
        if update:
            values = re.split(r'\s(?:FROM|WHERE)\s', update[2])[0]
            found.setdefault(update[1], set()).update(re.findall(r'(\w+)\s*=', values))
        elif delete:
            found.setdefault(delete[1], set()).add('*')
    return found


def stored_texts(model: Model, models: list[Model]) -> dict[str, str]:
    """Return {field: type} of the columns that hold words, those of its mixins too."""
    texts = {}
    for mixin in models:
        if mixin.kind == 'AbstractModel' and mixin.is_new and mixin.name in model.inherits:
            texts |= stored_texts(mixin, models)
    for name, call in model.fields.items():
        options = {word.arg: word.value for word in call.keywords}
        stored = constant(options.get('store')) or not options.keys() & {'compute', 'related'}
        attached = call.func.attr in ('Binary', 'Image') and constant(options.get('attachment')) is not False
        if call.func.attr in TEXTS and stored and not attached:
            texts[name] = call.func.attr
    return texts


def must_be_judged(name: str, kind: str) -> bool:
    return bool(kind != 'Char' or PERSONAL.search(name) or not PLAIN.search(name))


def forgotten(models: list[Model], cleaned: dict[str, set[str]], kept: dict[str, set[str]]) -> list[str]:
    findings = []
    for model in models:
        is_view = isinstance(model.attribute('_auto'), ast.Constant) and not constant(model.attribute('_auto'))
        table = cleaned.get(model.model.replace('.', '_'), set())
        if model.kind != 'Model' or is_view or '*' in table:
            continue
        findings += [
            f"{model.source.path}: {model.model}.{name} is neither emptied by neutralize.sql nor in kept_texts.csv"
            for name, kind in stored_texts(model, models).items()
            if must_be_judged(name, kind) and name not in table | kept.get(model.model, set())]
    return findings


def read_kept() -> dict[str, set[str]]:
    return {row['model']: set(row['fields'].split()) for row in csv_rows(KEPT)}


def read_cleaned() -> dict[str, set[str]]:
    return emptied('\n'.join(file.read_text(encoding='utf-8') for file in sorted(ADDONS.glob('*/data/neutralize.sql'))))


def test_sec_49_every_column_that_can_name_a_person_is_emptied_in_a_copy_or_says_why_not():
    assert_none('copies', forgotten(all_models(), read_cleaned(), read_kept()))


def test_sec_49_what_other_modules_keep_of_persons_is_emptied_in_a_copy():
    cleaned = read_cleaned()
    assert not {table: columns - cleaned.get(table, set()) for table, columns in FOREIGN.items()
                if columns - cleaned.get(table, set())}
    assert all('*' in cleaned.get(table, ()) for table in EMPTIED)


def test_every_row_of_what_is_kept_is_needed_and_says_why():
    models, cleaned = all_models(), read_cleaned()
    texts = {}
    for model in models:
        texts.setdefault(model.model, set()).update(stored_texts(model, models))
    for row in csv_rows(KEPT):
        fields = set(row['fields'].split())
        assert row['why'].strip(), row['model']
        assert fields <= texts.get(row['model'], set()), (row['model'], fields - texts.get(row['model'], set()))
        assert not fields & cleaned.get(row['model'].replace('.', '_'), set()), row['model']


def test_checker_sees_what_is_forgotten():
    from house import Source, models_of
    [model] = models_of(Source('addons/a/models/b.py', (
        "class A(models.Model):\n    _name = 'a.b'\n    payer_number = fields.Char()\n    code = fields.Char()\n"
        "    note = fields.Text()\n    picture = fields.Binary(attachment=True)\n"
        "    shown = fields.Char(compute='_x')\n")))
    cleaned = emptied("UPDATE a_b x SET note = NULL, code = 'Copy' || id WHERE id > 1;")
    assert cleaned == {'a_b': {'note', 'code'}}
    assert len(forgotten([model], cleaned, {})) == 1
    assert len(forgotten([model], {}, {})) == 2
    assert not forgotten([model], {}, {'a.b': {'payer_number', 'note'}})
    assert not forgotten([model], emptied("DELETE FROM a_b WHERE true"), {})
