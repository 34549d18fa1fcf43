import { registry } from "@web/core/registry";
import { choose, download, fill, inState, openMenu, select, step, upload } from "@public_revenue/../tests/tours/steps";

const tours = registry.category("web_tour.tours");
const press = (name, scope = "") => ({ trigger: `${scope} button[name=${name}]`, run: "click", timeout: 30000 });
const COLLECTION = "public_revenue.public_revenue_menu_collection";

// The steps of docs/es/banco.md, from the apps.
tours.add("banco", {
    steps: () => [
        ...step("1 how the bank writes its files",
            ...openMenu(COLLECTION, "public_revenue_office.revenue_bank_profile_menu", "Statement profiles"),
            { trigger: ".o_list_button_add", run: "click" }, fill("name", "Our bank"), ...choose("journal_id", "Treasury account"),
            fill("column_date", "Fecha"), fill("column_amount", "Importe"), fill("column_reference", "Referencia"),
            fill("column_label", "Concepto"),
            upload(".o_field_widget[name=sample_file]:has(input[type=file])", "/banco.csv"),
            { trigger: ".o_field_widget[name=preview]:contains('3 lines can be read, 1 cannot.')", timeout: 30000 },
            { trigger: ".o_form_button_save", run: "click" }, { trigger: ".o_form_saved" },
        ),
        ...step("2 a file of the bank",
            ...openMenu(COLLECTION, "public_revenue_office.revenue_bank_import_menu", "Statement files"),
            { trigger: ".o_list_button_add", run: "click" },
            upload(".o_field_widget[name=file]:has(input[type=file])", "/banco.csv"),
        ),
        ...step("3 what is wrong with its rows", press("action_read"),
            { trigger: ".o_field_widget[name=row_ids] .o_data_row:contains('cinco cannot be read')", timeout: 30000 },
            download("action_download_errors"),
        ),
        ...step("4 the others enter for a reason", fill("exception_reason", "The bank sends it again"),
            press("action_enter_rest"), { trigger: ".modal-footer .btn-primary", run: "click" }, inState("File entered"),
        ),
    ],
});

tours.add("banco.2", {
    steps: () => [
        ...step("5 proposals by one click",
            press("action_find", ".o_control_panel"),
            press("action_accept", ".o_data_row:contains('same reference'):contains('2,000.00')"),
            { trigger: ".o_list_view:not(:has(.o_data_row:contains('2,000.00')))", timeout: 30000 },
        ),
        ...step("6 a difference by hand", press("action_by_hand", ".o_data_row:contains('another amount')"),
            { trigger: ".modal .o_field_widget[name=difference]:contains('-10.00')", timeout: 30000 },
            ...select("difference_role", "Fee of the bank", ".modal"), fill("note", "Fee of March", ".modal"),
            press("action_match", ".modal"), { trigger: "body:not(:has(.modal))", timeout: 30000 },
        ),
    ],
});

tours.add("banco.3", {
    steps: () => [
        ...step("7 a match is undone",
            { trigger: ".o_data_row:contains('2,000.00') .o_data_cell[name=expected_text]", run: "click" },
            press("action_undo", ".o_form_view"), fill("reason", "Another slip", ".modal"), press("action_undo", ".modal"),
            { trigger: "body:not(:has(.modal))", timeout: 30000 }, inState("Undone"),
        ),
    ],
});

tours.add("banco.4", {
    steps: () => [
        ...step("8 what has no match, by age",
            { trigger: ".o_group_header:contains('More than 30 days')", run: "click" },
            { trigger: ".o_data_row:contains('COMISION')" },
            { trigger: ".o_group_header:contains('Up to 1 day')" },
        ),
    ],
});
