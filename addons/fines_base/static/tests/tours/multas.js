import { registry } from "@web/core/registry";

// The steps of docs/es/multas.md.
registry.category("web_tour.tours").add("fines_base_multas", {
    steps: () => [
        { content: "register", trigger: "button[name=action_register]", run: "click" },
        { trigger: ".o_arrow_button_current:contains('Notified')" },
        { content: "correct", trigger: "button[name=action_open_correct]", run: "click" },
        { trigger: ".modal div[name=place] input", run: "edit Calle Real 12" },
        { trigger: ".modal div[name=reason] input", run: "edit The place was misread" },
        { trigger: ".modal button[name=action_confirm]", run: "click" },
        { trigger: "body:not(:has(.modal))" },
        { trigger: ".o_notebook a[name=versions]", run: "click" },
        { trigger: ".o_field_widget[name=version_ids] td[name=changes]:contains('Main street 1 → Calle Real 12')" },
        { content: "annul", trigger: "button[name=action_open_close]", run: "click" },
        { trigger: ".modal div[name=reason] input, .modal div[name=reason] select", run: "click" },
        { trigger: ".o_select_menu_item:contains('Cancelled'), .o-dropdown-item:contains('Cancelled')", run: "click" },
        { trigger: ".modal div[name=explanation] input", run: "edit Resolution 12" },
        { trigger: ".modal button[name=action_confirm]", run: "click" },
        { trigger: "div[name=pending]:contains('Close a fine: Cancelled')" },
    ],
});

registry.category("web_tour.tours").add("fines_base_multas_decidir", {
    steps: () => [
        { content: "the second person decides", trigger: "button[name=action_decide_pending]", run: "click" },
        { trigger: ".modal button[name=action_approve]", run: "click" },
        { trigger: ".o_arrow_button_current:contains('Closed')" },
    ],
});

registry.category("web_tour.tours").add("fines_base_multas_deudor", {
    steps: () => [
        { content: "change of debtor", trigger: "button[name=action_open_debtor_change]", run: "click" },
        { trigger: "div[name=decision] input", run: "edit 35" },
        { trigger: "div[name=reason] textarea", run: "edit Sold before" },
        { trigger: "div[name=proof_text] input", run: "edit Deed of sale 118" },
        { trigger: "div[name=clock] input, div[name=clock] select", run: "click" },
        { trigger: ".o_select_menu_item:contains('The new notification'), .o-dropdown-item:contains('The new notification')", run: "click" },
        { trigger: "div[name=person_name] input", run: "edit Eva Ruiz" },
        { trigger: ".o_form_button_save", run: "click" },
        { trigger: "button[name=action_request]", run: "click" },
        { trigger: ".o_arrow_button_current:contains('Waits for a second person')" },
    ],
});
