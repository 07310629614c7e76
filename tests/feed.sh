#!/bin/bash
# The feed by a real server, while many write: feed.sh apache|lighttpd. Writers with random delays before their commits, three
# relays, a client by /api/feed: each committed event comes once, at dense ascending positions, and nothing behind one that was
# given out. As a negative control another client remembers the last id alone, and misses events in the same run.
# shellcheck source=tests/lib.sh
. "$(dirname "$0")/lib.sh"
server=$1
writers=16 transactions=25
start_shop "$server" BOXOFFICE_FEED_TOKEN=shop-wide BOXOFFICE_METRICS_TOKEN=numbers

feed() { # QUERY [TOKEN]: sets status, body, head
	call GET "/api/feed?$1" '' -H "Authorization: Bearer ${2-shop-wide}"
}

# ---- writers: each a connection that says what it has committed
statements() { # WRITER
	local i
	for ((i = 0; i < transactions; i++)); do
		printf "START TRANSACTION; INSERT INTO outbox (subject, data, aggregate_id, version) VALUES ('product:created', '{}', '%024x', %d)" \
			"$1" "$i"
		((SRANDOM % 2)) || printf ", ('product:updated', '{}', '%024x', %d)" $(($1 + 1000)) "$i"
		printf '; DO SLEEP(%d.%03d);' 0 $((SRANDOM % 300))
		if ((SRANDOM % 5)); then printf "COMMIT; SELECT '%024x %d';\n" "$1" "$i"; else printf 'ROLLBACK;\n'; fi
	done
}

write_events() {
	local writer pids=()
	for ((writer = 1; writer <= writers; writer++)); do
		statements "$writer" >"$work/statements.$writer"
		sql <"$work/statements.$writer" >"$work/committed.$writer" 2>"$work/errors.$writer" &
		pids+=($!)
	done
	wait "${pids[@]}"
	touch "$work/written"
}

# ---- feed clients
next_of() { header Link && [[ $value =~ after=([0-9]+) ]] && after=${BASH_REMATCH[1]}; }

follow_positions() { # prints position and id of each event, until all is written and nothing more comes
	local after=0 last shared=$work work=$work/client
	mkdir -p "$work"
	while :; do
		last=$([[ ! -e $shared/written ]] || echo 1)
		feed "after=$after&limit=37&wait=2"
		[[ $status == 200 ]] || { echo "status $status $body"; return; }
		jq -r '.[] | "\(.position) \(.id)"' <<<"$body"
		if [[ $body == '[]' && $last ]]; then break; fi
		next_of || { echo "no link"; return; }
	done
}

