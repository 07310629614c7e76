#!/bin/bash
# A provider that answers badly, late or not at all, at each of the things it is asked: nothing is charged twice, nothing is lost,
# the buyer hears that it isn't known yet, and the settle job finds out.
# shellcheck disable=SC2119,SC2154 # functions of pay_lib.sh with and without arguments
. "$(dirname "$0")/lib.sh"
. tests/pay_lib.sh

start_stripe_shop
webhooks lost=1
sign_up seller@example.com && seller=$token
sign_up buyer@example.com && buyer=$token

# How many lines the log has about the request just answered.
lines() { cat "$VAR"/log/*.log | grep -c "level=error.* request=$(head_of X-Request-Id)"; }

# What may be, once all is settled: paid for and charged once, or neither.
is_sane() { # SENTENCE
	local now charged
	now=$(order_status)
	charged=$(charged)
	case $now/$charged in
	complete/1000-0 | created/) ok "$1 ($now)" ;;
	*) is "$1" "$now/$charged" 'complete/1000-0 or created/' ;;
	esac
}

# ---- answers that never come, beside everything else: each takes as long as the shop waits for one
patient() { # NAME KIND AT: pays beside the rest, by somebody whose provider keeps silent
	sign_up "$1@example.com"
	buyer=$token order_for 10
	orders[$1]=$order buyers[$1]=$token
	misbehave "$2" "$3" 1 "${4:-40}"
	curl -sS --max-time 60 -o /dev/null -w '%{http_code} %{time_total}' -b "session=$token" -H 'Content-Type: application/json' \
		-d "{\"orderId\":\"$order\",\"token\":\"tok_visa\"}" "$url/api/payments" >"$work/patient.$1" &
	patients+=($!)
	sleep 1.5
}
declare -A orders buyers
patients=()
patient silent_open hang open
patient silent_confirm hang-after confirm
patient late_confirm slow confirm 24
as=${buyers[late_confirm]} call DELETE "/api/orders/${orders[late_confirm]}"
refused "while the provider keeps silent the order can't be cancelled" 409 'A payment for this order is under way'

echo "# answers of every bad kind"
declare -A kinds=(
	[open]='html page 500-before 500-after 503-before 503-after 429 401 404 empty list object null huge redirect cut-after close-before'
	[confirm]='html-before html-after page-after 500-before 500-after 503-after 429 401 empty-after list-after object-after null-after
		huge-after redirect-after cut-after close-after'
)
for at in open confirm; do
	for kind in ${kinds[$at]}; do
		times=1
		[[ $kind != close-* ]] || times=2 # libcurl asks once more, by another connection
		order_for 10
		misbehave "$kind" "$at" "$times"
		pay tok_visa
		behave
		case $at/$kind/$status in
		*/503) ok "$at, $kind: not known yet" ;;
		open/404/402) ok "$at, $kind: refused" ;;
		*) is "$at, $kind: not known yet" "$status" 503 ;;
		esac
		((status != 503)) || is "$at, $kind: one line in the log" "$(lines)" 1
		settle
		is_sane "$at, $kind: settled"
		if [[ $(order_status) == created ]]; then
			pay tok_visa
			is "$at, $kind: and paid with the next try" "$status $(order_status) $(charged)" "201 complete 1000-0"
		fi
	done
done

echo "# the settle job is told nonsense"
for kind in html 500 503 429 401 404 empty list object null huge redirect cut close; do
	order_for 10
	misbehave cut-after confirm
	pay tok_visa
	misbehave "$kind" read 2
	much_later
	job settle_payments >>"$work/settle"
	is "$kind: it is still not known" "$status $(order_status) $(payments_of)" "503 awaiting:payment pending"
	behave
	settle
	is "$kind: and found later" "$(order_status) $(charged)" "complete 1000-0"
done
for kind in html-before 500-after 503-after empty-after cut-after close-after; do
	order_for 10
	pay tok_threeDSecureRequired
	misbehave "$kind" cancel 2
	much_later
	job settle_payments >>"$work/settle"
	behave
	settle
	is "cancelling, $kind: settled" "$(order_status) $(payments_of) $(charged)" "created failed "
done

echo "# refunds are answered with nonsense"
for kind in html-before html-after 500-after 503-after 429 401 empty-after list-before object-before object-after cut-after close-after; do
	order_for 10
	pay tok_visa
	misbehave "$kind" refund 2
	as=$seller call POST "/api/orders/$order/refund" '{}'
	much_later
	job settle_payments >>"$work/settle" 2>&1
	behave
	settle
	is "$kind: the money goes back once" "$(charged) $(events payment:refunded) $(payment_status)" "1000-1000 1 refunded"
done

echo "# the provider is away"
kill_stand_in
order_for 10
pay tok_visa
is "nobody listens: not known yet" "$status $(order_status)" "503 awaiting:payment"
is "one line in the log" "$(lines)" 1
much_later
job settle_payments >>"$work/settle"
is "nothing was opened, so nothing can have been charged" "$(order_status)" created
start_stand_in
webhooks lost=1
pay tok_visa
is "it is back" "$status $(order_status) $(charged)" "201 complete 1000-0"

echo "# the checkout's page is answered with nonsense"
button() {
	local csrf
	csrf=$(curl -sS -b "session=$buyer" "$url/orders/$order/pay" | sed -n 's/.*name="csrf" value="\([^"]*\)".*/\1/p' | head -n 1)
	as=$buyer call POST /payments/hosted-checkout '' --data-urlencode "csrf=$csrf" --data-urlencode "orderId=$order"
}
for kind in html-after 503-after cut-after object-after close-after; do
	order_for 10
	misbehave "$kind" checkout 2
	button
	is "$kind: no page yet" "$((status >= 400)) $(order_status)" "1 created"
	behave
	button
	has "$kind: the next click leads there" "$(head_of Location)" "$stripe/c/pay/"
	curl -sS -o "$work/page" -d token=tok_visa "$(head_of Location)"
	settle
	is "$kind: which takes the money once" "$(order_status) $(charged)" "complete 1000-0"
done
order_for 10
misbehave 500-after checkout
button
much_later
job settle_payments >>"$work/settle"
button
has "one that the provider refuses for good is given up, and another opened" "$(head_of Location)" "$stripe/c/pay/"
curl -sS -o "$work/page" -d token=tok_visa "$(head_of Location)"
settle
is "which is paid" "$(order_status) $(charged)" "complete 1000-0"

echo "# those who were kept waiting"
wait "${patients[@]}"
for name in silent_open silent_confirm late_confirm; do
	read -r status seconds <"$work/patient.$name"
	[[ $name != silent_confirm || $status != 201 ]] || status=503 # the settle job was first to find it
	is "$name: the buyer is told after some 20 seconds that it isn't known yet" "$status $((${seconds%.*} < 30))" "503 1"
done
sleep 3 # the late one has acted now
settle
buyer=${buyers[silent_open]} order=${orders[silent_open]}
is_sane "silent_open: nothing was lost"
buyer=${buyers[silent_confirm]} order=${orders[silent_confirm]}
is "silent_confirm: charged once and complete" "$(order_status) $(charged)" "complete 1000-0"
buyer=${buyers[late_confirm]} order=${orders[late_confirm]}
is_sane "late_confirm: one of the two"
in_order "a provider that misbehaves"
is "the provider keeps what the complete orders cost" "$(ledger .kept)" \
	"$(sql <<<"SELECT COALESCE(SUM(o.total), 0) - (SELECT SUM(r.amount) FROM refunds r) FROM orders o WHERE o.status = 'complete'")"
