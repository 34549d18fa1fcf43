import { registry } from "@web/core/registry";
import { confirm, fill, inState, openMenu, select, step } from "@public_revenue/../tests/tours/steps";

const tours = registry.category("web_tour.tours");

// The steps of docs/es/multas.md.
tours.add("multas", {
    steps: () => [
        ...step("1 who answers for a minor", { trigger: "div[name=with_guardian] input", run: "click" },
            fill("guardian_name", "Rosa Díaz"),
        ),
        ...step("2 registered", { trigger: "button[name=action_register]", run: "click" }, inState("Notified")),
        ...step("3 corrected", { trigger: "button[name=action_open_correct]", run: "click" },
            fill("place", "Calle Real 12", ".modal"), fill("reason", "The place was misread", ".modal"), ...confirm(),
        ),
        ...step("4 what it said before", { trigger: ".o_notebook a[name=versions]", run: "click" },
            { trigger: ".o_field_widget[name=version_ids] td[name=changes]:contains('Main street 1 → Calle Real 12')" },
        ),
        ...step("5 its annulment is asked for", { trigger: "button[name=action_open_close]", run: "click" },
            ...select("reason", "Cancelled", ".modal"), fill("explanation", "Resolution 12", ".modal"), ...confirm(),
            { trigger: "div[name=pending]:contains('Close a fine: Cancelled')" },
        ),
    ],
});

tours.add("multas.2", {
    steps: () => [
        ...step("6 a second person decides", { trigger: "button[name=action_decide_pending]", run: "click" },
            { trigger: ".modal button[name=action_approve]", run: "click" }, inState("Closed"),
        ),
    ],
});

// Another fine, sold before.
tours.add("multas.3", {
    steps: () => [
        ...step("7 the right person", { trigger: "button[name=action_open_debtor_change]", run: "click" },
            fill("decision", "35"), fill("reason", "Sold before"), fill("proof_text", "Deed of sale 118"),
            ...select("clock", "The new notification"), fill("person_name", "Eva Ruiz"),
            { trigger: ".o_form_button_save", run: "click" },
        ),
        ...step("8 presented to a second person", { trigger: "button[name=action_request]", run: "click" },
            inState("Waits for a second person"),
        ),
    ],
});

tours.add("multas.4", {
    steps: () => [
        ...step("9 approved by a second person",
            ...openMenu("public_revenue.public_revenue_menu_control", "public_revenue.revenue_approval_menu", "Approvals"),
            { trigger: ".o_data_row td[name=action_label]", run: "click" },
            { trigger: "button[name=action_decide]", run: "click" }, ...confirm("action_approve"),
            { trigger: ".o_form_view div[name=decided_by]:contains('t-second')" },
        ),
    ],
});
