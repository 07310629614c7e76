/*
 * The log: one logfmt line on standard error for each thing worth one; the web server or cron keeps it. Never a secret,
 * a body, a cookie or an address with a query in it.
 */
#ifndef BASE_LOG_H
#define BASE_LOG_H

#include "base/text.h"

/* level=… and whatever `line` holds, written with one write(2) so that lines of many programs don't mix. */
void log_line(const char *level, const struct text *line);

/* A line of a message alone. */
void log_say(const char *level, const char *format, ...) __attribute__((format(printf, 2, 3)));

#endif
