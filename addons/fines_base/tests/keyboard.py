"""Real key events into a page of Chromium, through its debugging protocol; every key is counted."""
import json
import time

#: Key -> (code, virtual key code, text that it types).
NAMED = {
    "Enter": ("Enter", 13, "\r"), "Tab": ("Tab", 9, ""), "Escape": ("Escape", 27, ""),
    "Backspace": ("Backspace", 8, ""),
    "F2": ("F2", 113, ""), "F4": ("F4", 115, ""), "F8": ("F8", 119, ""), "F9": ("F9", 120, ""),
}
CONTROL, ALT = 2, 1
PATIENCE = 30


class Keyboard:
    """Hands on a keyboard and eyes on a page, no mouse.

    :param send: function (method, params) of the debugging protocol, that returns the result
    """

    def __init__(self, send):
        self._send = send
        self.count = 0

    def press(self, key, modifiers=0):
        """One key, named or a character.

        :param int modifiers: CONTROL, ALT or both added
        """
        code, number, text = NAMED.get(key, ("", ord(key[:1].upper()), key))
        event = {"key": key, "code": code, "windowsVirtualKeyCode": number, "modifiers": modifiers}
        typed = {"text": text, "unmodifiedText": text} if text and not modifiers else {}
        self._send("Input.dispatchKeyEvent", {**event, **typed, "type": "keyDown" if typed else "rawKeyDown"})
        self._send("Input.dispatchKeyEvent", {**event, "type": "keyUp"})
        self.count += 1

    def type(self, *words):
        """Texts and named keys, one after the other, as fast as they go: `type("123", "Enter")`."""
        for word in words:
            for key in [word] if word in NAMED else word:
                self.press(key)

    def look(self, expression):
        """Value of a JavaScript expression in the page."""
        result = self._send("Runtime.evaluate", {
            "expression": f"JSON.stringify({expression} ?? null)", "returnByValue": True, "awaitPromise": True})
        value = result["result"].get("value")
        return json.loads(value) if value else None

    def wait(self, expression, what=""):
        """Until an expression is true.

        :raise AssertionError: when it does not become true
        """
        deadline = time.monotonic() + PATIENCE
        while time.monotonic() < deadline:
            if self.look(f"Boolean({expression})"):
                return
            time.sleep(0.05)
        page = self.look("document.querySelector('.o_action_manager').innerText.slice(0, 3000)")
        raise AssertionError(f"not seen: {what or expression}; the page says: {page}")

    def wait_text(self, text):
        self.wait(f"document.body.innerText.includes({json.dumps(text)})", text)
