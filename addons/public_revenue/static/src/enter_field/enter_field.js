import { useEffect } from "@odoo/owl";
import { registry } from "@web/core/registry";
import { CharField, charField } from "@web/views/fields/char/char_field";

/**
 * A text field whose Enter key saves the record and lets it answer (`revenue.enter.mixin`), in one request: what
 * scanners send, and what a cashier who does not leave the keyboard expects.
 */
export class RevenueEnterField extends CharField {
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
        const { record, name } = this.props;
        await record.update({ [name]: ev.target.value, entered: true });
        try {
            if (await record.save()) {
                this.input.el?.select();
            }
        } finally {
            // Whatever came of it: the next save of this screen is not another Enter.
            if (record.data.entered) {
                await record.update({ entered: false });
            }
        }
    }
}

export const revenueEnterField = {
    ...charField,
    component: RevenueEnterField,
    fieldDependencies: [{ name: "entered", type: "boolean", readonly: false }],
};

registry.category("fields").add("revenue_enter", revenueEnterField);
