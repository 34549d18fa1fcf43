# shellcheck shell=bash disable=SC2034
# Linters: ruff, shellcheck, pylint with pylint-odoo's checks and with those of Odoo's own repository,
# and Odoo's test_lint over our addons. Sourced by ./test.

run_lint() {
    local names all=(ruff ruff_rules)
    ! command -v shellcheck >/dev/null || all+=(shellcheck_all)
    names="$(own_modules)"
    if [ -z "$names" ]; then
        checks "${all[@]}"
        return
    fi
    need_ground
    checks pylint_odoo pylint_of_odoo "${all[@]}"
    EXTRA_ADDONS=''
    # shellcheck disable=SC2086  # names hold no spaces
    resolve_modules $names
    need_template tests
    run_odoo_command test_lint lint_addons --ours "$(comma <<<"$OURS")"
}

ruff() {
    "$VENV/bin/ruff" check --no-cache "$ROOT"
}

# Rules are read by lawyers: simpler than the rest.
ruff_rules() {
    local folders
    mapfile -t folders < <(find "$ROOT/addons" -maxdepth 2 -name rules -type d)
    [ ${#folders[@]} -eq 0 ] ||
        "$VENV/bin/ruff" check --no-cache --config 'lint.mccabe.max-complexity = 10' "${folders[@]}"
}

shellcheck_all() {
    (cd "$ROOT" && shellcheck -x run test bench .ci/run deploy/*.sh)
}

pylint_odoo() {
    "$VENV/bin/python" -m pylint --rcfile "$ROOT/.pylintrc" "$ROOT"/addons/*/
}

# The checkers of Odoo's own repository (SQL injection, translations, unlink), with the options it uses.
pylint_of_odoo() {
    local checkers="${ODOO_ADDONS##*,}/test_lint/tests"
    [ -d "$checkers" ] || checkers="${ODOO_ADDONS%%,*}/test_lint/tests"
    ADDONS_PATH="$(addons_path | tr ',' ':')" PYTHONPATH="$checkers" "$VENV/bin/python" -m pylint --rcfile /dev/null \
        --disable all,useless-option-value,unknown-option-value --reports n --score n --bad-functions input \
        --enable used-before-assignment,undefined-variable,eval-used,unreachable,function-redefined \
        --enable sql-injection,missing-gettext,gettext-variable,gettext-placeholders,gettext-repr,raise-unlink-override \
        --load-plugins _pylint_path_setup,pylint.extensions.bad_builtin,_odoo_checker_sql_injection \
        --load-plugins _odoo_checker_gettext,_odoo_checker_unlink_override "$ROOT"/addons/*/
}
