# Node.js with openid-client, oauth4webapi and oidc-client-ts, for `tests/e2e/foreign_clients/`: `npm_install` sets
# LARKGATE_TEST_NODE_MODULES.

npm_install() {
    local clients=tests/e2e/clients folder=tests/.cache/node
    command -v node >/dev/null && command -v npm >/dev/null || apt_install nodejs npm || return 1
    node_is_new_enough || node_from_npm || return 1
    if ! cmp -s "$clients/package-lock.json" "$folder/package-lock.json" || [ ! -e "$folder/installed" ]; then
        rm -rf "$folder" && mkdir -p "$folder" || return 1
        cp "$clients/package.json" "$clients/package-lock.json" "$folder/" || return 1
        (cd "$folder" && npm ci --no-audit --no-fund --ignore-scripts --silent) || return 1
        touch "$folder/installed"
    fi
    export LARKGATE_TEST_NODE_MODULES=$PWD/$folder/node_modules
}

# openid-client needs Node.js 20; Debian 12 has 18.
node_is_new_enough() {
    node -e 'process.exit(parseInt(process.versions.node) >= 20 ? 0 : 1)'
}

# A newer Node.js as an npm package, in a folder that git ignores.
node_from_npm() {
    local folder=$PWD/tests/.cache/node-runtime machine
    case $(uname -m) in
        x86_64) machine=x64 ;;
        aarch64) machine=arm64 ;;
        *)
            echo "error: openid-client needs Node.js 20 or later; this is $(node --version)" >&2
            return 1
            ;;
    esac
    local package=node-linux-$machine
    [ -x "$folder/node_modules/$package/bin/node" ] ||
        npm install --prefix "$folder" --no-audit --no-fund --silent "$package@22.23.3" || return 1
    export PATH=$folder/node_modules/$package/bin:$PATH
    node_is_new_enough
}
