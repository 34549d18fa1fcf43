import { registry } from "@web/core/registry";
import { confirm, fill, inState, print, step, upload } from "@public_revenue/../tests/tours/steps";

// The steps of docs/es/apelaciones.md.
registry.category("web_tour.tours").add("apelaciones", {
    steps: () => [
        ...step("1 an appeal is filed", { trigger: ".o_form_view div[name=amount_total]:contains('100.00')" },
            { trigger: "button[name=action_file_review]", run: "click" },
            { trigger: "div[name=received_on] input, div[name=received_on] button" },
            fill("grounds", "The plate is not mine"), { trigger: ".o_form_button_save", run: "click" },
        ),
        ...step("2 it has its number, and takes the letter", { trigger: "div[name=number]:contains('C2026-00001')" },
            upload(".o-mail-Chatter:has(input[type=file])", "/escrito.pdf"),
            { trigger: ".o-mail-Chatter-attachFiles:contains('1')" },
        ),
        ...step("3 admitted", { trigger: "button[name=action_admit]", run: "click" }, inState("Under review")),
        ...step("4 decided", { trigger: "button[name=action_open_decide]", run: "click" },
            { trigger: ".modal div[name=result] .o_radio_item:contains('Partly upheld') input", run: "click" },
            fill("amount_new", "50", ".modal"), fill("grounds", "First offence, half of the amount", ".modal"),
            ...confirm(), inState("Decision given"), { trigger: "div[name=decision_number]:contains('D2026-00001')" },
            ...print("Decision"),
        ),
        ...step("5 back to the fine: amount and explanation", { trigger: "button[name=action_open_record]", run: "click" },
            { trigger: ".o_form_view div[name=amount_total]:contains('50.00')" },
            { trigger: "button[name=action_open_obligation]:contains('50.00')" },
            { trigger: ".o_notebook a[name=why]", run: "click" },
            { trigger: "div[name=explanation_html]:contains('Correction of the amount')" },
        ),
    ],
});
