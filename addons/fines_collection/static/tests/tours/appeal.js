import { registry } from "@web/core/registry";

// The steps of docs/es/apelaciones.md.
registry.category("web_tour.tours").add("fines_collection_apelaciones", {
    steps: () => [
        { content: "the fine and what is to be paid", trigger: ".o_form_view div[name=amount_total]:contains('100.00')" },
        { trigger: "button[name=action_file_review]", run: "click" },
        { content: "1 the case is filed", trigger: "div[name=received_on] input, div[name=received_on] button" },
        { trigger: "div[name=grounds] textarea", run: "edit The plate is not mine" },
        { trigger: ".o_form_button_save", run: "click" },
        { content: "2 the case has its number", trigger: "div[name=number]:contains('C2026-00001')" },
        { content: "3 admitted", trigger: "button[name=action_admit]", run: "click" },
        { trigger: ".o_arrow_button_current:contains('Under review')" },
        { content: "4 decided", trigger: "button[name=action_open_decide]", run: "click" },
        { trigger: ".modal div[name=result] .o_radio_item:contains('Partly upheld') input", run: "click" },
        { trigger: ".modal div[name=amount_new] input", run: "edit 50" },
        { trigger: ".modal div[name=grounds] textarea", run: "edit First offence, half of the amount" },
        { trigger: ".modal button[name=action_confirm]", run: "click" },
        { trigger: ".o_arrow_button_current:contains('Decided')" },
        { trigger: "div[name=decision_number]:contains('D2026-00001')" },
        { content: "5 back to the fine: amount and explanation", trigger: "button[name=action_open_record]", run: "click" },
        { trigger: ".o_form_view div[name=amount_total]:contains('50.00')" },
        { trigger: "button[name=action_open_obligation]:contains('50.00')" },
        { trigger: ".o_notebook a[name=why]", run: "click" },
        { trigger: "div[name=explanation_html]:contains('Correction of the amount')" },
    ],
});

// The steps of docs/es/notificaciones.md.
registry.category("web_tour.tours").add("fines_collection_notificaciones", {
    steps: () => [
        { content: "1 issue the notice", trigger: "button[name=action_issue_notice]", run: "click" },
        { trigger: ".modal div[name=channel] input, .modal div[name=channel] select", run: "click" },
        { trigger: ".o_select_menu_item:contains('By post'), .o-dropdown-item:contains('By post')", run: "click" },
        { trigger: ".modal button[name=action_confirm]", run: "click" },
        { content: "2 its number is given", trigger: ".o_data_cell[name=number]:contains('N2026-00001')", run: "click" },
        { trigger: "div[name=number]:contains('N2026-00001')" },
        { content: "3 the paper came back", trigger: "button[data-menu-xmlid='public_revenue.public_revenue_menu_notices']", run: "click" },
        { trigger: "a[data-menu-xmlid='public_revenue.revenue_notice_scan_menu']", run: "click" },
        { trigger: "div[name=number] input", run: "edit TEST-North-N2026-00099" },
        { trigger: "div[name=number] input", run: "press Enter" },
        { trigger: ".alert-danger:contains('is not a notice of your offices')" },
        { trigger: "div[name=number] input", run: "edit TEST-North-N2026-00001" },
        { trigger: "div[name=number] input", run: "press Enter" },
        { trigger: ".alert-success:contains('Came back')" },
        { content: "4 it is found among those to be served", trigger: "button[data-menu-xmlid='public_revenue.public_revenue_menu_notices']", run: "click" },
        { trigger: "a[data-menu-xmlid='public_revenue.revenue_notice_menu_unserved']", run: "click" },
        { trigger: ".o_group_header", run: "click" },
        { trigger: ".o_data_cell[name=number]:contains('N2026-00001')", run: "click" },
        { content: "5 and handed over", trigger: "button[name=action_record]", run: "click" },
        { trigger: ".modal div[name=channel] input, .modal div[name=channel] select", run: "click" },
        { trigger: ".o_select_menu_item:contains('By hand'), .o-dropdown-item:contains('By hand')", run: "click" },
        { trigger: ".modal div[name=document] input", run: "edit A-17" },
        { trigger: ".modal button[name=action_confirm]", run: "click" },
        { trigger: ".o_arrow_button_current:contains('Served')" },
        { content: "6 the fine is notified", trigger: "button[name=action_open_record]", run: "click" },
        { trigger: ".o_arrow_button_current:contains('Notified')" },
    ],
});
