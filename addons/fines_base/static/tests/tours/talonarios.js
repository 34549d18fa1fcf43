import { registry } from "@web/core/registry";
import { choose, confirm, download, fill, inState, openMenu, print, select, step } from "@public_revenue/../tests/tours/steps";

const tours = registry.category("web_tour.tours");

const openBooks = (item, title) => openMenu("public_revenue.public_revenue_menu_fines", `fines_base.${item}`, title);

const openFirst = (name) => ({ trigger: `.o_data_row:contains('TPOL') td[name=${name}]`, run: "click" });

const giveFate = (first, last, fate, ...values) => [
    { trigger: "button[name=action_open_fate]", run: "click" },
    fill("number_from", first, ".modal"),
    fill("number_to", last, ".modal"),
    ...select("fate", fate, ".modal"),
    ...values,
    ...confirm(),
];

// The steps of docs/es/talonarios.md. The office orders slips, receives the books and delivers one to the agency.
tours.add("talonarios", {
    steps: () => [
        ...step("1.1 a new order", ...openBooks("fines_print_order_menu", "Print Orders"), { trigger: ".o_list_button_add", run: "click" }),
        ...step("1.2 what to print", ...choose("agency_id", "TPOL"),
            fill("series", "T"), fill("number_from", 1), fill("number_to", 5), fill("book_size", 5),
        ),
        ...step("1.3 ordered, with the file for the printer", { trigger: "button[name=action_order]", run: "click" },
            inState("Ordered"), download("action_download"),
        ),
        ...step("1.4 the books arrive", { trigger: "button[name=action_receive]", run: "click" }, inState("Received")),
        ...step("1.5 one goes to the agency", { trigger: "button[name=action_open_checkbooks]", run: "click" },
            openFirst("agency_id"), inState("In stock"),
            { trigger: "button[name=action_deliver]", run: "click" }, inState("At the agency"),
            { trigger: ".alert-warning:contains('not signed for')" },
            ...openBooks("fines_checkbook_move_menu", "Hand-overs of Checkbooks"),
            { trigger: ".o_data_row td[name=holder_to]", run: "click" }, ...print("Delivery Note"),
        ),
    ],
});

// The agency signs for it and hands it to an inspector, who signs on paper.
tours.add("talonarios.2", {
    steps: () => [
        ...step("2.1 what waits for a signature", ...openBooks("fines_checkbook_move_menu", "Hand-overs of Checkbooks")),
        ...step("2.2 received", { trigger: ".o_data_row td[name=holder_to]", run: "click" },
            { trigger: "button[name=action_confirm]", run: "click" },
            { trigger: ".o_field_widget[name=signed_by]:contains('fines_agency_officer')" },
        ),
        ...step("2.3 handed to an inspector who signs on paper",
            { trigger: ".o_field_widget[name=checkbook_id] .o_form_uri", run: "click" }, inState("At the agency"),
            ...choose("inspector_id", "Ana"), { trigger: "button[name=action_assign]", run: "click" }, inState("With an inspector"),
            { trigger: ".nav-link[name=moves]", run: "click" },
            { trigger: ".o_data_row:contains('Waiting') button[name=action_open_sign]", run: "click" },
            fill("signed_by", "Ana", ".modal"), fill("document", "Legajo 1", ".modal"), ...confirm(),
            { trigger: ".o_field_widget[name=move_ids] .o_data_row:contains('Legajo 1')" },
        ),
    ],
});

// The office counts the book: one slip void, one lost, the rest returned; it closes at zero.
tours.add("talonarios.3", {
    steps: () => [
        ...step("3.1 taken back to be counted", ...openBooks("fines_checkbook_menu", "Checkbooks"), openFirst("agency_id"),
            inState("With an inspector"), { trigger: "button[name=action_return]", run: "click" }, inState("Returned"),
        ),
        ...step("3.2 a fate for each number",
            ...giveFate(2, 2, "Void", fill("reason", "Torn", ".modal")),
            ...giveFate(3, 3, "Lost", fill("reason", "Bus", ".modal"), fill("document", "Report 12", ".modal")),
            ...giveFate(4, 5, "Returned blank"), { trigger: ".o_field_widget[name=blank_count]:contains('0')" },
        ),
        ...step("3.3 what became of each", { trigger: ".nav-link[name=runs]", run: "click" },
            { trigger: ".o_field_widget[name=range_report]:contains('Lost, 1 slips')" },
            ...print("What Became of a Checkbook"),
        ),
        ...step("3.4 closed at zero", { trigger: "button[name=action_close]", run: "click" }, inState("Closed at zero")),
    ],
});
