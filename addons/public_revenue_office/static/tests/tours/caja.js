import { registry } from "@web/core/registry";
import { stepUtils } from "@web_tour/tour_utils";
import { fill, inState, select, step } from "@public_revenue/../tests/tours/steps";

const tours = registry.category("web_tour.tours");
const COLLECTION = "public_revenue.public_revenue_menu_collection";
const OFFICE = "public_revenue_office";
const find = (text) => [
    { trigger: "div[name=query] input", run: `edit ${text}` },
    { trigger: "div[name=query] input", run: "press Enter" },
];
let bill = "";

// The steps of docs/es/caja.md, of a cashier.
tours.add("caja", {
    steps: () => [
        ...step("1 open the desk", stepUtils.showAppsMenuItem(),
            { trigger: ".o_app[data-menu-xmlid='public_revenue.public_revenue_menu_root']", run: "click" },
            { trigger: ".o_form_view div[name=opening_float] input", run: "edit 100" },
            { trigger: "button[name=action_collect]:contains('Open the desk')", run: "click" },
        ),
        ...step("2 all that the person of an identity owes", ...find("85010112345"),
            { trigger: ".o_data_row:nth-child(3)" },
            { trigger: ".o_data_row:contains('2,000.00')" },
        ),
        ...step("3 a bill of two debts",
            { trigger: ".o_data_row:nth-child(1) div[name=is_chosen] input", run: "click" },
            { trigger: ".o_data_row:nth-child(2) div[name=is_chosen] input", run: "click" },
            { trigger: "div[name=to_take]:contains('2,500.00')" },
            { trigger: "button[name=action_make_bill]", run: "click" },
            {
                trigger: "div[name=made_bills]:contains('2,500.00')",
                run() {
                    bill = this.anchor.textContent.match(/[0-9]{12}/)[0];
                },
            },
        ),
        ...step("4 the number of the bill and the change",
            { trigger: "div[name=query] input", run: (helpers) => helpers.edit(bill) },
            { trigger: "div[name=query] input", run: "press Enter" },
            { trigger: "div[name=bill_notice]:contains('honoured until')" },
            { trigger: "div[name=tendered] input", run: "edit 3000 && press Tab" },
            { trigger: "div[name=change]:contains('500.00')" },
        ),
        ...step("5 the receipt",
            { trigger: "button[name=action_collect]:contains('Collect')", run: "click" },
            { trigger: ".o_revenue_receipt:contains('2,500.00')" },
            { trigger: "button[name=action_next]", run: "click" },
            { trigger: ".o_revenue_collect div[name=query] input" },
        ),
        ...step("6 a cheque", ...find("B1-3"),
            { trigger: ".o_data_row:contains('700.00')" },
            { trigger: ".o_radio_item:contains('Cheque') input", run: "click" },
            fill("payment_reference", "0042"), fill("cheque_bank", "Metropolitan"), fill("cheque_drawer", "Ana"),
            { trigger: "button[name=action_collect]:contains('Collect')", run: "click" },
            { trigger: ".o_revenue_receipt:contains('0042')" },
        ),
        ...step("7 the blind count",
            { trigger: `button[data-menu-xmlid='${COLLECTION}']`, run: "click" },
            { trigger: `a[data-menu-xmlid='${OFFICE}.revenue_desk_session_menu_mine']`, run: "click" },
            { trigger: "button[name=action_count]", run: "click" },
            { trigger: "div[name=counted_amount] input", run: "edit 2595 && press Tab" },
            { trigger: "button[name=action_confirm_count]", run: "click" },
            { trigger: ".modal-footer .btn-primary", run: "click" },
            { trigger: "div[name=difference]:contains('5.00')" },
        ),
        ...step("8 the reason, the end", ...select("difference_reason", "Wrong change given"),
            { trigger: "button[name=action_close]", run: "click" }, inState("Closed"),
        ),
        ...step("9 the deposit slip",
            { trigger: "button[name=action_make_deposit]", run: "click" },
            { trigger: "div[name=cash_amount]:contains('2,495.00')" },
            { trigger: "div[name=cheque_amount]:contains('700.00')" },
            { trigger: "div[name=cheque_ids] .o_data_row:contains('0042')" },
        ),
    ],
});

// What the bank says of the cheque later, from the list of cheques.
tours.add("caja.2", {
    steps: () => [
        ...step("10 the bank returned the cheque",
            { trigger: ".o_data_row:contains('0042') td[name=payment_reference]", run: "click" },
            { trigger: "button[name=action_bounce]", run: "click" },
            fill("bank_reference", "R-9"), ...select("reason", "No funds"),
            { trigger: ".o_form_button_save", run: "click" },
            { trigger: "button[name=action_request]", run: "click" },
            inState("Waits for a second person"),
        ),
    ],
});
