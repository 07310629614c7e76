# The private MariaDB: no network, no settings from /etc/mysql, its data in VAR/db. It has its own directory for temporary files, since at
# its start a server deletes what looks like a forgotten temporary table, even one of another server in /tmp.
# shellcheck shell=bash

database_pid=

database_options() { # DATADIR
	echo --no-defaults --datadir="$RUN/$1" --socket="$RUN/db.sock" --pid-file="$RUN/db.pid" --tmpdir="$RUN/tmp" --skip-networking \
		--skip-name-resolve --performance-schema=OFF --innodb-buffer-pool-size=64M --innodb-log-file-size=32M \
		--innodb-log-buffer-size=2M --key-buffer-size=1M --aria-pagecache-buffer-size=2M --innodb-flush-log-at-trx-commit=1 \
		--max-connections=250 --character-set-server=utf8mb4 --collation-server=utf8mb4_unicode_ci --local-infile=0 \
		--default-time-zone=+00:00 --secure-file-priv="$RUN/fcgi" --transaction-isolation=READ-COMMITTED \
		--sql-mode=STRICT_ALL_TABLES,NO_ZERO_DATE,NO_ZERO_IN_DATE,ERROR_FOR_DIVISION_BY_ZERO,NO_ENGINE_SUBSTITUTION,ONLY_FULL_GROUP_BY
}

start_database() {
	[[ ! -d $VAR/db || -O $VAR/db ]] || die "$VAR/db belongs to another user"
	ln -sfn "$VAR/db" "$RUN/db"
	if [[ -d $VAR/db ]]; then
		launch_database
		migrate
	else
		make_database
		launch_database
	fi
}

# A new database is set up under another name and renamed at the end: if setting up breaks off, the next start begins anew.
make_database() {
	local empty
	empty=$(empty_database) || exit 1
	rm -rf "$VAR/db.new"
	cp -a "$empty" "$VAR/db.new" 2>/dev/null || die "the database could not be copied to $VAR (disk full?)"
	ln -sfn "$VAR/db.new" "$RUN/db.new"
	launch_database db.new
	rm -f "$VAR/demo"
	if ((DEMO)) && [[ -e sql/demo.sql ]]; then
		migrate --demo
		touch "$VAR/demo"
	else
		migrate
	fi
	stop_database
	mv "$VAR/db.new" "$VAR/db"
}

# The directory of an empty database. Making it takes a second, so it is made once for all instances of this build.
empty_database() {
	local folder=$BUILD ready problem new
	[[ -w $folder ]] || folder=$VAR
	ready=$(realpath "$folder")/empty-database.$({ id -un; mariadbd --version; } | sha256sum | cut -c 1-12)
	if [[ ! -O $ready ]]; then
		new=$(mktemp -d "$ready.XXXXXX")
		ln -sfn "$new" "$RUN/empty"
		problem=$(mariadb-install-db --no-defaults --datadir="$RUN/empty" --skip-test-db --skip-name-resolve --force \
			--skip-log-bin --tmpdir="$RUN/tmp" --innodb-log-file-size=8M \
			--auth-root-authentication-method=socket --auth-root-socket-user="$(id -un)" --user="$(id -un)" 2>&1) || {
			rm -rf "$new"
			die "the database could not be made: $(grep -m 1 -iE 'error|space|denied' <<<"$problem" || head -n 1 <<<"$problem")"
		}
		mv -T "$new" "$ready" 2>/dev/null || rm -rf "$new"
	fi
	echo "$ready"
}

# Each session has the same share of the processors (sched(7), autogroup), so a database at work for those who buy slows the web server down
# for those who read. It gives way a little (docs/install.md).
give_way() { # COMMAND…
	{ echo 2 >/proc/self/autogroup; } 2>/dev/null || renice -n 2 $$ >/dev/null
	exec "$@"
}
export -f give_way

launch_database() { # [DATADIR]
	local options tries problem
	read -r -a options < <(database_options "${1:-db}")
	rm -f "$RUN/db.sock"
	setsid bash -c 'give_way "$@"' - mariadbd "${options[@]}" --user="$(id -un)" </dev/null >>"$VAR/log/mariadb.log" 2>&1 9>&- &
	database_pid=$!
	for ((tries = 0; tries < 3000; tries++)); do
		if [[ -S $RUN/db.sock ]]; then
			problem=$(mariadb --no-defaults --socket="$RUN/db.sock" -e 'DO 0' 2>&1) && return
			[[ $problem != *"Access denied"* ]] || die "the database under $VAR was made by another user"
		fi
		is_child "$database_pid" || die "the database does not start: $(reason_in "$VAR/log/mariadb.log" '\[ERROR\]')"
		sleep 0.02
	done
	die "the database does not answer; see $VAR/log/mariadb.log"
}

migrate() {
	local problem
	problem=$(scripts/boxoffice-migrate --conf "$RUN/etc/boxoffice/boxoffice.conf" --sql sql --create "$@" \
		-- --no-defaults --socket="$RUN/db.sock" 2>&1) || die "$(tr '\n' ' ' <<<"$problem")"
}

stop_database() {
	end_all "$database_pid" 30
	database_pid=
}
