import { useEffect } from "@odoo/owl";
import { registry } from "@web/core/registry";
import { CharField, charField } from "@web/views/fields/char/char_field";

/**
 * A text field whose Enter key saves the record and calls a method of it: what scanners send, and what a cashier
 * who does not leave the keyboard expects.
 */
export class RevenueEnterField extends CharField {
    static props = {
        ...CharField.props,
        method: { type: String },
    };

    setup() {
        super.setup();
        useEffect(
            (input) => {
                const onKeydown = (ev) => this.onKeydown(ev);
                input?.addEventListener("keydown", onKeydown);
                return () => input?.removeEventListener("keydown", onKeydown);
            },
            () => [this.input.el]
        );
    }

    async onKeydown(ev) {
        if (ev.key !== "Enter") {
            return;
        }
        ev.preventDefault();
        ev.stopPropagation();
        const { record, name, method } = this.props;
        await record.update({ [name]: ev.target.value });
        if (await record.save()) {
            await record.model.orm.call(record.resModel, method, [[record.resId]]);
            await record.load();
            this.input.el?.select();
        }
    }
}

export const revenueEnterField = {
    ...charField,
    component: RevenueEnterField,
    extractProps: (fieldInfo, dynamicInfo) => ({
        ...charField.extractProps(fieldInfo, dynamicInfo),
        method: fieldInfo.options.method,
    }),
};

registry.category("fields").add("revenue_enter", revenueEnterField);
