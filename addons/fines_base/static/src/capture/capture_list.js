import { onMounted, useExternalListener, useState } from "@odoo/owl";
import { getActiveHotkey } from "@web/core/hotkeys/hotkey_service";
import { _t } from "@web/core/l10n/translation";
import { registry } from "@web/core/registry";
import { useService } from "@web/core/utils/hooks";
import { ListController } from "@web/views/list/list_controller";
import { ListRenderer } from "@web/views/list/list_renderer";
import { listView } from "@web/views/list/list_view";

// The longest that a drawn row may take before keys are played into whatever has the focus.
const PATIENCE = 5000;
const STEP = 10;
// Keys that act on the row; each is explained in the foot of the list.
const ROW_KEYS = ["f2", "f4", "f8", "f9", "control+enter"];
const KEPT_KEYS = ["Enter", "Tab", "Backspace", "Escape", "F2", "F4", "F8", "F9"];

/** A list that is keyed without a mouse: Enter goes to the next field that is still empty, and on to the next row. */
export class CaptureRenderer extends ListRenderer {
    static template = "fines_base.CaptureRenderer";
    static recordRowTemplate = "fines_base.CaptureRenderer.RecordRow";

    setup() {
        super.setup();
        this.action = useService("action");
        this.capture = useState({ error: "" });
        this.isBusy = false;
        this.keptKeys = [];
        useExternalListener(window, "keydown", (ev) => this.keepKey(ev), { capture: true });
        // The clerk begins to type at once.
        onMounted(() => this.props.list.records.length || this.canCreate ? this.whileBusy(() => this.waitForRow()) : null);
    }

    // WHO TYPES AHEAD

    /** Keys that arrive while the server is asked are kept, so that they do not land in the field that is left. */
    keepKey(ev) {
        const isText = ev.key.length === 1 && !ev.ctrlKey && !ev.altKey && !ev.metaKey;
        if (this.isBusy && ev.isTrusted && (isText || KEPT_KEYS.includes(ev.key))) {
            ev.preventDefault();
            ev.stopImmediatePropagation();
            this.keptKeys.push({ key: ev.key, shiftKey: ev.shiftKey, ctrlKey: ev.ctrlKey });
        }
    }

    /** Do something that asks the server, then play back what was typed meanwhile. */
    async whileBusy(work) {
        this.isBusy = true;
        try {
            await work();
            // What the server filled is drawn before a key is played, or it would be drawn over it.
            await new Promise((resolve) => setTimeout(() => requestAnimationFrame(() => setTimeout(resolve)), STEP));
        } finally {
            this.isBusy = false;
        }
        while (!this.isBusy && this.keptKeys.length) {
            this.playKey(this.keptKeys.shift());
        }
    }

    playKey(kept) {
        if (kept.key.length === 1) {
            document.execCommand("insertText", false, kept.key);
        } else if (kept.key === "Backspace") {
            document.execCommand("delete");
        } else {
            document.activeElement.dispatchEvent(
                new KeyboardEvent("keydown", { ...kept, bubbles: true, cancelable: true })
            );
        }
    }

    // FIELDS BELOW THE ROW, which few slips need

    /** @override */
    getActiveColumns() {
        return super.getActiveColumns().filter((column) => !column.options?.below);
    }

    /** What is keyed below a row, in the order of the slip. */
    getBelow(record) {
        const below = this.allColumns.filter((column) => column.options?.below && column.name in record.data);
        return below.filter((column) => !this.evalInvisible(column.invisible, record));
    }

    /** All that is keyed of a row, in the order of the slip. */
    get stops() {
        return this.allColumns.filter((column) => column.options?.below || this.columns.includes(column));
    }

    /** The cells of the row that is keyed with those below it, in the order of the slip. */
    get cells() {
        const find = ({ name }) => this.tableRef.el.querySelector(`.o_selected_row td.o_data_cell[name='${name}']`);
        return this.stops.map(find).filter(Boolean);
    }

