#!/bin/bash
# Webhooks from the event to a real endpoint that answers, hangs, lies or is away; relays that are killed; clocks that are moved.
# shellcheck source=tests/lib.sh
. "$(dirname "$0")/lib.sh"
endpoint_pid='' relay_pids=()

sql() { mariadb --no-defaults --socket="$run_directory/db.sock" --default-character-set=utf8mb4 -N -B boxoffice; }

start_endpoint() {
	local line
	mkdir -p "$work/control"
	exec 7< <(exec tests/webhook_endpoint --journal "$work/journal" --control "$work/control" 2>"$work/endpoint.log")
	endpoint_pid=$!
	read -r line <&7 || die "the endpoint does not start: $(<"$work/endpoint.log")"
	endpoint=http://127.0.0.1:${line#port=}
}

stop_relays() { # [SIGNAL]: the relays of this test and their workers
	local pid
	for pid in ${relay_pids[@]+"${relay_pids[@]}"}; do
		kill_with_children "-${1:-TERM}" "$pid"
	done
	for pid in ${relay_pids[@]+"${relay_pids[@]}"}; do wait "$pid" 2>/dev/null; done
	relay_pids=()
}

start_relay() {
	BOXOFFICE_CONF=$(conf) "$BUILD/jobs/relay" --for 300 >>"$work/relay.out" 2>>"$VAR/log/relay.log" &
	relay_pids+=($!)
}

trap 'ended=$?; stop_relays KILL; [[ ! $endpoint_pid ]] || kill "$endpoint_pid" 2>/dev/null; clean_up' EXIT

# hook PATH [SUBJECTS-JSON]: by $as; sets hook
hook() {
	call POST /api/webhooks "{\"url\":\"$endpoint/$1\"${2:+,\"subjects\":$2}}"
	[[ $status == 201 ]] || die "cannot add a webhook: $status $body"
	hook=$(member .id)
}

journal() { jq -r --arg path "/$1" "select(.path == \$path) | $2" "$work/journal" 2>/dev/null; } # PATH JQ-PROGRAM
positions() { journal "$1" '.body | fromjson | .position // empty'; }
arrived() { (($(journal "$1" .at | wc -l) >= $2)); }
delivered() { [[ $(sql <<<"SELECT COUNT(*) FROM deliveries WHERE webhook_id = '$1' AND state = 'delivered'") -ge $2 ]]; }
last() { sql <<<"SELECT CONCAT_WS(' ', state, COALESCE(status, '-'), COALESCE(reason, '-')) FROM deliveries WHERE webhook_id = '$1' AND attempts > 0 ORDER BY n DESC LIMIT 1"; }
tried() { [[ $(sql <<<"SELECT attempts FROM deliveries WHERE webhook_id = '$1' ORDER BY n LIMIT 1") -ge ${2:-1} ]]; }
state() { sql <<<"SELECT CONCAT_WS(' ', state, COALESCE(reason, '-'), attempt) FROM webhooks WHERE id = '$1'"; }
now_due() { sql <<<"UPDATE webhooks SET retry_at = NOW(3), due_at = NOW(3) WHERE id = '$1'"; }
sorted() { diff <(awk '!seen[$1]++' <<<"$1") <(sort -nu <<<"$1"); } # first deliveries in order

start_endpoint
start_shop lighttpd BOXOFFICE_WEBHOOK_ALLOW_PRIVATE=1 BOXOFFICE_ADMIN_TOKEN=0123456789abcdef0123456789abcdef
sign_up seller@example.com && seller=$token
sign_up other@example.com && other=$token
sign_up buyer@example.com && buyer=$token
order() { # PRODUCT [PRODUCT]: by $buyer
	as=$buyer call POST /api/orders "{\"items\":[{\"productId\":\"$1\",\"quantity\":1}${2:+,{\"productId\":\"$2\",\"quantity\":1\}}]}"
	[[ $status == 201 ]] || die "cannot order: $status $body"
}

