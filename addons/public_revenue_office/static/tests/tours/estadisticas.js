import { registry } from "@web/core/registry";
import { step } from "@public_revenue/../tests/tours/steps";

const tours = registry.category("web_tour.tours");

/** The row of that name of a report holds that sum: go down into it. */
const down = (name, sum) => [
    { trigger: `.o_data_row:contains('${name}'):contains('${sum}')` },
    { trigger: `.o_data_row:contains('${name}') button[name=action_down]`, run: "click" },
];
/** The total above the rows, once the screen of that name is there. */
const total = (name, sum) => ({
    trigger: `.o_form_view:has(.o_field_widget[name=office_id] input:value('${name}')) .o_field_widget[name=money]:contains('${sum}')`,
    timeout: 30000,
});

// The steps of docs/es/estadisticas.md: from the nation to one receipt, the same sum on each level.
tours.add("estadisticas", {
    steps: () => [
        ...step("1 the dashboard", total("Office N", "2,700.00")),
        ...step("2 office by office", { trigger: "button[name=action_report]", run: "click" },
            { trigger: ".o_field_widget[name=line_ids]", timeout: 30000 }, total("Office N", "2,700.00"),
        ),
        ...step("3 the province", ...down("Office P", "2,700.00"), total("Office P", "2,700.00")),
        ...step("4 the office and its days", ...down("Office O1", "2,700.00"), total("Office O1", "2,700.00")),
        ...step("5 the receipts of a day", { trigger: ".o_data_row button[name=action_down]", run: "click" },
            { trigger: ".o_list_view .o_list_footer:contains('2,700.00'), .o_list_view .o_data_row:contains('2,000.00')", timeout: 30000 },
        ),
        ...step("6 one receipt", { trigger: ".o_list_view .o_data_row:contains('2,000.00') .o_data_cell:first", run: "click" },
            { trigger: ".o_form_view:contains('2,000.00')", timeout: 30000 },
        ),
    ],
});
