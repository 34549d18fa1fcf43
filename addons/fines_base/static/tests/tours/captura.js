import { registry } from "@web/core/registry";
import { choose, download, fill, inState, openMenu, step, upload } from "@public_revenue/../tests/tours/steps";

const tours = registry.category("web_tour.tours");

const cell = (name) => `.o_selected_row td[name=${name}] :is(input, textarea)`;

/** Key into the field that has the focus; nothing leaves it as it is. */
const key = (name, text, stroke = "Enter") => ({
    trigger: `${cell(name)}:focus`,
    run: text ? `edit ${text} && press ${stroke}` : `press ${stroke}`,
});

const note = (text) => ({ trigger: `.o_fines_capture_note:contains('${text}')` });

/** The row is saved, the next one is open and has its number. */
const next = (number) => ({ trigger: `.o_selected_row td[name=number] input:value('${number}')` });

/** Nothing is beside the screen of a laptop: tests look at 1366×768. */
const fits = {
    trigger: ".o_list_renderer",
    run() {
        if (this.anchor.scrollWidth > this.anchor.clientWidth) {
            throw new Error(`${this.anchor.scrollWidth} pixels wide, ${this.anchor.clientWidth} are there`);
        }
    },
};

const newBatch = (count, amount) => [
    ...openMenu("public_revenue.public_revenue_menu_fines", "fines_base.fines_batch_menu", "Batches of Slips"),
    { trigger: ".o_list_button_add", run: "click" },
    ...choose("agency_id", "TPOL"),
    fill("received_from", "Luis Gil"),
    fill("declared_count", count),
    fill("declared_amount", amount),
    { trigger: ".o_form_button_save", run: "click" },
    { trigger: ".o_form_view h1:contains('TPOL')" },
];

// The steps of docs/es/captura.md. Who keys with real keys, typing ahead, is TestKeyboard.
tours.add("captura", {
    steps: () => [
        ...step("1 a batch", ...newBatch(5, 360)),
        ...step("2 its list", { trigger: "button[name=action_capture]", run: "click" }),
        ...step("3 from field to field, from row to row",
            key("series", "A"), key("number", "101"), key("person_identity", "75010112345"), key("person_name", "Rosa Gil"),
            key("infraction_date", "020326"), key("infraction_time", "930"), key("place", "Calle 1"), key("offence_codes", "zq1"),
            key("plate"), key("person_licence"), key("notified_on"),
        ),
        ...step("4 what the row before gives", next("102"),
            { trigger: ".o_selected_row td[name=place] input:value('Calle 1')" },
            key("number"), key("person_identity", "12020262345"), key("person_name", "Leo Vega"),
        ),
        ...step("5 a minor's guardian, then a person who is known",
            key("guardian_identity", "70010112345"), fits, key("guardian_name", "Ada Vega"),
            key("infraction_time", "", "F4"), key("plate"), key("person_licence"),
            next("103"), key("number", "", "F2"), note("Legal person"), key("number", "", "F2"), note("Unknown"),
            key("number", "", "F2"), { trigger: ".o_fines_capture_note:not(:contains('Unknown'))" },
            key("number"), key("person_identity", "90010112345"),
            { trigger: ".o_selected_row td[name=person_name] input:value('Eva Ruiz')" },
            key("infraction_time", "10", "Tab"), key("place", "", "Tab"),
        ),
        ...step("6 two infractions, one with a range",
            key("offence_codes", "zq1 zq2=60"), note("Crossing on red"), note("Noise"), key("amount_reason", "Reincide"),
            key("plate"), key("person_licence"),
        ),
        ...step("7 what is wrong is said at field exit", next("104"),
            key("number"), key("person_identity", "12"), note("12 is not a number"),
            { trigger: cell("person_identity"), run: "edit 85032112345 && press Enter" },
            key("infraction_time", "11"), key("slip_amount", "", "F9"), note("Amount illegible"),
            key("amount_reason"), key("plate"), key("person_licence"),
            next("105"), { trigger: ".o_data_row.text-danger td[name=number]:contains('104')" },
            key("number", "120"), note("Already registered"), key("number", "", "F8"), next("105"),
        ),
        ...step("8 done",
            key("number", "199"), key("person_identity", "", "Escape"), next("105"), key("number", "", "Control+Enter"),
            { trigger: ".o_form_view div[name=captured_count]:contains('5')" },
        ),
    ],
});

// Another person keys what has to be keyed twice, and closes the batch.
tours.add("captura.2", {
    steps: () => [
        ...step("9 the second keying", { trigger: "button[name=action_open_checks]", run: "click" },
            key("number_keyed", "101"), key("identity_keyed", "75010112345"), key("amount_keyed", "100"),
            key("number_keyed", "102"), key("identity_keyed", "12020262345"), key("amount_keyed", "10"),
            { trigger: ".o_data_row td[name=differences]:contains('Amount')" },
            { trigger: ".o_data_row button[name=action_keep_first]", run: "click" },
            { trigger: ".o_list_view:not(:has(button[name=action_keep_first]))" },
        ),
        ...step("10 the batch closes", { trigger: ".o_back_button", run: "click" },
            { trigger: "button[name=action_close]", run: "click" }, inState("Closed"),
        ),
    ],
});

// A spreadsheet, of which one row is wrong.
tours.add("captura.3", {
    steps: () => [
        ...step("11 the template", ...newBatch(3, 300),
            { trigger: ".nav-link[name=imports]", run: "click" }, download("action_download_template"),
        ),
        ...step("12 the file filled in", { trigger: ".o_form_view button:contains('Read a File')", run: "click" },
            upload(".o_field_widget[name=file]:has(input[type=file])", "/captura.xlsx"),
            { trigger: "button[name=action_read]", run: "click" },
            { trigger: "div[name=imported_count]:contains('2')" },
            { trigger: "div[name=row_ids] td[name=problems]:contains('No offence has the code XX')" },
            download("action_download_errors"),
        ),
        ...step("13 read again", { trigger: "button[name=action_read]", run: "click" },
            { trigger: "div[name=repeated_count]:contains('2')" }, { trigger: "div[name=imported_count]:contains('2')" },
        ),
    ],
});

// The officer of an agency makes the file for the office.
tours.add("captura.4", {
    steps: () => [...step("14 the signed file", download("action_export"))],
});
