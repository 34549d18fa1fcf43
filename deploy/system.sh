# shellcheck shell=bash disable=SC2034
# Debian packages that the project needs from the machine itself. Sourced.

# need_packages test|run: install what is missing, ask for nothing when all is there.
need_packages() {
    local missing=()
    pg_bin >/dev/null 2>&1 || missing+=(postgresql)
    find_python >/dev/null 2>&1 || missing+=(python3-venv)
    command -v wkhtmltopdf >/dev/null || missing+=(wkhtmltopdf)
    [ -n "$(find /usr/share/fonts -name 'DejaVuSans.ttf' -print -quit 2>/dev/null)" ] || missing+=(fonts-dejavu-core)
    if [ "$1" = test ]; then
        command -v chromium >/dev/null || command -v google-chrome >/dev/null || missing+=(chromium)
    fi
    [ "${#missing[@]}" -eq 0 ] && return
    command -v apt-get >/dev/null || die "missing: ${missing[*]}; install them (this is not Debian: no apt-get)"
    step "installing ${missing[*]}" "could not install; do it by hand: apt-get install ${missing[*]}" \
        with_lock packages install_packages "${missing[@]}"
}

install_packages() {
    local drop_in=/etc/postgresql-common/createcluster.d/public-revenue.conf
    # Debian would create and start a cluster "main"; ours is private. This wish is taken back afterwards.
    as_superuser mkdir -p "$(dirname "$drop_in")"
    echo 'create_main_cluster = false' | as_superuser tee "$drop_in"
    trap 'as_superuser rm -f /etc/postgresql-common/createcluster.d/public-revenue.conf' EXIT
    if [ -n "${WHEELS:-}" ]; then
        install_from_folder "$WHEELS/system"
    else
        as_superuser apt-get update -q || true   # old lists may still do
        install_from_archive "$@"
    fi
}

install_from_archive() {
    as_superuser env DEBIAN_FRONTEND=noninteractive apt-get install -y -q --no-install-recommends "$@"
}

install_from_folder() {
    compgen -G "$1/*.deb" >/dev/null || { say "no .deb file in $1"; return 1; }
    as_superuser env DEBIAN_FRONTEND=noninteractive apt-get install -y -q --no-install-recommends --no-download "$1"/*.deb
}

# The newest PostgreSQL's folder of programs. (What lies in PATH may be a wrapper of another kind.)
pg_bin() {
    local folder best=
    for folder in $(printf '%s\n' /usr/lib/postgresql/*/bin | sort -V); do
        if [ -x "$folder/initdb" ] && [ -x "$folder/pg_ctl" ]; then
            best="$folder"
        fi
    done
    [ -n "$best" ] || return 1
    [ "$(basename "$(dirname "$best")")" -ge 13 ] || return 1
    printf '%s\n' "$best"
}
