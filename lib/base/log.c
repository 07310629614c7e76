#include "base/log.h"

#include <errno.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "base/crypto.h"
#include "base/moment.h"
#include "base/pool.h"
#include "base/text.h"

void log_line(const char *level, const struct text *line)
{
	struct text whole = text_in(line->pool);
	char now[MOMENT_SIZE];
	const char *const parts[] = { "time=", now, " level=", level, " program=", program_invocation_short_name, " ", line->bytes, "\n" };

	moment_iso(now, moment_now());
	text_reserve(&whole, line->length + 128);
	for (size_t i = 0; i < sizeof(parts) / sizeof(parts[0]); i++)
		text_put(&whole, parts[i]);
	if (write(STDERR_FILENO, whole.bytes, whole.length) < 0)
		return;
}

void log_say(const char *level, const char *format, ...)
{
	void *pool = pool_open(NULL);
	struct text line = text_in(pool);
	char message[512];
	va_list arguments;

	va_start(arguments, format);
	vsnprintf(message, sizeof(message), format, arguments);
	va_end(arguments);
	text_put(&line, "message=");
	text_log(&line, message);
	log_line(level, &line);
	pool_close(pool);
}

/* ---- the request that causes a log line or an event */

static const char FORM[] = "00-00000000000000000000000000000000-0000000000000000-00"; /* a 0 stands for any lower-case hex digit */

static bool has_form(const char *header)
{
	size_t i;

	for (i = 0; FORM[i] && header[i]; i++)
		if (FORM[i] == '-' ? header[i] != '-' : !strchr("0123456789abcdef", header[i]))
			return false;
	return !FORM[i] && !header[i];
}

static bool is_zero(const char *digits, size_t count)
{
	return strspn(digits, "0") >= count;
}

/* Trace Context, 2.2.2: a header of another version or form, or with an id of zeros, counts as none. */
static bool is_valid(const char *header)
{
	return has_form(header) && text_begins(header, "00-") && !is_zero(header + 3, 32) && !is_zero(header + 36, 16);
}

void log_trace_begin(struct trace *trace, const char *header)
{
	bool follows = is_valid(header);

	crypto_random_hex(trace->id, 16);
	crypto_random_hex(trace->span, 8);
	memcpy(trace->parent, FORM, sizeof(FORM));
	if (follows) {
		memcpy(trace->id, header + 3, 32);
		memcpy(trace->parent + 53, header + 53, 2);
	}
	memcpy(trace->parent + 3, trace->id, 32);
	memcpy(trace->parent + 36, trace->span, 16);
}

static struct log_origin origin;

void log_origin_set(const char *request, const char *trace)
{
	origin.is_request = true;
	snprintf(origin.request, sizeof(origin.request), "%s", request);
	snprintf(origin.trace, sizeof(origin.trace), "%s", trace);
}

const char *log_origin_request(void)
{
	return origin.is_request ? origin.request : NULL;
}

const char *log_origin_trace(void)
{
	return origin.is_request ? origin.trace : NULL;
}

struct log_origin log_origin(void)
{
	return origin;
}

void log_origin_restore(const struct log_origin *of)
{
	origin = *of;
}
