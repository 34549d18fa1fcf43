# shellcheck shell=bash disable=SC2034
# The served database and the server over it. Sourced by ./run.

# need_database: the database DB exists, with the modules asked for, as their files are now.
need_database() {
    if [ -n "$FRESH" ] && database_exists "$DB"; then
        step "dropping $DB" "$DB could not be dropped" drop_database "$DB"
    fi
    if ! database_exists "$DB"; then
        need_template served
        step "copying the template to $DB" "$DB could not be made" make_served_database
    else
        refuse_demonstration
        update_served_database
    fi
}

# SEC-55: what an administrator declared to be in production is not served with demonstration data in it.
refuse_demonstration() {
    local found
    found="$(psql_do "$DB" -c "
        SELECT string_agg(name, ', ' ORDER BY name) FROM ir_module_module
         WHERE state = 'installed' AND (demo OR name = 'payment_demo') AND EXISTS (
               SELECT FROM ir_config_parameter WHERE key = 'public_revenue.production'
                  AND value NOT IN ('', '0', 'False', 'false'))")"
    [ -z "$found" ] || die "$DB is declared to be in production, yet holds demonstration data of: ${found:0:200}"
}

make_served_database() {
    drop_database "part_$DB"
    copy_database "$TEMPLATE" "part_$DB"
    # A copy must not share the secrets of what it was copied from.
    psql_do "part_$DB" -c "
        UPDATE ir_config_parameter SET value = gen_random_uuid()::text || gen_random_uuid()::text WHERE key = 'database.secret';
        UPDATE ir_config_parameter SET value = gen_random_uuid()::text WHERE key = 'database.uuid'"
    [ -z "$NO_DEMO" ] || set_admin_password "part_$DB"
    remember_checksums "part_$DB"
    rename_database "part_$DB" "$DB"
}

# Without demo data nobody shall enter with a password that everybody knows.
set_admin_password() {
    local file="$RUN_STATE/$DB.admin-password"
    (umask 077; head -c 12 /dev/urandom | base64 | tr '+/' 'xy' >"$file")
    psql_do "$1" -c "UPDATE res_users SET password = '$(hash_password <"$file")' WHERE id = 2"
}

hash_password() {
    "$VENV/bin/python" -c '
import sys
from passlib.hash import pbkdf2_sha512
print(pbkdf2_sha512.using(rounds=600_000).hash(sys.stdin.read().strip()))'
}

# What the database was built from is kept in it, to see later what has changed.
remember_checksums() {
    # shellcheck disable=SC2086  # module names hold no spaces
    psql_do "$1" -c "
        INSERT INTO ir_config_parameter (key, value) VALUES ('public_revenue.deployed', '$(modules checksums $OURS | comma)')
        ON CONFLICT (key) DO UPDATE SET value = excluded.value"
    [ -z "$MODULES" ] || psql_do "$1" -c "
        INSERT INTO ir_config_parameter (key, value) VALUES ('public_revenue.modules', '$MODULES')
        ON CONFLICT (key) DO UPDATE SET value = excluded.value"
}

# The modules that --modules named when the database was made, if it named any.
remembered_modules() {
    ! database_exists "$DB" || psql_do "$DB" -c "
        SELECT replace(value, ',', ' ') FROM ir_config_parameter WHERE key = 'public_revenue.modules'"
}

# An existing database keeps its data: modules whose files changed are updated, new ones installed.
update_served_database() {
    local changed new
    new="$(grep -vFx "$(installed_modules)" <<<"$OURS" | comma || true)"
    # shellcheck disable=SC2086  # module names hold no spaces
    changed="$(modules checksums $OURS | grep -vFx "$(deployed_checksums)" | sed 's/=.*//' |
        grep -vFx "${new//,/$'\n'}" | comma || true)"
    [ -n "$new$changed" ] || return 0
    DETAILS=10 step "updating $DB: ${new:+install $new }${changed:+update $changed}" \
        "$DB could not be updated; ./run --fresh makes it anew" update_modules "$new" "$changed"
}

update_modules() {
    local demo=
    [ -z "$(psql_do "$DB" -c "SELECT 1 FROM ir_module_module WHERE demo LIMIT 1")" ] || demo=--demo
    odoo "$DB" build --install "$1" --update "$2" --ours "$(comma <<<"$OURS")" $demo \
        --default-language "$LANGUAGE_CODE"
    remember_checksums "$DB"
}