    /** @override */
    findNextFocusableOnRow(row, cell) {
        return super.findNextFocusableOnRow({ children: this.cells }, cell);
    }

    /** @override */
    findPreviousFocusableOnRow(row, cell) {
        return super.findPreviousFocusableOnRow({ children: this.cells }, cell);
    }

    // KEYS

    /** @override */
    onCellKeydownEditMode(hotkey, cell, group, record) {
        if (hotkey === "enter") {
            this.whileBusy(() => this.advance(cell.getAttribute("name"), record));
            return true;
        }
        if (hotkey === "escape") {
            this.whileBusy(() => this.discardRow());
            return true;
        }
        if (ROW_KEYS.includes(hotkey)) {
            this.whileBusy(() => this.actOnRow(hotkey, cell.getAttribute("name"), record));
            return true;
        }
        return super.onCellKeydownEditMode(...arguments);
    }

    async actOnRow(hotkey, name, record) {
        if (hotkey === "f4") {
            await this.copyFromRowBefore(name, record);
        } else if (hotkey === "control+enter") {
            await this.leave(record);
        } else if (hotkey === "f2" && "offender_kind" in record.data) {
            await this.changeKind(record);
        } else if (hotkey === "f8" && "batch_id" in record.data) {
            await this.setAside(record);
        } else if (hotkey === "f9" && "amount_illegible" in record.data) {
            await record.update({ amount_illegible: !record.data.amount_illegible, slip_amount: 0 });
            await this.advance("slip_amount", record);
        }
    }

    /** Go on to the next field of the row that is empty; after the last one the row is saved. */
    async advance(name, record) {
        await record.isDirty(); // what was typed is told to the server, which may fill other fields
        const isWrong = record.isFieldInvalid(name) || (name === "number" && record.data.duplicate_id);
        const next = isWrong ? name : this.findEmpty(name, record);
        if (next) {
            await this.focusField(next);
        } else {
            await this.saveRow(record);
        }
    }

    findEmpty(name, record) {
        const names = this.stops.filter((column) => column.type === "field").map((column) => column.name);
        return names.slice(names.indexOf(name) + 1).find((next) => {
            const column = this.stops.find((one) => one.name === next);
            // What the row before gives is passed by; the first row has none before it.
            const isPassed = column.options?.pass && this.props.list.records.length > 1;
            const isStop = !isPassed && !this.isCellReadonly(column, record);
            return isStop && !this.evalInvisible(column.invisible, record) && this.isEmpty(record, next);
        });
    }

    isEmpty(record, name) {
        const value = record.data[name];
        // An amount that nobody can read is not waited for.
        const isAnswered = name === "slip_amount" && record.data.amount_illegible;
        return record.fields[name].type !== "boolean" && !value && !isAnswered;
    }

    /** A field that has just become writable is drawn a moment later. */
    async focusField(name) {
        const selector = `.o_selected_row td[name='${name}'] :is(input, select, textarea)`;
        for (let waited = 0; waited < PATIENCE; waited += STEP) {
            const input = this.tableRef.el?.querySelector(selector);
            if (input) {
                return this.focus(input);
            }
            await new Promise((resolve) => setTimeout(resolve, STEP));
        }
    }

    /** @override The first field to be keyed, not the first column. */
    focusCell(column, forward = true) {
        const record = this.editedRecord;
        if (record && !this.cellToFocus && column === this.columns[0]) {
            const names = this.columns.map((one) => one.name);
            const first = names.find((name) => ["number", "number_keyed"].includes(name));
            column = this.columns[names.indexOf(record.data.number ? first : this.findEmpty("", record) || first)];
        }
        super.focusCell(column, forward);
        if (record && record.id !== this.rowLeft) {
            this.onRowFocused?.();
        }
    }

    // ROWS

    async saveRow(record) {
        this.capture.error = "";
        const isSaved = await record.save({ onError: (error) => this.showError(error) });
        if (isSaved) {
            await this.openRow(record);
        }
    }

