import { browser } from "@web/core/browser/browser";

/** The steps of a guide under its number there: a test compares both. */
export const step = (title, ...steps) => steps.map((one, place) => (place ? one : { ...one, content: title }));

/** Choose in the menu, and wait until the screen of that title is there. */
export const openMenu = (menu, item, title) => [
    { trigger: `button[data-menu-xmlid='${menu}']`, run: "click" },
    { trigger: `a[data-menu-xmlid='${item}']`, run: "click" },
    // on a busy machine a screen takes its time
    { trigger: `.o_breadcrumb:contains('${title}')`, timeout: 30000 },
];

/** Write into a field of a form. */
export const fill = (name, text, scope = "") => ({
    trigger: `${scope} .o_field_widget[name=${name}] :is(input, textarea)`,
    run: `edit ${text} && press Tab`,
});

/** Take the first record that a many2one finds. */
export const choose = (name, text) => [
    { trigger: `.o_field_widget[name=${name}] input`, run: `edit ${text}` },
    { trigger: `.o-autocomplete--dropdown-item:contains('${text}')`, run: "click" },
];

/** Take one value of a selection. */
export const select = (name, text, scope = "") => [
    { trigger: `${scope} .o_field_widget[name=${name}] :is(input, select)`, run: "click" },
    { trigger: `.o_select_menu_item:contains('${text}'), .o-dropdown-item:contains('${text}')`, run: "click" },
];

export const inState = (text) => ({ trigger: `.o_statusbar_status .o_arrow_button_current:contains('${text}')` });

/** Press the button of a dialog that is open and wait until it is gone. */
export const confirm = (name = "action_confirm") => [
    { trigger: `.modal button[name=${name}]`, run: "click" },
    { trigger: "body:not(:has(.modal))" },
];

/** Press what downloads a file, and look whether one comes. */
export const download = (name) => ({
    trigger: `button[name=${name}]`,
    async run({ click }) {
        const { open } = browser;
        const opened = new Promise((resolve) => {
            browser.open = (url) => resolve(url) || window;
        });
        await click();
        const answer = await fetch(await opened);
        browser.open = open;
        if (!answer.ok || !answer.headers.get("Content-Disposition")?.startsWith("attachment")) {
            throw new Error(`${name} gives no file: ${answer.status}`);
        }
    },
});

/** Print a paper of the record from its menu. */
export const print = (title) => [
    { trigger: ".o_form_view .o_cp_action_menus .o-dropdown", run: "click" },
    { trigger: `.o-dropdown-item:has(.fa-print):contains('${title}')`, run: "click" },
    { trigger: "body:not(:has(.o_blockUI)) .o_form_view" },
];

/** Choose a file where there is a place for one: it is the one that the server has under an address. */
export const upload = (trigger, address) => ({
    trigger,
    async run() {
        const data = new DataTransfer();
        data.items.add(new File([await (await fetch(address)).blob()], address.split("/").pop()));
        const input = this.anchor.querySelector("input[type=file]");
        input.files = data.files;
        input.dispatchEvent(new Event("change", { bubbles: true }));
    },
});
