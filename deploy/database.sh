# shellcheck shell=bash disable=SC2034
# Databases: templates that are built once, copies of them, and Odoo's command line over them. Sourced.
#
# Two templates stand behind each other: "stock" holds Odoo's own modules and changes with Odoo alone;
# "ours" is a copy of it with our modules, and is named after a checksum of their files.

OWN_ADDONS="$ROOT/addons"
KEEP_TEMPLATES=8
TEMPLATE_FORMAT=2   # raise it when deploy/commands/build.py puts something else into a database

# addons_path: ours first (if there are any yet), then test-only addons if asked for, then Odoo's.
addons_path() {
    local own='' addon
    for addon in "$OWN_ADDONS"/*; do
        [ ! -f "$addon/__manifest__.py" ] || [ ! -f "$addon/__init__.py" ] || own="$OWN_ADDONS,"
    done
    printf '%s\n' "$own${EXTRA_ADDONS:+$EXTRA_ADDONS,}$ODOO_ADDONS"
}

# odoo DATABASE COMMAND ARGUMENTS...: Odoo's command line over a database of the open cluster.
# COMMAND may be empty (the server).
odoo() {
    odoo_command "$@"
    "${ODOO_COMMAND[@]}"
}

# The same as an array, to be started in the background under a process id of its own.
# What the user's shell says about PostgreSQL must not leak in.
odoo_command() {
    local database="$1" command="$2"
    shift 2
    ODOO_COMMAND=(
        env -u PGDATABASE -u PGUSER -u PGPASSWORD -u PGHOST -u PGPORT -u PGSERVICE -u PGSSLMODE -u ODOO_RC
        LC_ALL=C.UTF-8 "$VENV/bin/python" "$ROOT/deploy/odoo-bin" ${command:+"$command"}
        -c "$ROOT/odoo.conf" --addons-path "$(addons_path)" --data-dir "$LOCAL/data/$CLUSTER"
        --db_host "$CLUSTER_SOCKET" --db_user "$DATABASE_ROLE" -d "$database" "$@"
    )
}

modules() {
    "$VENV/bin/python" "$ROOT/deploy/modules.py" "$@" --path "$(addons_path)" --blocked "$ROOT/deploy/blocked.txt"
}

# All installable modules of ours, one a line.
own_modules() {
    "$VENV/bin/python" "$ROOT/deploy/modules.py" ours --path "$OWN_ADDONS"
}

comma() {
    paste -sd, -
}

# resolve_modules NAME...: sets WANTED (comma list), CLOSURE and from it STOCK and OURS (one a line each).
resolve_modules() {
    WANTED="$(printf '%s\n' "$@" | comma)"
    CLOSURE="$(modules closure "$@" 2>&1)" || die "$(tail -n 1 <<<"$CLOSURE")"
    OURS="$(grep -Fx "$(own_modules; test_modules)" <<<"$CLOSURE" || true)"
    STOCK="$(grep -vFx "$OURS" <<<"$CLOSURE")"
}

# The modules of the extra addons folder, if one was put on the path.
test_modules() {
    [ -z "${EXTRA_ADDONS:-}" ] || "$VENV/bin/python" "$ROOT/deploy/modules.py" ours --path "$EXTRA_ADDONS"
}

short_hash() {
    sha256sum | cut -c1-12
}

# need_template served|tests: name of a template with the resolved modules in TEMPLATE.
#   served: demo data unless NO_DEMO is set, Spanish throughout.   tests: neither, English users.
need_template() {
    local kind="$1" stock key
    [ "$kind" = served ] && [ -n "${NO_DEMO:-}" ] && kind=bare
    key="$(echo "$TEMPLATE_FORMAT $ODOO_VERSION $kind $LANGUAGE_CODE $STOCK" | short_hash)"
    stock="stock_${kind}_$key"
    # shellcheck disable=SC2086  # module names hold no spaces
    key="$({ echo "$stock $OURS"; modules checksums $OURS; } | short_hash)"
    TEMPLATE="ours_${kind}_$key"
    if ! database_exists "$TEMPLATE"; then
        if ! database_exists "$stock"; then
            step "template: Odoo's own modules ($(wc -w <<<"$STOCK"))" "Odoo's own modules could not be installed" \
                with_lock "$stock" build_stock "$stock" "$kind"
        fi
        DETAILS=10 step "template: our modules ($(wc -w <<<"$OURS"))" "our modules could not be installed: $WANTED" \
            with_lock "$TEMPLATE" build_ours "$TEMPLATE" "$stock" "$kind"
        forget_old_templates "$kind"
    fi
}

build_stock() {
    local name="$1" kind="$2" part="part_${1}"
    ! database_exists "$name" || return 0
    drop_database "$part"
    create_empty_database "$part"
    # The first language is that of new persons; in tests it stays English, as Odoo's own tests expect.
    # shellcheck disable=SC2046  # several words are meant
    odoo "$part" build --install "$(comma <<<"$STOCK")" --load-language "en_US,$LANGUAGE_CODE" \
        $(build_options "$kind") --logfile "$LOGS/$name.log"
    rename_database "$part" "$name"
}

build_ours() {
    local name="$1" stock="$2" kind="$3" part="part_${1}" demo='' assets=
    ! database_exists "$name" || return 0
    drop_database "$part"
    copy_database "$stock" "$part"
    inherit_assets "$kind" "$part"
    [ "$kind" = served ] && demo=--demo
    [ -n "$OURS" ] && assets=--pregenerate
    # shellcheck disable=SC2046
    odoo "$part" build --install "$(comma <<<"$OURS")" --ours "$(comma <<<"$OURS")" $demo $assets \
        $(build_options "$kind") --logfile "$LOGS/$name.log"
    rename_database "$part" "$name"
}

# Building all scripts and styles takes 17 s and more. Their addresses tell what they were built from, so
# those of the newest other template are taken over: what has not changed is found, the rest built again.
inherit_assets() {
    local kind="$1" to="$2" from columns store="$LOCAL/data/$CLUSTER/filestore"
    from="$(psql_do postgres -c "SELECT datname FROM pg_database WHERE datname LIKE 'ours\_$kind\_%' ORDER BY oid DESC LIMIT 1")"
    [ -n "$from" ] && [ -d "$store/$from" ] || return 0
    columns='name, res_model, res_id, type, url, public, store_fname, file_size, checksum, mimetype, create_uid, write_uid'
    psql_do "$from" -c "COPY (SELECT $columns FROM ir_attachment WHERE url LIKE '/web/assets/%') TO STDOUT" |
        psql_do "$to" -c "COPY ir_attachment ($columns) FROM STDIN"
    cp -aln "$store/$from/." "$store/$to/"
}

build_options() {
    [ "$1" = tests ] || printf -- '--default-language %s' "$LANGUAGE_CODE"
}

# Templates pile up as files change: keep the newest of a kind.
forget_old_templates() {
    local name
    psql_do postgres -c "SELECT datname FROM pg_database WHERE datname LIKE 'ours\_$1\_%' ORDER BY oid DESC OFFSET $KEEP_TEMPLATES" |
        while read -r name; do
            drop_database "$name" && rm -f "$LOGS/$name.log"
        done
}

database_exists() {
    [ -n "$(psql_do postgres -c "SELECT 1 FROM pg_database WHERE datname = '$1'")" ]
}

# The extensions that Odoo asks for are made here, for its role may not declare `unaccent` immutable.
create_empty_database() {
    psql_do postgres -c "CREATE DATABASE $1 OWNER $DATABASE_ROLE TEMPLATE template0 ENCODING 'UTF8' LC_COLLATE 'C' LC_CTYPE 'C.UTF-8'"
    psql_do "$1" -c 'CREATE EXTENSION pg_trgm' -c 'CREATE EXTENSION unaccent' -c 'ALTER FUNCTION unaccent(text) IMMUTABLE'
}

# copy_database FROM TO: its files too (linked: Odoo never changes a stored file, it makes a new one).
copy_database() {
    local store="$LOCAL/data/$CLUSTER/filestore"
    psql_do postgres -c "CREATE DATABASE $2 OWNER $DATABASE_ROLE TEMPLATE $1"
    rm -rf "${store:?}/$2"
    [ ! -d "$store/$1" ] || cp -al "$store/$1" "$store/$2"
}

rename_database() {
    local store="$LOCAL/data/$CLUSTER/filestore"
    psql_do postgres -c "ALTER DATABASE $1 RENAME TO $2"
    rm -rf "${store:?}/$2"
    [ ! -d "$store/$1" ] || mv "$store/$1" "$store/$2"
}

drop_database() {
    psql_do postgres -c "DROP DATABASE IF EXISTS $1 WITH (FORCE)" && rm -rf "$LOCAL/data/$CLUSTER/filestore/${1:?}"
}
