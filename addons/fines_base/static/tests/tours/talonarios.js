import { registry } from "@web/core/registry";

const tours = registry.category("web_tour.tours");

const choose = (name, text) => [
    { trigger: `.o_field_widget[name=${name}] input`, run: `edit ${text}` },
    { trigger: `.o-autocomplete--dropdown-item:contains('${text}')`, run: "click" },
];

const select = (name, text) => [
    { trigger: `.modal .o_field_widget[name=${name}] input, .modal .o_field_widget[name=${name}] select`, run: "click" },
    { trigger: `.o_select_menu_item:contains('${text}')`, run: "click" },
];

const fill = (name, text) => ({ trigger: `.modal .o_field_widget[name=${name}] input`, run: `edit ${text} && press Tab` });

const inState = (text) => ({ trigger: `.o_statusbar_status .o_arrow_button_current:contains('${text}')` });

const giveFate = (first, last, fate, ...values) => [
    { trigger: "button[name=action_open_fate]", run: "click" },
    fill("number_from", first),
    fill("number_to", last),
    ...select("fate", fate),
    ...values,
    { trigger: ".modal-footer button[name=action_confirm]", run: "click" },
    { trigger: "body:not(:has(.modal))" },
];

// The office orders slips, receives the books and delivers one to the agency.
tours.add("fines_base_talonarios", {
    steps: () => [
        { trigger: ".o_list_button_add", run: "click" },
        ...choose("agency_id", "TPOL"),
        { trigger: ".o_field_widget[name=series] input", run: "edit T" },
        { trigger: ".o_field_widget[name=number_from] input", run: "edit 1" },
        { trigger: ".o_field_widget[name=number_to] input", run: "edit 5" },
        { trigger: ".o_field_widget[name=book_size] input", run: "edit 5 && press Tab" },
        { trigger: "button[name=action_order]", run: "click" },
        inState("Ordered"),
        { trigger: "button[name=action_download]" },
        { trigger: "button[name=action_receive]", run: "click" },
        inState("Received"),
        { trigger: "button[name=action_open_checkbooks]", run: "click" },
        { trigger: ".o_data_row:contains('TPOL') td[name=agency_id]", run: "click" },
        inState("In stock"),
        { trigger: "button[name=action_deliver]", run: "click" },
        inState("At the agency"),
        { trigger: ".alert-warning:contains('not signed for')" },
    ],
});

// The agency signs for it and hands it to an inspector, who signs on paper.
tours.add("fines_base_talonarios_organismo", {
    steps: () => [
        { trigger: ".o_data_row td[name=holder_to]", run: "click" },
        { trigger: "button[name=action_confirm]", run: "click" },
        { trigger: ".o_field_widget[name=signed_by]:contains('fines_agency_officer')" },
        { trigger: ".o_field_widget[name=checkbook_id] .o_form_uri", run: "click" },
        inState("At the agency"),
        ...choose("inspector_id", "Ana"),
        { trigger: "button[name=action_assign]", run: "click" },
        inState("With an inspector"),
        { trigger: ".nav-link[name=moves]", run: "click" },
        { trigger: ".o_data_row:contains('Waiting') button[name=action_open_sign]", run: "click" },
        fill("signed_by", "Ana"),
        fill("document", "Legajo 1"),
        { trigger: ".modal-footer button[name=action_confirm]", run: "click" },
        { trigger: "body:not(:has(.modal))" },
        { trigger: ".o_field_widget[name=move_ids] .o_data_row:contains('Legajo 1')" },
    ],
});

// The office counts the book: one slip void, one lost, the rest returned; it closes at zero.
tours.add("fines_base_talonarios_cierre", {
    steps: () => [
        { trigger: ".o_data_row:contains('TPOL') td[name=agency_id]", run: "click" },
        inState("With an inspector"),
        { trigger: "button[name=action_return]", run: "click" },
        inState("Returned"),
        ...giveFate(2, 2, "Void", fill("reason", "Torn")),
        ...giveFate(3, 3, "Lost", fill("reason", "Bus"), fill("document", "Report 12")),
        ...giveFate(4, 5, "Returned blank"),
        { trigger: ".o_field_widget[name=blank_count]:contains('0')" },
        { trigger: ".nav-link[name=runs]", run: "click" },
        { trigger: ".o_field_widget[name=range_report]:contains('Lost, 1 slips')" },
        { trigger: "button[name=action_close]", run: "click" },
        inState("Closed at zero"),
    ],
});
