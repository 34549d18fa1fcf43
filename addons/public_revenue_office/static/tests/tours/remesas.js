import { registry } from "@web/core/registry";
import { choose, confirm, fill, inState, step } from "@public_revenue/../tests/tours/steps";

const tours = registry.category("web_tour.tours");

// The steps of docs/es/remesas.md: the accountant who pays begins at the list of remittances.
tours.add("remesas", {
    steps: () => [
        ...step("1 what is owed to other companies up to a day",
            { trigger: "button[data-menu-xmlid='public_revenue.public_revenue_menu_collection']", run: "click" },
            { trigger: "a[data-menu-xmlid='public_revenue_office.revenue_remittance_menu_prepare']", run: "click" },
            { trigger: ".modal button[name=action_prepare]", run: "click", timeout: 30000 },
            { trigger: "body:not(:has(.modal)) .o_data_row td:contains('Town B')", run: "click", timeout: 30000 },
            { trigger: ".o_form_view .o_field_widget[name=amount]:contains('100.00')" },
        ),
        ...step("2 account and number of the transfer", ...choose("channel_id", "Bank A"), fill("payment_reference", "TR-1")),
        ...step("3 presented to a second person", { trigger: "button[name=action_request]", run: "click" },
            inState("Waits for a second person"),
        ),
    ],
});

tours.add("remesas.2", {
    steps: () => [
        ...step("4 a second person decides", { trigger: "button[name=action_decide_pending]", run: "click" },
            ...confirm("action_approve"), inState("Approved"),
        ),
    ],
});

tours.add("remesas.3", {
    steps: () => [
        ...step("5 paid by the bank", { trigger: "button[name=action_pay]", run: "click" },
            { trigger: ".modal-footer .btn-primary", run: "click" }, inState("On its way"),
        ),
    ],
});

tours.add("remesas.4", {
    steps: () => [
        ...step("6 the receiver books what arrived", ...choose("receiver_channel_id", "Bank B"), fill("receiver_reference", "EX-3"),
            { trigger: "button[name=action_receive]", run: "click" }, inState("Received"),
        ),
    ],
});
