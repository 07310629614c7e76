#!/bin/bash
# A backup is made and put back as docs/install.md says: nothing that was numbered since is numbered again, and who follows the feed is told.
# shellcheck source=tests/lib.sh
. "$(dirname "$0")/lib.sh"

start_shop lighttpd BOXOFFICE_FEED_TOKEN=shop-wide BOXOFFICE_WEBHOOK_ALLOW_PRIVATE=1 BOXOFFICE_ADMIN_TOKEN=0123456789abcdef0123456789abcdef \
	BOXOFFICE_KEEP_DAYS=30 BOXOFFICE_ARCHIVE_DAYS=60
sign_up seller@example.com && seller=$token
sign_up buyer@example.com && buyer=$token
feed() { as='' call GET "/api/feed?$1" '' -H 'Authorization: Bearer shop-wide'; }
positions() { jq -r '.[].position' <<<"$body" | xargs; }
ids() { jq -r '.[].id' <<<"$body" | sort -n | xargs; }
trade() { # TIMES: that many events of a product and twice as many of orders
	local i
	for ((i = 0; i < $1; i++)); do
		as=$seller sell "A ticket" 10 5
		as=$buyer call POST /api/orders "{\"productId\":\"$product\"}"
	done
	job relay >>"$work/relay" 2>&1
}
dump() { mariadb-dump --no-defaults --socket="$run_directory/db.sock" --single-transaction boxoffice; }
put_back() { mariadb --no-defaults --socket="$run_directory/db.sock" boxoffice <"$work/boxoffice.sql"; }
restored() { scripts/boxoffice-migrate --conf "$(conf)" --restored -- --no-defaults --socket="$run_directory/db.sock"; }
documented() { # PART: what docs/install.md says of backups
	sed -n '/^- \*\*Backup\*\*/,/^- \*\*Rotate/p' docs/install.md | tr '\n' ' ' | tr -s ' ' | grep -cF -- "$1"
}
is "these are the documented commands" "$(documented 'mariadb-dump --single-transaction boxoffice >boxoffice.sql')$(documented 'mariadb boxoffice <boxoffice.sql')$(documented 'boxoffice-migrate --restored')" 111

echo "# a backup"
as='' call POST /api/webhooks '{"url":"http://127.0.0.1:1/"}' -H 'Authorization: Bearer 0123456789abcdef0123456789abcdef'
hook=$(member .id)
trade 4
as='' call POST /api/webhooks '{"url":"http://127.0.0.1:1/later"}' -H 'Authorization: Bearer 0123456789abcdef0123456789abcdef'
later=$(member .id)
# The backup is made before three of the events are planned.
sql <<<"UPDATE consumers SET position = position - 3 WHERE name = 'webhooks';
	DELETE FROM deliveries WHERE position > (SELECT position FROM consumers WHERE name = 'webhooks')"
feed after=0
kept=$(ids) kept_count=$(jq length <<<"$body")
dump >"$work/boxoffice.sql"
trade 3
feed after=0
seen_position=$(jq '.[-1].position' <<<"$body") seen_id=$(jq '[.[].id] | max' <<<"$body")
seen_delivery=$(sql <<<'SELECT MAX(n) FROM deliveries')
feed "after=$seen_position"
is "who follows has all of it" "$status $body" "200 []"

echo "# put back"
put_back
feed "after=$seen_position"
is "who has more than there is isn't told that there is nothing new" "$status $(member '.errors[0].message')" \
	"409 After is beyond the last position, which is $kept_count"
header Link
is "and is led to the last position" "$value" "</api/feed?after=$kept_count&limit=100&wait=0>; rel=\"next\""
before=$(date +%s%6N)
said=$(restored 2>&1)
base=${said##*restored=}
is "the numbers are raised" "$said" "applied=0"$'\n'"restored=$base"
is "above any of before" "$((base >= before && base > seen_position && base > seen_id))" 1
feed "after=$seen_position"
is "who followed is told that its position is gone" "$status $(member '.errors[0].message')" "410 Events after this position are no longer kept"
header Link
is "and is led to where the events begin" "$value" "</api/feed?after=$base&limit=100&wait=0>; rel=\"next\""
feed "after=$base&limit=1000"
is "those that there are have their numbers" "$(ids)" "$kept"
is "at dense positions" "$(positions)" "$(seq -s ' ' $((base + 1)) $((base + kept_count)))"
trade 2
feed "after=$((base + kept_count))&limit=1000"
is "what is new comes behind them" "$(positions)" "$(seq -s ' ' $((base + kept_count + 1)) $((base + kept_count + $(jq length <<<"$body"))))"
is "under numbers that no event had" "$(jq --argjson seen "$seen_id" '[.[].id] | min > $seen' <<<"$body")" true
new=$(jq '[.[].id] | max' <<<"$body")
is "and its deliveries as well" "$(sql <<<"SELECT MIN(n) > $seen_delivery FROM deliveries WHERE position > $((base + kept_count)) AND webhook_id = '$hook'")" 1
is "those that waited lead to the same events" \
	"$(sql <<<"SELECT COUNT(*) FROM deliveries d JOIN outbox o USING (position) WHERE d.webhook_id = '$hook' AND d.subject = o.subject")" \
	"$(sql <<<"SELECT COUNT(*) FROM deliveries WHERE webhook_id = '$hook'")"
is "nothing is left out, nothing is planned twice" "$(sql <<<"SELECT COUNT(*), COUNT(DISTINCT position) FROM deliveries WHERE webhook_id = '$hook'")" \
	"$((kept_count + 6))"$'\t'"$((kept_count + 6))"
is "a webhook hears of nothing that was before it" "$(sql <<<"SELECT MIN(position) FROM deliveries WHERE webhook_id = '$later'")" $((base + kept_count + 1))
verify "verify finds every row in order"

echo "# life goes on"
sql <<<'UPDATE outbox SET created_at = created_at - INTERVAL 40 DAY'
sql <<<'DELETE FROM consumers'
job purge >>"$work/purge" 2>&1
is "old events are archived" "$(sql <<<'SELECT archived = position FROM feed_head')" 1
feed "after=$base&limit=1000"
is "and read on" "$(jq length <<<"$body") $(jq '[.[].id] | max' <<<"$body")" "$((kept_count + 6)) $new"
verify "verify finds every row in order, archived"
before=$(dump | tee "$work/boxoffice.sql" | wc -c)
trade 1
feed "after=$base&limit=1000"
seen_position=$(jq '.[-1].position' <<<"$body") seen_id=$(jq '[.[].id] | max' <<<"$body")
put_back
second=$(restored 2>&1)
second=${second##*restored=}
is "a second time the numbers rise again, and not by twice as much" "$((second > seen_position && second > seen_id && second <= $(date +%s%6N)))" 1
feed "after=$seen_position"
is "and old ones are gone again" "$status" 410
feed "after=$second&limit=1000"
is "the archive is read at its new positions" "$(positions)" "$(seq -s ' ' $((second + 1)) $((second + kept_count + 6)))"
feed "after=$((second + kept_count + 6))" # the client has them
sql <<<'UPDATE outbox_archive SET created_at = created_at - INTERVAL 40 DAY'
job purge >>"$work/purge" 2>&1
is "and deleted in the end" "$(sql <<<'SELECT purged = position FROM feed_head')" 1
trade 1
verify "verify finds every row in order, once more"
check_logs
