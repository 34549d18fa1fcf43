import { Component } from "@odoo/owl";
import { formatDate, parseDate } from "@web/core/l10n/dates";
import { registry } from "@web/core/registry";
import { formatFloatTime } from "@web/views/fields/formatters";
import { useInputField } from "@web/views/fields/input_field_hook";
import { parseFloatTime } from "@web/views/fields/parsers";
import { standardFieldProps } from "@web/views/fields/standard_field_props";

const { DateTime } = luxon;

/** A field of one input whose value is keyed in digits only. */
class ShortField extends Component {
    static template = "fines_base.ShortField";
    static props = { ...standardFieldProps };

    setup() {
        useInputField({ getValue: () => this.formattedValue, parse: (text) => this.parse(text.trim()) });
    }

    get value() {
        return this.props.record.data[this.props.name];
    }
}

/** A day keyed as day and month, with or without the year: 0203, 020326, 02032026. */
export class DayField extends ShortField {
    get formattedValue() {
        return this.value ? formatDate(this.value) : "";
    }

    parse(text) {
        const digits = text.match(/^(\d{2})(\d{2})(\d{2}|\d{4})?$/);
        if (!digits) {
            return parseDate(text);
        }
        const now = DateTime.local();
        const [day, month] = [Number(digits[1]), Number(digits[2])];
        const year = digits[3] ? Number(digits[3].padStart(4, "20")) : now.year;
        const date = DateTime.local(year, month, day);
        if (!date.isValid) {
            throw new Error(`${text} is not a day`);
        }
        // Without a year it is the last such day: in January slips of December are keyed.
        return !digits[3] && date > now ? date.minus({ years: 1 }) : date;
    }
}

/** A time of day keyed in digits: 930, 0930, 14. Midnight is as good as empty. */
export class HourField extends ShortField {
    get formattedValue() {
        return this.value ? formatFloatTime(this.value) : "";
    }

    parse(text) {
        const digits = text.match(/^(\d{1,2})(\d{2})?$/);
        const time = digits ? Number(digits[1]) + Number(digits[2] || 0) / 60 : parseFloatTime(text || "0");
        if (time < 0 || time >= 24 || Number(digits?.[2] || 0) > 59) {
            throw new Error(`${text} is not a time of day`);
        }
        return time;
    }
}

registry.category("fields").add("fines_day", { component: DayField, supportedTypes: ["date"] });
registry.category("fields").add("fines_hour", { component: HourField, supportedTypes: ["float"] });
