import { registry } from "@web/core/registry";
import { choose, confirm, fill, inState, select, step } from "@public_revenue/../tests/tours/steps";

const tours = registry.category("web_tour.tours");

// The steps of docs/es/retroactivo.md, from the list of acts.
tours.add("retroactivo", {
    steps: () => [
        ...step("1 a new act", { trigger: ".o_list_button_add", run: "click" }, fill("name", "Decree 9")),
        ...step("2 norm and what changes", fill("decision", "9/2026"), fill("grounds", "The decree reaches back"),
            ...select("cause", "Another version of the law applies"), ...choose("policy_id", "Never doubled"),
        ),
        ...step("3 the debts it reaches", fill("date_from", "01/01/2026"), fill("date_to", "02/28/2026"),
            { trigger: ".o_form_button_save", run: "click" },
            { trigger: "button[name=action_look]:visible" },
        ),
        ...step("4 the preview is made", { trigger: "button[name=action_look]", run: "click" }, inState("Preview is made")),
    ],
});

tours.add("retroactivo.2", {
    steps: () => [
        ...step("5 presented to a second person", { trigger: "button[name=action_request]", run: "click" },
            { trigger: "body:not(:has(button[name=action_request]:visible)) .o_form_view" },
        ),
    ],
});

tours.add("retroactivo.3", {
    steps: () => [
        ...step("6 a second person decides", { trigger: "button[name=action_decide_pending]", run: "click" },
            ...confirm("action_approve"), inState("Carried out"),
        ),
    ],
});
