#include "base/moment.h"

#include <stdio.h>
#include <time.h>

int64_t moment_now(void)
{
	struct timespec now;

	clock_gettime(CLOCK_REALTIME, &now);
	return (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

int64_t moment_ticks(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return (int64_t)now.tv_sec * 1000000 + now.tv_nsec / 1000;
}

static struct tm utc(int64_t moment)
{
	time_t seconds = (time_t)(moment / 1000);
	struct tm broken_down;

	gmtime_r(&seconds, &broken_down);
	return broken_down;
}

void moment_iso(char out[MOMENT_SIZE], int64_t moment)
{
	struct tm at = utc(moment);
	char seconds[MOMENT_SIZE];

	strftime(seconds, MOMENT_SIZE, "%Y-%m-%dT%H:%M:%S", &at);
	snprintf(out, MOMENT_SIZE, "%.30s.%03dZ", seconds, (int)(moment % 1000));
}

void moment_text(char out[MOMENT_SIZE], int64_t moment)
{
	struct tm at = utc(moment);

	strftime(out, MOMENT_SIZE, "%-d %b %Y, %H:%M UTC", &at);
}

void moment_http(char out[MOMENT_SIZE], int64_t moment)
{
	struct tm at = utc(moment);

	strftime(out, MOMENT_SIZE, "%a, %d %b %Y %H:%M:%S GMT", &at);
}
