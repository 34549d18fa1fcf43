import { registry } from "@web/core/registry";

const SEARCH = "input.o_searchview_input";

/** Keys into the search box: those of a scanner at once, those of a hand with the pause between them. */
const keys = (text, pause = 0) => ({
    trigger: SEARCH,
    async run() {
        const input = document.querySelector(SEARCH);
        input.focus();
        const events = [];
        for (const key of [...text, "Enter"]) {
            // an event knows when the key was pressed, however late it is heard
            events.push(new KeyboardEvent("keydown", { key, bubbles: true, cancelable: true }));
            await new Promise((resolve) => (pause ? setTimeout(resolve, pause) : resolve()));
        }
        for (const event of events) {
            const isHeard = input.dispatchEvent(event);
            if (event.key.length === 1 && isHeard) {
                input.value += event.key;
                input.dispatchEvent(new Event("input", { bubbles: true }));
            }
            await new Promise((resolve) => setTimeout(resolve));
        }
    },
});

registry.category("web_tour.tours").add("fines_base_scan_in_list", {
    steps: () => [
        { trigger: ".o_list_view" },
        keys("12401", 120),
        // typed by hand: the list is searched
        { trigger: ".o_list_view .o_facet_value:contains('12401')" },
        keys("TPOL-A-012401"),
        { trigger: ".o_form_view .o_breadcrumb:contains('TPOL A 012401')" },
    ],
});
