import { _t } from "@web/core/l10n/translation";
import { registry } from "@web/core/registry";
import { hearSearchBox } from "./scanner_speed";

/**
 * A scanner is a keyboard that types very fast: what it types outside of a field opens the fine, checkbook or notice
 * that the code names, from any screen, also where the cursor stands in the search box of a list. Within a field it
 * stays what was typed.
 */
export const scanService = {
    dependencies: ["action", "barcode", "notification", "orm"],

    start(env, { action, barcode, notification, orm }) {
        const open = async (text) => {
            try {
                await action.doAction(await orm.call("fines.fine.find", "action_scan", [text]));
            } catch (error) {
                // who has no right to look for fines learns it here, not in a dialog
                notification.add(error.data?.message || _t("Nothing was found."), { type: "warning" });
            }
        };
        barcode.bus.addEventListener("barcode_scanned", (event) => {
            // a screen that reads codes itself says so on its element
            if (!event.detail.target?.closest?.("[data-own-barcodes]")) {
                open(event.detail.barcode);
            }
        });
        hearSearchBox(open);
        return { open };
    },
};

registry.category("services").add("fines_scan", scanService);
