import { registry } from "@web/core/registry";
import { choose, confirm, fill, inState, step } from "@public_revenue/../tests/tours/steps";

const tours = registry.category("web_tour.tours");
const press = (name) => ({ trigger: `button[name=${name}]`, run: "click" });
const row = (name, text) => ({
    trigger: `.o_selected_row .o_field_widget[name=${name}] input`, run: `edit ${text} && press Tab`,
});

// The steps of docs/es/contingencia.md: the supervisor, from an empty form of a book.
tours.add("contingencia", {
    steps: () => [
        ...step("1 a book in the safe", fill("prefix", "CT-A"), fill("number_from", "1"), fill("number_to", "10"),
            { trigger: ".o_form_button_save", run: "click" }, inState("In the safe"),
        ),
        ...step("2 handed over", ...choose("next_custodian_id", "o-cashier"), press("action_hand_over"),
            inState("With a custodian"),
        ),
    ],
});

// The list of open debts, before the power fails.
tours.add("contingencia.2", {
    steps: () => [
        ...step("3 the open debts on paper", press("action_prepare"),
            { trigger: ".o_form_view .o_field_widget[name=debt_count]:contains('1')" },
        ),
    ],
});

// The cashier with an open session.
tours.add("contingencia.3", {
    steps: () => [
        ...step("4 day and cashier of the papers", fill("paid_on", "03/10/2026"),
            { trigger: ".o_field_x2many_list_row_add a, .o_field_x2many_list_row_add button", run: "click" },
        ),
        ...step("5 number, debt, amount", row("number", "3"), row("key", "B1-1"), row("amount", "2000")),
        ...step("6 a receipt of the session", press("action_key"),
            { trigger: ".o_data_row .o_data_cell[name=receipt_id]:contains('A/000001')" },
        ),
    ],
});

// The supervisor, from the form of the book.
tours.add("contingencia.4", {
    steps: () => [
        ...step("7 came back", press("action_return"), inState("Returned")),
        ...step("8 every number has a fate", press("action_open_fate"),
            { trigger: ".modal .o_field_widget[name=fate] input[data-value=void]", run: "click" },
            fill("reason", "Torn", ".modal"), ...confirm(),
            { trigger: ".o_field_widget[name=blank_count]:contains('0')" },
        ),
        ...step("9 closed at zero", press("action_close"), { trigger: ".modal-footer .btn-primary", run: "click" },
            inState("Closed at zero"),
        ),
    ],
});
