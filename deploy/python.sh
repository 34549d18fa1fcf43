# shellcheck shell=bash disable=SC2034
# The virtual environment. Sourced.

# A Python that Odoo 19 and our pins run on, able to make a virtual environment.
find_python() {
    local candidate
    for candidate in ${PYTHON:+"$PYTHON"} python3.11 python3.12 python3 /usr/bin/python3; do
        if "$candidate" -c 'import sys, venv, ensurepip; sys.exit(not (3, 11) <= sys.version_info[:2] <= (3, 13))' 2>/dev/null; then
            command -v "$candidate"
            return
        fi
    done
    return 1
}

# need_venv run|test: make the environment once, and again when a list of requirements changes.
need_venv() {
    local files=("$ROOT/requirements.txt") stamp="$VENV/requirements-$1" wanted
    [ "$1" = test ] && files+=("$ROOT/requirements-test.txt")
    wanted="$(cat "${files[@]}" | sha256sum)"
    [ "$(cat "$stamp" 2>/dev/null)" = "$wanted" ] && return 0
    step "installing Python packages" "the Python packages could not be installed${WHEELS:+ from $WHEELS}" \
        with_lock venv install_python_packages "${files[@]}"
    printf '%s\n' "$wanted" >"$stamp"
}

install_python_packages() {
    local python source=() file
    python="$(find_python)" || { say "no Python 3.11 to 3.13 with venv"; return 1; }
    [ -x "$VENV/bin/python" ] || "$python" -m venv "$VENV"
    [ -n "${WHEELS:-}" ] && source=(--no-index --find-links "$WHEELS")
    for file in "$@"; do
        "$VENV/bin/python" -m pip install -q --disable-pip-version-check --retries 2 "${source[@]}" -r "$file"
    done
}

# Link Odoo into the environment, with its metadata: pip and tools then see it as installed.
link_odoo() {
    local site link
    site="$(echo "$VENV"/lib/python3.*/site-packages)"
    for link in odoo "odoo-$ODOO_SERIES.egg-info"; do
        [ -e "$ODOO_LIB/$link" ] || continue
        [ "$(readlink "$site/$link" 2>/dev/null)" = "$ODOO_LIB/$link" ] || ln -sfn "$ODOO_LIB/$link" "$site/$link"
    done
}
