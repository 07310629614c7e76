#include "base/moment.h"

#include <time.h>

int64_t moment_now(void)
{
	struct timespec now;

	clock_gettime(CLOCK_REALTIME, &now);
	return (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

int64_t moment_seconds(void)
{
	return moment_now() / 1000;
}

int64_t moment_ticks(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return (int64_t)now.tv_sec * 1000000 + now.tv_nsec / 1000;
}

int64_t moment_steady(void)
{
	return moment_ticks() / 1000;
}

static struct tm utc(int64_t moment)
{
	time_t seconds = (time_t)(moment / 1000);
	struct tm broken_down;

	gmtime_r(&seconds, &broken_down);
	return broken_down;
}

/* Writes the number with so many digits, then the character `after`. Returns the end of what it wrote. */
static char *put(char *out, int number, int digits, char after)
{
	for (int i = digits - 1; i >= 0; i--, number /= 10)
		out[i] = (char)('0' + number % 10);
	out[digits] = after;
	return out + digits + 1;
}

/* Written by hand, since each order and each log line needs it, and strftime() takes ten times as long. */
static void put_moment(char *out, int64_t moment, char between, char end)
{
	struct tm at = utc(moment);

	out = put(out, at.tm_year + 1900, 4, '-');
	out = put(out, at.tm_mon + 1, 2, '-');
	out = put(out, at.tm_mday, 2, between);
	out = put(out, at.tm_hour, 2, ':');
	out = put(out, at.tm_min, 2, ':');
	out = put(out, at.tm_sec, 2, '.');
	*put(out, (int)(moment % 1000), 3, end) = '\0';
}

void moment_iso(char out[MOMENT_SIZE], int64_t moment)
{
	put_moment(out, moment, 'T', 'Z');
}

void moment_sql(char out[MOMENT_SIZE], int64_t moment)
{
	put_moment(out, moment, ' ', '\0');
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
