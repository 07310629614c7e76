#include "base/origin.h"

#include <stdbool.h>
#include <stdio.h>
#include <string.h>

#include "base/id.h"

static const char FORM[] = "00-00000000000000000000000000000000-0000000000000000-00"; /* 0: any lower-case hex digit */

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

/* 2.2.2 of the recommendation: another version, another form and an id of zeros all count as none. */
static bool is_valid(const char *header)
{
	return has_form(header) && !strncmp(header, "00-", 3) && !is_zero(header + 3, 32) && !is_zero(header + 36, 16);
}

void origin_trace_begin(struct trace *trace, const char *header)
{
	bool follows = is_valid(header);

	id_random(trace->id, 16);
	id_random(trace->span, 8);
	memcpy(trace->parent, FORM, sizeof(FORM));
	if (follows) {
		memcpy(trace->id, header + 3, 32);
		memcpy(trace->parent + 53, header + 53, 2);
	}
	memcpy(trace->parent + 3, trace->id, 32);
	memcpy(trace->parent + 36, trace->span, 16);
}

static struct {
	bool is_request;
	char request[65], trace[56];
} now;

void origin_set(const char *request, const char *trace)
{
	now.is_request = true;
	snprintf(now.request, sizeof(now.request), "%s", request);
	snprintf(now.trace, sizeof(now.trace), "%s", trace);
}

const char *origin_request(void)
{
	return now.is_request ? now.request : NULL;
}

const char *origin_trace(void)
{
	return now.is_request ? now.trace : NULL;
}
