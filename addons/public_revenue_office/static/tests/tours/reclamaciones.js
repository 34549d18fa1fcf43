import { registry } from "@web/core/registry";
import { fill, inState, step } from "@public_revenue/../tests/tours/steps";

const tours = registry.category("web_tour.tours");
const page = (name) => ({ trigger: `.o_notebook .nav-link[name=${name}]`, run: "click" });

// The steps of docs/es/reclamaciones.md, from the form of a debt that is shown unpaid.
tours.add("reclamaciones", {
    steps: () => [
        ...step("1 a claim about the debt", { trigger: "button[name=action_open_claim]", run: "click" },
            { trigger: ".o_form_view .o_field_widget[name=claimant_id] input:value('Ana Pérez')" },
        ),
        ...step("2 what is said and shown", fill("story", "Paid by transfer on the 5th"), fill("proof_number", "TR-77"),
            { trigger: ".o_form_button_save", run: "click" },
            { trigger: "button[name=action_search]:visible" },
        ),
        ...step("3 the money is looked for", { trigger: "button[name=action_search]", run: "click" },
            page("found"),
            { trigger: ".o_field_widget[name=found_ids] .o_data_cell:contains('TR-77')" },
        ),
        ...step("4 the money that it is", { trigger: ".o_field_widget[name=found_ids] button[name=action_use]", run: "click" },
            page("decision"), { trigger: ".o_field_widget[name=credit_id]:contains('not yet known')" },
        ),
        ...step("5 decided with reasons", fill("consent", "Asked by the payer at the desk"),
            fill("grounds", "The transfer of the 5th is in the books"),
            { trigger: ".o_form_button_save", run: "click" },
            { trigger: "button[name=action_decide]", run: "click" }, inState("Applied"),
        ),
    ],
});
