# What the tests of mail share, on top of lib.sh and pay_lib.sh: a mail server of our own, and what it has taken.
# shellcheck shell=bash disable=SC2034,SC2154

sink_pid=
from=tickets@shop.example.com

# start_sink [OPTION…]: sets sink_port; again after stop_sink, at the same port.
start_sink() {
	local line
	: "${sink_port:=0}" "${journal:=$work/journal}" "${mails:=$work/mails}"
	touch "$journal"
	exec 8< <(exec tests/mail_sink --port "$sink_port" --journal "$journal" --keep "$mails" "$@" 2>>"$work/sink.log")
	sink_pid=$!
	read -r line <&8 || die "the mail server does not start: $(tail -n 3 "$work/sink.log")"
	sink_port=${line#port=}
}

stop_sink() {
	[[ $sink_pid ]] || return 0
	kill -KILL "$sink_pid" 2>/dev/null
	wait "$sink_pid" 2>/dev/null
	sink_pid=
}
trap 'ended=$?; stop_sink; clean_up' EXIT

relay() { job relay >>"$work/relay" 2>>"$work/relay.log"; }

# What the server took since `forget`: "kind kind", in order of kinds.
forget() { : >"$journal"; }
taken() { jq -r '.id | ltrimstr("<") | split(".")[0]' "$journal" | sort | tr '\n' ' ' | sed 's/ $//'; }

# States of all mails: "sent:4 pending:1".
states() { sql <<<"SELECT CONCAT(state, ':', COUNT(*)) FROM mails ${1-} GROUP BY state ORDER BY state" | tr '\n' ' ' | sed 's/ $//'; }

# Waiting is over, for retries and for claims of processes that were killed.
due_now() { sql <<<"UPDATE mails SET due_at = NOW(3) WHERE state IN ('pending', 'sending')"; }

# set_setting NAME VALUE: of the jobs of this shop
set_setting() { sed -i "s|^$1=.*|$1=$2|" "$(conf)"; }
