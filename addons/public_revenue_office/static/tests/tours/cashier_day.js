import { registry } from "@web/core/registry";
import { stepUtils } from "@web_tour/tour_utils";

registry.category("web_tour.tours").add("public_revenue_office_cashier_day", {
    steps: () => [
        stepUtils.showAppsMenuItem(),
        { trigger: ".o_app[data-menu-xmlid='public_revenue.public_revenue_menu_root']", run: "click" },
        // Without an open session the screen of the desk asks for one.
        { trigger: ".o_form_view div[name=opening_float] input", run: "edit 100" },
        { trigger: "button[name=action_collect]:contains('Open the desk')", run: "click" },
        // By the keyboard: number, Enter.
        { trigger: "div[name=query] input", run: "edit B1-1" },
        { trigger: "div[name=query] input", run: "press Enter" },
        { trigger: ".o_data_row:nth-child(2)" },
        { trigger: "button[name=action_choose_all]", run: "click" },
        { trigger: "div[name=to_take]:contains('2,500.00')" },
        { trigger: "div[name=tendered] input", run: "edit 3000 && press Tab" },
        { trigger: "div[name=change]:contains('500.00')" },
        { trigger: "button[name=action_collect]:contains('Collect')", run: "click" },
        { trigger: ".o_revenue_receipt:contains('2,500.00')" },
        { trigger: "button[name=action_next]", run: "click" },
        { trigger: ".o_revenue_collect div[name=query] input" },
        // Count, five short, say why, close, deposit.
        { trigger: "[data-menu-xmlid='public_revenue.public_revenue_menu_collection']", run: "click" },
        { trigger: "[data-menu-xmlid='public_revenue_office.revenue_desk_session_menu_mine']", run: "click" },
        { trigger: "button[name=action_count]", run: "click" },
        { trigger: "div[name=counted_amount] input", run: "edit 2595 && press Tab" },
        { trigger: "button[name=action_confirm_count]", run: "click" },
        { trigger: ".modal-footer .btn-primary", run: "click" },
        { trigger: "div[name=difference]:contains('5.00')" },
        { trigger: "div[name=difference_reason] input, div[name=difference_reason] select", run: "click" },
        { trigger: ".o-dropdown-item:contains('Wrong change given'), .o_select_menu_item:contains('Wrong change given')", run: "click" },
        { trigger: "button[name=action_close]", run: "click" },
        { trigger: "button[name=action_make_deposit]", run: "click" },
        { trigger: ".o_form_view div[name=number]:contains('D')" },
        { trigger: "div[name=amount]:contains('2,495.00')" },
    ],
});
