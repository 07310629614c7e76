#include "base/log.h"

#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <unistd.h>

#include "base/moment.h"
#include "base/pool.h"

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
