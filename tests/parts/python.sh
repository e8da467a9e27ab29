# Python with Authlib, for `tests/e2e/foreign_clients/`, and schemathesis, for `tests/e2e/admin/document.rs`: `python_install` sets
# LARKGATE_TEST_PYTHON.

python_install() {
    local wanted=tests/e2e/clients/requirements.txt folder=tests/.cache/python
    if ! cmp -s "$wanted" "$folder/requirements.txt" || ! "$folder/bin/python" -c 'import authlib' 2>/dev/null; then
        rm -rf "$folder"
        python3 -m venv "$folder" >/dev/null 2>&1 || {
            apt_install python3 python3-venv && rm -rf "$folder" && python3 -m venv "$folder" || return 1
        }
        "$folder/bin/python" -m pip install --quiet --disable-pip-version-check --no-deps -r "$wanted" || return 1
        cp "$wanted" "$folder/requirements.txt"
    fi
    export LARKGATE_TEST_PYTHON=$PWD/$folder/bin/python
}
