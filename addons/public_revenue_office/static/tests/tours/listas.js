import { registry } from "@web/core/registry";
import { choose, download, fill, inState, step, upload } from "@public_revenue/../tests/tours/steps";

const tours = registry.category("web_tour.tours");
const press = (name) => ({ trigger: `button[name=${name}]`, run: "click" });

// The steps of docs/es/listas.md, from an empty form.
tours.add("listas", {
    steps: () => [
        ...step("1 what was declared", ...choose("channel_id", "Post offices"), ...choose("partner_id", "Post Office 7"),
            fill("reference", "P-7"), fill("control_count", "3"), fill("control_amount", "4,700"),
            { trigger: ".o_form_button_save", run: "click" }, inState("Entering"),
        ),
        ...step("2 the template, filled in", download("action_download_template"),
            upload(".o_field_widget[name=file]:has(input[type=file])", "/listas.xlsx"),
            press("action_read"), { trigger: ".o_data_row:nth-child(2):contains('B1-2')" },
        ),
        ...step("3 the totals are compared", press("action_check"), inState("Checked"),
            { trigger: ".alert-warning:contains('not what was declared')" },
        ),
    ],
});

tours.add("listas.2", {
    steps: () => [
        ...step("4 a supervisor accepts the difference", fill("difference_reason", "One slip is missing"),
            press("action_accept"), { trigger: ".o_field_widget[name=accepted_by_id]" },
        ),
    ],
});

tours.add("listas.3", {
    steps: () => [
        ...step("5 posted in the background", press("action_post"), inState("Posting")),
    ],
});

tours.add("listas.4", {
    steps: () => [
        ...step("6 what was refused", press("action_open_refused"),
            { trigger: ".o_list_view .o_data_row:contains('Several debts')" },
            { trigger: ".o_data_row .o_data_cell[name=identity]", run: "click" },
            { trigger: ".o_selected_row .o_field_widget[name=identity] input", run: "edit 85010112345 && press Tab" },
            { trigger: ".o_list_button_save:visible", run: "click" },
            { trigger: ".o_data_row:not(.o_selected_row):contains('85010112345')" },
            { trigger: ".o_back_button", run: "click" },
            press("action_retry"), inState("Posting"),
        ),
    ],
});

tours.add("listas.5", {
    steps: () => [
        ...step("7 a receipt for each row", { trigger: ".o_field_widget[name=amount]:contains('4,500.00')" },
            press("action_open_receipts"), { trigger: ".o_list_view .o_data_row:nth-child(2)" },
        ),
    ],
});
