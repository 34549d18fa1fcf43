# shellcheck shell=bash disable=SC2034
# A folder from which a machine without network can be set up. Sourced by ./run.

# fill_wheels DIR: Python packages as wheels, Odoo's package, and DIR/system for the machine itself.
fill_wheels() {
    local folder
    mkdir -p "$1/system" || die "$1 cannot be made"
    folder="$(cd "$1" && pwd -P)"
    step "Python packages" "the Python packages could not be fetched" fill_python "$folder"
    step "Odoo" "Odoo could not be fetched" download_odoo "$folder"
    step "Debian packages" "the Debian packages could not be fetched" fill_system "$folder/system"
    say "use it with: ./run --wheels $1"
}

fill_python() {
    "$VENV/bin/python" -m pip wheel -q --disable-pip-version-check -w "$1" \
        -r "$ROOT/requirements.txt" -r "$ROOT/requirements-test.txt"
}

# With an empty list of installed packages apt fetches all that these need, whatever this machine has.
fill_system() {
    local apt="$LOCAL/apt-system"
    mkdir -p "$apt/cache/archives/partial"
    : >"$apt/status"
    apt-get -q -y -o "Dir::State::status=$apt/status" -o "Dir::Cache=$apt/cache" -o APT::Sandbox::User=root \
        -o Debug::NoLocking=true --no-install-recommends --download-only install \
        postgresql python3-venv chromium wkhtmltopdf fonts-dejavu-core
    mv "$apt/cache/archives"/*.deb "$1/"
    rm -rf "$apt"
}
