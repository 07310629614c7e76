#!/bin/bash
# The jobs' outside: options, exit statuses, what they say.
# shellcheck source=tests/lib.sh
. "$(dirname "$0")/lib.sh"
start_shop apache

for path in jobs/*.c; do
	name=$(basename "$path" .c)
	is "$name --help explains" "$(job "$name" --help 2>/dev/null | head -n 1 | grep -c "usage: $name")" 1
	is "$name --version tells one" "$(job "$name" --version 2>/dev/null | grep -c "^$name [^ ]")" 1
	job "$name" --nonsense >"$work/out" 2>/dev/null
	is "$name exits 64 for an option it doesn't know" "$? $(wc -c <"$work/out")" "64 0"
	job "$name" more >/dev/null 2>&1
	is "$name exits 64 for a word too many" $? 64
	BOXOFFICE_CONF=/nowhere "$BUILD/jobs/$name" >/dev/null 2>"$work/err"
	is "$name exits 78 without its configuration, and says which" "$? $(grep -c /nowhere "$work/err")" "78 1"
	sed 's|^BOXOFFICE_DB_SOCKET=.*|BOXOFFICE_DB_SOCKET=/nowhere/db.sock|' "$(conf)" >"$work/away.conf"
	BOXOFFICE_CONF=$work/away.conf timeout 30 "$BUILD/jobs/$name" >/dev/null 2>&1
	is "$name exits 69 without its database" $? 69
	job "$name" >"$work/out" 2>"$work/err"
	is "$name says what it did as name=value, and nothing else" "$? $(grep -cvE '^[a-z_]+=[^ ]+( [a-z_]+=[^ ]+)*$' "$work/out") $(wc -c <"$work/err")" "0 0 0"
done
for wrong in BOXOFFICE_CURRENCY=EURO BOXOFFICE_CURRENCY= BOXOFFICE_BASE_URL=tickets.example.com BOXOFFICE_BASE_URL=htps://x \
	BOXOFFICE_SESSION_KEYS=abc BOXOFFICE_SESSION_KEYS= BOXOFFICE_SMTP_URL=smtp://:25 BOXOFFICE_NONSENSE=1; do
	{ cat "$(conf)"; echo; echo "$wrong"; } >"$work/wrong.conf"
	line="$work/wrong.conf:$(wc -l <"$work/wrong.conf"): ${wrong%%=*} "
	BOXOFFICE_CONF=$work/wrong.conf "$BUILD/jobs/verify" >/dev/null 2>"$work/err"
	is "a job exits 78 for $wrong, and says where" "$? $(grep -cF "$line" "$work/err")" "78 1"
	REQUEST_METHOD=GET BOXOFFICE_CONF=$work/wrong.conf "$BUILD/cgi-bin/home.fcgi" </dev/null >"$work/out" 2>"$work/err"
	is "so does a program, which answers nothing" "$? $(grep -cF "$line" "$work/err") $(wc -c <"$work/out")" "78 1 0"
done
BOXOFFICE_CONF=$work "$BUILD/jobs/verify" >/dev/null 2>"$work/err"
is "a job exits 78 for a directory as its settings" "$? $(grep -c "$work: Is a directory" "$work/err")" "78 1"
for seconds in 0 -1 x 1x 99999999999999999999 ''; do
	job expire_orders --for "$seconds" >/dev/null 2>&1
	is "expire_orders exits 64 for --for '$seconds'" $? 64
done

began=$(milliseconds)
job expire_orders --for 60 >"$work/out" &
pid=$!
sleep 1
kill_with_children -TERM "$pid" # the subshell that waits for it too
wait "$pid"
holds "expire_orders ends soon after SIGTERM" test $(($(milliseconds) - began)) -lt 10000

sign_up seller@example.com
as=$token
sell "A ticket" 20 1
job verify >"$work/out"
is "verify finds an orderly shop in order" "$? $(tail -n 1 "$work/out" | grep -c 'breaches=0')" "0 1"
sql <<<"UPDATE quotas SET held = 1 WHERE id = '$product'"
job verify >"$work/out"
is "verify exits 65 where rows disagree" $? 65
has "and names rule and row" "$(<"$work/out")" "rule=quota id=$product"
sql <<<"UPDATE quotas SET held = 0 WHERE id = '$product'"

sql <<<"INSERT INTO throttle (name, paid_off) VALUES ('old', NOW(3) - INTERVAL 1 DAY), ('new', NOW(3) + INTERVAL 1 DAY);
	INSERT INTO idempotency (owner, name, fingerprint, created_at) SELECT '', CONCAT('old', seq), '', NOW(6) - INTERVAL 25 HOUR FROM seq_1_to_2500;
	INSERT INTO idempotency (owner, name, fingerprint) VALUES ('', 'new', '')"
has "purge deletes what has served its time" "$(job purge)" "answers=2500 throttles=1"
is "and nothing else" "$(sql <<<"SELECT (SELECT COUNT(*) FROM idempotency) + (SELECT COUNT(*) FROM throttle)")" 2
verify
check_logs
