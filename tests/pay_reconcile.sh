#!/bin/bash
# The provider's ledger against ours: reconcile finds each row that is only in one of them or differs, for each provider.
# shellcheck disable=SC2119,SC2154 # functions of pay_lib.sh with and without arguments
. "$(dirname "$0")/lib.sh"
. tests/pay_lib.sh

# reconciled SENTENCE STATUS LINES: exit status and what it says, our ids as `payment` and `refund`
reconciled() {
	local said exit=0
	said=$(job reconcile 2>&1) || exit=$?
	said=$(sed -E "s/ provider_id=[^ ]+//; s/id=$payment/id=payment/; s/id=${refund:-none}/id=refund/" <<<"$said" | paste -sd '|')
	is "$1" "$exit $said" "$2 $3"
}
ours() { sql <<<"SELECT r.id FROM refunds r JOIN payments y ON y.id = r.payment_id WHERE y.order_id = '$order'"; }
paid_and_refunded() { # of two tickets one is refunded
	order_for 10 2 2
	pay tok_visa
	as=$seller call POST "/api/orders/$order/refund" "{\"items\":[{\"productId\":\"$product\",\"quantity\":1}]}"
	settle
	refund=$(ours)
}
# The breaches that can be planted in our own tables, and what is said of them; `undo` takes each back.
planted_in_ours() {
	local table set row
	while IFS='|' read -r table set row; do
		sql <<<"SET @now = (SELECT 1); UPDATE ${table}s SET $set WHERE id = '${!table}'"
		reconciled "$table with $set" 65 "$row|charges=$1 refunds=$2 differences=1"
		sql <<<"UPDATE payments SET amount = 2000, currency = 'USD', status = 'succeeded', paid_order = order_id WHERE id = '$payment';
			UPDATE refunds SET amount = 1000, done = TRUE WHERE id = '$refund'"
	done <<'END'
payment|amount = 1999|kind=payment problem=amount id=payment ours=1999 theirs=2000
payment|paid_order = NULL, status = 'failed'|kind=payment problem=not_done id=payment ours=2000 theirs=2000
refund|amount = 999|kind=refund problem=amount id=refund ours=999 theirs=1000
refund|done = FALSE|kind=refund problem=not_done id=refund ours=1000 theirs=1000
END
	sql <<<"UPDATE payments SET currency = 'EUR' WHERE id = '$payment'"
	reconciled "another currency" 65 "kind=payment problem=currency id=payment ours=2000 theirs=2000|kind=refund problem=currency id=refund ours=1000 theirs=1000|charges=$1 refunds=$2 differences=2"
	sql <<<"UPDATE payments SET currency = 'USD' WHERE id = '$payment'; DELETE FROM refunds WHERE id = '$refund'"
	reconciled "a refund that we know nothing of" 65 "kind=refund problem=unknown id=refund ours=0 theirs=1000|charges=$1 refunds=$2 differences=1"
	sql <<<"INSERT INTO refunds (id, payment_id, amount, reason, done) VALUES ('$refund', '$payment', 1000, 'seller', TRUE)"
	sql <<<"INSERT INTO refunds (id, payment_id, amount, reason, done) VALUES ('ffffffffffffffffffffffff', '$payment', 5, 'seller', TRUE)"
	reconciled "a refund that the provider knows nothing of" 65 "kind=refund problem=missing id=ffffffffffffffffffffffff ours=5 theirs=0|charges=$1 refunds=$2 differences=1"
	sql <<<"DELETE FROM refunds WHERE id LIKE 'ffff%'"
	sql <<<"INSERT INTO payments (id, order_id, provider, amount, currency, status) SELECT 'ffffffffffffffffffffffff', order_id, provider, 7, 'USD', 'succeeded'
		FROM payments WHERE id = '$payment'"
	reconciled "a payment that the provider knows nothing of" 65 "kind=payment problem=missing id=ffffffffffffffffffffffff ours=7 theirs=0|charges=$1 refunds=$2 differences=1"
	sql <<<"UPDATE payments SET created_at = NOW(6) - INTERVAL 30 DAY WHERE id LIKE 'ffff%'"
	reconciled "but a month ago is another matter" 0 "charges=$1 refunds=$2 differences=0"
	sql <<<"DELETE FROM payments WHERE id LIKE 'ffff%'"
	reconciled "in order again" 0 "charges=$1 refunds=$2 differences=0"
}