echo "# who gets what"
as=$seller hook ok/seller && seller_hook=$hook
as=$other hook ok/other
as=$buyer hook "ok/buyer" '["order:created","product:updated"]'
as='' call POST /api/webhooks "{\"url\":\"$endpoint/ok/admin\"}" -H 'Authorization: Bearer 0123456789abcdef0123456789abcdef'
is "the operator's token makes a webhook" "$status" 201
admin_hook=$(member .id) admin_secret=$(member .secret)
as='' call GET /api/webhooks '' -H 'Authorization: Bearer 0123456789abcdef0123456789abcdeg'
is "another doesn't" "$status" 401
start_relay
as=$seller sell 'A ticket' 10 1000 && mine=$product
as=$other sell 'Another' 10 1000 && theirs=$product
order "$mine"
order "$mine" "$theirs"
holds "all events reach the operator's webhook" wait_for 20 arrived ok/admin 7
wait_for 5 arrived ok/seller 4
wait_for 5 arrived ok/buyer 2
subjects() { journal "$1" '.body | fromjson | .subject' | sort | uniq -c | awk '{ printf "%s%s:%s", s, $2, $1; s = " " }'; }
is "a seller hears of own products and of orders of nothing else" "$(subjects ok/seller)" "order:created:1 product:created:1 product:updated:2"
is "another seller's order is nobody else's" "$(subjects ok/other)" "product:created:1 product:updated:1"
is "a buyer hears of own orders, and of the subjects that were chosen" "$(subjects ok/buyer)" "order:created:2"
is "each comes in the order of positions" "$(positions ok/admin | tr '\n' ' ')" "$(seq -s ' ' 7) "

echo "# what is sent"
line=$(jq -c 'select(.path == "/ok/admin")' "$work/journal" | head -n 1)
sent=$(jq -r .body <<<"$line")
is "the body has the event's members" "$(jq -c 'keys' <<<"$sent")" '["createdAt","data","id","position","subject"]'
is "the id is the outbox's" "$(jq -r .id <<<"$line")" "$(jq -r .id <<<"$sent")"
is "the headers say what it is" "$(jq -r '.headers | [."Content-Type", (."User-Agent" | split("/")[0])] | join(" ")' <<<"$line")" "application/json Boxoffice"
stamp=$(jq -r .signature <<<"$line" | sed 's/^t=\([0-9]*\),.*/\1/')
right=$(printf '%s.%s' "$stamp" "$sent" | openssl dgst -sha256 -hmac "$admin_secret" -r | cut -d ' ' -f 1)
is "it is signed with the secret" "$(jq -r .signature <<<"$line")" "t=$stamp,v1=$right"

echo "# what is said of people"
persons() { journal "$1" ".body | fromjson | select(.subject == \"$2\") | .data.userId // \"-\"" | sort -u | xargs; } # PATH SUBJECT
origins() { journal "$1" '.headers | keys[] | ascii_downcase | select(. == "x-request-id" or . == "traceparent")' | sort | uniq -c | xargs; }
user_of() { sql <<<"SELECT id FROM users WHERE email = '$1@example.com'"; }
is "the operator learns who ordered" "$(persons ok/admin order:created)" "$(user_of buyer)"
is "the buyer is told as himself" "$(persons ok/buyer order:created)" "$(user_of buyer)"
is "the seller doesn't learn who he is" "$(persons ok/seller order:created)" "-"
is "but what a product is as ever" "$(persons ok/seller product:created)" "$(user_of seller)"
order_keys='.body | fromjson | select(.subject == "order:created") | .data | keys_unsorted | join(" ")'
is "all else of the order is as it was" "$(journal ok/seller "$order_keys")" "id version status expiresAt product items"
is "the requests of others are the operator's to follow" "$(origins ok/admin) $(origins ok/seller)$(origins ok/other)$(origins ok/buyer)" "7 traceparent 7 x-request-id "

echo "# ping, replay, rotation"
as=$seller call POST "/api/webhooks/$seller_hook/ping" '{}'
is "a ping is taken" "$status $(member .subject) $(member .state)" "201 ping pending"
pings() { [[ $(journal ok/seller '.body | fromjson | select(.subject == "ping") | .position // "none"') == none ]]; }
holds "and arrives without a position" wait_for 10 pings
as=$seller call GET "/api/webhooks/$seller_hook/deliveries"
first=$(member '.[-1].n')
before=$(journal ok/seller .at | wc -l)
as=$seller call POST "/api/webhooks/$seller_hook/deliveries/$first/replay" '{}'
is "a delivery can be sent again" "$status $(member .subject)" "201 product:created"
holds "and is" wait_for 10 arrived ok/seller $((before + 1))
is "as the same event" "$(positions ok/seller | tail -n 1)" "$(positions ok/seller | head -n 1)"
as=$other call POST "/api/webhooks/$seller_hook/deliveries/$first/replay" '{}'
is "somebody else can't" "$status" 401
as=$seller call POST "/api/webhooks/$seller_hook/secret" '{}'
is "a new secret is shown" "$status" 200
as=$seller call POST "/api/webhooks/$seller_hook/ping" '{}'
two() { [[ $(journal ok/seller .signature | tail -n 1) == *,v1=*,v1=* ]]; }
holds "for a day two secrets sign" wait_for 10 two
sql <<<"UPDATE webhooks SET secret_at = NOW(3) - INTERVAL 25 HOUR WHERE id = '$seller_hook'"
as=$seller call POST "/api/webhooks/$seller_hook/ping" '{}'
one() { [[ $(journal ok/seller .signature | tail -n 1) =~ ^t=[0-9]+,v1=[0-9a-f]{64}$ ]]; }
holds "then one" wait_for 10 one

