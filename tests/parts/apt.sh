# `apt_install PACKAGE…`: installs Debian packages, with sudo when not root.

apt_install() {
    local as_root=()
    [ "$(id -u)" = 0 ] || as_root=(sudo)
    if [ -z "${APT_UPDATED:-}" ]; then
        "${as_root[@]}" apt-get update -qq || return 1
        APT_UPDATED=yes
    fi
    DEBIAN_FRONTEND=noninteractive "${as_root[@]}" apt-get install -y -qq --no-install-recommends "$@" >/dev/null
}

# `apt_install_idle PACKAGE…`: installs Debian packages of servers, and starts none of them. A server that runs already goes on.
apt_install_idle() {
    local as_root=() policy=/usr/sbin/policy-rc.d status
    [ "$(id -u)" = 0 ] || as_root=(sudo)
    # Where somebody has a policy already, it is theirs.
    [ ! -e "$policy" ] || policy=
    [ -z "$policy" ] || printf '#!/bin/sh\nexit 101\n' | "${as_root[@]}" install -m 755 /dev/stdin "$policy" || return 1
    apt_install "$@"
    status=$?
    [ -z "$policy" ] || "${as_root[@]}" rm -f "$policy"
    return "$status"
}
