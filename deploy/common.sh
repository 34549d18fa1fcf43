# shellcheck shell=bash disable=SC2034
# Said by every command: where things are, how progress and errors are shown, locks.
# Sourced, never run. The caller has set ROOT to the checkout and `set -euo pipefail`.

LOCAL="${PUBLIC_REVENUE_LOCAL:-$ROOT/.local}"   # everything that is fetched, built or stored; ignored by git
LOGS="$LOCAL/log"
RUN_STATE="$LOCAL/run"                          # pid files and locks
VENV="$LOCAL/venv"
LANGUAGE_CODE=es_ES                             # the language of demo data and of new databases
ODOO_SERIES=19.0

# Stop with one line. Every "piece is missing" ends here; nothing prints a traceback.
die() {
    printf '%s: %s\n' "$(basename "$0")" "$*" >&2
    exit 1
}

say() {
    printf '%s\n' "$*" >&2
}

# step "what is being done" "what to say if it fails" command...
# One line with the seconds it took. The command's output goes to a log; if it fails, one line says so and
# where the log is, after the last DETAILS lines of it (none unless the caller asks for some).
# To be called as a statement of its own: within `if`, `&&` or `||` bash would ignore errors in the command.
step() {
    local text="$1" failure="$2" started="$EPOCHREALTIME" log code
    shift 2
    mkdir -p "$LOGS"
    log="$(mktemp "$LOGS/step.XXXXXX")"
    printf '%-62s' "$text" >&2
    set +e
    (set -e; "$@") </dev/null >"$log" 2>&1
    code=$?
    set -e
    if [ "$code" -ne 0 ]; then
        printf 'failed\n' >&2
        mv "$log" "$LOGS/last-failure.log"
        tail -n "${DETAILS:-0}" "$LOGS/last-failure.log" | sed 's/^/    /' >&2
        die "$failure$(full_disk) (log: $LOGS/last-failure.log)"
    fi
    rm -f "$log"
    printf '%6s s\n' "$(seconds_since "$started")" >&2
}

# The usual reason why something that worked yesterday fails, said in words.
full_disk() {
    local free
    free="$(df -Pm "$LOCAL" | awk 'NR == 2 { print $4 }')"
    [ "$free" -ge 2000 ] || printf ' - the disk is nearly full, %s MB are free' "$free"
}

seconds_since() {
    awk -v a="$1" -v b="$EPOCHREALTIME" 'BEGIN { printf "%.1f", b - a }'
}

# Hold a named lock while a command runs, so that two of our commands never build the same thing.
# Its descriptor is closed for the command itself: what that leaves running must not keep the lock.
with_lock() {
    local name="$1" lock
    shift
    mkdir -p "$RUN_STATE"
    exec {lock}>"$RUN_STATE/$name.lock"
    flock "$lock"
    "$@" {lock}>&-
    exec {lock}>&-
}

# A short name for this checkout, for paths that must stay short and unique on the machine.
checkout_id() {
    printf '%s' "$LOCAL" | sha256sum | cut -c1-8
}

is_root() {
    [ "$(id -u)" -eq 0 ]
}

# as_superuser command...: root's work, by root or through sudo.
as_superuser() {
    if is_root; then
        "$@"
    elif command -v sudo >/dev/null; then
        sudo "$@"
    else
        say "this needs root and there is no sudo: $*"
        return 1
    fi
}

port_is_busy() {
    (exec 3<>"/dev/tcp/127.0.0.1/$1") 2>/dev/null
}