echo "# endpoints that misbehave, all at once, beside one that doesn't"
declare -A bad
sign_up bad@example.com && as=$token && bad_token=$token
for kind in 500 redirect close half big drip hang; do
	hook "$kind" '["product:created"]' && bad[$kind]=$hook
done
hook ok/good '["product:created"]' && good=$hook
began=$(milliseconds)
sell 'Third' 1 1
holds "the good one has it" wait_for 8 delivered "$good" 1
holds "within two seconds, whatever hangs" test $(($(milliseconds) - began)) -lt 4000
for kind in "${!bad[@]}"; do wait_for 15 tried "${bad[$kind]}"; done
is "500 is tried again" "$(last "${bad[500]}")" "pending 500 -"
is "a redirect isn't followed" "$(last "${bad[redirect]}") $(journal ok/redirected .at | wc -l)" "pending 302 - 0"
is "a cut connection" "$(last "${bad[close]}")" "pending - broken"
is "a 200 counts, though its body breaks off" "$(last "${bad[half]}")" "delivered 200 -"
is "a body of 1 GB is cut, and its 200 counts" "$(last "${bad[big]}")" "delivered 200 -"
is "byte by byte is too late" "$(last "${bad[drip]}")" "pending - timeout"
is "no answer at all" "$(last "${bad[hang]}")" "pending - timeout"
as=''

echo "# proof of an address"
sign_up prover@example.com && as=$token
hook proof '["product:created"]' && proving=$hook
hook ok/unproved '["product:created"]' && unproved=$hook
proved() { call GET "/api/webhooks/$1" && [[ $(member .provedAt) ]]; }
holds "a new address hasn't proved itself" fails proved "$proving"
call POST "/api/webhooks/$proving/ping" '{}'
call POST "/api/webhooks/$unproved/ping" '{}'
holds "an answer that repeats the challenge proves it" wait_for 10 proved "$proving"
holds "another answer delivers the ping" wait_for 10 delivered "$unproved" 1
holds "and proves nothing" fails proved "$unproved"
call POST "/api/webhooks/$proving/ping" '{}'
wait_for 10 arrived proof 2
is "once it is proved there is no challenge" "$(journal proof '.headers | has("Boxoffice-Challenge")' | tr '\n' ' ')" "true false "
as=''

