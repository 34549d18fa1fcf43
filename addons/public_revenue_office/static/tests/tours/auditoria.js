import { registry } from "@web/core/registry";
import { download, fill, openMenu, step } from "@public_revenue/../tests/tours/steps";

const CONTROL = "public_revenue.public_revenue_menu_control";
const OFFICE = "public_revenue_office.";
const quiet = "body:not(:has(.o_blockUI))";

// The steps of docs/es/auditoria.md, from the home of an auditor.
registry.category("web_tour.tours").add("auditoria", {
    steps: () => [
        ...step("1 the books agree", ...openMenu(CONTROL, `${OFFICE}revenue_control_run_menu_audit`, "Control report"),
            { trigger: ".alert-success:contains('All books agree')" },
        ),
        ...step("2 the report as a spreadsheet", download("action_export")),
        ...step("3 the ledger", ...openMenu(CONTROL, `${OFFICE}revenue_entry_menu_audit`, "Ledger"),
            { trigger: ".o_data_row:contains('Payment') .o_data_cell", run: "click" },
        ),
        ...step("4 the receipt of an entry",
            { trigger: ".o_form_view .o_field_widget[name=receipt_id] a", run: "click" },
            { trigger: ".o_form_view .o_field_widget[name=allocation_ids], .o_form_view .o_field_widget[name=entry_ids]" },
        ),
        ...step("5 a sample", ...openMenu(CONTROL, `${OFFICE}revenue_audit_sample_menu`, "Random Samples"),
            { trigger: ".o_list_button_add", run: "click" }, fill("size", "2"), fill("seed", "lottery of 12 March"),
            { trigger: "button[name=action_draw]", run: "click" },
            { trigger: ".o_field_widget[name=line_ids] .o_data_row:eq(1)" },
        ),
        ...step("6 all papers in one document", { trigger: "button[name=action_print]", run: "click" },
            { trigger: `${quiet} .o_form_view` },
        ),
        ...step("7 what the sample shows", fill("note", "Every receipt agrees with its papers"),
            { trigger: ".o_form_button_save", run: "click" }, { trigger: ".o_form_saved, .o_form_view:not(:has(.o_form_dirty))" },
        ),
    ],
});