echo "# the provider test"
start_shop apache
sign_up seller@example.com && seller=$token
sign_up buyer@example.com && buyer=$token
payment=none
reconciled "an empty shop agrees" 0 "charges=0 refunds=0 differences=0"
order_for 10
pay tok_chargeDeclined
order_for 10
pay tok_threeDSecureRequired
paid_and_refunded
reconciled "what was declined or waits is in neither" 0 "charges=1 refunds=1 differences=0"
planted_in_ours 1 1
sql <<<"INSERT INTO test_charges (id, made_for, amount, currency, state) VALUES ('test_more', 'eeeeeeeeeeeeeeeeeeeeeeee', 3, 'USD', 'succeeded')"
reconciled "a charge that we know nothing of" 65 "kind=payment problem=unknown id=eeeeeeeeeeeeeeeeeeeeeeee ours=0 theirs=3|charges=2 refunds=1 differences=1"
sql <<<"DELETE FROM test_charges WHERE id = 'test_more'"
order_for 10
pay tok_visa
sql <<<"UPDATE test_charges SET refunded = amount WHERE made_for = '$payment'"
as=$seller call POST "/api/orders/$order/refund" '{}'
much_later
job settle_payments >"$work/settle" 2>&1
is "a refund that the provider refuses ends neither request nor job" "$status $? $(sql <<<"SELECT done FROM refunds WHERE payment_id = '$payment'")" "200 0 0"
verify
check_logs 'will be tried again'
stop_shop

echo "# Stripe"
start_stripe_shop
webhooks lost=1
sign_up seller@example.com && seller=$token
sign_up buyer@example.com && buyer=$token
order_for 10
pay tok_chargeDeclined
paid_and_refunded
reconciled "both ledgers agree" 0 "charges=1 refunds=1 differences=0"
planted_in_ours 1 1

kept=$payment
order_for 10
misbehave cut-after confirm
pay tok_visa
payment=$(sql <<<"SELECT id FROM payments WHERE order_id = '$order'")
reconciled "a charge of which nobody has told us yet" 65 "kind=payment problem=not_done id=payment ours=1000 theirs=1000|charges=2 refunds=1 differences=1"
sql <<<"UPDATE payments SET begun_at = begun_at - INTERVAL 1 HOUR WHERE id = '$payment'"
(sleep 2; job settle_payments) >"$work/settle" 2>&1 &
is "with --for it looks again, until that is settled" "$(job reconcile --for 20)" "charges=2 refunds=1 differences=0"
wait $!
payment=$kept

stripe_api() { curl -sS --max-time 30 -H "Authorization: Bearer $stripe_key" "$stripe/v1/$1" "${@:2}"; }
intent=$(sql <<<"SELECT provider_id FROM payments WHERE id = '$payment'")
stripe_api refunds -d "payment_intent=$intent" -d amount=300 >"$work/byhand"
by_hand=$(jq -r .id "$work/byhand")
reconciled "a refund made by hand at Stripe" 65 "kind=refund problem=unknown id=$by_hand ours=0 theirs=300|charges=2 refunds=2 differences=1"
charge_there() { # [PAYMENT]: somebody's
	local id
	id=$(stripe_api payment_intents -d amount=1000 -d currency=usd ${1:+-d "metadata[payment]=$1"} | jq -r .id)
	stripe_api "payment_intents/$id/confirm" -d payment_method=pm_card_visa >"$work/there"
}
charge_there
reconciled "a charge of somebody else's under the same account isn't ours" 65 "kind=refund problem=unknown id=$by_hand ours=0 theirs=300|charges=2 refunds=2 differences=1"
charge_there "$payment"
said=$(job reconcile)
has "a second charge for one payment" "$said" "kind=payment problem=twice id=$payment"
for i in {1..210}; do
	charge_there "$(printf 'dddddddddddddddddddd%04d' "$i")"
done
said=$(job reconcile)
is "more than fit on two of Stripe's pages" "$? $(grep -c 'problem=unknown id=dddd' <<<"$said") $(tail -n 1 <<<"$said" | cut -d ' ' -f 1)" "65 210 charges=213"
misbehave html-before list_intents
job reconcile >"$work/out" 2>"$work/err"
is "half a ledger is none: try again" "$? $(wc -c <"$work/out") $(grep -c "can't be asked" "$work/err")" "75 0 1"
kill_stand_in
job reconcile >"$work/out" 2>&1
is "neither is none" "$?" 75
start_stand_in
webhooks lost=1

verify
check_logs 'status=503 .*route=/payments|message="Your payment is being confirmed'
