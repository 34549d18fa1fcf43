import { registry } from "@web/core/registry";
import { confirm, fill, inState, step } from "@public_revenue/../tests/tours/steps";

const tours = registry.category("web_tour.tours");

// The steps of docs/es/traslados.md, from the form of a debt.
tours.add("traslados", {
    steps: () => [
        ...step("1 the debt to be sent", { trigger: ".o_form_view .o_cp_action_menus .o-dropdown", run: "click" },
            { trigger: ".o-dropdown-item:contains('Send to another office')", run: "click" },
        ),
        ...step("2 office and reason",
            { trigger: ".modal .o_field_widget[name=to_office_id] input", run: "edit Office O2" },
            { trigger: ".o-autocomplete--dropdown-item:contains('Office O2')", run: "click" },
            fill("reason", "Lives there", ".modal"),
        ),
        ...step("3 sent at once", { trigger: ".modal button[name=action_confirm]", run: "click" },
            inState("Not yet acknowledged"),
        ),
    ],
});

tours.add("traslados.2", {
    steps: () => [
        ...step("4 what waits", { trigger: ".o_data_row .o_data_cell:contains('B1-1')", run: "click" }, inState("Sent")),
        ...step("5 accepted", { trigger: "button[name=action_accept]", run: "click" }, inState("Accepted")),
        ...step("6 returned", { trigger: "button[name=action_open_return]", run: "click" },
            fill("reason", "Another person", ".modal"), ...confirm(), inState("Returned"),
        ),
    ],
});
