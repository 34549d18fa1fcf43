import { registry } from "@web/core/registry";
import { confirm, fill, inState, openMenu, select, step } from "@public_revenue/../tests/tours/steps";

const openNotices = (item, title) => openMenu("public_revenue.public_revenue_menu_notices", `public_revenue.${item}`, title);

const scan = (number) => [
    { trigger: "div[name=number] input", run: `edit ${number}` },
    { trigger: "div[name=number] input", run: "press Enter" },
];

// The steps of docs/es/notificaciones.md.
registry.category("web_tour.tours").add("notificaciones", {
    steps: () => [
        ...step("1 a notice is issued", { trigger: "button[name=action_issue_notice]", run: "click" },
            ...select("channel", "By post", ".modal"), { trigger: ".modal button[name=action_confirm]", run: "click" },
        ),
        ...step("2 its number is given", { trigger: ".o_data_cell[name=number]:contains('N2026-00001')", run: "click" },
            { trigger: "div[name=number]:contains('N2026-00001')" },
        ),
        ...step("3 the paper came back", ...openNotices("revenue_notice_scan_menu", "Returned Papers"),
            ...scan("TEST-North-N2026-00099"), { trigger: ".alert-danger:contains('is not a notice of your offices')" },
            ...scan("TEST-North-N2026-00001"), { trigger: ".alert-success:contains('Came back')" },
        ),
        ...step("4 it is found among those to be served", ...openNotices("revenue_notice_menu_unserved", "Notices to Be Served"),
            { trigger: ".o_group_header", run: "click" },
            { trigger: ".o_data_cell[name=number]:contains('N2026-00001')", run: "click" },
        ),
        ...step("5 handed over", { trigger: "button[name=action_record]", run: "click" },
            ...select("channel", "By hand", ".modal"), fill("document", "A-17", ".modal"), ...confirm(), inState("Served"),
        ),
        ...step("6 the fine is notified", { trigger: "button[name=action_open_record]", run: "click" }, inState("Notified")),
    ],
});
