#!/bin/bash
# A real cron daemon runs the file that `make install` makes, and the end of a hold becomes permanent. cron sees its own
# mounts only: the machine's /etc and /run stay as they are.
# shellcheck source=tests/lib.sh
. "$(dirname "$0")/lib.sh"
start_shop apache BOXOFFICE_HOLD_SECONDS=1
as_root=()
((EUID == 0)) || as_root=(sudo -n)
user=www-data
((EUID == 0)) || user=$(id -un)

# ---- installed for a place that cron alone will see
stage=$work/stage
if ! make -s --no-print-directory install BUILD="$BUILD" DESTDIR="$stage" prefix=/opt/boxoffice sysconfdir=/opt/boxoffice/etc \
	JOB_USER="$user" >"$work/install" 2>&1; then
	cat "$work/install"
	die "make install fails"
fi
crontab=$stage/opt/boxoffice/etc/cron.d/boxoffice
has "the crontab runs expire_orders each minute" "$(<"$crontab")" "* * * * *  $user  /opt/boxoffice/lib/boxoffice/expire_orders"
cp "$(conf)" "$stage/opt/boxoffice/etc/boxoffice/boxoffice.conf"
[[ $user != www-data ]] || chgrp www-data "$stage/opt/boxoffice/etc/boxoffice/boxoffice.conf"
chmod 640 "$stage/opt/boxoffice/etc/boxoffice/boxoffice.conf"

# ---- an order that nobody looks at again
sign_up seller@example.com
as=$token
sell "Forgotten" 20 1
call POST /api/orders "{\"productId\":\"$product\"}"
order=$(member .id)
is "the order is placed" "$status" 201
state() { sql <<<"SELECT CONCAT(status, version, COALESCE(cancelled_by, '')) FROM orders WHERE id = '$order'"; }

# ---- cron, with this crontab alone
cat >"$work/cron" <<END
set -e
mkdir "$work/empty"
mount --bind "$stage/opt" /opt
mount --bind "$work/empty" /var/spool/cron/crontabs
mount --bind "$stage/opt/boxoffice/etc/cron.d" /etc/cron.d
mount --bind /dev/null /etc/crontab
case $run_directory in /run/*) ;; *) mount -t tmpfs none /run ;; esac
chown root: /etc/cron.d/boxoffice
exec cron -f -L 0
END
# shellcheck disable=SC2016 # for the inner shell
${as_root[@]+"${as_root[@]}"} sh -c 'echo $$ >"$1/cron.pid"
	exec unshare --mount --propagation private --pid --fork --kill-child --mount-proc bash "$1/cron"' cron "$work" >"$work/cron.log" 2>&1 &
cron=$!
# unshare doesn't hear TERM; its end takes all that it has started with it.
end_cron() {
	ended=$?
	${as_root[@]+"${as_root[@]}"} kill -KILL "$(<"$work/cron.pid")" 2>/dev/null
	wait "$cron" 2>/dev/null
	clean_up
}
trap end_cron EXIT

for ((tries = 0; tries < 90; tries++)); do
	[[ $(state) == created0 ]] || break
	kill -0 "$cron" 2>/dev/null || break
	sleep 1
done
is "a minute later cron has made its end permanent" "$(state)" cancelled1expiry
is "with its events, once each" "$(sql <<<"SELECT GROUP_CONCAT(subject ORDER BY id) FROM outbox WHERE aggregate_id = '$order'")" \
	"order:created,expiration:complete,order:cancelled"
[[ $(state) == cancelled1expiry ]] || sed 's/^/    /' "$work/cron.log"
call GET "/api/products/$product"
is "and the ticket is free" "$(member .available)" 1

# ---- a payment whose answer was lost is found within seconds, whoever launches the job
found_soon() { # SENTENCE
	local began
	sell "Paid" 20 1
	call POST /api/orders "{\"productId\":\"$product\"}"
	order=$(member .id)
	call POST /api/payments "{\"orderId\":\"$order\",\"token\":\"tok_chargedNoAnswer\"}"
	began=$(milliseconds)
	until [[ $(state) == complete1 ]] || (($(milliseconds) > began + 30000)); do sleep 0.2; done
	is "$1" "$status $(state)" "503 complete1"
	holds "in less than 20 seconds ($(($(milliseconds) - began)) ms)" test $(($(milliseconds) - began)) -lt 20000
}
found_soon "cron's settle_payments finds the payment whose answer was lost"
verify
check_logs 'message="Your payment is being confirmed'
start_shop apache JOBS=1
sign_up seller@example.com
as=$token
found_soon "and so does make run's"
verify
check_logs 'message="Your payment is being confirmed'
