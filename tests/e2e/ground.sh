#!/usr/bin/env bash
# What end-to-end tests stand on: a running cluster and a template database, asked for by tests/e2e/harness/ground.py.
#
#   ground.sh fast|durable MODULE...
#
# Prints NAME=value lines and "ready", then does what it is told, one line each, answering "ok":
#   copy NAME    a copy of the template with these modules
#   empty NAME   an empty database with the extensions that Odoo needs
#   drop NAME
# It leaves when its standard input ends, and the cluster stops if nobody else uses it.
# shellcheck disable=SC2034
set -euo pipefail
ROOT="$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd -P)"
for part in common system python odoo postgres database; do
    # shellcheck source=/dev/null
    . "$ROOT/deploy/$part.sh"
done
NO_DEMO='' WHEELS="${WHEELS:-}" EXTRA_ADDONS="$ROOT/tests/addons"

prepare() {
    need_odoo
    link_odoo
    cluster_open "$1"
    trap 'cluster_close' EXIT
    if [ -n "${E2E_CODE_OF:-}" ]; then   # a mutated copy of Python code: the template of the original fits
        OWN_ADDONS="$E2E_CODE_OF/addons" EXTRA_ADDONS="$E2E_CODE_OF/tests/addons"
    fi
    resolve_modules "${@:2}"
    need_template tests
    OWN_ADDONS="$ROOT/addons" EXTRA_ADDONS="$ROOT/tests/addons"
}

describe() {
    local word
    echo "socket=$CLUSTER_SOCKET"
    echo "programs=$PG_BIN"
    echo "logs=$LOGS"
    odoo_command @database @command
    for word in "${ODOO_COMMAND[@]}"; do
        echo "odoo=$word"
    done
    echo ready
}

obey() {
    local verb name
    while read -r verb name; do
        case "$verb" in
            copy) copy_database "$TEMPLATE" "$name" ;;
            empty) create_empty_database "$name" ;;
            drop) drop_database "$name" ;;
            *) die "unknown: $verb" ;;
        esac
        echo ok
    done
}

prepare "$@" >&2
describe
obey
