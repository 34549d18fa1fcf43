# shellcheck shell=bash disable=SC2034
# Mutants: the code broken one line at a time in a copy, the test that guards the line run over it. Sourced by ./test.

MUTANT_SECONDS="${MUTANT_SECONDS:-150}"   # how long addon mutants may take in a plain ./test

mutants() {
    "$VENV/bin/python" "$ROOT/tests/mutants.py" "$@"
}

# run_mutants [SELECTOR]: without one, as a part of ./test, addon mutants are run for a limited time.
run_mutants() {
    local selector="${1:-}" quick=() addon=()
    mapfile -t quick < <(mutants list "$selector" | awk '$2 == "pytest" { print $1 }')
    mapfile -t addon < <(mutants list "$selector" | awk '$2 == "addon" || $2 == "e2e" { print $1 }')
    if [ $((${#quick[@]} + ${#addon[@]})) -eq 0 ]; then
        [ -z "$selector" ] || [ "$selector" = all ] || die "no mutant: $selector"
        say "mutants: none yet"
        return 0
    fi
    [ ${#quick[@]} -eq 0 ] || pytest_mutants "${quick[@]}"
    [ ${#addon[@]} -eq 0 ] || addon_mutants "$selector" "${addon[@]}"
}

pytest_mutants() {
    local log="$LOGS/test-mutants.log" started="$EPOCHREALTIME"
    mkdir -p "$LOGS"
    mutants pytest "$@" >"$log" 2>&1 || true
    [[ "$(tail -n 1 "$log")" == *" 0 failed"* ]] || cat "$log"
    grep -qE '^[0-9]+ passed' "$log" || FAILED=$((FAILED + 1))
    count "$log"
    say "$(printf '%-44s %-22s %6s s' "mutants without Odoo" "$(tail -n 1 "$log")" "$(seconds_since "$started")")"
}

# addon_mutants SELECTOR NUMBER...: those with Odoo, within addons or end to end: all of them, or, without a selector, as many as the time allows,
# beginning with another one each day; what was not run is said.
addon_mutants() {
    local selector="$1" started="$SECONDS" number left=() all=("${@:2}") first
    need_ground
    rm -rf "$LOCAL/mutants"
    first=$((10#$(date +%j) % ${#all[@]}))
    [ -n "$selector" ] && first=0
    MUTANT_DEADLINE=$((SECONDS + MUTANT_SECONDS))
    [ -n "$selector" ] && MUTANT_DEADLINE=$((SECONDS + 86400))
    prepare_mutants
    in_parallel addon_mutant finish_mutant "${all[@]:first}" "${all[@]:0:first}"
    for number in "${all[@]}"; do
        [ -f "$LOCAL/mutants/$number.verdict" ] || left+=("$number")
    done
    say "$(printf '%-44s %s of %s run %18s s' "mutants with Odoo" "$((${#all[@]} - ${#left[@]}))" "${#all[@]}" "$((SECONDS - started))")"
    [ ${#left[@]} -eq 0 ] || say "  not run for want of time (./test mutants all): ${left[*]}"
    rm -rf "$LOCAL/mutants"
}

# One template for all of them: that of all addons if they were tested just now, else of those concerned.
prepare_mutants() {
    local names
    mkdir -p "$LOCAL/mutants"
    EXTRA_ADDONS="$(test_addons_folder)"
    if [ -z "${ALL_TEMPLATE:-}" ]; then
        names="$(mutants list all | awk '$2 == "addon" { print $3 }' | cut -d/ -f2 | sort -u)"
        [ -n "$names" ] || return 0
        # shellcheck disable=SC2086  # names hold no spaces
        resolve_modules $names
        need_template tests
        ALL_TEMPLATE="$TEMPLATE"
    fi
}

# A change of Python alone is tried on a copy of the template as it is. What survives there, or changes
# data, is tried again on a database into which the changed modules were installed.
addon_mutant() {
    local number="$1" target tree="$LOCAL/mutants/$1" verdict=SURVIVED
    [ "$SECONDS" -lt "$MUTANT_DEADLINE" ] || return 0
    if mutants list "$number" | grep -q ' e2e '; then
        mutants e2e "$number" >"$tree.verdict" 2>"$(addon_log "mutant-$number")" || echo BROKEN >"$tree.verdict"
        return 0
    fi
    target="$(mutants target "$number")"
    mkdir -p "$tree/tests"
    cp -r "$ROOT/addons" "$tree/"
    [ ! -d "$ROOT/tests/addons" ] || cp -r "$ROOT/tests/addons" "$tree/tests/"
    mutants apply "$number" "$tree"
    OWN_ADDONS="$tree/addons"
    [ -z "$EXTRA_ADDONS" ] || EXTRA_ADDONS="$tree/tests/addons"
    TEMPLATE="$ALL_TEMPLATE"
    if mutants list "$number" | grep -q ' python$'; then
        verdict="$(try_mutant "$number" "$target")"
    fi
    if [ "$verdict" = SURVIVED ]; then
        verdict="$(reinstalled_mutant "$number" "$target" 2>"$tree.install")"
    fi
    rm -rf "$tree"
    printf '%s\n' "${verdict:-BROKEN}" >"$tree.verdict"
}

# A browser that did not start on a busy machine makes Odoo skip the test: it is run again, twice at most.
try_mutant() {
    local port verdict=SKIPPED attempt
    for attempt in 1 2 3; do
        port="$(free_port)"
        (judged "mutant-$1" '' --http-port "$port" --gevent-port "$((port + 1))" --stop-after-init --test-tags "/$2") || true
        verdict="$(mutants judge "$1" "$(addon_log "mutant-$1")")"
        [ "$verdict" = SKIPPED ] || break
        sleep "$((attempt * 5))"
    done
    printf '%s\n' "$verdict"
}

reinstalled_mutant() {
    resolve_modules "${2%%:*}"
    need_template tests
    try_mutant "$1" "$2"
    drop_database "$TEMPLATE"
}

finish_mutant() {
    local verdict
    verdict="$(cat "$LOCAL/mutants/$1.verdict" 2>/dev/null || true)"
    case "$verdict" in
        '') ;;
        killed) PASSED=$((PASSED + 1)) ;;
        *)
            FAILED=$((FAILED + 1))
            mutants report "$1" "$verdict"
            say "    log: $(addon_log "mutant-$1"), which ends:"
            tail -n 12 "$(addon_log "mutant-$1")" | cut -c1-300
            ;;
    esac
}
