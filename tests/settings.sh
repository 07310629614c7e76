#!/bin/bash
# Whoever reads the settings reads the same, and a secret is made so that nobody on this machine sees it.
# shellcheck disable=SC2154
. "$(dirname "$0")/lib.sh"

# ---- what every command was called with
mkdir "$work/bin"
for name in awk cat chgrp chmod chown cp cut env flock grep head install ln mariadb mariadb-admin mktemp mv openssl readlink rm sed sha256sum sort tail tee tr; do
	real=$(command -v "$name") || continue
	# shellcheck disable=SC2016
	printf '#!/bin/bash\nprintf "%%s\\n" "%s $*" >>"%s"\nexec %s "$@"\n' "$name" "$work/called" "$real" >"$work/bin/$name"
done
chmod +x "$work/bin"/*

# calls_show SENTENCE FILE: of the settings in it no secret was an argument of what was called
calls_show() {
	local name value shown='' made=0
	for name in SESSION_KEYS DB_PASSWORD; do
		value=$(sed -n "s/^BOXOFFICE_$name=//p" "$2" | tail -n 1)
		[[ ${#value} -lt 48 ]] || made=$((made + 1))
		! grep -qF -- "$value" "$work/called" || shown+=$name
	done
	is "$1" "$made $shown $(($(wc -l <"$work/called") > 5))" "2  1"
}

export VAR=$work/db
shops+=("$VAR")
PATH=$work/bin:$PATH scripts/instance db-start >"$work/start" 2>&1 || die "no database: $(<"$work/start")"
run_directory=$(<"$VAR/run-directory")
calls_show "no secret that an instance makes is an argument of a command" "$(conf)"

migrate() { # CONF OPTION…
	: >"$work/called"
	PATH=$work/bin:$PATH bash scripts/boxoffice-migrate --conf "$1" --sql sql "${@:2}" -- --no-defaults --socket="$run_directory/db.sock" \
		>"$work/out" 2>&1
}
make_conf() { # FILE LINE…
	printf '%s\n' '# mine' "${@:2}" BOXOFFICE_DB_NAME=other BOXOFFICE_DB_USER=other "BOXOFFICE_DB_SOCKET=$run_directory/db.sock" >"$1"
	chmod 640 "$1"
}

# ---- a server in another zone: all times are UTC
as_root() { mariadb --no-defaults --socket="$run_directory/db.sock" -NB; }
times_of() { # DATABASE: whether all steps were done within this hour
	as_root <<<"SET time_zone = '+00:00'; SELECT COUNT(*) > 10 AND MAX(ABS(TIMESTAMPDIFF(SECOND, started_at, NOW()))) < 3600
		AND MAX(ABS(TIMESTAMPDIFF(SECOND, done_at, NOW()))) < 3600 FROM $1.schema_version"
}
as_root <<<"SET GLOBAL time_zone = '+05:00'"
make_conf "$work/new.conf" BOXOFFICE_SESSION_KEYS= '  BOXOFFICE_DB_PASSWORD ='
holds "boxoffice-migrate --create makes what is missing" migrate "$work/new.conf" --create
calls_show "no secret that it makes is an argument of a command" "$work/new.conf"
is "the file stays as it was otherwise" "$(stat -c %a "$work/new.conf") $(head -n 1 "$work/new.conf") $(wc -l <"$work/new.conf")" "640 # mine 6"
holds "and the programs can do with it" env BOXOFFICE_CONF="$work/new.conf" "$BUILD/jobs/verify"
is "its times are UTC whatever zone the server is in" "$(times_of other)" 1
{ echo "CREATE DATABASE imported; USE imported;"; bash scripts/boxoffice-migrate --print --sql sql; } | as_root
is "and so are those of a script that is imported" "$(times_of imported)" 1
as_root <<<"SET GLOBAL time_zone = '+00:00'"
make_conf "$work/none.conf"
holds "so it does where the names aren't there" migrate "$work/none.conf" --create
calls_show "with as little to be seen" "$work/none.conf"

# ---- a setting that stands twice
make_conf "$work/twice.conf" "BOXOFFICE_SESSION_KEYS=$(printf 'a%.0s' {1..64})" BOXOFFICE_SESSION_KEYS= BOXOFFICE_DB_PASSWORD=
holds "of two lines the last is empty: a secret is made" migrate "$work/twice.conf" --create
is "which then stands in both" "$(grep -c "^BOXOFFICE_SESSION_KEYS=$(sed -n 's/^BOXOFFICE_SESSION_KEYS=//p' "$work/twice.conf" | tail -n 1)$" "$work/twice.conf")" 2
calls_show "and is nobody's to see" "$work/twice.conf"

{
	echo BOXOFFICE_DB_NAME=nowhere
	cat "$(conf)"
	printf '%s\n' BOXOFFICE_DB_NAME=boxoffice BOXOFFICE_SITE_NAME=First 'BOXOFFICE_SITE_NAME = "Last"' BOXOFFICE_BASE_URL=https://a.example/first \
		"BOXOFFICE_TEMPLATES=$PWD/templates"
	printf ' BOXOFFICE_BASE_URL="https://b.example/last/"\r\n'
} >"$work/last.conf"
page=$(env -i BOXOFFICE_CONF="$work/last.conf" REQUEST_METHOD=GET REQUEST_URI=/last/ "$BUILD/cgi-bin/home.fcgi" 2>"$work/err")
has "the programs take the last" "$page" "· Last</title>"
has "of the address too" "$page" 'href="/last/auth/signin'
is "so does lighttpd's path" "$(awk -f apache/base-path.awk "$work/last.conf") $(awk -v lighttpd=1 -f apache/base-path.awk "$work/last.conf")" \
	'/last var.boxoffice_path = "/last"'
holds "boxoffice-migrate finds the database of the last" migrate "$work/last.conf"
is "and Apache's path is that of the last" "$(<"$work/apache-path.conf")" 'Define BOXOFFICE_PATH "(?:/last)?"'
sed -i '1iBOXOFFICE_DB_NAME=nowhere' "$(conf)"
echo BOXOFFICE_DB_NAME=boxoffice >>"$(conf)"
is "make sql asks the database of the last" "$(sql <<<"SELECT DATABASE()")" boxoffice