follow_ids() { # the same by the last id, as a client would do that trusts it
	local last=0 ids
	while [[ ! -e $work/written ]]; do
		ids=$(sql <<<"SELECT id FROM outbox WHERE id > $last ORDER BY id")
		[[ ! $ids ]] || { echo "$ids"; last=${ids##*$'\n'}; }
	done
	sql <<<"SELECT id FROM outbox WHERE id > $last ORDER BY id"
}

relays=()
for _ in 1 2 3; do
	BOXOFFICE_CONF=$(conf) "$BUILD/jobs/relay" --for 120 >>"$work/relays" 2>&1 &
	relays+=($!)
done
follow_positions >"$work/seen" &
client=$!
follow_ids >"$work/seen.ids" &
naive=$!
write_events
wait "$client" "$naive"

is "no writer met an error" "$(cat "$work"/errors.*)" ''
sql <<<"SELECT id FROM outbox ORDER BY id" >"$work/ids"
count=$(wc -l <"$work/ids")
is "the outbox has what the writers committed" "$(sql <<<"SELECT CONCAT(aggregate_id, ' ', version) FROM outbox WHERE subject = 'product:created' ORDER BY 1")" \
	"$(cat "$work"/committed.* | sort)"
is "the client saw positions 1 to $count, each once, ascending" "$(cut -d ' ' -f 1 "$work/seen" | md5sum)" "$(seq "$count" | md5sum)"
is "and each committed event once" "$(cut -d ' ' -f 2 "$work/seen" | sort -n | md5sum)" "$(md5sum <"$work/ids")"
is "what it saw at a position is there for good" "$(sql <<<"SELECT CONCAT(position, ' ', id) FROM outbox ORDER BY position" | md5sum)" "$(md5sum <"$work/seen")"
missed=$(comm -23 <(sort "$work/ids") <(sort -u "$work/seen.ids") | wc -l)
holds "a client that remembers the last id misses events in the same run ($missed of $count)" test "$missed" -gt 0

# ---- waiting
newest=$count
began=$(milliseconds)
( sleep 1; sql <<<"INSERT INTO outbox (subject, data, aggregate_id, version) VALUES ('product:created', '{}', 'late', 0)" ) &
feed "after=$newest&wait=20"
is "who waits gets what comes" "$status $(jq -r '.[0].subject' <<<"$body")" "200 product:created"
holds "soon after it came" test $(($(milliseconds) - began)) -lt 12000
wait $!
began=$(milliseconds)
feed "after=$((newest + 1))&subject=order:completed&wait=1"
is "a subject that doesn't come is waited for no longer than was asked" "$status $body" "200 []"
for ((i = 0; i < 8; i++)); do
	curl -sS --max-time 40 -o "$work/wait.$i" -H 'Authorization: Bearer shop-wide' -w '%{http_code} %{time_total}\n' \
		"$url/api/feed?after=$((newest + 1))&wait=8" >"$work/waited.$i" 2>&1 &
	waiting[i]=$!
done
sleep 3
began=$(milliseconds)
feed "after=0&limit=1"
is "while as many wait as may, others are answered" "$status $(jq length <<<"$body")" "200 1"
wait "${waiting[@]}"
is "all who waited are answered" "$(cut -d ' ' -f 1 "$work"/waited.* | sort | uniq -c | tr -s ' ')" " 8 200"
is "six of them waited, as the setting says" "$(awk '$2 >= 7.9' "$work"/waited.* | wc -l)" 6

curl -sS --max-time 40 -o "$work/wait" -H 'Authorization: Bearer shop-wide' -w '%{http_code}' "$url/api/feed?after=$((newest + 1))&wait=20" >"$work/stopped" &
waits=$!
sleep 1.5
began=$(milliseconds)
for pid in $(programs feed); do kill -TERM "$pid"; done
wait "$waits"
is "a program that is told to end answers who waits" "$(<"$work/stopped") $(<"$work/wait")" "200 []"
holds "at once" test $(($(milliseconds) - began)) -lt 10000

# ---- tokens
line=$(job boxoffice-token add branch.1)
token=${line#*token=}
has "boxoffice-token makes one and says it" "$line" "name=branch.1 token="
feed "after=5" "$token"
is "it opens the feed" "$status" 200
has "and says how far its client is" "$(job boxoffice-token list)" "name=branch.1 position=5 "
feed "after=2" "$token"
has "which never goes back" "$(job boxoffice-token)" "name=branch.1 position=5 "
job boxoffice-token add branch.1 >/dev/null 2>&1
is "a name is given once" $? 65
job boxoffice-token add 'a b' >/dev/null 2>&1
is "and has no blanks" $? 64
is "revoking ends it" "$(job boxoffice-token revoke branch.1)" revoked=branch.1
feed "after=5" "$token"
is "for the feed too" "$status" 401
job boxoffice-token revoke branch.1 >/dev/null 2>&1
is "there is nothing to revoke twice" $? 65
is "no token is in a log" "$(grep -lE "shop-wide|$token" "$VAR"/log/*.log)" ''

# ---- numbers: what any Prometheus reads, to the letter
holds "the numbers are in Prometheus's format, each family once, each histogram whole" python3 tests/tools/exposition.py "$url/metrics"
call GET /metrics
has "they count requests of all processes" "$body" 'boxoffice_http_requests_total{route="/api/feed",method="GET",status="2xx"}'
before=$(sed -n 's/^boxoffice_http_requests_total{route="\/healthz",method="GET",status="2xx"} //p' <<<"$body")
for _ in {1..60}; do echo "$url/healthz"; done | xargs -P 6 -n 10 curl -s >/dev/null
call GET /metrics
after=$(sed -n 's/^boxoffice_http_requests_total{route="\/healthz",method="GET",status="2xx"} //p' <<<"$body")
is "none is lost between processes" $((after - ${before:-0})) 60

# ---- retention
sql <<<"UPDATE outbox SET created_at = created_at - INTERVAL 40 DAY WHERE position <= 20"
has "purge keeps what a client doesn't have" "$(sql <<<"UPDATE consumers SET position = 7"; job purge)" "archived=7 "
sql <<<"UPDATE consumers SET position = 30"
has "and moves what all have" "$(job purge)" "archived=13 "
feed "after=0&limit=1000"
is "the feed reads on in the archive and then in the outbox" "$(jq -r '.[].position' <<<"$body" | md5sum)" "$(seq 20 | md5sum)"
next_of
feed "after=$after&limit=1000"
is "where Link leads" "$(jq -r '.[0].position' <<<"$body")" 21
for pid in "${relays[@]}"; do kill -TERM "$pid" 2>/dev/null; done
wait "${relays[@]}" 2>/dev/null
verify
check_logs