echo "# endpoints of many accounts that answer slowly"
# hold_many NAME ACCOUNTS: each with 20 endpoints that don't answer before there is a file NAME, and a message for each of these
hold_many() {
	sql <<-END
		INSERT INTO users (id, email, password) SELECT CONCAT('$1', LPAD(seq, 22, '0')), CONCAT('$1', seq, '@example.com'), 'none' FROM seq_1_to_$2;
		INSERT INTO webhooks (id, user_id, url, subjects, secret, since, due_at)
			SELECT CONCAT('$1', LPAD(a.seq * 100 + b.seq, 22, '0')), CONCAT('$1', LPAD(a.seq, 22, '0')), '$endpoint/hold/$1', '', 'x', 0, NOW(3)
			FROM seq_1_to_$2 a JOIN seq_1_to_20 b;
		INSERT INTO deliveries (webhook_id, subject) SELECT id, 'ping' FROM webhooks WHERE id LIKE '$1%';
	END
}
held() { [[ $(sql <<<"SELECT COUNT(*) FROM webhooks WHERE id LIKE '$1%' AND held_until > NOW(3)") -ge $2 ]]; }
answered() { [[ $(sql <<<"SELECT COUNT(*) FROM deliveries WHERE webhook_id LIKE '$1%' AND attempts > 0") == "$2" ]]; }
# before_all WEBHOOK NAME: the last message of this one was answered before any of those
before_all() { sql <<<"SELECT MAX(g.answered_at) < COALESCE((SELECT MIN(answered_at) FROM deliveries WHERE webhook_id LIKE '$2%'), '9999-12-31')
	FROM deliveries g WHERE g.webhook_id = '$1'"; }
hold_many d1 16
holds "endpoints that hang are all in hand, as many as their owners have places" wait_for 10 held d1 64
sign_up quick@example.com && as=$token
hook ok/fresh '["product:created"]' && fresh=$hook
call POST "/api/webhooks/$fresh/ping" '{}'
wait_for 20 delivered "$fresh" 1
is "meanwhile an endpoint that is new has its message, before any that hang" "$(before_all "$fresh" d1)" 1
is "no account had more than its places" "$(sql <<<"SELECT COUNT(*) FROM (SELECT user_id FROM webhooks WHERE held_until > NOW(3) GROUP BY user_id HAVING COUNT(*) > 4) t")" 0
touch "$work/control/d1"
holds "once they answer each has its message" wait_for 60 answered d1 320
hold_many d2 80
holds "of very many no more are in hand than places for those that never answered" wait_for 20 held d2 128
call POST "/api/webhooks/$good/ping" '{}' -H "Cookie: session=$bad_token"
wait_for 20 delivered "$good" 2
is "and one that has always answered has its message before any of them" "$(before_all "$good" d2)" 1
sql <<<"DELETE FROM deliveries WHERE webhook_id LIKE 'd2%'; UPDATE webhooks SET state = 'off', reason = 'owner', due_at = NULL WHERE id LIKE 'd2%'"
touch "$work/control/d2"
as=''

echo "# the retry clock"
sign_up clock@example.com && as=$token
echo 503 >"$work/control/clock"
hook switch/clock '["product:created"]' && clock=$hook
sell 'One' 1 1
sell 'Two' 1 1
wait_for 10 tried "$clock"
wait=$(sql <<<"SELECT TIMESTAMPDIFF(MICROSECOND, NOW(3), retry_at) DIV 1000 FROM webhooks WHERE id = '$clock'")
holds "the first pause is about five seconds ($wait ms)" test "$wait" -gt 1500 -a "$wait" -le 6500
again() { [[ $(state "$clock") == "on - $1" ]]; }
for i in 2 3 4 5 6; do
	now_due "$clock"
	wait_for 10 again "$i"
done
wait=$(sql <<<"SELECT TIMESTAMPDIFF(SECOND, NOW(3), retry_at) FROM webhooks WHERE id = '$clock'")
holds "the sixth is over a minute and a half ($wait s)" test "$wait" -gt 90 -a "$wait" -lt 210
is "what comes behind waits" "$(sql <<<"SELECT GROUP_CONCAT(attempts ORDER BY n) FROM deliveries WHERE webhook_id = '$clock'")" "6,0"
sql <<<"UPDATE webhooks SET failing_since = NOW(3) - INTERVAL 73 HOUR WHERE id = '$clock'"
now_due "$clock"
off() { [[ $(state "$1") == "off $2"* ]]; }
holds "after three days it is off" wait_for 10 off "$clock" failing
sell 'Missed' 1 1
rm "$work/control/clock"
call PUT "/api/webhooks/$clock" "{\"url\":\"$endpoint/switch/clock\",\"state\":\"on\"}"
is "it can be switched on" "$status $(member .state)" "200 on"
holds "then what waited comes, in order" wait_for 10 delivered "$clock" 2
is "and a success resets the clock" "$(state "$clock")" "on - 0"
hook 410 '["product:created"]' && gone=$hook
sell 'Gone' 1 1
holds "410 turns it off at once" wait_for 10 off "$gone" gone
as=''

echo "# relays killed, and two at once"
count=150
sign_up busy@example.com && as=$token
hook ok/busy && busy=$hook
sell 'Hot' 1 100000
for ((i = 0; i < count; i++)); do
	printf 'PUT\t/api/products/%s\t%s\t\t{"title":"Hot %d","price":1}\n' "$product" "$token" "$i"
done | load 1 >/dev/null
start_relay
for i in 1 2 3; do
	sleep 0.4
	stop_relays KILL
	start_relay
	start_relay
done
holds "every event arrives though relays are killed" wait_for 30 delivered "$busy" $((count + 1))
got=$(positions ok/busy)
is "at least once" "$(sort -nu <<<"$got" | wc -l)" $((count + 1))
holds "in order" sorted "$got"
as=''

echo "# addresses inside"
stop_relays
sed -i 's/^BOXOFFICE_WEBHOOK_ALLOW_PRIVATE=.*/BOXOFFICE_WEBHOOK_ALLOW_PRIVATE=0/' "$(conf)"
before=$(wc -l <"$work/journal")
for inside in "$endpoint/ok/inside" "http://localhost:${endpoint##*:}/ok/inside"; do
	sql <<<"UPDATE webhooks SET url = '$inside', attempt = 0, failing_since = NULL, due_at = NULL,
		holder = NULL, held_until = NULL WHERE id = '$admin_hook'"
	as='' call POST "/api/webhooks/$admin_hook/ping" '{}' -H 'Authorization: Bearer 0123456789abcdef0123456789abcdef'
	job relay >/dev/null
	is "${inside%:*} is refused after its name was looked up" "$(last "$admin_hook")" "failed - private"
done
is "and was never reached" "$(wc -l <"$work/journal")" "$before"
verify
check_logs 'ended \(status 9\), started again' # by this test
