# The jobs: the instance itself runs the lines of the crontab, so that it needs no cron.
# shellcheck shell=bash disable=SC2154

job_lines=() job_environment=() job_pids=()
next_minute=0

read_crontab() {
	local line
	job_lines=() job_environment=()
	while IFS= read -r line; do
		if [[ $line =~ ^[[:space:]]*(#|$) ]]; then
			continue
		elif [[ $line =~ ^([A-Z_]+)=(.*)$ ]]; then
			line=${BASH_REMATCH[2]#\"}
			job_environment+=("${BASH_REMATCH[1]}=${line%\"}")
		else
			check_job "$line"
			job_lines+=("$line")
		fi
	done <"$RUN/etc/cron.d/boxoffice"
}

check_job() {
	local fields field
	read -r -a fields <<<"$1"
	((${#fields[@]} >= 7)) || die "jobs/crontab: not minute hour day month weekday user command: $1"
	for field in "${fields[@]:0:5}"; do
		[[ $field =~ ^(\*|\*/[1-9][0-9]*|[0-9]+)$ ]] || die "jobs/crontab: only *, */N and numbers are understood: $1"
	done
}

start_jobs() { next_minute=$((EPOCHSECONDS - EPOCHSECONDS % 60)); }

# Called every second. Runs the jobs that are due, at the start and at each full minute.
jobs_second() {
	((JOBS && EPOCHSECONDS >= next_minute)) || return 0
	next_minute=$((EPOCHSECONDS - EPOCHSECONDS % 60 + 60))
	forget_ended_jobs
	run_due
}

run_due() {
	local now line fields
	printf -v now '%(%-M %-H %-d %-m %w)T' -1
	for line in "${job_lines[@]}"; do
		read -r -a fields <<<"$line"
		is_due "$now" "${fields[@]:0:5}" || continue
		launch_job "${fields[@]:6}"
	done
}

is_due() {
	local now value
	read -r -a now <<<"$1"
	shift
	for value in "${now[@]}"; do
		case $1 in
		\*) ;;
		\*/*) ((value % ${1#*/} == 0)) || return 1 ;;
		*) ((value == 10#$1)) || return 1 ;;
		esac
		shift
	done
}

launch_job() {
	if [[ ! -x $1 ]]; then
		say "no job ${1##*/}"
		return
	fi
	"${as_web[@]}" env -i "${job_environment[@]}" "${for_sanitizers[@]}" setsid "$@" </dev/null >>"$VAR/log/jobs.log" 2>&1 9>&- &
	job_pids+=($!)
}

forget_ended_jobs() {
	local pid alive=()
	for pid in ${job_pids[@]+"${job_pids[@]}"}; do
		! is_child "$pid" || alive+=("$pid")
	done
	job_pids=(${alive[@]+"${alive[@]}"})
}

stop_jobs() {
	forget_ended_jobs
	end_all "${job_pids[*]-}" 10
	job_pids=()
}