    /** What the server refuses is said below the row, which stays as it was keyed. */
    showError(error) {
        const message = error.data?.arguments?.[0] || error.data?.message;
        this.capture.error = message || _t("The server does not answer: this row is not saved. Press Enter to try again.");
        return false;
    }

    /** Open the next row: a new one where rows are entered, else the one below. */
    async openRow(record) {
        const isDrawn = this.waitForRow();
        this.activeRowId = null;
        this.rowLeft = record?.id;
        if (this.canCreate) {
            await this.props.onAdd({});
        } else {
            const records = this.props.list.records;
            const next = records[records.indexOf(record) + 1];
            if (!next) {
                return this.props.list.leaveEditMode();
            }
            await this.props.list.enterEditMode(next);
        }
        await isDrawn;
        this.onRowFocused = null;
    }

    /** Until a row other than the one left has the focus; if something else took it meanwhile, it is taken back. */
    async waitForRow() {
        await new Promise((resolve) => {
            this.onRowFocused = resolve;
            setTimeout(resolve, PATIENCE);
        });
        await new Promise((resolve) => setTimeout(resolve, STEP));
        const row = this.tableRef.el?.querySelector(".o_selected_row");
        if (row && this.editedRecord && !row.contains(document.activeElement)) {
            this.focusCell(this.columns[0]);
        }
    }

    async discardRow() {
        const record = this.editedRecord;
        this.capture.error = "";
        await this.props.list.leaveEditMode({ discard: true });
        if (this.canCreate) {
            await this.openRow(record);
        }
    }

    /** Save what is being keyed and go back to where the list was opened from. */
    async leave(record) {
        const isUntouched = record.isNew && !(await record.isDirty());
        if (isUntouched) {
            await this.props.list.leaveEditMode({ discard: true });
        } else if (!(await record.save({ onError: (error) => this.showError(error) }))) {
            return;
        }
        await this.action.restore();
    }

    async copyFromRowBefore(name, record) {
        const records = this.props.list.records;
        const step = this.props.editable === "top" ? 1 : -1;
        const before = records[records.indexOf(record) + step];
        if (before && name in before.data) {
            await record.update({ [name]: before.data[name] });
            await this.advance(name, record);
        }
    }

    async changeKind(record) {
        const kinds = record.fields.offender_kind.selection.map(([kind]) => kind);
        const place = (kinds.indexOf(record.data.offender_kind) + 1) % kinds.length;
        await record.update({ offender_kind: kinds[place] });
    }

    /** The number is registered and the paper says the same: the slip is kept beside the batch and counts in it. */
    async setAside(record) {
        await record.isDirty();
        const { series, number, slip_amount, person_name } = record.data;
        const values = { series, number, slip_amount, person_name };
        try {
            await this.orm.call("fines.batch", "action_set_aside", [[this.batchId], values]);
        } catch (error) {
            return this.showError(error);
        }
        await this.discardRow();
    }

    get batchId() {
        return this.props.list.context.fines_capture_batch;
    }

    getKind(record) {
        const kind = record.data.offender_kind;
        return kind && kind !== "person" && record.fields.offender_kind.selection.find(([one]) => one === kind)[1];
    }

    getNotes(record, name) {
        return (record.data[name] || "").split("\n").filter(Boolean);
    }
}

export class CaptureController extends ListController {
    setup() {
        super.setup();
        onMounted(async () => {
            await this.model.whenReady;
            await new Promise((resolve) => setTimeout(resolve)); // the list learns first what is active
            if (this.activeActions.create) {
                await this.createRecord();
            } else if (this.model.root.records.length) {
                await this.model.root.enterEditMode(this.model.root.records[0]);
            }
        });
    }
}

registry.category("views").add("fines_capture_list", {
    ...listView,
    Controller: CaptureController,
    Renderer: CaptureRenderer,
});
