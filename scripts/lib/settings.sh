# VAR/boxoffice.conf: the settings in effect. Lines that the operator writes there stay. A setting from the environment of run or start is
# for that start only: a comment above its line keeps what the file says otherwise.
# shellcheck shell=bash

mark='# only for this start; otherwise: '
absent='(not set)'

known_settings() { sed -n 's/^#\{0,1\}\(BOXOFFICE_[A-Z_]*\)=.*/\1/p' etc/boxoffice.conf.in; }

# The file as the operator wrote it, without the lines that the last start has added.
operators_lines() {
	local line skip=0
	while IFS= read -r line || [[ $line ]]; do
		if [[ $line == "$mark"* ]]; then
			line=${line#"$mark"}
			skip=1
			[[ $line == "$absent" ]] || echo "$line"
		elif ((skip)); then
			skip=0
		else
			echo "$line"
		fi
	done <"$VAR/boxoffice.conf"
}

# Fills overrides[NAME] with the settings from the environment, and with values that only this start knows.
collect_overrides() {
	local name known value
	known=$'\n'$(known_settings)$'\n'
	declare -gA overrides=()
	overrides[BOXOFFICE_DB_SOCKET]=$RUN/db.sock
	overrides[BOXOFFICE_SHARED]=$RUN/var/lib/boxoffice/shared
	overrides[BOXOFFICE_TEMPLATES]=$RUN/share/boxoffice/templates
	for name in $(compgen -A export BOXOFFICE_ || true); do
		[[ $name != BOXOFFICE_CONF ]] || continue
		if [[ $known != *$'\n'$name$'\n'* ]]; then
			say "$name is no setting of Boxoffice: left out"
			continue
		fi
		value=${!name}
		[[ $value != *$'\n'* ]] || die "$name must not hold a line break"
		[[ $value != [[:space:]\"]* && $value != *[[:space:]] ]] || value="\"$value\""
		overrides[$name]=$value
	done
}

has_line() { grep -q "^[[:space:]]*$1[[:space:]]*=" <<<"$2"; }

write_settings() {
	local lines name secret
	collect_overrides
	lines=
	[[ ! -e $VAR/boxoffice.conf ]] || lines=$(operators_lines)
	[[ $lines ]] || lines="# Settings of this instance; boxoffice.conf(5) explains them. Read at each start: what you write here stays."
	for secret in BOXOFFICE_SESSION_KEYS:32 BOXOFFICE_DB_PASSWORD:24; do
		if ! has_line "${secret%:*}" "$lines"; then
			lines+=$'\n'"${secret%:*}=$(openssl rand -hex "${secret#*:}")"
		fi
	done
	[[ ! ${PORT-} ]] || has_line BOXOFFICE_BASE_URL "$lines" || default_setting BOXOFFICE_BASE_URL "http://127.0.0.1:$PORT"
	(umask 077 && overridden "$lines" >"$VAR/boxoffice.conf.new") || die "cannot write $VAR/boxoffice.conf (disk full?)"
	mv "$VAR/boxoffice.conf.new" "$VAR/boxoffice.conf"
	settings_wanted >"$VAR/run-settings"
	install -m 640 "$VAR/boxoffice.conf" "$RUN/etc/boxoffice/boxoffice.conf"
	! is_root || chgrp www-data "$RUN/etc/boxoffice/boxoffice.conf"
}

default_setting() { [[ ${overrides[$1]+set} ]] || overrides[$1]=$2; }

# The lines of the file, with this start's settings in them.
overridden() {
	local line name
	declare -A left=()
	for name in "${!overrides[@]}"; do left[$name]=1; done
	while IFS= read -r line; do
		name=${line%%=*}
		name=${name//[[:space:]]/}
		if [[ $line == *=* && $name && ${overrides[$name]+set} ]]; then
			[[ ${left[$name]-} ]] || continue
			print_override "$name" "$line"
			unset "left[$name]"
		else
			echo "$line"
		fi
	done <<<"$1"
	for name in $(printf '%s\n' "${!left[@]}" | sort); do
		print_override "$name" "$absent"
	done
}

print_override() {
	if [[ $2 == "$1=${overrides[$1]}" ]]; then
		echo "$2"
	else
		printf '%s%s\n%s=%s\n' "$mark" "$2" "$1" "${overrides[$1]}"
	fi
}

# The settings that this start was asked for. Another start compares them with its own.
settings_wanted() {
	local name
	echo "PORT=$PORT SERVER=$SERVER JOBS=$JOBS BUILD=$BUILD"
	for name in $(compgen -A export BOXOFFICE_ || true); do
		echo "$name=${!name}"
	done | sha256sum
}
