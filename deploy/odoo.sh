# shellcheck shell=bash disable=SC2034
# Odoo itself: a tree given by ODOO_DIR, else Debian's package unpacked beside us. Sourced.

# Debian's package replaces fonts and scripts by links into these; without them the links are broken.
ODOO_COMPANIONS=(fonts-font-awesome fonts-roboto-unhinted fonts-inconsolata fonts-ocr-b
                 libjs-jquery libjs-jquery-form libjs-underscore)
ODOO_COMPANIONS_SID=(fonts-montserrat)

# Set ODOO_LIB (what Python imports from) and ODOO_ADDONS (the stock addons, comma separated).
need_odoo() {
    if [ -n "${ODOO_DIR:-}" ]; then
        ODOO_LIB="$(library_of "$ODOO_DIR")" || die "ODOO_DIR=$ODOO_DIR holds no Odoo (no odoo/release.py in it)"
    else
        library_of "$LOCAL/odoo" >/dev/null || fetch_odoo
        ODOO_LIB="$(library_of "$LOCAL/odoo")"
    fi
    ODOO_VERSION="$(odoo_version)"
    case "$ODOO_VERSION" in
        "$ODOO_SERIES"*) ;;
        *) die "Odoo $ODOO_SERIES is needed; $ODOO_LIB holds ${ODOO_VERSION:-an unknown version}" ;;
    esac
    ODOO_ADDONS="$ODOO_LIB/odoo/addons"
    # A checkout keeps most addons beside the package, Debian's package keeps all of them within.
    [ -d "$ODOO_LIB/addons/web" ] && ODOO_ADDONS="$ODOO_LIB/addons,$ODOO_ADDONS"
    return 0
}

# The folder within which the package `odoo` lies: of a checkout, an unpacked package, site-packages.
library_of() {
    local folder
    for folder in "$1" "$1/usr/lib/python3/dist-packages" "$1/.."; do
        if [ -f "$folder/odoo/release.py" ]; then
            (cd "$folder" && pwd -P)
            return
        fi
    done
    return 1
}

odoo_version() {
    sed -n 's/^version_info = (\([0-9]*\), \([0-9]*\), \([0-9]*\).*/\1.\2.\3/p' "$ODOO_LIB/odoo/release.py"
}

fetch_odoo() {
    mkdir -p "$LOCAL/debs"
    if [ -n "${WHEELS:-}" ]; then
        compgen -G "$WHEELS/odoo-19_*.deb" >/dev/null ||
            die "no odoo-19 package in $WHEELS and no ODOO_DIR; fill the folder with: ./run wheels $WHEELS"
        cp "$WHEELS"/*.deb "$LOCAL/debs/"
    else
        step "fetching Odoo $ODOO_SERIES" \
            "Odoo $ODOO_SERIES could be had neither from ODOO_DIR (not set) nor from Debian's archive" \
            with_lock odoo download_odoo "$LOCAL/debs"
    fi
    step "unpacking Odoo" "Odoo could not be unpacked" with_lock odoo unpack_odoo
}

unpack_odoo() {
    local deb
    rm -rf "$LOCAL/odoo.part"
    mkdir "$LOCAL/odoo.part"
    for deb in "$LOCAL"/debs/*.deb; do
        dpkg -x "$deb" "$LOCAL/odoo.part"
    done
    rm -rf "$LOCAL/odoo"
    mv "$LOCAL/odoo.part" "$LOCAL/odoo"
    rm -rf "$LOCAL/debs"
}

# download_odoo FOLDER: by apt's own signed way, with private lists: the system's apt stays as it is.
download_odoo() {
    local apt="$LOCAL/apt" archive options
    archive="$(debian_archive)" || { say "this machine's apt knows no Debian archive"; return 1; }
    mkdir -p "$apt/lists/partial" "$apt/cache/archives/partial" "$1"
    printf 'deb [signed-by=/usr/share/keyrings/debian-archive-keyring.gpg] %s %s main\n' \
        "$archive" bookworm "$archive" sid >"$apt/sources.list"
    options=(-q -o "Dir::Etc::SourceList=$apt/sources.list" -o Dir::Etc::SourceParts=/dev/null
             -o "Dir::State::Lists=$apt/lists" -o "Dir::Cache=$apt/cache" -o APT::Sandbox::User=root)
    apt-get "${options[@]}" update
    (cd "$1" && apt-get "${options[@]}" download "odoo-19=$ODOO_SERIES.*" \
        "${ODOO_COMPANIONS[@]/%//bookworm}" "${ODOO_COMPANIONS_SID[@]/%//sid}")
    rm -rf "$apt"
}

# The archive the machine's own apt uses: no host is named in this repository.
debian_archive() {
    # shellcheck disable=SC2016  # apt fills these in, not the shell
    apt-get indextargets --format '$(REPO_URI) $(RELEASE) $(CODENAME)' 'Created-By: Packages' 'Component: main' |
        awk '$3 !~ /-/ { print $1; found = 1; exit } END { exit !found }'
}
