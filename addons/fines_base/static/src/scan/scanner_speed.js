/** Most milliseconds between two keys of a scanner; no hand types a whole number so fast. */
const GAP = 35;
/** Fewest characters of a code. */
const SHORTEST = 4;

/**
 * Hear scans that go into the search box of a list, where the cursor stands when a list opens: the code is taken out of
 * the box again and told. What a hand types stays a search.
 *
 * @param {Function} tell called with the code
 */
export function hearSearchBox(tell) {
    let text = "";
    let last = 0;

    const onKeydown = (ev) => {
        const input = ev.target.closest?.("input.o_searchview_input");
        if (!input || ev.ctrlKey || ev.altKey || ev.metaKey) {
            return;
        }
        const isQuick = ev.timeStamp - last <= GAP;
        if (ev.key === "Enter" && isQuick && text.length >= SHORTEST) {
            ev.preventDefault();
            ev.stopImmediatePropagation();
            input.value = input.value.endsWith(text) ? input.value.slice(0, -text.length) : input.value;
            input.dispatchEvent(new Event("input", { bubbles: true }));
            tell(text);
            text = "";
        } else if (ev.key.length === 1) {
            text = isQuick ? text + ev.key : ev.key;
            last = ev.timeStamp;
        }
    };
    document.addEventListener("keydown", onKeydown, { capture: true });
}
