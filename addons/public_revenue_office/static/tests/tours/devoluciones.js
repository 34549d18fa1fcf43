import { registry } from "@web/core/registry";
import { confirm, fill, inState, select, step } from "@public_revenue/../tests/tours/steps";

const tours = registry.category("web_tour.tours");

// The steps of docs/es/devoluciones.md, from the form of a credit.
tours.add("devoluciones", {
    steps: () => [
        ...step("1 an order from the credit", { trigger: "button[name=action_refund]", run: "click" },
            { trigger: ".o_form_view .o_field_widget[name=payee_id] input:value('Ana Pérez')" },
        ),
        ...step("2 resolution, grounds, form", fill("decision", "41/2026"), fill("grounds", "Paid twice, receipt A/2"),
            ...select("method", "Cash at a desk"), { trigger: ".o_form_button_save", run: "click" },
        ),
        ...step("3 presented to a second person", { trigger: "button[name=action_request]", run: "click" },
            inState("Waits for a second person"),
        ),
    ],
});

tours.add("devoluciones.2", {
    steps: () => [
        ...step("4 a second person decides", { trigger: "button[name=action_decide_pending]", run: "click" },
            ...confirm("action_approve"), inState("Approved"),
        ),
    ],
});

tours.add("devoluciones.3", {
    steps: () => [
        ...step("5 cash out of the own desk", fill("payee_document", "85010112345"),
            { trigger: "button[name=action_pay_cash]", run: "click" },
            { trigger: ".modal-footer .btn-primary", run: "click" }, inState("Paid"),
        ),
    ],
});
