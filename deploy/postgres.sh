# shellcheck shell=bash disable=SC2034
# Private PostgreSQL clusters in .local/pg: "durable" for ./run and ./bench, "fast" for ./test.
# They listen on a Unix socket only, in a folder nobody else can enter. Sourced.
#
# Who uses a cluster holds a shared lock on it (a server inherits it); the last one to leave stops it.

DATABASE_ROLE=odoo   # what Odoo connects as: may create databases, is no superuser

# cluster_open durable|fast: make and start the cluster if needed, and count this process as a user of it.
cluster_open() {
    CLUSTER="$1"
    PG_BIN="$(pg_bin)" || die "PostgreSQL 13 or newer is missing; install it: apt-get install postgresql"
    PG_HOME="$(cluster_home)"
    CLUSTER_SOCKET="$(cluster_socket "$1")"
    mkdir -p "$RUN_STATE"
    exec {CLUSTER_LOCK}>"$RUN_STATE/cluster-$1.users"
    flock -s "$CLUSTER_LOCK"
    if ! cluster_is_up; then
        step "starting the $1 database cluster" "the database cluster could not be started; see $PG_HOME/$1.log" \
            with_lock "cluster-$1" cluster_make_and_start
    fi
}

# Leave the cluster; stop it if nobody else uses it.
cluster_close() {
    [ -n "${CLUSTER_LOCK:-}" ] || return 0
    if flock -n -x "$CLUSTER_LOCK" && cluster_is_up; then
        as_pg "$PG_BIN/pg_ctl" -D "$PG_HOME/$CLUSTER" -m fast stop >/dev/null 2>&1 || true
    fi
    exec {CLUSTER_LOCK}>&-
    CLUSTER_LOCK=
}

cluster_is_up() {
    [ -d "$PG_HOME/$CLUSTER" ] && "$PG_BIN/pg_isready" -q -h "$CLUSTER_SOCKET"
}

cluster_make_and_start() {
    exec {CLUSTER_LOCK}>&-   # (within `step`'s subprocess) the server must not be counted as its own user
    ! cluster_is_up || return 0
    [ -s "$PG_HOME/$CLUSTER/PG_VERSION" ] || cluster_make
    as_pg mkdir -p -m 700 "$CLUSTER_SOCKET"
    as_pg test -O "$CLUSTER_SOCKET" || die "$CLUSTER_SOCKET belongs to somebody else"
    cluster_settings | as_pg tee "$PG_HOME/$CLUSTER/public_revenue.conf" >/dev/null
    as_pg "$PG_BIN/pg_ctl" -D "$PG_HOME/$CLUSTER" -l "$PG_HOME/$CLUSTER.log" -w -t 120 start
    psql_do postgres -c "
        DO \$\$ BEGIN
            CREATE ROLE $DATABASE_ROLE LOGIN CREATEDB NOSUPERUSER;
        EXCEPTION WHEN duplicate_object THEN NULL;
        END \$\$"
}

cluster_make() {
    as_pg "$PG_BIN/initdb" -D "$PG_HOME/$CLUSTER" -U postgres --auth=trust -E UTF8 --locale=C.UTF-8 -N
    echo "include 'public_revenue.conf'" | as_pg tee -a "$PG_HOME/$CLUSTER/postgresql.conf" >/dev/null
}

# A quarter of this machine's memory for shared buffers where offices work, never more than 1 GB for tests: several
# checkouts may test side by side.
cluster_settings() {
    local most=1024 megabytes
    [ "$CLUSTER" != durable ] || most=8192
    megabytes="$(awk -v most="$most" '/^MemTotal/ { m = int($2 / 4096); print (m > most ? most : m) }' /proc/meminfo)"
    cat "$ROOT/deploy/postgresql.conf" "$ROOT/deploy/postgresql-$CLUSTER.conf"
    printf "shared_buffers = '%sMB'\neffective_cache_size = '%sMB'\nunix_socket_directories = '%s'\n" \
        "$megabytes" $((megabytes * 2)) "$CLUSTER_SOCKET"
}

# PostgreSQL refuses to run as root: as root, its ordinary user runs it.
pg_user() {
    getent passwd postgres >/dev/null && echo postgres || echo nobody
}

as_pg() {
    if is_root; then
        (cd / && exec setpriv --reuid="$(pg_user)" --regid="$(id -g "$(pg_user)")" --clear-groups \
            env HOME=/ LC_ALL=C.UTF-8 "$@")
    else
        env LC_ALL=C.UTF-8 "$@"
    fi
}

# .local/pg, or a folder under /var/lib if the cluster's user may not enter the checkout.
cluster_home() {
    local home="$LOCAL/pg"
    mkdir -p "$home"
    if is_root; then
        if ! as_pg test -x "$home"; then
            home="/var/lib/public-revenue-$(checkout_id)"
            mkdir -p "$home"
        fi
        chown "$(pg_user)" "$home"
    fi
    printf '%s\n' "$home"
}

# A path to a socket may have 107 characters at most, so it cannot lie in the checkout.
cluster_socket() {
    printf '/tmp/public-revenue-%s-%s\n' "$(checkout_id)" "$1"
}

# psql_do DATABASE ARGUMENTS...: as the cluster's superuser, tidy output, stop at the first error.
psql_do() {
    local database="$1"
    shift
    env -i PATH="$PATH" LC_ALL=C.UTF-8 PGOPTIONS='-c client_min_messages=warning' \
        "$PG_BIN/psql" -XqtA -v ON_ERROR_STOP=1 -h "$CLUSTER_SOCKET" -U postgres -d "$database" "$@"
}
