import { registry } from "@web/core/registry";
import { useService } from "@web/core/utils/hooks";
import { charField } from "@web/views/fields/char/char_field";
import { RevenueEnterField } from "@public_revenue/enter_field/enter_field";

/** A text field whose Enter key finds what was typed or scanned, as a scan on any other screen does. */
export class ScanField extends RevenueEnterField {
    setup() {
        super.setup();
        this.scan = useService("fines_scan");
    }

    async onKeydown(ev) {
        if (ev.key === "Enter") {
            ev.preventDefault();
            ev.stopPropagation();
            await this.scan.open(ev.target.value);
        }
    }
}

registry.category("fields").add("fines_scan", { ...charField, component: ScanField });
