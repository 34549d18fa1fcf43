import { registry } from "@web/core/registry";

/** Types as a scanner does: outside of any field, much faster than a hand, Enter at the end. */
const scan = (text) => ({
    trigger: "body",
    run() {
        document.activeElement?.blur();
        for (const key of [...text, "Enter"]) {
            document.body.dispatchEvent(new KeyboardEvent("keydown", { key, bubbles: true, cancelable: true }));
        }
    },
});

registry.category("web_tour.tours").add("fines_base_scan", {
    steps: () => [
        { trigger: ".o_main_navbar" },
        scan("TPOL-A-012401"),
        { trigger: ".o_form_view .o_field_widget[name=place] input:value('Main street 1'), .o_form_view .o_field_widget[name=place]:contains('Main street 1')" },
        scan("TPOL-A-12400-12449"),
        { trigger: ".o_form_view h1:contains('TPOL A 012400-012449')" },
        // two agencies printed 12402: a choice
        scan("12402"),
        { trigger: ".modal .o_data_row:contains('HEAL')" },
        { trigger: ".modal .o_data_row:contains('TPOL') button[name=action_open]", run: "click" },
        { trigger: ".o_form_view .o_breadcrumb:contains('TPOL A 012402')" },
        scan("99999999"),
        { trigger: ".modal .alert:contains('99999999')" },
        // typed into the field, Enter at the end as scanners do
        { trigger: ".modal .o_field_widget[name=text] input", run: "edit HEAL-A-12402 && press Enter" },
        { trigger: "body:not(:has(.modal)) .o_form_view .o_breadcrumb:contains('HEAL A 012402')" },
    ],
});
