# shellcheck shell=bash disable=SC2034,SC2154
# Running tests: addons in parallel on copies of a template, everything else by pytest. Sourced by ./test.

JOBS="${JOBS:-2}"   # Odoo processes at a time: one a core of the reference machine

# count FILE: add the last "N passed, N failed" of an output to the totals.
count() {
    local line passed failed errors
    line="$(grep -aE '[0-9]+ (passed|failed|error)' "$1" | tail -n 1 || true)"
    passed="$(grep -oE '[0-9]+ passed' <<<"$line" | cut -d' ' -f1 || true)"
    failed="$(grep -oE '[0-9]+ failed' <<<"$line" | cut -d' ' -f1 || true)"
    errors="$(grep -oE '[0-9]+ error' <<<"$line" | cut -d' ' -f1 || true)"
    PASSED=$((PASSED + ${passed:-0}))
    FAILED=$((FAILED + ${failed:-0} + ${errors:-0}))
}

# checks NAME...: functions of these names, JOBS at a time; each counts as one test.
checks() {
    in_parallel run_check finish_check "$@"
}

run_check() {
    local log="$LOGS/test-$1.log" started="$EPOCHREALTIME" code=0
    mkdir -p "$LOGS"
    "$1" >"$log" 2>&1 || code=$?
    printf '%s %s\n' "$code" "$(seconds_since "$started")" >"$log.verdict"
}

finish_check() {
    local code seconds log="$LOGS/test-$1.log"
    read -r code seconds <"$log.verdict"
    if [ "$code" -eq 0 ]; then
        PASSED=$((PASSED + 1))
        say "$(printf '%-44s %-22s %6s s' "$1" ok "$seconds")"
    else
        FAILED=$((FAILED + 1))
        cat "$log"
        say "$(printf '%-44s %-22s %6s s' "$1" FAILED "$seconds")"
    fi
}

# run_pytest NAME ARGUMENTS...: without Odoo; what fails is shown, the totals are kept.
run_pytest() {
    local name="$1" log="$LOGS/test-$1.log" code=0 started="$EPOCHREALTIME"
    shift
    mkdir -p "$LOGS"
    (cd "$ROOT" && "$VENV/bin/python" -m pytest -q -p no:cacheprovider "$@") >"$log" 2>&1 || code=$?
    case "$code" in
        0) ;;
        5) say "$name: no tests yet"; return 0 ;;
        *) cat "$log" ;;
    esac
    # A run that could not even start has no count of failures.
    if [ "$code" -ne 0 ] && ! grep -aqE '[0-9]+ (failed|error)' "$log"; then
        FAILED=$((FAILED + 1))
    fi
    count "$log"
    say "$(printf '%-44s %-20s %8s s' "$name" "$(tail -n 1 "$log" | sed 's/ in .*//')" "$(seconds_since "$started")")"
}

# in_parallel WORKER FINISHER ITEM...: WORKER in the background, JOBS at a time; FINISHER here, after each.
in_parallel() {
    local worker="$1" finisher="$2" item running=0
    declare -A item_of=()
    shift 2
    for item in "$@"; do
        [ "$running" -lt "$JOBS" ] || finish_one "$finisher"
        "$worker" "$item" &
        item_of[$!]="$item"
        running=$((running + 1))
    done
    while [ "$running" -gt 0 ]; do
        finish_one "$finisher"
    done
}

finish_one() {
    local done_pid=
    wait -n -p done_pid "${!item_of[@]}" || true
    "$1" "${item_of[$done_pid]}"
    unset "item_of[$done_pid]"
    running=$((running - 1))
}

# test_addons TARGET...: each ADDON or ADDON:CLASS or ADDON:CLASS.TEST on its own copy of TEMPLATE.
test_addons() {
    in_parallel test_addon finish_addon "$@"
}

test_addon() {
    local target="$1" port
    warm_browser
    port="$(free_port)"
    judged "$target" '' --http-port "$port" --gevent-port "$((port + 1))" --stop-after-init \
        --test-tags "/$target" --screenshots "$LOCAL/screenshots"
}

# Odoo gives a browser ten seconds to start, and skips the tour otherwise. The first start on a machine that has other
# things in memory reads half a gigabyte: it is done here, where nobody counts.
warm_browser() {
    local browser profile
    browser="$(command -v chromium || command -v google-chrome)" || return 0
    profile="$(mktemp -d)"
    timeout 120 "$browser" --headless --no-sandbox --disable-gpu --no-first-run --disable-background-networking \
        --disable-component-update --disable-sync --user-data-dir="$profile" --dump-dom about:blank \
        >/dev/null 2>&1 || true
    rm -rf "$profile"
}

# run_odoo_command NAME COMMAND ARGUMENTS...: a command of deploy/commands with tests of its own.
run_odoo_command() {
    (judged "$@") || true
    finish_addon "$1"
}

# judged NAME COMMAND ARGUMENTS...: Odoo on a copy of TEMPLATE, its log judged. Call it in a subshell.
judged() {
    local name="$1" database started="$EPOCHREALTIME" code=0 log
    shift
    log="$(addon_log "$name")"
    rm -f "$log.verdict"
    database="test_$(tr -c 'a-z0-9_\n' '_' <<<"${name:0:35}")_$$_$BASHPID"
    # shellcheck disable=SC2064  # the name is wanted as it is now
    trap "drop_database $database >/dev/null 2>&1" EXIT
    copy_database "$TEMPLATE" "$database" >"$log" 2>&1
    odoo "$database" "$@" >"$log" 2>&1 || code=$?
    "$VENV/bin/python" "$ROOT/deploy/judge_log.py" "$log" "$ROOT/deploy/allowed_log_lines.txt" "$code" \
        >"$log.verdict" || true
    seconds_since "$started" >"$log.seconds"
}

finish_addon() {
    local log
    log="$(addon_log "$1")"
    [ -s "$log.verdict" ] || echo "0 passed, 1 failed (see $log)" >"$log.verdict"
    count "$log.verdict"
    if [[ "$(tail -n 1 "$log.verdict")" != *" 0 failed"* ]]; then
        cat "$log.verdict"
        say "log: $log"
    fi
    say "$(printf '%-44s %-22s %6s s' "$1" "$(tail -n 1 "$log.verdict" | sed 's/, 0 skipped//')" "$(cat "$log.seconds" 2>/dev/null || true)")"
}

addon_log() {
    printf '%s/test-%s.log\n' "$LOGS" "${1//[^A-Za-z0-9_]/-}"
}

# A port of this machine that nobody listens on now, away from those that servers are given by default.
free_port() {
    local port
    while :; do
        port=$((20000 + (RANDOM * 32768 + RANDOM) % 10000))
        if ! port_is_busy "$port" && ! port_is_busy "$((port + 1))"; then
            printf '%s\n' "$port"
            return
        fi
    done
}

# The log of building the template is judged too: a warning while installing is a failure.
judge_template() {
    local log="$LOGS/$TEMPLATE.log" complaints
    [ -f "$log" ] || return 0
    complaints="$("$VENV/bin/python" "$ROOT/deploy/judge_log.py" "$log" "$ROOT/deploy/allowed_log_lines.txt" 0 |
        grep -v 'no test was run' | sed '$d' || true)"
    [ -z "$complaints" ] && return 0
    say "installing logged warnings:"
    say "$complaints"
    FAILED=$((FAILED + 1))
}
