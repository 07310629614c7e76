#!/bin/bash
# Outcomes that nobody asked for: other money than was asked for, a provider that never says, money that goes back at the provider, is
# disputed, or doesn't arrive. Each has an end that buyer, seller and operator are told.
# shellcheck disable=SC2119,SC2154 # functions of pay_lib.sh with and without arguments
. "$(dirname "$0")/lib.sh"
. tests/pay_lib.sh
. tests/mail_lib.sh
trap 'ended=$?; stop_sink; kill_stand_in; clean_up' EXIT

start_sink
start_stripe_shop BOXOFFICE_SMTP_URL="smtp://127.0.0.1:$sink_port" BOXOFFICE_MAIL_FROM="$from"
webhooks lost=1
sign_up seller@example.com && seller=$token
sign_up buyer@example.com && buyer=$token

intent() { sql <<<"SELECT provider_id FROM payments WHERE id = '$payment'"; }
asked_for() { sql <<<"SELECT CONCAT_WS(' ', amount, currency, status) FROM payments WHERE id = '$payment'"; }
refunds() { sql <<<"SELECT COALESCE(GROUP_CONCAT(CONCAT_WS(' ', r.reason, r.amount, IF(r.done, 'done', 'due')) ORDER BY r.created_at SEPARATOR ', '), '') FROM refunds r WHERE r.payment_id = '$payment'"; }
reasons() { sql <<<"SELECT COALESCE(GROUP_CONCAT(JSON_VALUE(data, '$.reason') ORDER BY id), '') FROM outbox WHERE subject = 'payment:refunded' AND JSON_VALUE(data, '$.orderId') = '$order'"; }
available() { as='' call GET "/api/products/$product" && member .available; }
says() { as=$2 call GET "$3" && has "$1" "$body" "$4"; } # SENTENCE WHO PATH WORDS
figure() { curl -sS "$url/metrics" | grep -F -- "$1 " | grep -v '^#' | cut -d ' ' -f 2; }
figure_is() { [[ $(figure "$1") == "$2" ]]; }
logged() { cat "$VAR"/log/*.log "$work/settle" | grep -c -- "$1"; }
paid_order() { # PRICE [QUANTITY [ORDERED]]
	order_for "$@"
	pay tok_visa
	[[ $status == 201 ]] || die "cannot pay: $status $body"
}
refund_by_seller() { as=$seller call POST "/api/orders/$order/refund" "${1-{\}}"; }
by_hand() { stand_in by_hand "payment_intent=$(intent)" ${1:+amount=$1} >"$work/by_hand"; } # [AMOUNT]
# told TYPE: the stand-in sends its last event of this kind about $payment; sets status
told() {
	local name
	name=$(stand_in events | jq -r --arg type "$1" --arg intent "$(intent)" \
		'[.[] | select(.type == $type and (.data.object.payment_intent // .data.object.id) == $intent)] | last | .id')
	status=$(stand_in send "id=$name" | jq .status)
}

echo "# another amount or currency than was asked for"
charged_unheard() { # an order whose card was charged, and the answer lost
	order_for 10
	misbehave cut-after confirm
	pay tok_visa
	behave
	payment=$(sql <<<"SELECT id FROM payments WHERE order_id = '$order'")
}
while IFS='|' read -r name altered received charged; do
	charged_unheard
	# shellcheck disable=SC2086
	stand_in alter "payment_intent=$(intent)" $altered >"$work/altered"
	settle
	is "$name: the payment is what was received" "$(asked_for)" "$received succeeded"
	is "$name: and all of it goes back" "$(refunds) $(charged)" "differs ${received% *} done $charged"
	is "$name: events tell so" "$(events payment:created) $(reasons) $(events order:completed)" "1 differs 0"
	says "$name: the buyer is told" "$buyer" "/orders/$order" 'has taken another amount or currency than this order costs'
	is "$name: the operator is told, once" "$(logged "payment $payment: another amount or currency")" 1
	pay tok_visa
	is "$name: the order is paid by the next try" "$status $(order_status)" "201 complete"
done <<'END'
more|amount=1250|1250 USD|1250-1250
less|amount=999|999 USD|999-999
another currency|currency=eur|1000 EUR|1000-1000
yen|amount=1000 currency=jpy|100000 JPY|1000-1000
dinars with thousandths, which can't be told in hundredths|amount=1234 currency=kwd|0 KWD|1234-1234
END
charged_unheard
stand_in alter "payment_intent=$(intent)" amount=1250 >"$work/altered"
hear "$(event payment_intent.succeeded '.data.object.amount_received = 1250')"
is "told by a webhook it is the same" "$status $(asked_for) $(order_status)" "200 1250 USD succeeded created"
hear "$(event payment_intent.succeeded '.data.object.amount_received = 1250')"
settle
is "once, however often it is told" "$(refunds) $(charged) $(reasons)" "differs 1250 done 1250-1250 differs"
in_order "other money"

echo "# a provider that never says"
order_for 10
kill_stand_in
pay tok_visa
payment=$(sql <<<"SELECT id FROM payments WHERE order_id = '$order'")
sql <<<"UPDATE payments SET provider_id = 'pi_x' WHERE id = '$payment'"
unheard=$order
long_ago() { # HOURS: since the payment of $unheard, its end and its hold
	sql <<<"UPDATE payments SET begun_at = NOW(6) - INTERVAL $1 HOUR, asked_at = NULL WHERE order_id = '$unheard';
		UPDATE orders SET pay_until = NOW(3) - INTERVAL $1 * 60 - 1 MINUTE, expires_at = pay_until
		WHERE id = '$unheard' AND status = 'awaiting:payment'"
	job settle_payments >>"$work/settle" 2>&1
}
long_ago 1
is "within an hour the tickets wait" "$(available) $(order_status)" "0 awaiting:payment"
long_ago 2
is "then they are on sale again, and the payment is still asked about" "$(available) $(order_status) $(payments_of)" "1 cancelled pending"
job settle_payments >>"$work/settle" 2>&1
is "but not each time" "$(sql <<<"SELECT asked_at < begun_at + INTERVAL 2 HOUR + INTERVAL 30 SECOND FROM payments WHERE id = '$payment'")" 1
says "the buyer is told what may come" "$buyer" "/orders/$order" 'If your payment still arrives you get the tickets'
long_ago 167
is "for a week" "$(payments_of)" pending
long_ago 169
is "and then it is given up" "$(payments_of)" failed
says "the buyer isn't told that nothing was charged" "$buyer" "/orders/$order" 'The payment provider has never told us'
is "anywhere on the page" "$(grep -c 'Nothing was charged' <<<"$body")" 0
says "nor on the receipt" "$buyer" "/payments/$payment" 'Nobody knows what became of this payment'
is "anywhere on it" "$(grep -c 'Nothing was charged' <<<"$body")" 0
is "the operator is told, once" "$(logged "payment $payment: the provider hasn't said in 7 days")" 1
start_stand_in
webhooks lost=1
order_for 10
misbehave cut-after confirm
pay tok_visa
behave
payment=$(sql <<<"SELECT id FROM payments WHERE order_id = '$order'") unheard=$order
misbehave 503 read 100
long_ago 2
long_ago 200
is "given up, though it was charged" "$(payments_of) $(order_status) $(charged)" "failed cancelled 1000-0"
behave
hear "$(event payment_intent.succeeded)"
is "if it is heard of all the same, it has its effect" "$status $(payments_of) $(order_status)" "200 succeeded complete"
in_order "silence"

echo "# money that somebody gives back at the provider"
paid_order 10 5 2
by_hand
told charge.refunded
is "all of it: a refund that is done" "$status $(refunds) $(reasons)" "200 provider 2000 done provider"
is "and the tickets are on sale again" "$(available) $(payment_status)" "5 refunded"
says "the buyer is told" "$buyer" "/orders/$order" '20.00 through its payment provider'
says "the seller is told" "$seller" "/orders/$order/sale" 'Money of this order was refunded at the payment provider'
is "the operator is told" "$(logged "payment $payment: money has gone back that the shop hasn't given back")" 1
told charge.refunded
is "once, however often it is told" "$status $(refunds) $(reasons) $(available)" "200 provider 2000 done provider 5"
refund_by_seller
refused "there is nothing left for the seller to give back" 400 'Cannot refund these tickets'

paid_order 10 5 2
by_hand 300
told charge.refunded
is "a part of it: the tickets stay" "$status $(refunds) $(available) $(order_status)" "200 provider 300 done 3 complete"
refund_by_seller "{\"productId\":\"$product\",\"quantity\":1}"
refund_by_seller
is "the seller can give the tickets back" "$status $(available)" "200 5"
settle
is "and no more money than is left" "$(refunds) $(charged)" "provider 300 done, seller 1000 done, seller 700 done 2000-2000"

paid_order 10 5 2
refund_by_seller
by_hand
settle
is "what the seller wants to give back has gone back already, and nobody has told: it has an end" "$(charged) $(refunds)" \
	"2000-2000 provider 2000 done"
is "told once" "$(reasons) $(payment_status)" "provider refunded"
paid_order 10 5 2
refund_by_seller
by_hand 500
settle
is "a part of that: the rest goes back" "$(charged) $(refunds)" "2000-2000 seller 1500 done, provider 500 done"
misbehave 503 list_refunds
paid_order 10
by_hand
told charge.refunded
behave
is "where Stripe can't be asked the event is to come again" "$status $(refunds)" "503 "
told charge.refunded
is "and then has its effect" "$status $(refunds)" "200 provider 1000 done"
hear '{"id":"evt_other","type":"charge.refunded","data":{"object":{"id":"ch_x","object":"charge","payment_intent":null}}}'
is "a charge without an intent isn't the shop's" "$status" 200
in_order "money given back at the provider"
is "both ledgers agree" "$(job reconcile | tail -n 1 | sed 's/.* //')" differences=0

echo "# a refund that doesn't arrive"
paid_order 10
forget
refund_by_seller
settle
relay
stand_in fail_refund "id=$(ledger '.refunds[-1].id')" >"$work/failed"
told charge.refund.updated
is "it has come back" "$status $(sql <<<"SELECT failed_at IS NOT NULL FROM refunds WHERE payment_id = '$payment'")" "200 1"
says "the buyer is told" "$buyer" "/orders/$order" 'The payment provider could not pay the refund to you'
says "the seller is told" "$seller" "/orders/$order/sale" 'A refund of this order could not be paid by the payment provider'
relay
has "the buyer has a mail" "$(taken)" refund_failed
listed=$(job boxoffice-refund)
refund=$(sed -n 's/^refund=\([0-9a-f]*\) .*/\1/p' <<<"$listed")
has "boxoffice-refund lists it" "$listed" "order=$order payment=$payment provider_id=$(intent) amount=1000 currency=USD why=came_back"
told charge.refund.updated
is "once, however often it is told" "$status $(job boxoffice-refund | wc -l) $(logged "payment $payment: a refund could not be paid")" "200 1 1"
is "what was paid by other means is taken down" "$(job boxoffice-refund paid "$refund") $(job boxoffice-refund | wc -l)" "paid=$refund 0"
is "and tells of nothing twice" "$(reasons) $(refunds)" "seller seller 1000 done"
job boxoffice-refund paid "$refund" >"$work/out" 2>&1
is "only what is stuck can be" "$? $(<"$work/out")" "65 boxoffice-refund: no refund of this id is stuck"
told charge.refund.updated
is "it doesn't come back again" "$(job boxoffice-refund | wc -l)" 0
paid_order 10
refund_by_seller
settle
stand_in fail_refund "id=$(ledger '.refunds[-1].id')" >"$work/failed"
told charge.refund.updated
by_hand
told charge.refunded
is "paid again at the provider: it is the same refund" "$status $(refunds) $(job boxoffice-refund | wc -l)" "200 seller 1000 done 0"
in_order "refunds that don't arrive"
is "both ledgers agree" "$(job reconcile | tail -n 1 | sed 's/.* //')" differences=0

echo "# a payment that is disputed"
dispute() { stand_in dispute "payment_intent=$(intent)" | jq -r .id; }
paid_order 10 5 2
name=$(dispute)
told charge.dispute.created
is "the tickets stay while the bank decides" "$status $(available) $(order_status) $(refunds)" "200 3 complete "
is "an event tells of it" "$(events payment:disputed)" "1"
is "as docs/events.md says" "$(sql <<<"SELECT data FROM outbox WHERE subject = 'payment:disputed'" | jq -c keys_unsorted)" \
	"$(sed -n '/^### payment:disputed/,/^}/{/^{/,/^}/p}' docs/events.md | jq -c keys_unsorted)"
says "the buyer is told" "$buyer" "/orders/$order" 'Your bank has told us that you dispute this payment'
says "the seller is told" "$seller" "/orders/$order/sale" 'The buyer disputes the payment for this order'
is "the operator is told" "$(logged "payment $payment: disputed by the buyer's bank; it is open")" 1
stand_in dispute "id=$name" status=won >"$work/decided"
told charge.dispute.closed
is "won: the money stays" "$status $(refunds)" "200 "
as=$buyer call GET "/orders/$order"
is "and nothing is disputed any more" "$(grep -c dispute <<<"$body")" 0
told charge.dispute.created
is "an event that comes late changes nothing" "$status $(events payment:disputed)" "200 1"

paid_order 10 5 2
name=$(dispute)
told charge.dispute.created
refund_by_seller "{\"productId\":\"$product\",\"quantity\":1}"
for _ in {1..6}; do
	sql <<<"UPDATE refunds SET due_at = NOW(6) WHERE NOT done"
	job settle_payments >>"$work/settle" 2>&1
done
is "while it goes on a refund is refused" "$(refunds)" "seller 1000 due"
holds "the figures have it, within 15 seconds" wait_until 20 figure_is boxoffice_disputes_open 1
is "and that a refund is stuck" "$(figure 'boxoffice_refunds_stuck{why="refused"}') $(figure 'boxoffice_refunds_stuck{why="came_back"}')" "1 0"
says "which the buyer is told" "$buyer" "/orders/$order" 'The payment provider could not pay the refund to you'
stand_in dispute "id=$name" status=lost >"$work/decided"
told charge.dispute.closed
is "lost: all of it has gone back, and nothing more is due" "$status $(refunds) $(reasons)" "200 dispute 2000 done dispute"
is "the tickets are on sale again" "$(available) $(payment_status)" "5 refunded"
says "the buyer is told" "$buyer" "/orders/$order" '20.00 back to you'
says "the seller is told" "$seller" "/orders/$order/sale" 'the bank has given the money back'
told charge.dispute.closed
is "once, however often it is told" "$status $(refunds) $(reasons)" "200 dispute 2000 done dispute"
in_order disputes
check_logs 'will be tried again|another amount or currency|hasn.t said in 7 days|money has gone back|could not be paid|disputed by the buyer|the provider refuses|status=503 .*route=/payments|message="Your payment is being confirmed'