installed_modules() {
    psql_do "$DB" -c "SELECT name FROM ir_module_module WHERE state = 'installed'"
}

deployed_checksums() {
    psql_do "$DB" -c "SELECT value FROM ir_config_parameter WHERE key = 'public_revenue.deployed'" | tr ',' '\n'
}

# serve: start the server on PORT in the background and wait until it answers.
serve() {
    local log="$LOGS/server-$PORT.log"
    mkdir -p "$LOGS" "$RUN_STATE"
    [ ! -f "$log" ] || mv "$log" "$log.1"
    odoo_command "$DB" '' --http-port "$PORT" --gevent-port "$((PORT + 3))" --workers "$WORKERS" --logfile "$log"
    # A session of its own: neither Ctrl-C nor a closed terminal reaches it, only ./run.
    setsid "${ODOO_COMMAND[@]}" </dev/null >"$log.out" 2>&1 &
    SERVER_PID=$!
    printf '%s %s %s\n' "$SERVER_PID" "$(started_at "$SERVER_PID")" "$DB" >"$RUN_STATE/server-$PORT.pid"
    DETAILS=3 step "starting the server" "the server did not start; its log: $log" wait_until_served "$log"
}

wait_until_served() {
    local try
    for ((try = 0; try < 600; try++)); do
        if ! is_our_server "$PORT"; then
            grep -hE ' (ERROR|CRITICAL) ' "$1" | tail -n 3
            tail -n 5 "$1.out"
            return 1
        fi
        ! answers "$PORT" || return 0
        sleep 0.1
    done
    say "no answer within a minute or two"
    return 1
}

# One request by bash's own means: a fresh machine may have no curl.
answers() {
    local line=
    {
        printf 'GET /web/health HTTP/1.0\r\nHost: localhost\r\n\r\n' >&3 && read -r -t 10 line <&3
    } 2>/dev/null 3<>"/dev/tcp/127.0.0.1/$1" || return 1
    case "$line" in *" 200 "*) return 0 ;; *) return 1 ;; esac
}

# A process is told from a later one of the same number by the moment it started.
started_at() {
    sed 's/.*) //' "/proc/$1/stat" 2>/dev/null | cut -d' ' -f20
}

# is_our_server PORT: the process that our pid file names still runs and is that one.
is_our_server() {
    local pid start _database
    read -r pid start _database 2>/dev/null <"$RUN_STATE/server-$1.pid" || return 1
    [ -n "$start" ] && [ "$(started_at "$pid")" = "$start" ]
}

stop_server() {
    local pid file="$RUN_STATE/server-$1.pid" try
    is_our_server "$1" || { rm -f "$file"; return 0; }
    read -r pid _ <"$file"
    kill -TERM "$pid" 2>/dev/null || true
    for ((try = 0; try < 100; try++)); do
        if ! is_our_server "$1"; then
            rm -f "$file"
            return 0
        fi
        # A second signal makes Odoo stop at once instead of waiting for open requests.
        [ "$try" -ne 50 ] || kill -TERM "$pid" 2>/dev/null || true
        sleep 0.1
    done
    kill -KILL "$pid" 2>/dev/null || true
    rm -f "$file"
}

our_ports() {
    local file
    for file in "$RUN_STATE"/server-*.pid; do
        [ -f "$file" ] || continue
        file="${file##*/server-}"
        printf '%s\n' "${file%.pid}"
    done
}

show_addresses() {
    say ""
    say "  http://localhost:$PORT            database $DB"
    say ""
    show_logins
    say ""
    say "  log: $LOGS/server-$PORT.log"
}

# One login per role: the users that our modules' demo data made, with the role they were given.
show_logins() {
    if [ -f "$RUN_STATE/$DB.admin-password" ]; then
        say "  login admin, password $(cat "$RUN_STATE/$DB.admin-password")"
        return
    fi
    say "  login                    password                 role"
    say "  admin                    admin                    administrator"
    psql_do "$DB" -F '|' -f "$ROOT/deploy/logins.sql" -v modules="$(comma <<<"$OURS")" |
        while IFS='|' read -r login role; do
            say "$(printf '  %-24s %-24s %s' "$login" "$login" "$role")"
        done
}
